"""Very many orders, as rows: each of one line, every fourth of them waits to be shipped."""

from __future__ import annotations

import time
from collections.abc import Iterator

import msgspec
from sqlalchemy import Table

from shopwright.platform.database.tables import shop_counts
from shopwright.platform.sales.orders.store import orders
from shopwright.wire.ids import IdKind, make_id

from .seeding import Place, Values

_FIRST = 10**9
_WAITING_EVERY = 4

#: How many orders a buyer has.
_OF_A_BUYER = 4

_SHOWN = msgspec.json.encode(
    {
        "id": "@order",
        "status": "@status",
        "user_id": "@buyer",
        "payment": {"currency": "GBP", "total_amount": "15.49", "sub_total": "12.50", "shipping_fee": "2.99"},
        "line_items": [{"id": "@line", "sku_id": "1730000000000000001", "product_name": "A plain thing of many"}],
        "fulfillment_type": "FULFILLMENT_BY_SELLER",
        "shipping_type": "TIKTOK",
        "recipient_address": {"name": "A*** S***", "full_address": "***", "postal_code": "***", "region_code": "GB"},
    }
).decode()


def buyer_of(number: int) -> str:
    """The id of the buyer of the ``number``-th order."""
    return make_id(IdKind.BUYER, _FIRST + number // _OF_A_BUYER)


def _status(number: int) -> str:
    return "AWAITING_SHIPMENT" if number % _WAITING_EVERY == 0 else "COMPLETED"


def _order_rows(place: Place, count: int) -> Iterator[Values]:
    begun = time.time_ns() // 1_000_000 - count * 1000
    for number in range(count):
        order_id, status, buyer_id = make_id(IdKind.ORDER, _FIRST + number), _status(number), buyer_of(number)
        at = begun + number * 1000
        text = _SHOWN.replace("@order", order_id).replace("@status", status).replace("@buyer", buyer_id)
        values = {
            "shop_id": place.shop_id,
            "order_id": order_id,
            "status": status,
            "buyer_id": buyer_id,
            "shipping_type": "TIKTOK",
            "warehouse_id": place.warehouse_id,
            "reference": "",
            "cancel_requested": False,
            "created_at": at,
            "updated_at": at,
            "doc": b"{}",
            "shown": text.encode(),
            "private": "",
            "is_open": False,
        }
        yield tuple(values[column.name] for column in orders.columns)


def order_tables(place: Place, count: int) -> dict[Table, Iterator[Values]]:
    """The rows of each table, in the order of its columns."""
    waiting = len(range(0, count, _WAITING_EVERY))
    counts = (
        (place.shop_id, "orders.AWAITING_SHIPMENT", waiting),
        (place.shop_id, "orders.COMPLETED", count - waiting),
    )
    return {orders: _order_rows(place, count), shop_counts: iter(counts)}
