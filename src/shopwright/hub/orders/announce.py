"""What orders tell the apps above: which of them changed, and which of their lines were cancelled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from .models import Order, OrderLine


class Before(NamedTuple):
    """How an order stood before it changed; all empty where it was not there yet."""

    payment: str = ""
    progress: str = ""
    hold: str = ""


Changed = Callable[[Order, Before], None]
Cancelled = Callable[[Order, Sequence[OrderLine]], None]
_when_changed: list[Changed] = []
_when_cancelled: list[Cancelled] = []


def state_of(order: Order | None) -> Before:
    return Before() if order is None else Before(order.payment, order.progress, order.hold)


def when_changed(handler: Changed) -> None:
    """Have a function called with an order whose payment, progress or hold changed just now, in that transaction."""
    _when_changed.append(handler)


def announce_changed(order: Order, before: Before) -> None:
    """Tell that an order changed, if it did."""
    if state_of(order) != before:
        for handler in _when_changed:
            handler(order, before)


def when_cancelled(handler: Cancelled) -> None:
    """Have a function called with an order and those of its lines that were cancelled just now, in that transaction."""
    _when_cancelled.append(handler)


def announce_cancelled(order: Order, lines: Sequence[OrderLine]) -> None:
    """Tell which lines of an order were cancelled."""
    for handler in _when_cancelled:
        handler(order, lines)
