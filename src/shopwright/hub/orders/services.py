"""Every write of people about orders."""

from __future__ import annotations

from .models import Hold, Order


class OrderError(Exception):
    """What cannot be done with an order; the text says why and what to do."""


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
