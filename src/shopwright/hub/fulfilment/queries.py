"""Reads about shipments that pages and other parts need. A parcel belongs to every order that has goods in it."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from shopwright.hub.access.models import Workspace
from shopwright.hub.core.lists import few_or_many
from shopwright.hub.orders.models import Order, OrderLine

from .models import Shipment, ShipmentLine, State


def matching(workspace: Workspace, text: str) -> Q:
    """Shipments with a tracking number, a parcel's number, or a number of one of their orders."""
    own = Shipment.objects.filter(workspace=workspace).values_list("pk", flat=True)
    orders = Order.objects.filter(workspace=workspace, number=text)
    ways = (Q(tracking_number=text), Q(external_id=text), Q(order__in=orders), with_goods_of(orders))
    return few_or_many([(own.filter(way), way) for way in ways])


def with_goods_of(orders: QuerySet[Order] | Collection[int]) -> Q:
    """Shipments with goods of any of these orders."""
    return Q(pk__in=ShipmentLine.objects.filter(line__order__in=orders).values("shipment"))


def shipments_of(order: Order) -> QuerySet[Shipment]:
    """The parcels that have, or had, goods of an order, the first one first."""
    inside = set(ShipmentLine.objects.filter(line__order=order).values_list("shipment_id", flat=True))
    return Shipment.objects.filter(Q(order=order) | Q(pk__in=inside)).order_by("pk")


def live_shipments_of(order: Order) -> QuerySet[Shipment]:
    """The parcels with goods of an order that were not called back, the first one first."""
    return Shipment.objects.filter(with_goods_of([order.pk])).exclude(state=State.CANCELLED).order_by("pk")


def open_lines() -> QuerySet[OrderLine]:
    """Lines that are still to be sent and are in no parcel."""
    begun = ShipmentLine.objects.filter(line=OuterRef("pk")).exclude(shipment__state=State.CANCELLED)
    return OrderLine.objects.filter(~Exists(begun), is_cancelled=False, is_gone=False)


def not_begun(rows: QuerySet[Order]) -> QuerySet[Order]:
    """Those of the orders that have goods which are in no parcel yet."""
    return rows.filter(Exists(open_lines().filter(order=OuterRef("pk"))))
