"""Writes what a channel has of orders into their rows, many at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from shopwright.hub.catalog.queries import variant_ids_by_sku
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.protocol import ExternalLine, ExternalOrder
from shopwright.hub.core.storable import cut_texts
from shopwright.hub.listings.queries import variant_ids_behind

from .announce import Moved
from .buyers import keys_of, seal
from .models import Order, OrderLine, Payment, Progress


class Written(NamedTuple):
    """The rows of lines, by order, and those of them that their channel put into a parcel since the last look."""

    lines: dict[int, list[OrderLine]]
    moves: list[Moved]


def write_orders(connection: Connection, seen: Collection[ExternalOrder], known: Mapping[str, Order]) -> list[Order]:
    """The rows of orders, new ones and those that are known, as the channel has them now."""
    rows, new = list[Order](), list[Order]()
    for order in seen:
        row = known.get(order.external_id)
        if row is not None:
            _fill_order(row, order)
            row.save()
        else:
            row = Order(workspace_id=connection.workspace_id, connection=connection, external_id=order.external_id)
            _fill_order(row, order)
            new.append(row)
        rows.append(row)
    Order.objects.bulk_create(new)
    return rows


def _fill_order(row: Order, seen: ExternalOrder) -> None:
    row.number, row.raw_status = seen.number, seen.raw_status
    row.payment, row.progress = Payment(seen.payment.value), Progress(seen.progress.value)
    row.can_ship, row.currency, row.total = seen.can_ship, seen.currency, seen.total
    if row.erased_at is None:
        row.sealed = seal(row.buyer_purpose, seen.buyer)
        row.buyer_keys = keys_of(row.workspace_id, seen.buyer)
        row.buyer_note = seen.buyer_note
    row.shipping_option = seen.shipping_option
    row.placed_at, row.ship_by, row.seen_at = seen.placed_at, seen.ship_by, seen.updated_at
    row.hold_until = seen.hold_until
    cut_texts(row, "number", "raw_status", "buyer_note", "shipping_option")


def write_lines(connection: Connection, orders: Sequence[Order], seen: Mapping[str, ExternalOrder]) -> Written:
    """The rows of all lines of orders as the channel has them now, by order. ``seen``: by the channel's ids."""
    known = {(row.order_id, row.external_id): row for row in OrderLine.objects.filter(order__in=orders)}
    rows, new, moves = dict[int, list[OrderLine]](), list[OrderLine](), list[Moved]()
    for order in orders:
        rows[order.pk] = []
        for line in seen[order.external_id].lines:
            row = known.get((order.pk, line.external_id))
            if row is None:
                row = OrderLine(workspace_id=order.workspace_id, order=order, external_id=line.external_id)
                known[order.pk, line.external_id] = row
                new.append(row)
            before = dict(vars(row))
            _fill_line(row, line)
            if row.parcel_id and row.parcel_id != before["parcel_id"]:
                moves.append(Moved(connection.pk, row, before["parcel_id"]))
            if vars(row) != before and not row._state.adding:
                row.save()
            rows[order.pk].append(row)
    _link(connection, [row for items in rows.values() for row in items if row.variant_id is None])
    OrderLine.objects.bulk_create(new)
    return Written(rows, moves)


def _fill_line(row: OrderLine, seen: ExternalLine) -> None:
    row.sku_id, row.seller_sku, row.title, row.options = seen.sku_id, seen.seller_sku, seen.title, seen.options
    row.image_url, row.quantity, row.unit_price = seen.image_url, seen.quantity, seen.unit_price
    row.is_cancelled, row.is_gone, row.parcel_id = seen.is_cancelled, seen.is_gone, seen.package_id
    cut_texts(row, "title", "options")


def _link(connection: Connection, lines: Sequence[OrderLine]) -> None:
    """Say which variants lines are, where the hub knows: by the offer that was sold, or by the seller's SKU."""
    if not lines:
        return
    offered = variant_ids_behind(connection, {line.sku_id for line in lines})
    by_sku = variant_ids_by_sku(connection.workspace_id, {line.seller_sku for line in lines if line.seller_sku})
    for line in lines:
        line.variant_id = offered.get(line.sku_id) or by_sku.get(line.seller_sku)
        if line.variant_id is not None and not line._state.adding:
            line.save(update_fields=["variant"])
