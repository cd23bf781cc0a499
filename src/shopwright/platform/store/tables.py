"""Every table. An aggregate is a JSON document plus the columns that are searched or sorted by.

Times end in ``_at`` or ``_ms`` and are unix milliseconds of the platform's clock, unless the name starts with
``wall``. Every key of business data begins with the shop, so that a distributed PostgreSQL can place a shop on one
node.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Index, Integer, LargeBinary, String, Table

from . import trade_tables  # so that the metadata knows them  # noqa: F401
from .columns import BUSINESS, CONTROL, LOG, count, document, key, metadata, ms, table, text

world = table(
    "world",
    BUSINESS,
    Column("id", Integer, primary_key=True),
    Column("frozen", Boolean, nullable=False),
    ms("offset_ms"),
    ms("frozen_ms"),
    ms("advancing_to", null=True),
    document("settings"),
)

versions = table(
    "versions",
    CONTROL,
    Column("id", Integer, primary_key=True),
    count("generation"),
    count("faults"),
)

counters = table("counters", BUSINESS, key("name"), Column("value", BigInteger, nullable=False))

data_keys = table(
    "data_keys", CONTROL, key("key_id"), Column("wrapped", LargeBinary, nullable=False), ms("wall_created_ms")
)

apps = table(
    "apps",
    BUSINESS,
    key("app_key"),
    Column("service_id", String, nullable=False, unique=True),
    text("secret"),
    text("status"),
    document(),
)

accounts = table(
    "accounts",
    BUSINESS,
    key("account_id"),
    Column("kind", Integer, nullable=False),
    text("region"),
    text("status"),
    document(),
)

shops = table(
    "shops",
    BUSINESS,
    key("shop_id"),
    text("account_id", index=True),
    Column("cipher", String, nullable=False, unique=True),
    text("region"),
    text("status"),
    document(),
)

authorizations = table(
    "authorizations",
    BUSINESS,
    key("account_id"),
    key("app_key"),
    text("open_id"),
    document("scopes"),
    ms("granted_at"),
    ms("ends_at"),
    ms("ended_at", null=True),
)

auth_codes = table(
    "auth_codes",
    BUSINESS,
    key("code_hash"),
    text("app_key"),
    text("account_id"),
    ms("expires_at"),
    ms("used_at", null=True),
)

tokens = table(
    "tokens",
    BUSINESS,
    key("token_hash"),
    text("kind"),
    text("app_key"),
    text("account_id"),
    text("token"),
    text("pair_id", index=True),
    ms("created_at"),
    ms("expires_at"),
    ms("revoked_at", null=True),
    Column("wall_clock", Boolean, nullable=False),
    document("scopes"),
)

products = table(
    "products",
    BUSINESS,
    key("shop_id"),
    key("product_id"),
    text("status"),
    text("audit_status"),
    text("category_version"),
    Column("has_draft", Boolean, nullable=False),
    ms("created_at"),
    ms("updated_at"),
    document(),
    Index("products_by_status", "shop_id", "status", "product_id"),
    Index("products_by_audit", "shop_id", "audit_status", "product_id"),
    Index("products_by_update", "shop_id", "updated_at", "product_id"),
)

skus = table(
    "skus",
    BUSINESS,
    key("shop_id"),
    key("sku_id"),
    text("product_id"),
    text("seller_sku"),
    Index("skus_by_product", "shop_id", "product_id"),
    Index("skus_by_seller_sku", "shop_id", "seller_sku"),
)

shop_counts = table("shop_counts", BUSINESS, key("shop_id"), key("name"), count("value"))

stock = table(
    "stock",
    BUSINESS,
    key("shop_id"),
    key("sku_id"),
    key("warehouse_id"),
    text("product_id"),
    count("on_hand"),
    count("committed"),
    count("campaign_lock"),
    count("creator_lock"),
    CheckConstraint(
        "on_hand >= 0 AND committed >= 0 AND campaign_lock >= 0 AND creator_lock >= 0", "stock_not_negative"
    ),
    CheckConstraint("committed + campaign_lock + creator_lock <= on_hand", "stock_not_oversold"),
)

stock_ledger = table(
    "stock_ledger",
    BUSINESS,
    key("shop_id"),
    key("entry_id"),
    text("sku_id"),
    text("warehouse_id"),
    text("reason"),
    text("reference"),
    count("on_hand"),
    count("committed"),
    count("campaign_lock"),
    count("creator_lock"),
    ms("at_ms"),
    Index("stock_ledger_by_sku", "shop_id", "sku_id", "warehouse_id"),
)

warehouses = table(
    "warehouses",
    BUSINESS,
    key("shop_id"),
    key("warehouse_id"),
    text("type"),
    text("status"),
    Column("is_default", Boolean, nullable=False),
    document(),
)

brands = table(
    "brands",
    BUSINESS,
    key("account_id"),
    key("brand_id"),
    text("name"),
    text("folded_name"),
    ms("created_at"),
    Index("brands_by_name", "account_id", "folded_name", unique=True),
)

media = table(
    "media",
    BUSINESS,
    key("media_id"),
    text("account_id", index=True),
    text("kind"),
    document(),
    ms("created_at"),
)

idempotency = table(
    "idempotency",
    BUSINESS,
    key("shop_id"),
    key("operation"),
    key("idempotency_key"),
    text("body_digest"),
    document("reply"),
    ms("created_at"),
)

shop_webhooks = table(
    "shop_webhooks",
    BUSINESS,
    key("shop_id"),
    key("app_key"),
    key("event_type"),
    text("address"),
    ms("created_at"),
    ms("updated_at"),
)

due_actions = table(
    "due_actions",
    BUSINESS,
    key("action_id"),
    text("name"),
    text("subject"),
    text("shop_id"),
    document("payload"),
    ms("due_at"),
    Index("due_actions_by_time", "due_at", "action_id"),
    Index("due_actions_by_subject", "name", "subject", unique=True),
)

faults = table(
    "faults",
    BUSINESS,
    key("fault_id"),
    count("remaining", -1),
    document(),
    ms("created_at"),
)

deliveries = table(
    "deliveries",
    LOG,
    key("delivery_id"),
    text("app_key"),
    text("shop_id"),
    Column("topic", Integer, nullable=False),
    text("url"),
    document("body"),
    text("status"),
    count("attempts"),
    ms("created_at"),
    ms("due_at", null=True),
    ms("wall_created_ms"),
    ms("wall_lease_ms", null=True),
    ms("wall_finished_ms", null=True),
    Index("deliveries_due", "status", "due_at", "delivery_id"),
    Index("deliveries_by_app", "app_key", "delivery_id"),
    Index("deliveries_by_time", "wall_created_ms", "delivery_id"),
)

delivery_attempts = table(
    "delivery_attempts",
    LOG,
    key("delivery_id"),
    Column("number", Integer, primary_key=True),
    ms("at_ms"),
    ms("wall_at_ms"),
    Column("http_status", Integer, nullable=True),
    text("error", null=True),
    count("duration_ms"),
    Index("delivery_attempts_by_time", "wall_at_ms", "delivery_id"),
)

requests = table(
    "requests",
    LOG,
    key("request_id"),
    ms("wall_at_us"),
    text("operation", null=True),
    text("app_key", null=True),
    text("shop_id", null=True),
    Column("code", BigInteger, nullable=False),
    Column("http_status", Integer, nullable=False),
    document(),
    Index("requests_by_time", "wall_at_us", "request_id"),
)

snapshots = table(
    "snapshots",
    CONTROL,
    key("snapshot_id"),
    text("name"),
    ms("at_ms"),
    ms("wall_created_ms"),
    Column("ids_value", BigInteger, nullable=False),
)

rate_buckets = table("rate_buckets", CONTROL, key("bucket"), Column("wall_tat_us", BigInteger, nullable=False))


def tables_of(kind: str) -> list[Table]:
    """The tables of a kind, parents before children."""
    return [table for table in metadata.sorted_tables if table.info["kind"] == kind]
