"""What an order's buyer is still needed for: each app says what of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from shopwright.hub.orders.models import Progress

#: Orders whose goods have left, or never will.
DONE = Q(progress__in=[Progress.SHIPPED, Progress.DELIVERED, Progress.CANCELLED])


class Need(NamedTuple):
    """``words``: why the buyer is needed. ``rows``: whatever says so, each with the ``order`` that it is of."""

    words: str
    rows: Callable[[], QuerySet[Any]]

    def of_order(self) -> Exists:
        """Whether an order has such a row."""
        return Exists(self.rows().filter(order_id=OuterRef("pk")))


_needs: list[Need] = []


def add_needs(*needs: Need) -> None:
    """Keep the buyers of orders that have such rows until the rows are settled."""
    _needs.extend(needs)


def needs() -> tuple[Need, ...]:
    return tuple(_needs)


def erasable() -> Q:
    """Orders that nobody needs the buyer of any more."""
    condition = DONE
    for need in _needs:
        condition &= ~Q(need.of_order())
    return condition
