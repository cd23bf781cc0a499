"""Every table. An aggregate is a JSON document plus the columns that are searched or sorted by.

Times end in ``_at`` or ``_ms`` and are unix milliseconds of the platform's clock, unless the name starts with
``wall``. Every key of business data begins with the shop, so that a distributed PostgreSQL can place a shop on one
node.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, LargeBinary, Table

from .columns import BUSINESS, CONTROL, count, key, metadata, ms, table

counters = table("counters", BUSINESS, key("name"), Column("value", BigInteger, nullable=False))

data_keys = table(
    "data_keys", CONTROL, key("key_id"), Column("wrapped", LargeBinary, nullable=False), ms("wall_created_ms")
)


shop_counts = table("shop_counts", BUSINESS, key("shop_id"), key("name"), count("value"))


def tables_of(kind: str) -> list[Table]:
    """The tables of a kind, parents before children."""
    return [table for table in metadata.sorted_tables if table.info["kind"] == kind]
