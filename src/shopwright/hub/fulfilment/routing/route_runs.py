"""Very many orders are routed by a worker, with a result for each."""

from __future__ import annotations

from collections.abc import Sequence

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.access.roles import Permission
from shopwright.hub.background import services as background
from shopwright.hub.background.kinds import Kind
from shopwright.hub.background.models import BackgroundRun, Outcome
from shopwright.hub.background.services import Line, Plan
from shopwright.hub.core.work import Link
from shopwright.hub.orders.models import Order
from shopwright.hub.stock.models import Location
from shopwright.hub.stock.queries import locations

from . import services
from .services import RowResult

#: Orders of one step, and of one run.
CHUNK, MOST_IN_RUN = 50, 20_000


def begin(workspace: Workspace, by: User, ids: Sequence[int], location: Location | None) -> BackgroundRun:
    """Have orders sent from a location, or the rules applied to them where none is chosen."""
    chosen = list(ids[:MOST_IN_RUN])
    words = (
        f"{len(chosen):,} orders are sent from {location}" if location else f"{len(chosen):,} orders are routed anew"
    )
    facts = {"orders": chosen, "location": location.pk if location else None}
    return background.begin(workspace, by, Plan(Routing.name, words, facts, len(chosen)))


class Routing(Kind):
    name, title = "routing", "Routing"
    sees, acts = Permission.ORDERS_VIEW, Permission.ORDERS_EDIT
    stays = "What was routed stays as it is routed."

    def step(self, run: BackgroundRun) -> bool:
        ids = run.facts["orders"][run.cursor : run.cursor + CHUNK]
        rows = Order.objects.filter(workspace=run.workspace_id, pk__in=ids).select_related("connection", "workspace")
        orders = list(rows.order_by("pk"))
        if run.facts["location"] is None:
            results = services.route_again(orders, run.by)
        else:
            place = locations(run.workspace).filter(pk=run.facts["location"]).first()
            gone = [RowResult(order, is_done=False, words="The location is gone.") for order in orders]
            results = services.send_from(orders, place, run.by) if place else gone
        background.note(run, [_line(result) for result in results])
        run.cursor += len(ids)
        run.done = run.cursor
        return bool(run.cursor < len(run.facts["orders"]))

    def back(self, run: BackgroundRun) -> Link:
        return Link("routes")


def _line(result: RowResult) -> Line:
    outcome = Outcome.DONE if result.is_done else Outcome.REFUSED
    return Line(result.order.number, outcome, result.words, "order", result.order.pk)
