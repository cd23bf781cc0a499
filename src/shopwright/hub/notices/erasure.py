"""What messages keep of buyers, and until when they need them."""

from __future__ import annotations

from collections.abc import Sequence

from shopwright.hub.orders.erasure.needs import Need
from shopwright.hub.orders.models import Order

from .models import Notice, State

_ON_ITS_WAY = (State.INTENT, State.UNKNOWN)
NEEDS = (Need("A message to its buyer is on its way.", lambda: Notice.objects.filter(state__in=_ON_ITS_WAY)),)


def forget_texts(orders: Sequence[Order]) -> None:
    """Take the texts out of what buyers were told; that they were told stays."""
    Notice.objects.filter(order__in=orders).update(text="")
