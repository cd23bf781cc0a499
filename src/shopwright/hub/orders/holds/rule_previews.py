"""What a rule would have held of very many orders is worked out by a worker, the newest order first."""

from __future__ import annotations

from django.db.models import Max

from shopwright.hub.access.models import User
from shopwright.hub.access.roles import Permission
from shopwright.hub.background import services as background
from shopwright.hub.background.kinds import Kind
from shopwright.hub.background.models import BackgroundRun, Outcome
from shopwright.hub.background.services import Line, Plan
from shopwright.hub.core.work import Link

from .models import HoldRule
from .queries import Fitting, concerned, fitting

#: Orders of one step.
CHUNK = 500


def begin(rule: HoldRule, by: User) -> BackgroundRun:
    """Have worked out which of all orders a rule would have held."""
    words = f"Orders that the rule “{rule}” would hold"
    plan = Plan(HoldPreview.name, words, {"rule": rule.pk}, concerned(rule).count(), _key(rule))
    return background.begin(rule.workspace, by, plan)


def last(rule: HoldRule) -> BackgroundRun | None:
    return background.last_run(rule.workspace_id, HoldPreview.name, _key(rule))


def _key(rule: HoldRule) -> str:
    return f"hold-preview:{rule.pk}"


class HoldPreview(Kind):
    name, title = "hold-preview", "What a rule would hold"
    sees, acts = Permission.ORDERS_VIEW, Permission.CHANNELS_EDIT
    stays = "Nothing was changed."
    ended = "orders looked at, and none fits."

    def step(self, run: BackgroundRun) -> bool:
        rule = HoldRule.objects.filter(workspace=run.workspace_id, pk=run.facts["rule"]).first()
        if rule is None:
            return False
        known = concerned(rule)
        run.cursor = run.cursor or (known.aggregate(last=Max("pk"))["last"] or 0) + 1
        rows = known.filter(pk__lt=run.cursor).select_related("connection").prefetch_related("lines")
        orders = list(rows.order_by("-pk")[:CHUNK])
        background.note(run, [_line(item) for item in fitting(rule, orders)])
        if orders:
            run.cursor, run.done = orders[-1].pk, min(run.to_do, run.done + len(orders))
        return len(orders) == CHUNK

    def back(self, run: BackgroundRun) -> Link:
        is_there = HoldRule.objects.filter(pk=run.facts["rule"]).exists()
        return Link("hold-rule", (run.facts["rule"],)) if is_there else Link("hold-rules")


def _line(item: Fitting) -> Line:
    """An order that waits would be held; of one that is on its way it is only said that it fits."""
    order = item.order
    words = f"{order.connection.name}: {item.words}. {order.get_progress_display()}"
    return Line(order.number, Outcome.WOULD if item.is_open else Outcome.REFUSED, words, "order", order.pk)
