"""Parts of other apps' pages that tell of picking, packing and shipping."""

from __future__ import annotations

from django import template

from shopwright.hub.fulfilment.history import steps_of
from shopwright.hub.orders.models import Order

register = template.Library()


@register.inclusion_tag("fulfilment/_steps.html")
def order_steps(order: Order) -> dict[str, object]:
    """Each step of an order through the warehouse with its time and person."""
    return {"steps": steps_of(order)}
