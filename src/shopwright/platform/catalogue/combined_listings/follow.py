"""What becomes of a combined listing, and what apps are told of it (webhook 42)."""

from __future__ import annotations

from collections.abc import Sequence

from shopwright.platform.catalogue.product import Product
from shopwright.platform.catalogue.states import ProductStatus
from shopwright.platform.catalogue.store import Products
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.webhooks.emit import emit

from .model import FEWEST_PRODUCTS, CombinedListing
from .states import CombinedStatus
from .store import CombinedListings


def follow_product(tx: Tx, shop: Shop, product: Product) -> None:
    """Bring a combined listing in line with a product of it that changed its state; a deleted one leaves it."""
    listing = tx[CombinedListings].hold(shop.shop_id, product.combined_listing_id)
    if listing is None or product.product_id not in listing.product_ids:
        return
    removed: list[str] = []
    if product.status is ProductStatus.DELETED:
        product.combined_listing_id = ""
        listing.product_ids.remove(product.product_id)
        removed = [product.product_id]
    before = listing.status
    listing.status = status_of(tx, shop, listing, product)
    if not listing.product_ids:
        remove_listing(tx, shop, listing, removed)
    elif removed or listing.status is not before:
        save_listing(tx, shop, listing, [], removed)


def status_of(tx: Tx, shop: Shop, listing: CombinedListing, changed: Product | None = None) -> CombinedStatus:
    """The state that follows from the products; ``changed`` is one that is about to be written."""
    if listing.is_off:
        return CombinedStatus.SELLER_DEACTIVATED
    products = tx.stored(Products).some(shop.shop_id, listing.product_ids)
    if changed is not None and changed.product_id in products:
        products[changed.product_id] = changed
    on_sale = sum(product.status is ProductStatus.ACTIVATE for product in products.values())
    return CombinedStatus.LIVE if on_sale >= FEWEST_PRODUCTS else CombinedStatus.SYSTEM_DEACTIVATED


def add_listing(tx: Tx, shop: Shop, listing: CombinedListing) -> None:
    tx[CombinedListings].add(shop.shop_id, listing)
    _tell(tx, shop, listing, "CREATE", listing.product_ids, [])


def save_listing(tx: Tx, shop: Shop, listing: CombinedListing, added: Sequence[str], removed: Sequence[str]) -> None:
    listing.updated_at = tx.now_ms()
    tx[CombinedListings].save(shop.shop_id, listing)
    _tell(tx, shop, listing, "UPDATE", added, removed)


def remove_listing(tx: Tx, shop: Shop, listing: CombinedListing, removed: Sequence[str]) -> None:
    listing.status = CombinedStatus.DELETED
    tx[CombinedListings].drop(shop.shop_id, listing.combined_listing_id)
    _tell(tx, shop, listing, "DELETE", [], removed)


def _tell(
    tx: Tx, shop: Shop, listing: CombinedListing, change_type: str, added: Sequence[str], removed: Sequence[str]
) -> None:
    data = {
        "combined_listing_id": listing.combined_listing_id,
        "products": [{"id": product_id} for product_id in listing.product_ids],
        "status": str(listing.status),
        "change_type": change_type,
        "added_product_ids": list(added),
        "removed_product_ids": list(removed),
    }
    emit(tx, shop, 42, data)
