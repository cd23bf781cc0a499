"""``/sandbox/combined-listings``: join products that buyers see as one, which no operation of the Partner API does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta

from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.catalogue.bundles import is_bundle
from shopwright.platform.catalogue.product_change import ProductChange, change_product
from shopwright.platform.catalogue.states import ProductStatus
from shopwright.platform.core.control.endpoint import Endpoint
from shopwright.platform.core.control.replies import BAD_REQUEST, NOT_FOUND
from shopwright.platform.core.control.shapes import Body, Key, Query, View
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.wire.ids import IdKind

from .follow import add_listing, remove_listing, save_listing, status_of
from .model import FEWEST_PRODUCTS, CombinedListing
from .states import CombinedStatus
from .store import CombinedListings

_Ids = Annotated[tuple[Key, ...], Meta(min_length=FEWEST_PRODUCTS, max_length=50)]


class ShopQuery(Query):
    shop_id: Key


class NewCombinedListing(Body):
    """Products of a shop that are on sale, none of them a bundle or in another combined listing."""

    shop_id: Key
    product_ids: _Ids


class EditCombinedListing(Body):
    """``product_ids`` takes the place of those before; ``is_off``: the seller takes it down, or puts it back."""

    shop_id: Key
    product_ids: _Ids | None = None
    is_off: bool | None = None


class CombinedListingView(View):
    combined_listing_id: str
    product_ids: list[str]
    status: CombinedStatus


class CombinedListingsView(View):
    combined_listings: list[CombinedListingView]


def list_combined(tx: Tx, query: ShopQuery) -> CombinedListingsView:
    """The combined listings of a shop, the oldest first."""
    shop = find_shop(tx, query.shop_id)
    return CombinedListingsView(combined_listings=[_view(each) for each in tx[CombinedListings].of_shop(shop.shop_id)])


def combine(tx: Tx, body: NewCombinedListing) -> CombinedListingView:
    """Join products into a combined listing; webhook 42 tells of it."""
    shop, now = find_shop(tx, body.shop_id), tx.now_ms()
    listing = CombinedListing(
        combined_listing_id=tx.new_id(IdKind.COMBINED_LISTING),
        product_ids=list(dict.fromkeys(body.product_ids)),
        status=CombinedStatus.LIVE,
        created_at=now,
        updated_at=now,
    )
    _join(tx, shop, listing, listing.product_ids)
    add_listing(tx, shop, listing)
    return _view(listing)


def edit_combined(tx: Tx, combined_listing_id: str, body: EditCombinedListing) -> CombinedListingView:
    """Change the products of a combined listing, or take it down and put it back."""
    shop = find_shop(tx, body.shop_id)
    listing = _held(tx, shop, combined_listing_id)
    before = list(listing.product_ids)
    wanted = before if body.product_ids is None else list(dict.fromkeys(body.product_ids))
    added = [product_id for product_id in wanted if product_id not in before]
    removed = [product_id for product_id in before if product_id not in wanted]
    listing.product_ids = wanted
    _join(tx, shop, listing, added)
    _part(tx, shop, removed)
    listing.is_off = listing.is_off if body.is_off is None else body.is_off
    listing.status = status_of(tx, shop, listing)
    save_listing(tx, shop, listing, added, removed)
    return _view(listing)


def delete_combined(tx: Tx, combined_listing_id: str, query: ShopQuery) -> CombinedListingView:
    """Part the products of a combined listing again; they stay on sale."""
    shop = find_shop(tx, query.shop_id)
    listing = _held(tx, shop, combined_listing_id)
    _part(tx, shop, listing.product_ids)
    remove_listing(tx, shop, listing, [])
    return _view(listing)


def _held(tx: Tx, shop: Shop, listing_id: str) -> CombinedListing:
    listing = tx[CombinedListings].hold(shop.shop_id, listing_id)
    if listing is None:
        raise NOT_FOUND(what=f"The combined listing {listing_id[:40]}")
    return listing


def _join(tx: Tx, shop: Shop, listing: CombinedListing, product_ids: Sequence[str]) -> None:
    """Note at products that they are in a combined listing."""
    if len(listing.product_ids) < FEWEST_PRODUCTS:
        raise BAD_REQUEST(reason=f"A combined listing has at least {FEWEST_PRODUCTS} products.")
    for product_id in product_ids:
        product = _product(tx, shop, product_id).product
        if product.status is not ProductStatus.ACTIVATE or is_bundle(product.listing):
            raise BAD_REQUEST(reason=f"The product {product_id} is not on sale, or is a bundle.")
        if product.combined_listing_id:
            raise BAD_REQUEST(reason=f"The product {product_id} is in {product.combined_listing_id} already.")
        product.combined_listing_id = listing.combined_listing_id


def _part(tx: Tx, shop: Shop, product_ids: Sequence[str]) -> None:
    for product_id in product_ids:
        _product(tx, shop, product_id).product.combined_listing_id = ""


def _product(tx: Tx, shop: Shop, product_id: str) -> ProductChange:
    change = change_product(tx, shop, product_id)
    if change is None:
        raise BAD_REQUEST(reason=f"There is no product {product_id[:40]} in this shop.")
    return change


def _view(listing: CombinedListing) -> CombinedListingView:
    return CombinedListingView(
        combined_listing_id=listing.combined_listing_id, product_ids=listing.product_ids, status=listing.status
    )


ENDPOINTS = (
    Endpoint("GET", "/sandbox/combined-listings", list_combined),
    Endpoint("POST", "/sandbox/combined-listings", combine),
    Endpoint("PATCH", "/sandbox/combined-listings/{combined_listing_id}", edit_combined),
    Endpoint("DELETE", "/sandbox/combined-listings/{combined_listing_id}", delete_combined),
)
