"""Frees orders that were out of stock once there is enough again."""

from __future__ import annotations

from collections.abc import Collection

from shopwright.hub.core.wake import wake
from shopwright.hub.orders.models import Hold, Order, OrderLine
from shopwright.hub.stock.queries import bundles_with, short_causes

from .models import OrderHold
from .services import changing, reconcile

#: Orders that one step of the worker looks at.
_AT_ONCE = 200


def stock_changed(variant_ids: Collection[int]) -> None:
    """Have orders looked at that wait for these goods, after the change of stock has committed.

    Another process may be at one of them, so that this transaction does not wait for their rows.
    """
    concerned = {*variant_ids, *bundles_with(variant_ids)}
    if OrderLine.objects.filter(variant_id__in=concerned, is_oversold=True).exists():
        wake("holds")


def work_due() -> int:
    """Look at every order that is out of stock; returns how many can be shipped from now on."""
    after, freed = 0, 0
    while True:
        waiting = OrderHold.objects.filter(kind=Hold.STOCK, ended_at=None, order_id__gt=after)
        ids = list(waiting.order_by("order_id").values_list("order_id", flat=True)[:_AT_ONCE])
        for order in Order.objects.filter(pk__in=ids).order_by("pk"):
            freed += _look(order)
        if len(ids) < _AT_ONCE:
            return freed
        after = ids[-1]


def _look(order: Order) -> bool:
    lines = [line for line in order.lines.all() if line.is_oversold and line.variant_id]
    short = short_causes(order.workspace_id, [line.cause for line in lines])
    there = [line.pk for line in lines if line.cause not in short]
    if not there:
        return False
    with changing(order) as locked:
        OrderLine.objects.filter(pk__in=there).update(is_oversold=False)
        reconcile(locked)
    return order.hold != Hold.STOCK
