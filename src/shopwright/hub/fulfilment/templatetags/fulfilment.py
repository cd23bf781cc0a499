"""Parts of other apps' pages that tell of picking, packing and shipping."""

from __future__ import annotations

from django import template
from django.utils import timezone

from shopwright.hub.access.models import Workspace
from shopwright.hub.fulfilment.cutoffs.queries import CutOff, cut_offs
from shopwright.hub.fulfilment.groups.queries import open_regroup, waiting_parcels
from shopwright.hub.fulfilment.history import steps_of
from shopwright.hub.fulfilment.queries import shipments_of
from shopwright.hub.fulfilment.routing.oversold import choices_of
from shopwright.hub.fulfilment.routing.queries import route_of, why_fixed
from shopwright.hub.fulfilment.third_party.hand_off import latest_rows
from shopwright.hub.orders.models import Order
from shopwright.hub.stock.queries import locations

register = template.Library()


@register.inclusion_tag("fulfilment/_steps.html")
def order_steps(order: Order) -> dict[str, object]:
    """Each step of an order through the warehouse with its time and person."""
    return {"steps": steps_of(order)}


@register.inclusion_tag("fulfilment/_parcels.html", takes_context=True)
def order_parcels(context: template.Context, order: Order) -> dict[str, object]:
    """The parcels of an order, with their labels and with the other orders in them."""
    return {
        "order": order,
        "waiting": (waiting := waiting_parcels(order)),
        "is_grouped": len(waiting) > 1 or any(parcel.others for parcel in waiting),
        "regroup": open_regroup([order.pk]),
        "shipments": shipments_of(order).select_related("order").prefetch_related("lines__line__order"),
        "may": context["may"],
        "workspace": context["workspace"],
        "csrf_token": context.get("csrf_token"),
    }


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


@register.inclusion_tag("fulfilment/_oversold.html", takes_context=True)
def oversold_choices(context: template.Context, order: Order) -> dict[str, object]:
    """What can be done for an order of which more is promised than there is."""
    return {
        "order": order,
        "choices": choices_of(order),
        "may": context["may"],
        "workspace": context["workspace"],
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("fulfilment/_cut_offs.html")
def next_cut_offs(workspace: Workspace) -> dict[str, object]:
    """When each carrier comes next, and how many orders have to be ready by then."""
    return {"cut_offs": cut_offs(workspace), "slug": workspace.slug}


@register.simple_tag
def cut_off_words(item: CutOff) -> str:
    """Such as: 37 to ship by 16:00, Royal Mail."""
    day = "" if item.at.date() == timezone.now().astimezone(item.at.tzinfo).date() else f"{item.at:%a} "
    name = f", {item.pickup.name}" if item.pickup else ""
    place = f" ({item.pickup.location.name})" if item.pickup and item.pickup.location else ""
    return f"{item.orders} to ship by {day}{item.at:%H:%M}{name}{place}"
