"""The tables of promotions: activities with their products, what orders used of them, coupons and their claims."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

#: Text that PostgreSQL compares byte by byte, as SQLite does.
TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    _activities()
    _coupons()


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, TEXT, nullable=False) for name in names]


def _numbers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _times(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in names]


def _activities() -> None:
    op.create_table(
        "activities",
        *_text("shop_id", "activity_id", "status", "type", "level", "title", "folded_title"),
        *_times("begin_at", "end_at", "created_at"),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "activity_id"),
    )
    op.create_index("activities_by_status", "activities", ["shop_id", "status", "created_at", "activity_id"])
    op.create_index("activities_by_creation", "activities", ["shop_id", "created_at", "activity_id"])
    op.create_index("activities_by_title", "activities", ["shop_id", "title"])
    op.create_index("activities_by_id", "activities", ["activity_id"])
    op.create_table(
        "activity_items",
        *_text("shop_id", "activity_id", "role", "product_id", "sku_id", "price", "discount"),
        *_numbers("quantity_limit", "quantity_per_user", "used"),
        sa.PrimaryKeyConstraint("shop_id", "activity_id", "role", "product_id", "sku_id"),
    )
    op.create_index("activity_items_by_product", "activity_items", ["shop_id", "product_id", "activity_id"])
    op.create_table(
        "activity_uses",
        *_text("shop_id", "order_id", "activity_id", "product_id", "sku_id", "buyer_id"),
        *_numbers("quantity"),
        sa.PrimaryKeyConstraint("shop_id", "order_id", "activity_id", "product_id", "sku_id"),
    )
    op.create_index("activity_uses_by_buyer", "activity_uses", ["shop_id", "activity_id", "buyer_id"])
    op.create_index("activity_uses_by_product", "activity_uses", ["shop_id", "activity_id", "product_id", "sku_id"])


def _coupons() -> None:
    op.create_table(
        "coupons",
        *_text("shop_id", "coupon_id", "status", "display_type", "folded_title"),
        sa.Column("is_platform", sa.Boolean(), nullable=False),
        *_times("created_at"),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "coupon_id"),
    )
    op.create_index("coupons_by_creation", "coupons", ["shop_id", "created_at", "coupon_id"])
    op.create_index("coupons_by_id", "coupons", ["coupon_id"])
    op.create_table(
        "coupon_claims",
        *_text("shop_id", "claim_id", "coupon_id", "buyer_id"),
        *_times("usable_from", "usable_until"),
        *_text("order_id"),
        sa.PrimaryKeyConstraint("shop_id", "claim_id"),
    )
    op.create_index("coupon_claims_by_buyer", "coupon_claims", ["shop_id", "coupon_id", "buyer_id"])
    op.create_index("coupon_claims_by_order", "coupon_claims", ["shop_id", "order_id"])
