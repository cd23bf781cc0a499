"""What a seller sees of a buyer, by market, state and way of shipping (docs/reference/buyer-data.md#by-market)."""

from __future__ import annotations

from enum import StrEnum

from shopwright.platform.market.trade_rules import Rules

from .order import Order
from .states import OrderStatus


class Visibility(StrEnum):
    ABSENT = "ABSENT"
    MASKED = "MASKED"
    OPEN = "OPEN"


_BEFORE = frozenset({OrderStatus.UNPAID, OrderStatus.ON_HOLD})


def visibility(order: Order, rules: Rules) -> Visibility:
    """How much of the buyer's address and contact an app gets."""
    if order.status in _BEFORE:
        return Visibility.ABSENT
    if order.is_anonymous:
        return Visibility.OPEN  # nothing is left to hide
    if rules.masks_over_time:
        is_over = order.status is OrderStatus.CANCELLED or order.is_hidden
        return Visibility.MASKED if is_over else Visibility.OPEN
    by_platform = order.shipping_type == "TIKTOK" or not order.is_fulfilled_by_seller
    return Visibility.MASKED if by_platform and rules.masks_platform_shipping else Visibility.OPEN
