"""The stock that campaigns and flash deals hold, by activity, SKU and warehouse; combined listings; messages of
creators."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

#: Text that PostgreSQL compares byte by byte, as SQLite does.
TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    keys = ("shop_id", "holder_id", "sku_id", "warehouse_id")
    op.create_table(
        "stock_locks",
        *[sa.Column(name, TEXT, nullable=False) for name in (*keys, "product_id", "holder_name")],
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(*keys),
    )
    op.create_index("stock_locks_by_sku", "stock_locks", ["shop_id", "sku_id"])
    op.create_table(
        "combined_listings",
        *[sa.Column(name, TEXT, nullable=False) for name in ("shop_id", "combined_listing_id")],
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "combined_listing_id"),
    )
    names = ("shop_id", "message_id", "conversation_id", "creator_id", "type", "content")
    op.create_table(
        "creator_messages",
        *[sa.Column(name, TEXT, nullable=False) for name in names],
        *[sa.Column(name, sa.BigInteger(), nullable=False) for name in ("position", "at")],
        sa.PrimaryKeyConstraint("shop_id", "message_id"),
    )
    op.create_index("creator_messages_by_creator", "creator_messages", ["shop_id", "creator_id", "position"])
