"""What a seller tells of some lines before they can leave: blind boxes, vouchers, goods for customs."""

from __future__ import annotations

from .order import Line, Order


def needs_opening(order: Order, line: Line) -> bool:
    """Whether nobody has told yet what is in a blind box."""
    return order.item_of(line).is_blind_box and not line.unboxed


def customs_lines(order: Order) -> list[Line]:
    """The lines of which customs are told what they really hold: blind boxes and live listings across a border."""
    if not order.is_cross_border:
        return []
    return [line for line in order.active_lines if (item := order.item_of(line)).is_blind_box or item.is_temporary]


def what_is_missing(order: Order) -> str:
    """What keeps an order from being shipped, as the end of a sentence; empty where nothing does."""
    if order.is_virtual and any(line.redemption is None for line in order.active_lines):
        return "without its redemption information"
    if any(needs_opening(order, line) for line in order.active_lines):
        return "without the results of its blind boxes"
    if any(not line.declared for line in customs_lines(order)):
        return "without its customs information"
    return ""
