"""The tables of finance. Amounts in columns are whole coins of the shop's currency, for sums."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index

from shopwright.platform.database.columns import BUSINESS, document, key, ms, packed, table, text

#: The amounts of an entry that are summed up.
SUMMED = ("revenue", "net_sales", "shipping", "fee_and_tax", "adjustment", "reserve")


def _coins(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


entries = table(
    "finance_entries",
    BUSINESS,
    key("shop_id"),
    key("entry_id"),
    text("statement_id"),
    text("type"),
    text("order_id"),
    ms("ordered_at"),
    ms("due_at"),
    *(_coins(name) for name in SUMMED),
    packed("doc"),
    Index("finance_entries_by_statement", "shop_id", "statement_id", "ordered_at", "entry_id"),
    Index("finance_entries_by_due", "shop_id", "statement_id", "due_at"),
    Index("finance_entries_by_order", "shop_id", "order_id"),
)

statements = table(
    "finance_statements",
    BUSINESS,
    key("shop_id"),
    key("statement_id"),
    ms("closes_at"),
    text("status"),
    text("payment_id"),
    document(),
    Index("finance_statements_by_time", "shop_id", "closes_at", "statement_id"),
    Index("finance_statements_by_payment", "shop_id", "payment_id", "status"),
)

payments = table(
    "finance_payments",
    BUSINESS,
    key("shop_id"),
    key("payment_id"),
    ms("created_at"),
    text("status"),
    document(),
    Index("finance_payments_by_time", "shop_id", "created_at", "payment_id"),
    Index("finance_payments_by_id", "payment_id"),
)

movements = table(
    "finance_movements",
    BUSINESS,
    key("shop_id"),
    key("movement_id"),
    text("account"),
    text("type"),
    ms("created_at"),
    _coins("amount"),
    document(),
    Index("finance_movements_by_time", "shop_id", "account", "created_at", "movement_id"),
)

books = table("finance_books", BUSINESS, key("shop_id"), document())

order_extras = table("finance_order_extras", BUSINESS, key("shop_id"), key("order_id"), document())
