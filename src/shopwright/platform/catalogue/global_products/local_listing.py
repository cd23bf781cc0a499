"""Converts content for another market: its category tree, units, currency, and attributes of the seller's own."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, cast

import msgspec

from shopwright.platform.catalogue import taxonomy
from shopwright.platform.catalogue.listing import Dimensions, ListedSku, Listing, Measure, Money, SalesAttribute
from shopwright.platform.catalogue.taxonomy import Category, Version
from shopwright.platform.core.money import decimal, text
from shopwright.platform.market.regions import Region

from .figures import exchanged

_KILOGRAMS = {"KILOGRAM": Decimal(1), "GRAM": Decimal("0.001"), "POUND": Decimal("0.45359237")}
_CENTIMETERS = {"CENTIMETER": Decimal(1), "INCH": Decimal("2.54")}

#: What of a listing is the same in every market; the rest is each market's own.
SHARED_FIELDS = (
    "title",
    "description",
    "category_id",
    "category_version",
    "main_images",
    "brand_id",
    "certifications",
    "package_dimensions",
    "package_weight",
    "product_attributes",
    "video",
    "size_chart",
    "manufacturer_ids",
    "responsible_person_ids",
)

#: What of a SKU is the same in every market.
SHARED_SKU_FIELDS = ("seller_sku", "identifier_code", "extra_identifier_codes", "sku_unit_count")


def local_content(listing: Listing, market: Region) -> Listing:
    """The content as the market takes it, with its SKUs as they are."""
    category_id, version = local_category(listing, market)
    return msgspec.structs.replace(
        listing,
        category_id=category_id,
        category_version=version,
        package_weight=local_weight(listing.package_weight, market),
        package_dimensions=local_dimensions(listing.package_dimensions, market),
        locale=None,
        external_product_id=None,
    )


def local_category(listing: Listing, market: Region) -> tuple[str, str]:
    """The category in a tree that listings of the market may name; the same one where they may name its tree."""
    versions = market.category_versions
    if listing.category_version in versions.listing:
        return listing.category_id, listing.category_version
    category = taxonomy.category(listing.category_id, listing.tree)
    if category is None:
        return listing.category_id, listing.category_version
    return category_in(category, versions.tree, listing).id, versions.tree


def category_in(category: Category, version: Version, listing: Listing) -> Category:
    """A leaf of another version of the tree: what is above the category, or what below it fits the texts best."""
    there = taxonomy.at_cut(category.code, version)
    assert there is not None, "both versions are cut from one tree"
    if there.is_leaf:
        return there
    leaves = [leaf for leaf in taxonomy.categories(version) if leaf.is_leaf and leaf.code.startswith(there.code + "-")]
    ids = {leaf.id for leaf in leaves}
    others = {leaf.id for leaf in taxonomy.categories(version)} - ids
    return taxonomy.recommend(listing.title, listing.description, (), version, others) or leaves[0]


def local_weight(weight: Measure | None, market: Region) -> Measure | None:
    """A weight in a unit of the market; a number that is none stays as it is."""
    value = decimal(weight.value) if weight else None
    if weight is None or value is None or weight.unit in market.weight_units or weight.unit not in _KILOGRAMS:
        return weight
    return Measure(_short(value * _KILOGRAMS[weight.unit], 3), "KILOGRAM")


def local_dimensions(size: Dimensions | None, market: Region) -> Dimensions | None:
    """Dimensions in a unit of the market; numbers that are none stay as they are."""
    if size is None or size.unit in market.dimension_units or size.unit not in _CENTIMETERS:
        return size
    sides = [decimal(side) for side in (size.length, size.width, size.height)]
    if None in sides:
        return size
    by = _CENTIMETERS[size.unit]
    length, width, height = (_short(cast(Decimal, side) * by, 2) for side in sides)
    return Dimensions(length, width, height, "CENTIMETER")


def _short(value: Decimal, decimals: int) -> str:
    number = text(max(round(value, decimals), Decimal(1).scaleb(-decimals)), decimals)
    return number.rstrip("0").rstrip(".")


def local_money(money: Money, market: Region, *, sale_price: str | None = None, crosses_borders: bool = True) -> Money:
    """A price in the market's currency; ``sale_price`` is in it already. Of a local seller it is the price itself.

    A text that is no number stays as it is.
    """
    amount = local_amount(money.amount, money.currency, market)
    display_price = sale_price or local_amount(money.sale_price, money.currency, market)
    if not crosses_borders and display_price:
        amount = display_price
    return Money(currency=market.currency, amount=amount, sale_price=display_price)


def local_amount(amount: str | None, currency: str, market: Region) -> str | None:
    """An amount in the market's currency, as its prices are written."""
    value = decimal(amount)
    if value is None or currency == market.currency:
        return amount
    decimals = market.currency_decimals
    return text(exchanged(value, currency, market.currency, decimals), decimals)


def local_sku(sku: ListedSku, known: ListedSku | None = None) -> ListedSku:
    """A SKU as another shop lists it: without ids of its own attributes, and with what only that shop has of it."""
    shared = {name: getattr(sku, name) for name in SHARED_SKU_FIELDS}
    attributes = [local_attribute(attribute) for attribute in sku.sales_attributes] if sku.sales_attributes else None
    base = known or ListedSku()
    return msgspec.structs.replace(base, **shared, sales_attributes=attributes)


def local_attribute(sales_attribute: SalesAttribute) -> SalesAttribute:
    """A sales attribute by the ids of the platform's list, or by its names, to which each shop gives ids of its own."""
    listed = taxonomy.attribute(sales_attribute.id) if sales_attribute.id else None
    if listed is None:
        return msgspec.structs.replace(sales_attribute, id=None, value_id=None)
    is_listed = any(value.id == sales_attribute.value_id for value in listed.values)
    return msgspec.structs.replace(
        sales_attribute,
        value_id=sales_attribute.value_id if is_listed else None,
        value_name=None if is_listed else sales_attribute.value_name,
    )


def ids_of(local: Listing, origin: Listing, sku_ids: Mapping[str, str]) -> dict[str, str]:
    """The ids of local SKUs, attributes and values, each with that of the origin; ``sku_ids`` leads to the origin's."""
    ids = dict(sku_ids)
    there = {sku.id: sku for sku in origin.skus}
    for sku in local.skus:
        other = there.get(sku_ids.get(sku.id, ""))
        pairs = zip(sku.sales_attributes or [], (other.sales_attributes if other else None) or [], strict=False)
        for mine, theirs in pairs:
            ids[mine.id or ""] = theirs.id or ""
            ids[mine.value_id or ""] = theirs.value_id or ""
    return ids


Kind = Literal["SUCCESS", "DRAFT", "FAILED"]


class MarketResult(msgspec.Struct, frozen=True):
    """What became of content in a market, and why it is not on its way to buyers there."""

    region: str
    status: Kind
    reasons: tuple[str, ...] = ()
