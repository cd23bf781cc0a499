"""Parts of other apps' pages that tell what buyers were told."""

from __future__ import annotations

from django import template

from shopwright.hub.channels.registry import channel_of
from shopwright.hub.notices.queries import notices_of
from shopwright.hub.notices.services import has_messages
from shopwright.hub.orders.models import Order

register = template.Library()


@register.inclusion_tag("notices/_of_order.html")
def order_notices(order: Order) -> dict[str, object]:
    """Each message to the buyer of an order, or that its channel has none."""
    can = has_messages(order.connection)
    return {"notices": notices_of(order), "can": can, "channel": channel_of(order.connection.channel).title}
