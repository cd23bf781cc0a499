"""The first schema.

A change of a table is a revision of its own.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

#: Text that PostgreSQL compares byte by byte, as SQLite does.
TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")

SEQUENCES = ("ids_sequence", "notifications_sequence")


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for name in SEQUENCES:
            op.execute(sa.schema.CreateSequence(sa.Sequence(name)))
    op.create_table(
        "accounts",
        sa.Column("account_id", TEXT, nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("region", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("account_id"),
    )
    op.create_table(
        "apps",
        sa.Column("app_key", TEXT, nullable=False),
        sa.Column("service_id", sa.String(), nullable=False),
        sa.Column("secret", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("app_key"),
        sa.UniqueConstraint("service_id"),
    )
    op.create_table(
        "auth_codes",
        sa.Column("code_hash", TEXT, nullable=False),
        sa.Column("app_key", TEXT, nullable=False),
        sa.Column("account_id", TEXT, nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("code_hash"),
    )
    op.create_table(
        "authorizations",
        sa.Column("account_id", TEXT, nullable=False),
        sa.Column("app_key", TEXT, nullable=False),
        sa.Column("open_id", TEXT, nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("granted_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("account_id", "app_key"),
    )
    op.create_table(
        "brands",
        sa.Column("account_id", TEXT, nullable=False),
        sa.Column("brand_id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("folded_name", TEXT, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "brand_id"),
    )
    op.create_index("brands_by_name", "brands", ["account_id", "folded_name"], unique=True)
    op.create_table(
        "buyers",
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("buyer_id", TEXT, nullable=False),
        sa.Column("reference", TEXT, nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "buyer_id"),
    )
    op.create_index("buyers_by_reference", "buyers", ["shop_id", "reference"], unique=True)
    op.create_table(
        "cases",
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("case_id", TEXT, nullable=False),
        sa.Column("order_id", TEXT, nullable=False),
        sa.Column("buyer_id", TEXT, nullable=False),
        sa.Column("type", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("standing", TEXT, nullable=False),
        sa.Column("parent_id", TEXT, nullable=False),
        sa.Column("package_id", TEXT, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("doc", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "kind", "case_id"),
    )
    op.create_index("cases_by_creation", "cases", ["shop_id", "kind", "created_at", "case_id"], unique=False)
    op.create_index("cases_by_id", "cases", ["kind", "case_id"], unique=False)
    op.create_index("cases_by_order", "cases", ["shop_id", "kind", "order_id"], unique=False)
    op.create_index("cases_by_parent", "cases", ["shop_id", "kind", "parent_id"], unique=False)
    op.create_index("cases_by_status", "cases", ["shop_id", "kind", "status", "created_at", "case_id"], unique=False)
    op.create_index("cases_by_update", "cases", ["shop_id", "kind", "updated_at", "case_id"], unique=False)
    op.create_table(
        "counters",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "data_keys",
        sa.Column("key_id", TEXT, nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("wall_created_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key_id"),
    )
    op.create_table(
        "deliveries",
        sa.Column("delivery_id", TEXT, nullable=False),
        sa.Column("app_key", TEXT, nullable=False),
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("topic", sa.Integer(), nullable=False),
        sa.Column("url", TEXT, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("wall_created_ms", sa.BigInteger(), nullable=False),
        sa.Column("wall_lease_ms", sa.BigInteger(), nullable=True),
        sa.Column("wall_finished_ms", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("delivery_id"),
    )
    op.create_index("deliveries_by_app", "deliveries", ["app_key", "delivery_id"], unique=False)
    op.create_index("deliveries_by_time", "deliveries", ["wall_created_ms", "delivery_id"], unique=False)
    op.create_index("deliveries_due", "deliveries", ["status", "due_at", "delivery_id"], unique=False)
    op.create_table(
        "delivery_attempts",
        sa.Column("delivery_id", TEXT, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("wall_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("http_status", sa.Integer(), nullable=True),
        sa.Column("error", TEXT, nullable=True),
        sa.Column("duration_ms", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("delivery_id", "number"),
    )
    op.create_index("delivery_attempts_by_time", "delivery_attempts", ["wall_at_ms", "delivery_id"], unique=False)
    op.create_table(
        "due_actions",
        sa.Column("action_id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("action_id"),
    )
    op.create_index("due_actions_by_subject", "due_actions", ["name", "subject"], unique=True)
    op.create_index("due_actions_by_time", "due_actions", ["due_at", "action_id"], unique=False)
    op.create_table(
        "external_orders",
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("platform", TEXT, nullable=False),
        sa.Column("external_id", TEXT, nullable=False),
        sa.Column("order_id", TEXT, nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "platform", "external_id", "order_id"),
    )
    op.create_index("external_orders_by_order", "external_orders", ["shop_id", "order_id"], unique=False)
    op.create_table(
        "faults",
        sa.Column("fault_id", TEXT, nullable=False),
        sa.Column("remaining", sa.Integer(), nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("fault_id"),
    )
    op.create_table(
        "idempotency",
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("operation", TEXT, nullable=False),
        sa.Column("idempotency_key", TEXT, nullable=False),
        sa.Column("body_digest", TEXT, nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "operation", "idempotency_key"),
    )
    op.create_table(
        "media",
        sa.Column("media_id", TEXT, nullable=False),
        sa.Column("account_id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("media_id"),
    )
    op.create_index(op.f("ix_media_account_id"), "media", ["account_id"], unique=False)
    op.create_table(
        "orders",
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("order_id", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("buyer_id", TEXT, nullable=False),
        sa.Column("shipping_type", TEXT, nullable=False),
        sa.Column("warehouse_id", TEXT, nullable=False),
        sa.Column("reference", TEXT, nullable=False),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("doc", sa.LargeBinary(), nullable=False),
        sa.Column("shown", sa.LargeBinary(), nullable=False),
        sa.Column("private", sa.Text(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "order_id"),
    )
    op.create_index("orders_by_buyer", "orders", ["shop_id", "buyer_id", "created_at", "order_id"], unique=False)
    op.create_index("orders_by_creation", "orders", ["shop_id", "created_at", "order_id"], unique=False)
    op.create_index("orders_by_id", "orders", ["order_id"], unique=False)
    op.create_index("orders_by_reference", "orders", ["shop_id", "reference"], unique=False)
    op.create_index(
        "orders_by_request", "orders", ["shop_id", "cancel_requested", "created_at", "order_id"], unique=False
    )
    op.create_index("orders_by_status", "orders", ["shop_id", "status", "created_at", "order_id"], unique=False)
    op.create_index("orders_by_status_update", "orders", ["shop_id", "status", "updated_at", "order_id"], unique=False)
    op.create_index("orders_by_update", "orders", ["shop_id", "updated_at", "order_id"], unique=False)
    op.create_table(
        "packages",
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("package_id", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("tracking_number", TEXT, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("doc", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "package_id"),
    )
    op.create_index("packages_by_creation", "packages", ["shop_id", "created_at", "package_id"], unique=False)
    op.create_index("packages_by_id", "packages", ["package_id"], unique=False)
    op.create_index("packages_by_number", "packages", ["shop_id", "tracking_number"], unique=False)
    op.create_index("packages_by_status", "packages", ["shop_id", "status", "created_at", "package_id"], unique=False)
    op.create_index("packages_by_update", "packages", ["shop_id", "updated_at", "package_id"], unique=False)
    op.create_table(
        "products",
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("product_id", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("audit_status", TEXT, nullable=False),
        sa.Column("category_version", TEXT, nullable=False),
        sa.Column("has_draft", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "product_id"),
    )
    op.create_index("products_by_audit", "products", ["shop_id", "audit_status", "product_id"], unique=False)
    op.create_index("products_by_status", "products", ["shop_id", "status", "product_id"], unique=False)
    op.create_index("products_by_update", "products", ["shop_id", "updated_at", "product_id"], unique=False)
    op.create_table(
        "rate_buckets",
        sa.Column("bucket", TEXT, nullable=False),
        sa.Column("wall_tat_us", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("bucket"),
    )
    op.create_table(
        "replays",
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "digest"),
    )
    op.create_table(
        "requests",
        sa.Column("request_id", TEXT, nullable=False),
        sa.Column("wall_at_us", sa.BigInteger(), nullable=False),
        sa.Column("operation", TEXT, nullable=True),
        sa.Column("app_key", TEXT, nullable=True),
        sa.Column("shop_id", TEXT, nullable=True),
        sa.Column("code", sa.BigInteger(), nullable=False),
        sa.Column("http_status", sa.Integer(), nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("request_id"),
    )
    op.create_index("requests_by_time", "requests", ["wall_at_us", "request_id"], unique=False)
    op.create_table(
        "shop_counts",
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "name"),
    )
    op.create_table(
        "shop_webhooks",
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("app_key", TEXT, nullable=False),
        sa.Column("event_type", TEXT, nullable=False),
        sa.Column("address", TEXT, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "app_key", "event_type"),
    )
    op.create_table(
        "shops",
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("account_id", TEXT, nullable=False),
        sa.Column("cipher", sa.String(), nullable=False),
        sa.Column("region", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id"),
        sa.UniqueConstraint("cipher"),
    )
    op.create_index(op.f("ix_shops_account_id"), "shops", ["account_id"], unique=False)
    op.create_table(
        "skus",
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("sku_id", TEXT, nullable=False),
        sa.Column("product_id", TEXT, nullable=False),
        sa.Column("seller_sku", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "sku_id"),
    )
    op.create_index("skus_by_product", "skus", ["shop_id", "product_id"], unique=False)
    op.create_index("skus_by_seller_sku", "skus", ["shop_id", "seller_sku"], unique=False)
    op.create_table(
        "snapshots",
        sa.Column("snapshot_id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("wall_created_ms", sa.BigInteger(), nullable=False),
        sa.Column("ids_value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("snapshot_id"),
    )
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
        sa.CheckConstraint(
            "on_hand >= 0 AND committed >= 0 AND campaign_lock >= 0 AND creator_lock >= 0", name="stock_not_negative"
        ),
        sa.CheckConstraint("committed + campaign_lock + creator_lock <= on_hand", name="stock_not_oversold"),
        sa.PrimaryKeyConstraint("shop_id", "sku_id", "warehouse_id"),
    )
    op.create_table(
        "stock_ledger",
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("entry_id", TEXT, nullable=False),
        sa.Column("sku_id", TEXT, nullable=False),
        sa.Column("warehouse_id", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("reference", TEXT, nullable=False),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("committed", sa.Integer(), nullable=False),
        sa.Column("campaign_lock", sa.Integer(), nullable=False),
        sa.Column("creator_lock", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "entry_id"),
    )
    op.create_index("stock_ledger_by_sku", "stock_ledger", ["shop_id", "sku_id", "warehouse_id"], unique=False)
    op.create_table(
        "tokens",
        sa.Column("token_hash", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("app_key", TEXT, nullable=False),
        sa.Column("account_id", TEXT, nullable=False),
        sa.Column("token", TEXT, nullable=False),
        sa.Column("pair_id", TEXT, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("wall_clock", sa.Boolean(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index(op.f("ix_tokens_pair_id"), "tokens", ["pair_id"], unique=False)
    op.create_table(
        "versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("faults", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "warehouses",
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("warehouse_id", TEXT, nullable=False),
        sa.Column("type", TEXT, nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id", "warehouse_id"),
    )
    op.create_table(
        "world",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("frozen", sa.Boolean(), nullable=False),
        sa.Column("offset_ms", sa.BigInteger(), nullable=False),
        sa.Column("frozen_ms", sa.BigInteger(), nullable=False),
        sa.Column("advancing_to", sa.BigInteger(), nullable=True),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "worlds",
        sa.Column("shop_id", TEXT, nullable=False),
        sa.Column("doc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("shop_id"),
    )
