"""What rules look at, read from an order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import QuerySet

from shopwright.hub.orders.buyers import identity_keys
from shopwright.hub.orders.models import Order, OrderLine, Progress

from .rules import Facts

_DAY = timedelta(days=1)


def facts_of(order: Order, lines: Iterable[OrderLine]) -> Facts:
    buyer = order.buyer
    pieces: dict[str, int] = {}
    for line in lines:
        if not line.is_cancelled:
            name = line.seller_sku or line.sku_id
            pieces[name] = pieces.get(name, 0) + line.quantity
    others = _others(order, identity_keys(order.workspace_id, buyer))

    def count_of_day() -> int | None:
        day = {"placed_at__gt": order.placed_at - _DAY, "placed_at__lte": order.placed_at}
        return None if others is None else others.filter(**day).count()

    def count_before() -> int | None:
        return None if others is None else others.filter(placed_at__lte=order.placed_at).count()

    return Facts(buyer, order.shipping_option, order.total, order.currency, pieces, count_of_day, count_before)


def _others(order: Order, keys: list[bytes]) -> QuerySet[Order] | None:
    """The buyer's other orders that were not cancelled; None where the buyer is not known."""
    if not keys:
        return None
    rows = Order.objects.filter(workspace_id=order.workspace_id, buyer_keys__overlap=keys)
    return rows.exclude(pk=order.pk).exclude(progress=Progress.CANCELLED)
