"""Every write of people about orders."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from .models import Hold, Order, OrderLine

Cancelled = Callable[[Order, Sequence[OrderLine]], None]
_when_cancelled: list[Cancelled] = []


class OrderError(Exception):
    """What cannot be done with an order; the text says why and what to do."""


def when_cancelled(handler: Cancelled) -> None:
    """Have a function called with an order and those of its lines that were cancelled just now, in that transaction."""
    _when_cancelled.append(handler)


def announce_cancelled(order: Order, lines: Sequence[OrderLine]) -> None:
    """Tell which lines of an order were cancelled."""
    for handler in _when_cancelled:
        handler(order, lines)


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


def write_note(order: Order, note: str) -> None:
    order.note = note.strip()
    order.save(update_fields=["note"])
