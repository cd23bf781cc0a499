"""What orders tell the apps above: which of them changed or were tagged, and which of their lines were cancelled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from .models import Hold, Order, OrderLine, Progress


class Before(NamedTuple):
    """How an order stood before it changed; all empty where it was not there yet."""

    payment: str = ""
    progress: str = ""
    hold: str = ""


class Change(NamedTuple):
    """An order as it is now, and how it stood before."""

    order: Order
    before: Before


class Moved(NamedTuple):
    """A line that its channel put into a parcel. ``before``: the parcel that it was in; empty where it was in none."""

    connection_id: int
    line: OrderLine
    before: str


Changed = Callable[[Sequence[Change]], None]
Cancelled = Callable[[Order, Sequence[OrderLine]], None]
Told = Callable[[Sequence[Order]], None]
PutIn = Callable[[Sequence[Moved]], None]
Tagged = Callable[[Order], None]
_when_changed: list[Changed] = []
_when_cancelled: list[Cancelled] = []
_when_workable: list[Told] = []
_when_moved: list[PutIn] = []
_when_erased: list[Told] = []
_when_tagged: list[Tagged] = []


def state_of(order: Order | None) -> Before:
    return Before() if order is None else Before(order.payment, order.progress, order.hold)


def when_changed(handler: Changed) -> None:
    """Have a function called with orders whose payment, progress or hold changed just now, in that transaction."""
    _when_changed.append(handler)


def announce_changed(changes: Sequence[Change]) -> None:
    """Tell which of these orders changed, and before that which can be worked on."""
    if workable := [change.order for change in changes if _is_workable(change.order)]:
        for tell in _when_workable:
            tell(workable)
    if changed := [change for change in changes if state_of(change.order) != change.before]:
        for handler in _when_changed:
            handler(changed)


def when_workable(handler: Told) -> None:
    """Have a function called with orders that can be worked on, or could if their goods were there.

    It is called in the transaction that saw so, and again whenever such an order is seen.
    """
    _when_workable.append(handler)


def _is_workable(order: Order) -> bool:
    is_open = order.can_ship and order.progress in (Progress.OPEN, Progress.PARTLY)
    return is_open and order.hold in (Hold.NONE, Hold.STOCK)


def when_cancelled(handler: Cancelled) -> None:
    """Have a function called with an order and those of its lines that were cancelled just now, in that transaction."""
    _when_cancelled.append(handler)


def announce_cancelled(order: Order, lines: Sequence[OrderLine]) -> None:
    """Tell which lines of an order were cancelled."""
    for handler in _when_cancelled:
        handler(order, lines)


def when_moved(handler: PutIn) -> None:
    """Have a function called with lines that their channel put into a parcel just now, in that transaction."""
    _when_moved.append(handler)


def announce_moved(moves: Sequence[Moved]) -> None:
    """Tell which lines their channel put into a parcel, or into another one than before."""
    if moves:
        for handler in _when_moved:
            handler(moves)


def when_erased(handler: Told) -> None:
    """Have a function called with orders whose buyers were erased just now, in that transaction."""
    _when_erased.append(handler)


def announce_erased(orders: Sequence[Order]) -> None:
    """Tell whose buyers were erased, so that nothing is kept of them elsewhere."""
    if orders:
        for handler in _when_erased:
            handler(orders)


def when_tagged(handler: Tagged) -> None:
    """Have a function called with an order whose tags changed just now, in that transaction."""
    _when_tagged.append(handler)


def announce_tagged(order: Order) -> None:
    """Tell that the tags of an order changed."""
    for handler in _when_tagged:
        handler(order)
