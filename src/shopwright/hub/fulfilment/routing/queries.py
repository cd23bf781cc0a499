"""Every read about routing that pages and other parts need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from shopwright.hub.access.models import Workspace
from shopwright.hub.fulfilment.models import Box, PickLine, PickState
from shopwright.hub.fulfilment.queries import live_shipments_of
from shopwright.hub.orders.models import Order
from shopwright.hub.orders.queries import waiting
from shopwright.hub.stock.models import Location, LocationKind

from .models import Route, RoutingRule
from .rules import active_rules, decide, facts_of

#: Orders that a preview within a request looks at; of more, a worker does.
MOST_IN_PREVIEW = 200


class Changed(NamedTuple):
    """An order that would be sent from elsewhere."""

    order: Order
    now: Location
    then: Location


class Preview(NamedTuple):
    """What a rule would change if it were the other way round. ``looked_at``: how many orders were looked at."""

    rows: list[Changed]
    looked_at: int


def has_third_parties(workspace_id: int) -> bool:
    return Location.objects.filter(workspace=workspace_id, kind=LocationKind.THIRD_PARTY).exists()


def at_third_party() -> Exists:
    """A condition on orders: a third party sends them."""
    return Exists(Route.objects.filter(order=OuterRef("pk"), location__kind=LocationKind.THIRD_PARTY))


def route_of(order: Order) -> Route | None:
    return Route.objects.filter(order=order).select_related("location", "rule", "by").first()


def third_party_of(order: Order) -> Location | None:
    """The third party that sends an order; None for what is sent from here."""
    route = Route.objects.filter(order=order, location__kind=LocationKind.THIRD_PARTY).select_related("location")
    return route[0].location if route else None


def to_route(workspace: Workspace) -> QuerySet[Order]:
    """Orders that wait for anybody, with where they are sent from."""
    return waiting(workspace).select_related("route__location", "connection", "workspace")


def begun(order: Order) -> bool:
    """Whether somebody works on an order here: it is on a pick list, in a box or in a parcel."""
    return (
        PickLine.objects.filter(line__order=order, state__in=[PickState.OPEN, PickState.PICKED]).exists()
        or Box.objects.filter(order=order).exists()
        or live_shipments_of(order).exists()
    )


def why_fixed(order: Order) -> str:
    """Why an order cannot be sent from elsewhere any more; empty where it can."""
    if not waiting(order.workspace).filter(pk=order.pk).exists():
        return f"It is {order.get_progress_display().lower()} or held, and not routed now."
    if begun(order):
        return "Somebody has begun on it: it is on a pick list, in a box or in a parcel."
    if order.hand_off_rows.filter(act="ship", stopped_at=None).exists():
        return "It was handed to a third party. Ask for it back first."
    return ""


def preview(rule: RoutingRule) -> Preview | None:
    """What a rule would change of the orders that wait; None where there are too many for a page."""
    orders = list(to_route(rule.workspace).order_by("ship_by", "pk")[: MOST_IN_PREVIEW + 1])
    return Preview(changed_by(rule, orders), len(orders)) if len(orders) <= MOST_IN_PREVIEW else None


def changed_by(rule: RoutingRule, orders: Sequence[Order]) -> list[Changed]:
    """Which of some orders would be sent from elsewhere if a rule were on, or off, and all rules applied again."""
    rules = active_rules(rule.workspace_id)
    if rule.is_on:
        after = [row for row in rules if row.pk != rule.pk]
    else:
        after = sorted([*rules, rule], key=lambda row: (row.position, row.pk))
    rows = []
    for order in orders:
        facts = facts_of(order, [*rules, rule])
        route = getattr(order, "route", None)
        if route is not None and route.is_manual:
            continue
        now, then = route.location if route else facts.held_at, decide(after, facts).location
        if now.pk != then.pk:
            rows.append(Changed(order, now, then))
    return rows
