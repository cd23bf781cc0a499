"""Global products of sellers, which of their SKUs share stock, and what happens to stock when an order is cancelled."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

#: Text that PostgreSQL compares byte by byte, as SQLite does.
TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    _add_pools()
    op.create_table(
        "global_products",
        sa.Column("account_id", TEXT, nullable=False),
        sa.Column("global_product_id", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "global_product_id"),
    )
    op.create_index("global_products_by_id", "global_products", ["global_product_id"], unique=False)
    op.create_table(
        "global_skus",
        sa.Column("account_id", TEXT, nullable=False),
        sa.Column("global_sku_id", TEXT, nullable=False),
        sa.Column("global_product_id", TEXT, nullable=False),
        sa.Column("seller_sku", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("account_id", "global_sku_id"),
    )
    op.create_index("global_skus_by_product", "global_skus", ["account_id", "global_product_id"], unique=False)
    op.create_index("global_skus_by_seller_sku", "global_skus", ["account_id", "seller_sku"], unique=False)
    op.create_table(
        "restock_settings",
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("sku_id", TEXT, nullable=False),
        sa.Column("restocks", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "sku_id"),
    )


def _add_pools() -> None:
    """Add the column of pools to the stock; SQLite writes the table anew, so that its schema is that of a new file."""
    if op.get_bind().dialect.name == "sqlite":
        _write_anew()
    else:
        op.add_column("stock", sa.Column("pool_id", TEXT, nullable=False, server_default=""))
        op.alter_column("stock", "pool_id", server_default=None)
    op.create_index("stock_by_pool", "stock", ["pool_id"], unique=False)


def _write_anew() -> None:
    op.rename_table("stock", "stock_before")
    op.create_table(
        "stock",
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("sku_id", TEXT, nullable=False),
        sa.Column("warehouse_id", TEXT, nullable=False),
        sa.Column("product_id", TEXT, nullable=False),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("committed", sa.Integer(), nullable=False),
        sa.Column("campaign_lock", sa.Integer(), nullable=False),
        sa.Column("creator_lock", sa.Integer(), nullable=False),
        sa.Column("pool_id", TEXT, nullable=False),
        sa.CheckConstraint(
            "on_hand >= 0 AND committed >= 0 AND campaign_lock >= 0 AND creator_lock >= 0", name="stock_not_negative"
        ),
        sa.CheckConstraint("committed + campaign_lock + creator_lock <= on_hand", name="stock_not_oversold"),
        sa.PrimaryKeyConstraint("shop_id", "sku_id", "warehouse_id"),
    )
    op.execute("INSERT INTO stock SELECT *, '' FROM stock_before")
    op.drop_table("stock_before")
