"""Buyers are erased by a worker, some orders in a step."""

from __future__ import annotations

from shopwright.hub.access.roles import Permission
from shopwright.hub.background import services as background
from shopwright.hub.background.kinds import Kind
from shopwright.hub.background.models import BackgroundRun, Outcome
from shopwright.hub.background.services import Line
from shopwright.hub.core.work import Link
from shopwright.hub.orders.models import Order

from . import queries, services

#: Orders of one step.
CHUNK = 200


class Erasure(Kind):
    """``facts``: the orders that somebody chose; without them, all that are due."""

    name, title = services.RUN, "Buyers are erased"
    sees, acts = Permission.ORDERS_VIEW, Permission.BUYERS_EDIT
    stays = "Who was erased stays erased; the others are erased with the next run."

    def step(self, run: BackgroundRun) -> bool:
        chosen = run.facts.get("orders")
        rows = Order.objects.filter(pk__in=chosen) if chosen is not None else queries.due(run.workspace_id)
        part = list(rows.filter(workspace=run.workspace_id, pk__gt=run.cursor).order_by("pk")[:CHUNK])
        erased = {order.pk for order in services.erase([order.pk for order in part])}
        why = queries.reasons([order for order in part if order.pk not in erased])
        background.note(run, [_line(order, why.get(order.pk, ""), is_erased=order.pk in erased) for order in part])
        if part:
            run.cursor, run.done = part[-1].pk, min(run.to_do, run.done + len(part))
        return len(part) == CHUNK

    def back(self, run: BackgroundRun) -> Link:
        return Link("buyers-data")


def _line(order: Order, why: str, *, is_erased: bool) -> Line:
    if is_erased:
        return Line(order.number, Outcome.DONE, "Erased", "order", order.pk)
    if order.erased_at:
        return Line(order.number, Outcome.REFUSED, "It was erased before.", "order", order.pk)
    return Line(order.number, Outcome.REFUSED, f"{why} It is erased after that.".strip(), "order", order.pk)
