"""Every table. An aggregate is a JSON document plus the columns that are searched or sorted by.

Times end in ``_at`` or ``_ms`` and are unix milliseconds of the platform's clock, unless the name starts with
``wall``. Every key of business data begins with the shop, so that a distributed PostgreSQL can place a shop on one
node.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Sequence,
    String,
    Table,
    Text,
)
from sqlalchemy.schema import SchemaItem

metadata = MetaData()

#: What ``restore`` does with a table: business data is rewound, logs are kept, control data is never touched.
BUSINESS, LOG, CONTROL = "business", "log", "control"


#: Sequences that give out numbers: ``ids`` rewinds with a restore, ``notifications`` never does.
SEQUENCES = ("ids", "notifications")
for _name in SEQUENCES:
    Sequence(f"{_name}_sequence", metadata=metadata)


def _table(name: str, kind: str, *parts: SchemaItem) -> Table:
    return Table(name, metadata, *parts, info={"kind": kind})


def _key(name: str) -> Column[str]:
    """A key column: compared byte by byte on PostgreSQL, as SQLite does."""
    return Column(name, String().with_variant(String(collation="C"), "postgresql"), primary_key=True)


def _text(name: str, *, null: bool = False, index: bool = False) -> Column[str]:
    return Column(name, String().with_variant(String(collation="C"), "postgresql"), nullable=null, index=index)


def _document(name: str = "doc", *, null: bool = False) -> Column[str]:
    return Column(name, Text, nullable=null)


def _packed(name: str) -> Column[bytes]:
    """A document that may be long: JSON, compressed where it is (see ``packing``)."""
    return Column(name, LargeBinary, nullable=False)


def _ms(name: str, *, null: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=null)


def _count(name: str, default: int = 0) -> Column[int]:
    return Column(name, Integer, nullable=False, default=default)


world = _table(
    "world",
    BUSINESS,
    Column("id", Integer, primary_key=True),
    Column("frozen", Boolean, nullable=False),
    _ms("offset_ms"),
    _ms("frozen_ms"),
    _ms("advancing_to", null=True),
    _document("settings"),
)

versions = _table(
    "versions",
    CONTROL,
    Column("id", Integer, primary_key=True),
    _count("generation"),
    _count("faults"),
)

counters = _table("counters", BUSINESS, _key("name"), Column("value", BigInteger, nullable=False))

data_keys = _table(
    "data_keys", CONTROL, _key("key_id"), Column("wrapped", LargeBinary, nullable=False), _ms("wall_created_ms")
)

apps = _table(
    "apps",
    BUSINESS,
    _key("app_key"),
    Column("service_id", String, nullable=False, unique=True),
    _text("secret"),
    _text("status"),
    _document(),
)

accounts = _table(
    "accounts",
    BUSINESS,
    _key("account_id"),
    Column("kind", Integer, nullable=False),
    _text("region"),
    _text("status"),
    _document(),
)

shops = _table(
    "shops",
    BUSINESS,
    _key("shop_id"),
    _text("account_id", index=True),
    Column("cipher", String, nullable=False, unique=True),
    _text("region"),
    _text("status"),
    _document(),
)

authorizations = _table(
    "authorizations",
    BUSINESS,
    _key("account_id"),
    _key("app_key"),
    _text("open_id"),
    _document("scopes"),
    _ms("granted_at"),
    _ms("ends_at"),
    _ms("ended_at", null=True),
)

auth_codes = _table(
    "auth_codes",
    BUSINESS,
    _key("code_hash"),
    _text("app_key"),
    _text("account_id"),
    _ms("expires_at"),
    _ms("used_at", null=True),
)

tokens = _table(
    "tokens",
    BUSINESS,
    _key("token_hash"),
    _text("kind"),
    _text("app_key"),
    _text("account_id"),
    _text("token"),
    _text("pair_id", index=True),
    _ms("created_at"),
    _ms("expires_at"),
    _ms("revoked_at", null=True),
    Column("wall_clock", Boolean, nullable=False),
    _document("scopes"),
)

products = _table(
    "products",
    BUSINESS,
    _key("shop_id"),
    _key("product_id"),
    _text("status"),
    _text("audit_status"),
    _text("category_version"),
    Column("has_draft", Boolean, nullable=False),
    _ms("created_at"),
    _ms("updated_at"),
    _document(),
    Index("products_by_status", "shop_id", "status", "product_id"),
    Index("products_by_audit", "shop_id", "audit_status", "product_id"),
    Index("products_by_update", "shop_id", "updated_at", "product_id"),
)

skus = _table(
    "skus",
    BUSINESS,
    _key("shop_id"),
    _key("sku_id"),
    _text("product_id"),
    _text("seller_sku"),
    Index("skus_by_product", "shop_id", "product_id"),
    Index("skus_by_seller_sku", "shop_id", "seller_sku"),
)

shop_counts = _table("shop_counts", BUSINESS, _key("shop_id"), _key("name"), _count("value"))

stock = _table(
    "stock",
    BUSINESS,
    _key("shop_id"),
    _key("sku_id"),
    _key("warehouse_id"),
    _text("product_id"),
    _count("on_hand"),
    _count("committed"),
    _count("campaign_lock"),
    _count("creator_lock"),
    CheckConstraint(
        "on_hand >= 0 AND committed >= 0 AND campaign_lock >= 0 AND creator_lock >= 0", "stock_not_negative"
    ),
    CheckConstraint("committed + campaign_lock + creator_lock <= on_hand", "stock_not_oversold"),
)

stock_ledger = _table(
    "stock_ledger",
    BUSINESS,
    _key("shop_id"),
    _key("entry_id"),
    _text("sku_id"),
    _text("warehouse_id"),
    _text("reason"),
    _text("reference"),
    _count("on_hand"),
    _count("committed"),
    _count("campaign_lock"),
    _count("creator_lock"),
    _ms("at_ms"),
    Index("stock_ledger_by_sku", "shop_id", "sku_id", "warehouse_id"),
)

buyers = _table(
    "buyers",
    BUSINESS,
    _key("shop_id"),
    _key("buyer_id"),
    _text("reference"),
    _document("person"),
    Index("buyers_by_reference", "shop_id", "reference", unique=True),
)

orders = _table(
    "orders",
    BUSINESS,
    _key("shop_id"),
    _key("order_id"),
    _text("status"),
    _text("buyer_id"),
    _text("shipping_type"),
    _text("warehouse_id"),
    _text("reference"),
    Column("cancel_requested", Boolean, nullable=False),
    _ms("created_at"),
    _ms("updated_at"),
    _packed("doc"),
    _packed("shown"),
    _document("private"),
    Column("is_open", Boolean, nullable=False),
    Index("orders_by_creation", "shop_id", "created_at", "order_id"),
    Index("orders_by_update", "shop_id", "updated_at", "order_id"),
    Index("orders_by_status", "shop_id", "status", "created_at", "order_id"),
    Index("orders_by_status_update", "shop_id", "status", "updated_at", "order_id"),
    Index("orders_by_buyer", "shop_id", "buyer_id", "created_at", "order_id"),
    Index("orders_by_request", "shop_id", "cancel_requested", "created_at", "order_id"),
    Index("orders_by_reference", "shop_id", "reference"),
    Index("orders_by_id", "order_id"),
)

packages = _table(
    "packages",
    BUSINESS,
    _key("shop_id"),
    _key("package_id"),
    _text("status"),
    _text("tracking_number"),
    _ms("created_at"),
    _ms("updated_at"),
    _packed("doc"),
    Index("packages_by_creation", "shop_id", "created_at", "package_id"),
    Index("packages_by_update", "shop_id", "updated_at", "package_id"),
    Index("packages_by_status", "shop_id", "status", "created_at", "package_id"),
    Index("packages_by_number", "shop_id", "tracking_number"),
    Index("packages_by_id", "package_id"),
)

cases = _table(
    "cases",
    BUSINESS,
    _key("shop_id"),
    _key("kind"),
    _key("case_id"),
    _text("order_id"),
    _text("buyer_id"),
    _text("type"),
    _text("status"),
    _text("standing"),
    _text("parent_id"),
    _text("package_id"),
    _ms("created_at"),
    _ms("updated_at"),
    _packed("doc"),
    Index("cases_by_creation", "shop_id", "kind", "created_at", "case_id"),
    Index("cases_by_update", "shop_id", "kind", "updated_at", "case_id"),
    Index("cases_by_status", "shop_id", "kind", "status", "created_at", "case_id"),
    Index("cases_by_order", "shop_id", "kind", "order_id"),
    Index("cases_by_parent", "shop_id", "kind", "parent_id"),
    Index("cases_by_id", "kind", "case_id"),
)

external_orders = _table(
    "external_orders",
    BUSINESS,
    _key("shop_id"),
    _key("platform"),
    _key("external_id"),
    _key("order_id"),
    _document(),
    Index("external_orders_by_order", "shop_id", "order_id"),
)

worlds = _table("worlds", BUSINESS, _key("shop_id"), _document())

replays = _table(
    "replays",
    BUSINESS,
    _key("shop_id"),
    _key("digest"),
    _count("position"),
    _document(),
)

warehouses = _table(
    "warehouses",
    BUSINESS,
    _key("shop_id"),
    _key("warehouse_id"),
    _text("type"),
    _text("status"),
    Column("is_default", Boolean, nullable=False),
    _document(),
)

brands = _table(
    "brands",
    BUSINESS,
    _key("account_id"),
    _key("brand_id"),
    _text("name"),
    _text("folded_name"),
    _ms("created_at"),
    Index("brands_by_name", "account_id", "folded_name", unique=True),
)

media = _table(
    "media",
    BUSINESS,
    _key("media_id"),
    _text("account_id", index=True),
    _text("kind"),
    _document(),
    _ms("created_at"),
)

idempotency = _table(
    "idempotency",
    BUSINESS,
    _key("shop_id"),
    _key("operation"),
    _key("idempotency_key"),
    _text("body_digest"),
    _document("reply"),
    _ms("created_at"),
)

shop_webhooks = _table(
    "shop_webhooks",
    BUSINESS,
    _key("shop_id"),
    _key("app_key"),
    _key("event_type"),
    _text("address"),
    _ms("created_at"),
    _ms("updated_at"),
)

due_actions = _table(
    "due_actions",
    BUSINESS,
    _key("action_id"),
    _text("name"),
    _text("subject"),
    _text("shop_id"),
    _document("payload"),
    _ms("due_at"),
    Index("due_actions_by_time", "due_at", "action_id"),
    Index("due_actions_by_subject", "name", "subject", unique=True),
)

faults = _table(
    "faults",
    BUSINESS,
    _key("fault_id"),
    _count("remaining", -1),
    _document(),
    _ms("created_at"),
)

deliveries = _table(
    "deliveries",
    LOG,
    _key("delivery_id"),
    _text("app_key"),
    _text("shop_id"),
    Column("topic", Integer, nullable=False),
    _text("url"),
    _document("body"),
    _text("status"),
    _count("attempts"),
    _ms("created_at"),
    _ms("due_at", null=True),
    _ms("wall_created_ms"),
    _ms("wall_lease_ms", null=True),
    _ms("wall_finished_ms", null=True),
    Index("deliveries_due", "status", "due_at", "delivery_id"),
    Index("deliveries_by_app", "app_key", "delivery_id"),
    Index("deliveries_by_time", "wall_created_ms", "delivery_id"),
)

delivery_attempts = _table(
    "delivery_attempts",
    LOG,
    _key("delivery_id"),
    Column("number", Integer, primary_key=True),
    _ms("at_ms"),
    _ms("wall_at_ms"),
    Column("http_status", Integer, nullable=True),
    _text("error", null=True),
    _count("duration_ms"),
    Index("delivery_attempts_by_time", "wall_at_ms", "delivery_id"),
)

requests = _table(
    "requests",
    LOG,
    _key("request_id"),
    _ms("wall_at_us"),
    _text("operation", null=True),
    _text("app_key", null=True),
    _text("shop_id", null=True),
    Column("code", BigInteger, nullable=False),
    Column("http_status", Integer, nullable=False),
    _document(),
    Index("requests_by_time", "wall_at_us", "request_id"),
)

snapshots = _table(
    "snapshots",
    CONTROL,
    _key("snapshot_id"),
    _text("name"),
    _ms("at_ms"),
    _ms("wall_created_ms"),
    Column("ids_value", BigInteger, nullable=False),
)

rate_buckets = _table("rate_buckets", CONTROL, _key("bucket"), Column("wall_tat_us", BigInteger, nullable=False))


def tables_of(kind: str) -> list[Table]:
    """The tables of a kind, parents before children."""
    return [table for table in metadata.sorted_tables if table.info["kind"] == kind]
