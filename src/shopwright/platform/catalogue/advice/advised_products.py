"""The products that a call asks advice on, and what is known around them."""

from __future__ import annotations

from collections.abc import Sequence

from shopwright.platform.catalogue import brands
from shopwright.platform.catalogue.advice_file import advice_numbers
from shopwright.platform.catalogue.brands_store import CustomBrands
from shopwright.platform.catalogue.errors import PRODUCT_NOT_FOUND, TOO_MANY_PRODUCT_IDS
from shopwright.platform.catalogue.listing import Listing
from shopwright.platform.catalogue.product import Product
from shopwright.platform.catalogue.states import ProductStatus
from shopwright.platform.catalogue.store import Products
from shopwright.platform.core.call import Call
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx

from .neighbours_store import listings_on_sale
from .words_rules import seo_words

#: How many products a call may ask about.
MAX_PRODUCTS = 20


def asked_products(call: Call) -> list[Product]:
    """The products of the query: 12019120 for over 20, 12052260 for one that the shop does not have."""
    asked = call.query.get("product_ids")
    ids = list(dict.fromkeys(asked)) if isinstance(asked, list) else []
    if len(ids) > MAX_PRODUCTS:
        raise TOO_MANY_PRODUCT_IDS(limit=MAX_PRODUCTS)
    known = call.tx[Products].some(call.shop.shop_id, ids)
    for product_id in ids:
        if product_id not in known or known[product_id].status is ProductStatus.DELETED:
            raise PRODUCT_NOT_FOUND(product_id=product_id[:40])
    return [known[product_id] for product_id in ids]


def words_for(tx: Tx, shop: Shop, listings: Sequence[Listing]) -> list[list[str]]:
    """The words for each of some listings."""
    others = listings_on_sale(tx, shop.shop_id, advice_numbers().words.looked_at)
    return [seo_words(listing, [other for other in others if other.title != listing.title]) for listing in listings]


def brand_name(tx: Tx, shop: Shop, listing: Listing) -> str:
    """The name of a listing's brand, the platform's or the seller's own; empty without one."""
    known = brands.brand(listing.brand_id) if listing.brand_id else None
    if known or not listing.brand_id:
        return known.name if known else ""
    own = {brand.brand_id: brand.name for brand in tx[CustomBrands].of_seller(shop.account_id)}
    return own.get(listing.brand_id, "")
