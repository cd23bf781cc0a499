"""Many orders are shipped by a worker, with a result for each.

An order is a step of its own: its channel is asked what parcels it has, and they are begun, once, however often that
is repeated. They are booked as those that are begun one by one.
"""

from __future__ import annotations

from collections.abc import Sequence

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.access.roles import Permission
from shopwright.hub.background import services as background
from shopwright.hub.background.kinds import Kind
from shopwright.hub.background.models import BackgroundRun, Outcome
from shopwright.hub.background.services import Line, Plan
from shopwright.hub.channels.protocol import ChannelError
from shopwright.hub.core.work import Link
from shopwright.hub.orders.models import Order

from . import services

#: Orders that a request ships by itself; more are left to a worker.
MOST_AT_ONCE = 20


def begin(workspace: Workspace, by: User, ids: Sequence[int], list_id: int = 0) -> BackgroundRun:
    """Have orders shipped, in this order. ``list_id``: the pick list that they are on; 0 where they are of none."""
    facts = {"orders": list(ids), "list": list_id}
    key = f"shipping:list:{list_id}" if list_id else ""
    return background.begin(
        workspace, by, Plan(Shipping.name, f"{len(ids):,} orders are shipped", facts, len(ids), key)
    )


class Shipping(Kind):
    name, title = "shipping", "Shipping"
    sees, acts = Permission.SHIPMENTS_VIEW, Permission.SHIPMENTS_EDIT
    stays = "What was shipped stays shipped."

    def step(self, run: BackgroundRun) -> bool:
        ids: Sequence[int] = run.facts["orders"][run.cursor : run.cursor + 1]
        rows = Order.objects.select_related("connection__app", "connection__workspace")
        for order in rows.filter(workspace=run.workspace_id, pk__in=ids):
            background.note(run, [_ship(order, run.by)])
        run.cursor += len(ids)
        run.done = run.cursor
        return bool(run.cursor < len(run.facts["orders"]))

    def back(self, run: BackgroundRun) -> Link:
        return Link("pick", (run.facts["list"],)) if run.facts["list"] else Link("orders")


def _ship(order: Order, by: User | None) -> Line:
    try:
        parcels = len(services.begin(order, by))
    except (services.ShipError, ChannelError) as error:
        return Line(order.number, Outcome.REFUSED, str(error), "order", order.pk)
    words = "Being shipped" if parcels == 1 else f"Being shipped, in {parcels} parcels"
    return Line(order.number, Outcome.DONE, words, "order", order.pk)
