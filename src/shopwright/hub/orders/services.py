"""Every write of people about orders."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from .models import Hold, Order, OrderLine, Progress

Cancelled = Callable[[Order, Sequence[OrderLine]], None]
Told = Callable[[Order], None]
_when_cancelled: list[Cancelled] = []
_when_workable: list[Told] = []
_when_stock_moved: list[Told] = []


class OrderError(Exception):
    """What cannot be done with an order; the text says why and what to do."""


def when_cancelled(handler: Cancelled) -> None:
    """Have a function called with an order and those of its lines that were cancelled just now, in that transaction."""
    _when_cancelled.append(handler)


def announce_cancelled(order: Order, lines: Sequence[OrderLine]) -> None:
    """Tell which lines of an order were cancelled."""
    for handler in _when_cancelled:
        handler(order, lines)


def when_workable(handler: Told) -> None:
    """Have a function called with each order that can be worked on, or could if its goods were there.

    It is called in the transaction that saw so, and again whenever the order is seen.
    """
    _when_workable.append(handler)


def announce_workable(order: Order) -> None:
    """Tell that an order can be worked on, if it can; one that is out of stock may find its goods elsewhere."""
    is_open = order.can_ship and order.progress in (Progress.OPEN, Progress.PARTLY)
    if is_open and order.hold in (Hold.NONE, Hold.STOCK):
        for handler in _when_workable:
            handler(order)


def when_stock_moved(handler: Told) -> None:
    """Have a function called with an order whose goods are held at another location now."""
    _when_stock_moved.append(handler)


def announce_stock_moved(order: Order) -> None:
    """Tell that what an order holds was moved to another location, so that its holds are looked at anew."""
    for handler in _when_stock_moved:
        handler(order)


def hold_short(lines: Collection[OrderLine]) -> None:
    """Hold the orders of lines whose goods are not on their shelf. A hold by hand stays one."""
    OrderLine.objects.filter(pk__in=[line.pk for line in lines]).update(is_oversold=True)
    for order in Order.objects.filter(pk__in={line.order_id for line in lines}).exclude(hold=Hold.MANUAL):
        order.hold = Hold.STOCK
        order.save(update_fields=["hold"])


def hold(order: Order) -> None:
    """Keep an order from being shipped until a person lets it go."""
    order.hold = Hold.MANUAL
    order.save(update_fields=["hold"])


def let_go(order: Order) -> None:
    """Let an order be shipped that was held by hand, or that is out of stock and can be shipped all the same."""
    if order.is_cancel_asked:
        raise OrderError("It is not decided whether this order is cancelled. Answer that first, under Returns.")
    if order.hold == Hold.CHANNEL:
        raise OrderError("The channel holds this order until the buyer's hour is over. It goes on by itself then.")
    order.hold = Hold.NONE
    order.save(update_fields=["hold"])
    announce_workable(order)


def write_note(order: Order, note: str) -> None:
    order.note = note.strip()
    order.save(update_fields=["note"])
