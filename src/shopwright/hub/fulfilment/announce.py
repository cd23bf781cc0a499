"""What the warehouse tells the apps above it."""

from __future__ import annotations

from collections.abc import Callable

from shopwright.hub.orders.models import Order

Packed = Callable[[Order], None]
_when_packed: list[Packed] = []


def when_packed(handler: Packed) -> None:
    """Have a function called, in its transaction, with an order whose last piece was put into its box just now."""
    _when_packed.append(handler)


def announce_packed(order: Order) -> None:
    for handler in _when_packed:
        handler(order)
