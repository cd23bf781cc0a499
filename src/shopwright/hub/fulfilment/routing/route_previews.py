"""What a routing rule would change of very many orders is worked out by a worker."""

from __future__ import annotations

from shopwright.hub.access.models import User
from shopwright.hub.access.roles import Permission
from shopwright.hub.background import services as background
from shopwright.hub.background.kinds import Kind
from shopwright.hub.background.models import BackgroundRun, Outcome
from shopwright.hub.background.services import Line, Plan
from shopwright.hub.core.work import Link

from .models import RoutingRule
from .queries import Changed, changed_by, to_route
from .rules import words_of

#: Orders of one step.
CHUNK = 100


def begin(rule: RoutingRule, by: User) -> BackgroundRun:
    """Have worked out what would change if a rule were switched."""
    words = f"What changes if the rule “{words_of(rule)}” is {'off' if rule.is_on else 'on'}"
    plan = Plan(RoutePreview.name, words, {"rule": rule.pk}, to_route(rule.workspace).count(), _key(rule))
    return background.begin(rule.workspace, by, plan)


def last(rule: RoutingRule) -> BackgroundRun | None:
    return background.last_run(rule.workspace_id, RoutePreview.name, _key(rule))


def _key(rule: RoutingRule) -> str:
    return f"route-preview:{rule.pk}"


class RoutePreview(Kind):
    name, title = "route-preview", "What a routing rule would change"
    sees, acts = Permission.ORDERS_VIEW, Permission.CHANNELS_EDIT
    stays = "Nothing was changed."
    ended = "orders looked at, and none would be sent from elsewhere."

    def step(self, run: BackgroundRun) -> bool:
        rules = RoutingRule.objects.select_related("location", "connection", "workspace")
        rule = rules.filter(workspace=run.workspace_id, pk=run.facts["rule"]).first()
        if rule is None:
            return False
        orders = list(to_route(rule.workspace).filter(pk__gt=run.cursor).order_by("pk")[:CHUNK])
        background.note(run, [_line(item) for item in changed_by(rule, orders)])
        if orders:
            run.cursor, run.done = orders[-1].pk, min(run.to_do, run.done + len(orders))
        return len(orders) == CHUNK

    def back(self, run: BackgroundRun) -> Link:
        is_there = RoutingRule.objects.filter(pk=run.facts["rule"]).exists()
        return Link("routing-rule", (run.facts["rule"],)) if is_there else Link("routing-rules")


def _line(item: Changed) -> Line:
    words = f"{item.order.connection.name}: {item.now} → {item.then}"
    return Line(item.order.number, Outcome.WOULD, words, "order", item.order.pk)
