"""Rules that hold are switched on and off; the orders that are open already follow, very many of them in a run."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet

from shopwright.hub.access.models import User
from shopwright.hub.access.roles import Permission
from shopwright.hub.background import services as background
from shopwright.hub.background.kinds import Kind
from shopwright.hub.background.models import BackgroundRun, Outcome
from shopwright.hub.background.services import Line, Plan
from shopwright.hub.core.work import Link
from shopwright.hub.orders.models import Order

from .models import HoldRule, OrderHold
from .queries import open_orders
from .services import follow_rule

#: Open orders that a request looks at by itself; more are left to a worker.
MOST_AT_ONCE = 200
#: Orders of one step.
CHUNK = 500


def switch(rule: HoldRule, by: User | None, *, is_on: bool) -> BackgroundRun | int:
    """Let a rule hold orders from now on, or no longer; returns how many open ones follow, or the run that does it."""
    with transaction.atomic():
        rule.is_on = is_on
        rule.save(update_fields=["is_on"])
        count = _concerned(rule).count()
        if count > MOST_AT_ONCE:
            words = f"Orders follow the rule “{rule}”, which is {'on' if is_on else 'off'}"
            plan = Plan(HoldRuleRun.name, words, {"rule": rule.pk}, count, f"hold-rule:{rule.pk}")
            return background.begin(rule.workspace, by, plan)
        return len(follow_rule(rule, list(_concerned(rule).values_list("pk", flat=True))))


def remove(rule: HoldRule, by: User | None) -> BackgroundRun | None:
    """Take a rule away; the orders that it holds go on, and their history stays."""
    with transaction.atomic():
        done = switch(rule, by, is_on=False)
        if isinstance(done, BackgroundRun):
            done.facts = {**done.facts, "remove": True}
            done.save(update_fields=["facts"])
            return done
        rule.delete()
    return None


def _concerned(rule: HoldRule) -> QuerySet[Order]:
    """Orders that a rule may hold, where it is on, and those that it holds."""
    held = Q(pk__in=OrderHold.objects.filter(rule=rule, ended_at=None).values("order_id"))
    may_be = Q(pk__in=open_orders(rule).values("pk")) if rule.is_on else Q(pk__in=())
    return Order.objects.filter(held | may_be, workspace_id=rule.workspace_id)


class HoldRuleRun(Kind):
    name, title = "hold-rule", "Orders follow a rule"
    sees, acts = Permission.ORDERS_VIEW, Permission.CHANNELS_EDIT
    stays = "The rule stays as it is. Orders that were not looked at follow it when something about them changes."

    def step(self, run: BackgroundRun) -> bool:
        rule = HoldRule.objects.filter(workspace=run.workspace_id, pk=run.facts["rule"]).first()
        if rule is None:
            return False
        ids = list(_concerned(rule).filter(pk__gt=run.cursor).order_by("pk").values_list("pk", flat=True)[:CHUNK])
        background.note(run, [_line(order, is_on=rule.is_on) for order in follow_rule(rule, ids)])
        if ids:
            run.cursor, run.done = ids[-1], min(run.to_do, run.done + len(ids))
        if len(ids) < CHUNK and run.facts.get("remove") and not rule.is_on:
            rule.delete()
        return len(ids) == CHUNK

    def back(self, run: BackgroundRun) -> Link:
        return Link("hold-rules")


def _line(order: Order, *, is_on: bool) -> Line:
    return Line(order.number, Outcome.DONE, "Held" if is_on else "Goes on, as far as this rule goes", "order", order.pk)
