"""A page of 20 transactions costs the same on a statement of a thousand and on one of a hundred thousand."""

from __future__ import annotations

import time
from collections.abc import Iterator
from decimal import Decimal

import msgspec
from sqlalchemy import Table

from shopwright.platform.finance.amounts import Amounts, SkuAmounts
from shopwright.platform.finance.documents import ORDER, Entry, Statement, Sums
from shopwright.platform.finance.tables import SUMMED, entries, statements
from shopwright.wire.ids import IdKind, make_id

from .pages import Kind, rows_of_kind
from .seeding import Place, Values
from .table import Row, Settings

_FIRST = 10**9
_STATEMENT = make_id(IdKind.STATEMENT, _FIRST)
_AMOUNTS = Amounts(
    revenue={"subtotal_before_discount_amount": Decimal("12.50"), "seller_discount_amount": Decimal("-1.00")},
    shipping={"customer_paid_shipping_fee_amount": Decimal("2.99"), "actual_shipping_fee_amount": Decimal("-3.20")},
    fees={"platform_commission_amount": Decimal("-1.04")},
    taxes={"vat_amount": Decimal("-0.21")},
)


def _entry_rows(place: Place, count: int) -> Iterator[Values]:
    begun = time.time_ns() // 1_000_000 - count * 1000
    sku = SkuAmounts("1730000000000000001", "A plain thing of many", "Default", 1, _AMOUNTS)
    entry = Entry(entry_id="@entry", type=ORDER, order_id="@order", ordered_at=-2, due_at=0, skus=[sku])
    template = msgspec.json.encode(entry).decode()
    parts = (_AMOUNTS.revenue_total, _AMOUNTS.revenue_total, _AMOUNTS.shipping_total, _AMOUNTS.fee_and_tax_total)
    coins = [int(part * 100) for part in (*parts, Decimal(0), Decimal(0))]
    for number in range(count):
        entry_id, order_id = make_id(IdKind.TRANSACTION, _FIRST + number), make_id(IdKind.ORDER, _FIRST + number)
        at = begun + number * 1000
        doc = template.replace("@entry", entry_id).replace("@order", order_id).replace(":-2", f":{at}")
        values: dict[str, object] = {
            "shop_id": place.shop_id,
            "entry_id": entry_id,
            "statement_id": _STATEMENT,
            "type": ORDER,
            "order_id": order_id,
            "ordered_at": at,
            "due_at": at,
            **dict(zip(SUMMED, coins, strict=True)),
            "doc": doc.encode(),
        }
        yield tuple(values[column.name] for column in entries.columns)


def _tables(place: Place, count: int) -> dict[Table, Iterator[Values]]:
    """The rows of each table, in the order of its columns."""
    now = time.time_ns() // 1_000_000
    statement = Statement(statement_id=_STATEMENT, closes_at=now, sums=Sums(), count=count)
    row = (place.shop_id, _STATEMENT, now, "PROCESSING", "", msgspec.json.encode(statement).decode())
    return {entries: _entry_rows(place, count), statements: iter([row])}


TRANSACTIONS = Kind(
    "getTransactionsByStatement",
    "transactions",
    _tables,
    lambda count: {},
    (("sort_field", "order_create_time"),),
    {"statement_id": _STATEMENT},
)


def rows(settings: Settings) -> Iterator[Row]:
    """On a SQLite file, then on PostgreSQL."""
    yield from rows_of_kind(TRANSACTIONS, settings, (1_000, 10_000) if settings.quick else (1_000, 100_000))
