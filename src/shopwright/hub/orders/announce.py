"""What orders tell the apps above: which of them changed, and which of their lines were cancelled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from .models import Hold, Order, OrderLine, Progress


class Before(NamedTuple):
    """How an order stood before it changed; all empty where it was not there yet."""

    payment: str = ""
    progress: str = ""
    hold: str = ""


Changed = Callable[[Order, Before], None]
Cancelled = Callable[[Order, Sequence[OrderLine]], None]
_when_changed: list[Changed] = []
Told = Callable[[Order], None]
_when_cancelled: list[Cancelled] = []
_when_workable: list[Told] = []


def state_of(order: Order | None) -> Before:
    return Before() if order is None else Before(order.payment, order.progress, order.hold)


def when_changed(handler: Changed) -> None:
    """Have a function called with an order whose payment, progress or hold changed just now, in that transaction."""
    _when_changed.append(handler)


def announce_changed(order: Order, before: Before) -> None:
    """Tell that an order changed, if it did, and before that whether it can be worked on."""
    _announce_workable(order)
    if state_of(order) != before:
        for handler in _when_changed:
            handler(order, before)


def when_workable(handler: Told) -> None:
    """Have a function called with each order that can be worked on, or could if its goods were there.

    It is called in the transaction that saw so, and again whenever the order is seen.
    """
    _when_workable.append(handler)


def _announce_workable(order: Order) -> None:
    is_open = order.can_ship and order.progress in (Progress.OPEN, Progress.PARTLY)
    if is_open and order.hold in (Hold.NONE, Hold.STOCK):
        for handler in _when_workable:
            handler(order)


def when_cancelled(handler: Cancelled) -> None:
    """Have a function called with an order and those of its lines that were cancelled just now, in that transaction."""
    _when_cancelled.append(handler)


def announce_cancelled(order: Order, lines: Sequence[OrderLine]) -> None:
    """Tell which lines of an order were cancelled."""
    for handler in _when_cancelled:
        handler(order, lines)
