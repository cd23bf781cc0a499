"""What a shop needs before it can list products, and which of it is missing."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.logistics.store import RETURN, SALES, Warehouses
from shopwright.platform.market.regions import CheckItem, region

from .errors import TAX_NUMBER_MISSING
from .store import ProductFilter, Products


class Check(msgspec.Struct, frozen=True):
    """One requirement that a shop meets before it can list, and why it does not."""

    item: str
    reasons: tuple[str, ...]


def quota_is_used_up(tx: Tx, shop: Shop) -> bool:
    """Whether a shop has as many products, deleted ones aside, as its quota allows; 0 is no quota."""
    quota = shop.doc.listing_quota
    return bool(quota) and tx[Products].count(shop.shop_id, ProductFilter()) >= quota


def is_over_quota(tx: Tx, shop: Shop) -> bool:
    """Whether a shop has more products, deleted ones aside, than its quota allows; 0 is no quota."""
    quota = shop.doc.listing_quota
    return bool(quota) and tx[Products].count(shop.shop_id, ProductFilter()) > quota


def check_standing(shop: Shop) -> None:
    """12052703 while the shop's check of tax data fails, which is a switch of the sandbox."""
    if "SHOP_TAX" in shop.doc.failed_prerequisites:
        raise TAX_NUMBER_MISSING()


def checks(tx: Tx, shop: Shop) -> Iterator[Check]:
    """The checks of the shop's market, then others that the shop's settings let fail."""
    usual = region(shop.region).listing_prerequisites
    switched = shop.doc.failed_prerequisites
    for item in usual:
        yield Check(item, tuple(reason for reason in (switched.get(item), _cause(tx, shop, item)) if reason))
    yield from (Check(item, (reason,)) for item, reason in switched.items() if item not in usual)


def _cause(tx: Tx, shop: Shop, item: CheckItem) -> str | None:
    if item == "SHOP_STATUS" and not shop.is_active:
        return f"The shop is {shop.status}."
    if item == "PICKUP_WAREHOUSE" and not _has_open(tx, shop, SALES):
        return "The shop has no enabled warehouse to ship from. Enable or add one in Seller Center."
    if item == "RETURN_WAREHOUSE" and not _has_open(tx, shop, RETURN):
        return "The shop has no enabled return warehouse. Enable or add one in Seller Center."
    if item == "PRODUCT_QUANTITY_LIMIT" and quota_is_used_up(tx, shop):
        return f"The shop has all {shop.doc.listing_quota} products that its quota allows."
    return None


def _has_open(tx: Tx, shop: Shop, kind: str) -> bool:
    return any(warehouse.type == kind and warehouse.is_enabled for warehouse in tx[Warehouses].of_shop(shop.shop_id))
