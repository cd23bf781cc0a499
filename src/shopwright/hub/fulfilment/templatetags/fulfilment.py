"""Parts of other apps' pages that tell of picking, packing and shipping."""

from __future__ import annotations

from django import template

from shopwright.hub.fulfilment.history import steps_of
from shopwright.hub.fulfilment.routing.queries import route_of, why_fixed
from shopwright.hub.fulfilment.third_party.hand_off import latest_rows
from shopwright.hub.orders.models import Order
from shopwright.hub.stock.queries import locations

register = template.Library()


@register.inclusion_tag("fulfilment/_steps.html")
def order_steps(order: Order) -> dict[str, object]:
    """Each step of an order through the warehouse with its time and person."""
    return {"steps": steps_of(order)}


@register.inclusion_tag("fulfilment/_route.html", takes_context=True)
def order_route(context: template.Context, order: Order) -> dict[str, object]:
    """Where an order is sent from and why, and how far a third party is with it."""
    return {
        "order": order,
        "route": route_of(order),
        "rows": latest_rows(order),
        "is_handed": order.hand_off_rows.filter(act="ship", stopped_at=None).exists(),
        "is_asked": order.hand_off_rows.filter(act="cancel", answer="").exists(),
        "can_route": not why_fixed(order),
        "locations": locations(context["workspace"]),
        "may": context["may"],
        "workspace": context["workspace"],
        "csrf_token": context.get("csrf_token"),
    }
