"""Every read about holds: what a rule would hold, and the holds of an order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Prefetch, Q, QuerySet

from shopwright.hub.access.models import Workspace
from shopwright.hub.orders.models import Hold, Order, Progress

from .facts import facts_of
from .models import HoldRule, OrderHold
from .rules import reason_of

#: Orders that a preview within a request looks at; of more, a worker does.
LOOKED_AT = 500


class Fitting(NamedTuple):
    """An order that a rule would hold, and why. ``is_open``: it still waits, and would be held at once."""

    order: Order
    words: str
    is_open: bool


class Preview(NamedTuple):
    """``orders``: how many were looked at."""

    rows: list[Fitting]
    orders: int

    @property
    def open(self) -> int:
        return sum(row.is_open for row in self.rows)


def rules(workspace: Workspace) -> QuerySet[HoldRule]:
    return HoldRule.objects.filter(workspace=workspace).select_related("connection").order_by("pk")


def concerned(rule: HoldRule) -> QuerySet[Order]:
    """The orders of the shops that a rule is for."""
    orders = Order.objects.filter(workspace_id=rule.workspace_id)
    return orders.filter(connection_id=rule.connection_id) if rule.connection_id else orders


def open_orders(rule: HoldRule) -> QuerySet[Order]:
    return concerned(rule).filter(progress__in=[Progress.OPEN, Progress.PARTLY])


def preview(rule: HoldRule) -> Preview | None:
    """Which of the orders a rule would have held, whether it is on or off; None where there are too many for a page."""
    newest = concerned(rule).order_by("-placed_at", "-pk")[: LOOKED_AT + 1]
    orders = list(newest.select_related("connection").prefetch_related("lines"))
    return Preview(fitting(rule, orders), len(orders)) if len(orders) <= LOOKED_AT else None


def fitting(rule: HoldRule, orders: Sequence[Order]) -> list[Fitting]:
    """Those of some orders that a rule would have held. Their lines are read along."""
    return [
        Fitting(order, words, order.progress in (Progress.OPEN, Progress.PARTLY))
        for order in orders
        if (words := reason_of(rule, facts_of(order, order.lines.all())))
    ]


def holds_of(order: Order) -> QuerySet[OrderHold]:
    """All holds of an order, the open ones first, then the newest."""
    return order.holds.select_related("begun_by", "ended_by").order_by("-ended_at", "-pk")


def open_holds() -> Prefetch[str, QuerySet[OrderHold], str]:
    """The open holds of a list of orders, as ``holds`` of each."""
    return Prefetch("holds", OrderHold.objects.filter(ended_at=None).order_by("pk"))


#: What lists of held orders are narrowed to beside single kinds: any hold but the buyer's hour.
BEYOND_HOUR = "beyond_hour"


def held_for(kind: str) -> Q:
    """Orders with an open hold of a kind, whatever else holds them."""
    if kind == BEYOND_HOUR:
        rows = OrderHold.objects.filter(ended_at=None).exclude(kind=Hold.CHANNEL)
        return Q(pk__in=rows.values("order_id"))
    if kind not in Hold.values or not kind:
        return Q(pk__in=[])
    return Q(pk__in=OrderHold.objects.filter(kind=kind, ended_at=None).values("order_id"))
