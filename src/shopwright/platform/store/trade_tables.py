"""The tables of trade: buyers, orders, packages, what is claimed against orders, and what a shop is simulated with."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index

from .columns import BUSINESS, count, document, key, ms, packed, table, text

buyers = table(
    "buyers",
    BUSINESS,
    key("shop_id"),
    key("buyer_id"),
    text("reference"),
    document("person"),
    Index("buyers_by_reference", "shop_id", "reference", unique=True),
)

orders = table(
    "orders",
    BUSINESS,
    key("shop_id"),
    key("order_id"),
    text("status"),
    text("buyer_id"),
    text("shipping_type"),
    text("warehouse_id"),
    text("reference"),
    Column("cancel_requested", Boolean, nullable=False),
    ms("created_at"),
    ms("updated_at"),
    packed("doc"),
    packed("shown"),
    document("private"),
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

packages = table(
    "packages",
    BUSINESS,
    key("shop_id"),
    key("package_id"),
    text("status"),
    text("tracking_number"),
    ms("created_at"),
    ms("updated_at"),
    packed("doc"),
    Index("packages_by_creation", "shop_id", "created_at", "package_id"),
    Index("packages_by_update", "shop_id", "updated_at", "package_id"),
    Index("packages_by_status", "shop_id", "status", "created_at", "package_id"),
    Index("packages_by_number", "shop_id", "tracking_number"),
    Index("packages_by_id", "package_id"),
)

cases = table(
    "cases",
    BUSINESS,
    key("shop_id"),
    key("kind"),
    key("case_id"),
    text("order_id"),
    text("buyer_id"),
    text("type"),
    text("status"),
    text("standing"),
    text("parent_id"),
    text("package_id"),
    ms("created_at"),
    ms("updated_at"),
    packed("doc"),
    Index("cases_by_creation", "shop_id", "kind", "created_at", "case_id"),
    Index("cases_by_update", "shop_id", "kind", "updated_at", "case_id"),
    Index("cases_by_status", "shop_id", "kind", "status", "created_at", "case_id"),
    Index("cases_by_order", "shop_id", "kind", "order_id"),
    Index("cases_by_parent", "shop_id", "kind", "parent_id"),
    Index("cases_by_id", "kind", "case_id"),
)

external_orders = table(
    "external_orders",
    BUSINESS,
    key("shop_id"),
    key("platform"),
    key("external_id"),
    key("order_id"),
    document(),
    Index("external_orders_by_order", "shop_id", "order_id"),
)

worlds = table("worlds", BUSINESS, key("shop_id"), document())

replays = table(
    "replays",
    BUSINESS,
    key("shop_id"),
    key("digest"),
    count("position"),
    document(),
)
