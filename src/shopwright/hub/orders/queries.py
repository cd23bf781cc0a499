"""Every read about orders that pages and other apps need."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from typing import NamedTuple

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from shopwright.hub.access.models import Workspace
from shopwright.hub.channels.jobs import Thing
from shopwright.hub.core.lists import few_or_many
from shopwright.hub.core.work import Link
from shopwright.hub.stock.queries import held_there

from .buyers import keys_for_search
from .models import Hold, Order, OrderLine, Progress

#: Orders that still have to leave the house.
OPEN = Q(progress__in=[Progress.OPEN, Progress.PARTLY])


class Group(NamedTuple):
    """Lines of an order that are of the same thing, as people read them."""

    line: OrderLine
    quantity: int


def orders(workspace: Workspace) -> QuerySet[Order]:
    return Order.objects.filter(workspace=workspace).select_related("connection")


def order_as_json(order: Order, *, with_buyer: bool) -> dict[str, object]:
    """An order as programs read it; name, address and note of the buyer for those who may see buyers."""
    buyer = {"buyer": asdict(order.buyer), "buyer_note": order.buyer_note} if with_buyer else {}
    return {
        "id": order.pk,
        "number": order.number,
        "external_id": order.external_id,
        "connection": order.connection.name,
        "connection_id": order.connection_id,
        "progress": order.progress,
        "payment": order.payment,
        "hold": order.hold,
        "held_for": [hold.words for hold in order.holds.all() if hold.ended_at is None],
        "currency": order.currency,
        "total": order.total,
        "placed_at": order.placed_at,
        "ship_by": order.ship_by,
        "tags": order.tags,
        "lines": [
            {
                "sku": line.seller_sku,
                "title": line.title,
                "quantity": line.quantity,
                "unit_price": line.unit_price,
                "is_cancelled": line.is_cancelled,
            }
            for line in order.lines.all()
        ],
        **buyer,
    }


def to_ship(workspace: Workspace) -> QuerySet[Order]:
    """Orders that can be shipped now, the most urgent first."""
    return orders(workspace).filter(OPEN, can_ship=True, hold=Hold.NONE).order_by("ship_by", "pk")


def waiting(workspace: Workspace) -> QuerySet[Order]:
    """Orders that can be worked on, or could if their goods were there."""
    return orders(workspace).filter(OPEN, can_ship=True, hold__in=[Hold.NONE, Hold.STOCK])


def held_at(location_id: int) -> Q:
    """Orders with goods that are held for them at a location."""
    there = held_there(location_id).filter(workspace_id=OuterRef("workspace_id"), cause=OuterRef("held_for"))
    lines = OrderLine.objects.filter(order=OuterRef("pk")).annotate(
        held_for=Concat(Value("line:"), Cast("pk", CharField()))
    )
    return Q(Exists(lines.filter(Exists(there))))


def matching(workspace: Workspace, text: str, *, by_buyer: bool = True) -> Q:
    """Orders with a number, a SKU, or a buyer's name, e-mail address, telephone number or postcode.

    ``by_buyer``: off for those who may not see buyers, who else could ask whether somebody bought.
    """
    text = text.strip()
    mine, lines = Order.objects.filter(workspace=workspace), OrderLine.objects.filter(workspace=workspace)
    same_sku = lines.filter(seller_sku__iexact=text)
    ways = [
        (mine.filter(number__startswith=text).values_list("pk", flat=True), Q(number__startswith=text)),
        (same_sku.values_list("order_id", flat=True), Q(Exists(same_sku.filter(order_id=OuterRef("pk"))))),
    ]
    if by_buyer:
        buyer = of_buyer(workspace, text)
        ways += [(mine.filter(buyer).values_list("pk", flat=True), buyer)] if buyer else []
    return few_or_many(ways)


def of_buyer(workspace: Workspace, text: str) -> Q:
    """Orders of a buyer with this name, e-mail address, telephone number or postcode."""
    buyer = Q()
    for alternatives in keys_for_search(workspace.pk, text):
        buyer &= Q(buyer_keys__overlap=alternatives)
    return buyer


def order_of_code(workspace: Workspace, code: str) -> Order | None:
    """The one order of a number, or of the tracking number on its parcel; None where there is none or more."""
    code = code.strip()
    if not code:
        return None
    # One after the other, since each has an index of its own.
    ways: tuple[dict[str, object], ...] = (
        {"number": code},
        {"shipments__workspace": workspace, "shipments__tracking_number": code},
        {"shipments__workspace": workspace, "shipments__external_id": code},
    )
    matches = {order.pk: order for way in ways for order in orders(workspace).filter(**way).distinct()[:2]}
    return next(iter(matches.values())) if len(matches) == 1 else None


def find_orders(keys: Collection[tuple[int, str]]) -> Mapping[tuple[int, str], Thing]:
    """Orders by connection and the channel's id, as events are about them."""
    rows = Order.objects.filter(connection_id__in={key[0] for key in keys}, external_id__in={key[1] for key in keys})
    return {
        (connection_id, external_id): Thing(f"Order {number}", Link("order", (pk,)))
        for pk, connection_id, external_id, number in rows.values_list("pk", "connection_id", "external_id", "number")
    }


def orders_of_causes(causes: Collection[str]) -> Mapping[str, Thing]:
    """The orders that stock is held for, by the causes of their lines."""
    lines = OrderLine.objects.filter(pk__in=line_ids_of(causes)).values_list("pk", "order__number", "order_id")
    return {f"line:{pk}": Thing(number, Link("order", (order_id,))) for pk, number, order_id in lines}


def line_ids_of(causes: Collection[str]) -> list[int]:
    """The lines that reservations with these causes are for."""
    parted = [cause.partition(":") for cause in causes]
    return [int(number) for kind, _, number in parted if kind == "line" and number.isdecimal()]


def groups(lines: Iterable[OrderLine]) -> list[Group]:
    """Lines put together by what they are, their state and their price."""
    counted: dict[tuple[object, ...], Group] = {}
    for line in lines:
        key = (line.sku_id, line.title, line.options, line.unit_price, line.is_cancelled, line.is_gone)
        before = counted.get(key)
        counted[key] = Group(line, (before.quantity if before else 0) + line.quantity)
    return list(counted.values())
