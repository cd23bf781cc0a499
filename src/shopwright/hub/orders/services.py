"""Every write of people about orders."""

from __future__ import annotations

from collections.abc import Collection

from shopwright.hub.access.models import User
from shopwright.hub.stock.queries import short_causes

from .holds import services as holds
from .holds.services import HoldError
from .models import Order, OrderLine


class OrderError(Exception):
    """What cannot be done with an order; the text says why and what to do."""


def hold_short(lines: Collection[OrderLine]) -> None:
    """Hold the orders of lines whose goods are not on their shelf."""
    holds.hold_short(lines)


def hold(order: Order, by: User | None = None, words: str = "") -> None:
    """Keep an order from being shipped until a person lets it go. Raises OrderError for one that has left."""
    try:
        holds.hold_by_hand(order, by, words)
    except HoldError as error:
        raise OrderError(str(error)) from error


def let_go(order: Order, by: User | None = None) -> None:
    """Let an order be shipped that is held by hand, by a rule, or for stock, and can be shipped all the same."""
    try:
        holds.release(order, by)
    except HoldError as error:
        raise OrderError(str(error)) from error


def look_at_stock(order: Order) -> None:
    """See anew whether an order is out of stock, after what it holds was moved to another location."""
    with holds.changing(order) as locked:
        lines = list(locked.lines.exclude(variant=None).filter(is_cancelled=False, is_gone=False))
        short = short_causes(locked.workspace_id, [line.cause for line in lines])
        for line in lines:
            if line.is_oversold != (line.cause in short):
                line.is_oversold = line.cause in short
                line.save(update_fields=["is_oversold"])
        holds.reconcile(locked)


def write_note(order: Order, note: str) -> None:
    order.note = note.strip()
    order.save(update_fields=["note"])
