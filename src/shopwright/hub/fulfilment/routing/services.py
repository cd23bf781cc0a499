"""Every write about routing: rules, and where each order is sent from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.orders.models import Order
from shopwright.hub.orders.queries import waiting
from shopwright.hub.orders.services import look_at_stock
from shopwright.hub.stock import reservations
from shopwright.hub.stock.models import Location, LocationKind

from . import queries
from .models import Preparation, Route, RoutingRule
from .rules import Decision, active_rules, decide, facts_of

#: Orders that a request routes by itself; more are left to a worker.
MOST_AT_ONCE = 50


class RouteError(Exception):
    """An order that cannot be sent from elsewhere; the text says why and what to do."""


class RowResult(NamedTuple):
    """What became of one order of many. ``words``: where it goes and why, or why nothing was changed."""

    order: Order
    is_done: bool
    words: str


def route_new(orders: Sequence[Order]) -> None:
    """Say where orders are sent from that can be worked on now; what was said before stays.

    Nothing is said while there is neither a rule nor a third party.
    """
    workspace_id = orders[0].workspace_id
    rules = active_rules(workspace_id)
    if not rules and not queries.has_third_parties(workspace_id):
        return
    routes = {row.order_id: row for row in Route.objects.filter(order__in=orders).select_related("location")}
    for order in orders:
        route = routes.get(order.pk)
        if route is None or not (route.rule_id or route.is_manual or queries.begun(order)):
            _keep(order, decide(rules, facts_of(order, rules)), route)


def route_tagged(order: Order) -> None:
    """Ask the rules again after an order's tags changed, where no person chose its place and it can still be moved."""
    rules = active_rules(order.workspace_id)
    route = queries.route_of(order)
    if not any(rule.tag for rule in rules) or (route and route.is_manual) or queries.why_fixed(order):
        return
    decision = decide(rules, facts_of(order, rules))
    if route is None or (route.rule, route.location) != (decision.rule, decision.location):
        _keep(order, decision, route)


def route_again(orders: Sequence[Order], by: User | None) -> list[RowResult]:
    """Apply the rules to orders that wait, also to those that a person sent elsewhere."""
    return [_try_again(order, by) for order in orders]


def _try_again(order: Order, by: User | None) -> RowResult:
    with transaction.atomic():
        locked = _locked(order)
        if trouble := queries.why_fixed(locked):
            return RowResult(order, is_done=False, words=trouble)
        rules = active_rules(locked.workspace_id)
        route = _keep(locked, decide(rules, facts_of(locked, rules)), Route.objects.filter(order=locked).first(), by)
    return RowResult(order, is_done=True, words=f"{route.location}. {route.reason}")


def send_from(orders: Sequence[Order], location: Location, by: User | None) -> list[RowResult]:
    """Have orders sent from a location that a person chose."""
    results = []
    for order in orders:
        with transaction.atomic():
            locked = _locked(order)
            if trouble := queries.why_fixed(locked):
                results.append(RowResult(order, is_done=False, words=trouble))
                continue
            decision = Decision(location, None, f"Chosen by {by.email if by else 'a former member'}")
            known = Route.objects.filter(order=locked).first()
            _keep(locked, decision, known, by, is_manual=True)
            locked.refresh_from_db()
            short = f" {location} has too little of it." if locked.hold == "stock" else ""
            results.append(RowResult(order, is_done=True, words=f"{location}.{short}"))
    return results


def route_waiting(workspace: Workspace) -> None:
    """Say of every order that waits where it is sent from: after a third party was added."""
    for order in waiting(workspace).filter(route=None).select_related("connection", "workspace"):
        with transaction.atomic():
            route_new([_locked(order)])


def _locked(order: Order) -> Order:
    return Order.objects.select_for_update(of=("self",)).select_related("connection", "workspace").get(pk=order.pk)


def _keep(
    order: Order, decision: Decision, known: Route | None, by: User | None = None, *, is_manual: bool = False
) -> Route:
    """Keep where an order is sent from, and hold its goods there."""
    with transaction.atomic():
        route = known or Route(workspace_id=order.workspace_id, order=order)
        route.location, route.rule, route.reason = decision.location, decision.rule, decision.reason[:300]
        route.is_manual, route.by = is_manual, by
        route.preparation, route.trouble = Preparation.NONE, ""
        route.save()
        if decision.rule is not None or is_manual:
            lines = order.lines.filter(is_cancelled=False, is_gone=False)
            reservations.relocate(order.workspace_id, [line.cause for line in lines], decision.location)
            look_at_stock(order)
    return route


def write_rule(rule: RoutingRule) -> RoutingRule:
    """Keep a rule; a new one is the last, and off until its preview was seen. Raises RouteError for no weight."""
    if rule.min_grams is not None and rule.max_grams is not None and rule.min_grams > rule.max_grams:
        raise RouteError("The smallest weight is above the largest: no order would fit.")
    if rule.pk is None:
        last = RoutingRule.objects.filter(workspace=rule.workspace_id).aggregate(last=Max("position"))["last"]
        rule.position = (last or 0) + 1
    rule.save()
    return rule


def switch_rule(rule: RoutingRule, *, is_on: bool) -> None:
    rule.is_on = is_on
    rule.save(update_fields=["is_on"])


def move_rule(rule: RoutingRule, *, is_up: bool) -> None:
    """Have a rule asked before the one above it, or after the one below."""
    with transaction.atomic():
        rules = list(
            RoutingRule.objects.select_for_update().filter(workspace=rule.workspace_id).order_by("position", "pk")
        )
        place = next(number for number, row in enumerate(rules) if row.pk == rule.pk)
        other = place - 1 if is_up else place + 1
        if 0 <= other < len(rules):
            rules[place], rules[other] = rules[other], rules[place]
        for number, row in enumerate(rules, 1):
            if row.position != number:
                row.position = number
                row.save(update_fields=["position"])


def remove_rule(rule: RoutingRule) -> None:
    rule.delete()


def refuse_third_party(orders: Collection[Order]) -> dict[int, str]:
    """Why some of the orders are not worked on here, by their ids: a third party sends them."""
    routes = Route.objects.filter(order__in=orders, location__kind=LocationKind.THIRD_PARTY)
    return {
        route.order_id: f"{route.order.number} is sent by {route.location}. Route it elsewhere to send it yourself."
        for route in routes.select_related("order", "location")
    }
