"""TikTok's products as the channel protocol has them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from shopwright.hub.channels.categories import AttributeValue
from shopwright.hub.channels.protocol import ExternalAttribute, ExternalListing, ExternalSku, ListingState

Json = Mapping[str, Any]

#: Where a listing stands, by TikTok's product status.
STATES = {
    "DRAFT": ListingState.PAUSED,
    "PENDING": ListingState.REVIEW,
    "FAILED": ListingState.REFUSED,
    "ACTIVATE": ListingState.LIVE,
    "SELLER_DEACTIVATED": ListingState.PAUSED,
    "PLATFORM_DEACTIVATED": ListingState.REFUSED,
    "FREEZE": ListingState.REFUSED,
    "DELETED": ListingState.ENDED,
}

_GRAMS = {"KILOGRAM": Decimal(1000), "GRAM": Decimal(1), "POUND": Decimal("453.59237")}

_MILLIMETRES = {"CENTIMETER": Decimal(10), "INCH": Decimal("25.4")}


def listing_of(row: Json, committed: Mapping[str, int]) -> ExternalListing:
    """The listing of Get Product; ``committed``: what is promised to buyers, by SKU, which its quantities leave out."""
    return ExternalListing(
        external_id=row["id"],
        title=row["title"],
        state=STATES.get(row["status"], ListingState.REVIEW),
        skus=tuple(_sku(sku, committed.get(sku["id"], 0)) for sku in row["skus"]),
        description=row.get("description", ""),
        brand=(row.get("brand") or {}).get("name", ""),
        image_urls=tuple(image["urls"][0] for image in row.get("main_images", []) if image.get("urls")),
        weight_grams=_weight(row.get("package_weight")),
        size_mm=_size(row.get("package_dimensions")),
        attributes=tuple(_attribute(item) for item in row.get("product_attributes", [])),
        reasons=tuple(_reasons(row)),
        updated_at=datetime.fromtimestamp(row["update_time"], UTC),
        category_id=next((item["id"] for item in row.get("category_chains", []) if item.get("is_leaf")), ""),
        image_ids=tuple(image["uri"] for image in row.get("main_images", []) if image.get("uri")),
    )


def _sku(sku: Json, committed: int) -> ExternalSku:
    price: Json = sku.get("price") or {}
    amount = price.get("sale_price") or price.get("tax_exclusive_price")
    pictures = [attribute["sku_img"] for attribute in sku.get("sales_attributes", []) if attribute.get("sku_img")]
    return ExternalSku(
        external_id=sku["id"],
        seller_sku=sku.get("seller_sku", ""),
        options=tuple((item["name"], item["value_name"]) for item in sku.get("sales_attributes", [])),
        price=Decimal(amount) if amount else None,
        currency=price.get("currency", ""),
        quantity=sum(stock["quantity"] for stock in sku.get("inventory", [])),
        image_url=pictures[0]["urls"][0] if pictures and pictures[0].get("urls") else "",
        committed=committed,
        places=tuple((stock["warehouse_id"], stock["quantity"]) for stock in sku.get("inventory", [])),
    )


def _weight(weight: Json | None) -> int | None:
    return int(Decimal(weight["value"]) * _GRAMS.get(weight["unit"], Decimal(1))) if weight else None


def _size(size: Json | None) -> tuple[int, int, int] | None:
    sides = [size.get(name) for name in ("length", "width", "height")] if size else []
    if size is None or not all(sides):
        return None
    length, width, height = (round(Decimal(str(side)) * _MILLIMETRES.get(size.get("unit", ""), 10)) for side in sides)
    return length, width, height


def _attribute(row: Json) -> ExternalAttribute:
    values = tuple(AttributeValue(value.get("id", ""), value.get("name", "")) for value in row.get("values", []))
    return ExternalAttribute(row["id"], row.get("name", ""), values)


def _reasons(row: Json) -> list[str]:
    """Why an audit refused the product, with TikTok's suggestions."""
    return [
        " ".join([*failed.get("reasons", []), *failed.get("suggestions", [])])
        for failed in row.get("audit_failed_reasons", [])
    ]
