"""Exports of shop systems: how they are recognised by their headers, and which column holds what."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from .fields import MOST_OPTIONS, MOST_PICTURES, attribute, field_of, is_field, own_category, plain_name
from .settings import Settings
from .values import SIDE_UNITS, WEIGHT_UNITS, unit_in

SOURCES = {
    "plain": "A list of your own", "shopify": "Shopify's export", "woocommerce": "WooCommerce's export",
    "tiktok": "TikTok Seller Center", "own": "This hub's export",
}  # fmt: skip

_SHOPIFY = {
    "handle": "product_key", "url handle": "product_key", "barcode": "gtin", "weight value": "weight_grams",
    "title": "title", "description": "description", "body": "description", "body html": "description",
    "vendor": "brand", "tags": "tags", "variant sku": "sku", "sku": "sku", "variant price": "price", "price": "price",
    "variant barcode": "gtin", "variant grams": "weight_grams", "cost per item": "cost",
    "variant country of origin": "origin", "variant inventory qty": "quantity", "inventory quantity": "quantity",
    "image src": "picture1", "product image url": "picture1", "variant image": "variant_picture",
    "variant image url": "variant_picture",
    **{f"option{number} {part}": f"option{number}_{part}" for number in range(1, 4) for part in ("name", "value")},
}  # fmt: skip
_WOOCOMMERCE = {
    "id": "row_id", "type": "row_kind", "sku": "sku", "name": "title", "description": "description",
    "tags": "tags", "parent": "parent", "regular price": "price", "brands": "brand", "gtin upc ean or isbn": "gtin",
    "weight": "weight_grams", "length": "length_mm", "width": "width_mm", "height": "height_mm",
    "stock": "quantity", "images": "picture1",
    **{f"attribute {number} name": f"option{number}_name" for number in range(1, MOST_OPTIONS + 1)},
    **{f"attribute {number} value": f"option{number}_value" for number in range(1, MOST_OPTIONS + 1)},
}  # fmt: skip
_TIKTOK = {
    "product id": "product_key", "product name": "title", "product description": "description", "brand": "brand",
    "seller sku": "sku", "price": "price", "parcel weight": "weight_grams", "parcel length": "length_mm",
    "parcel width": "width_mm", "parcel height": "height_mm", "identifier code": "gtin", "quantity": "quantity",
    "main image": "picture1", **{f"image {number}": f"picture{number}" for number in range(2, MOST_PICTURES + 1)},
    **{f"property {part} {number}": f"option{number}_{part}" for number in range(1, 4) for part in ("name", "value")},
}  # fmt: skip
_OWN = {
    "shopwright product": "product_id", "weight": "weight_grams", "length": "length_mm", "width": "width_mm",
    "height": "height_mm",
}  # fmt: skip
_RULES = {"shopify": _SHOPIFY, "woocommerce": _WOOCOMMERCE, "tiktok": _TIKTOK, "own": _OWN}
#: Headers that a source has and no other; any of the sets is enough.
_MARKS: dict[str, tuple[set[str], ...]] = {
    "own": ({"shopwright product", "sku"},),
    "shopify": (
        {"handle", "variant price"},
        {"handle", "option1 value", "variant sku"},
        {"url handle", "option1 value"},
    ),
    "woocommerce": ({"type", "regular price", "name"},),
    "tiktok": ({"product name", "seller sku", "parcel weight"}, {"product id", "product name", "seller sku"}),
}
#: How a source writes what its header does not say.
_HABITS: dict[str, dict[str, str]] = {
    "shopify": {"weight_unit": "g", "decimal": ".", "missing_sku": "make"},
    "woocommerce": {"weight_unit": "kg", "side_unit": "cm", "missing_sku": "make"},
    "tiktok": {"weight_unit": "g", "side_unit": "cm"},
    "own": {"weight_unit": "g", "side_unit": "mm", "decimal": "."},
}


def recognise(headers: Sequence[str]) -> str:
    """Whose export a header is; ``plain`` for a list of the seller's own."""
    names = {plain_name(header) for header in headers}
    return next((source for source, marks in _MARKS.items() if any(mark <= names for mark in marks)), "plain")


def map_columns(headers: Sequence[str], source: str) -> list[str]:
    """The field of each column, by the source's rules or by synonyms; each field is taken by the first column alone."""
    rules = _RULES.get(source, {})
    uses_synonyms = source in ("plain", "own")
    taken: set[str] = set()
    columns = []
    for header in headers:
        name = rules.get(plain_name(header)) or (field_of(header) if uses_synonyms else own_category(header))
        columns.append("" if name in taken else name)
        taken.add(name)
    return columns


def with_habits(settings: Settings, headers: Sequence[str], columns: Sequence[str]) -> Settings:
    """Settings with what the source and the headers say about units and SKUs."""
    settings = msgspec.structs.replace(settings, **_HABITS.get(settings.source, {}))
    for header, name in zip(headers, columns, strict=True):
        if name == "weight_grams" and (unit := unit_in(header, WEIGHT_UNITS)):
            settings = msgspec.structs.replace(settings, weight_unit=unit)
        if name.endswith("_mm") and (unit := unit_in(header, SIDE_UNITS)):
            settings = msgspec.structs.replace(settings, side_unit=unit)
    return settings


def check_columns(columns: Sequence[str], headers: Sequence[str]) -> list[str]:
    """Columns that a person chose: what is no field is left out, ``attribute`` takes the column's own name."""
    named = [
        attribute(header[:60]) if name == "attribute" else name for name, header in zip(columns, headers, strict=True)
    ]
    return [name if is_field(name) else "" for name in named]
