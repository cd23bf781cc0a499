"""Submits the listing of an edited product; every edit does, whoever asks for it."""

from __future__ import annotations

from shopwright.platform.database.transaction import Tx

from .listing import Listing
from .listing_rules.sku_errors import SKU_DELETE_FORBIDDEN
from .product_change import ProductChange, needs_audit
from .request_to_listing import without_stock
from .stock.store import Stock


def check_removed(tx: Tx, change: ProductChange, listing: Listing) -> None:
    """Refuse an edit that removes a SKU of which orders or campaigns hold stock: 12019057."""
    kept = {sku.id for sku in listing.skus}
    removed = [sku.id for sku in change.product.listing.skus if sku.id not in kept]
    held = tx[Stock].of_skus(change.shop.shop_id, removed)
    if any(place.bound for places in held.values() for place in places.values()):
        raise SKU_DELETE_FORBIDDEN()


def submit_edit(change: ProductChange, listing: Listing) -> None:
    """Take prices over at once, and send to the audit what needs one."""
    product = change.product
    change.link_parts(listing)
    prices = {sku.id: sku.price for sku in product.live.skus} if product.live else {}
    change.take_prices(listing)
    if needs_audit(product, listing):
        change.submit(without_stock(listing))
    elif any(prices[sku.id] != sku.price for sku in listing.skus):
        change.tell_changes(["price"])
