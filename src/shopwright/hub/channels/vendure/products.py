"""Vendure's products as the channel protocol has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count

from shopwright.hub.channels.protocol import ExternalListing, ExternalSku, ListingState

from . import queries as shapes
from .api import Api, nothing_if_missing
from .money import decimal_of
from .shop import Shop

_VARIANT_PAGE = 100
_MOMENT = timedelta(milliseconds=1)


def read_product(api: Api, external_id: str) -> tuple[shapes.Product, Sequence[shapes.Variant]] | None:
    """A product and all of its variants; None for one that is not there, or deleted."""
    variants: list[shapes.Variant] = []
    while True:
        skip = len(variants)
        reply = nothing_if_missing(
            lambda skip=skip: api.call(  # type: ignore[misc]
                shapes.PRODUCT, shapes.ProductReply, id=external_id, size=_VARIANT_PAGE, skip=skip
            )
        )
        product = reply.product if reply else None
        if product is None:
            return None
        variants += product.variant_list.items
        if len(product.variant_list.items) < _VARIANT_PAGE:
            return product, variants


def listing_of(product: shapes.Product, variants: Sequence[shapes.Variant], shop: Shop) -> ExternalListing:
    """The listing of a product. Vendure keeps no brand and no weight of its own."""
    return ExternalListing(
        external_id=product.id,
        title=product.name,
        state=ListingState.LIVE if product.enabled else ListingState.PAUSED,
        skus=tuple(_sku(variant, shop) for variant in variants),
        description=product.description,
        image_urls=tuple(asset.preview for asset in product.assets),
        updated_at=product.updated_at,
    )


def listed_page(api: Api, shop: Shop, cursor: str, size: int) -> tuple[Sequence[ExternalListing], str]:
    """How products stand, from a place in their list on, and the place of the next ones; "" at the end."""
    skip = int(cursor or 0)
    reply = api.call(shapes.LISTED, shapes.ListedReply, size=size, skip=skip, variants=_VARIANT_PAGE)
    items = reply.products.items
    listings = [_listed(api, product, shop) for product in items]
    return [item for item in listings if item is not None], str(skip + size) if len(items) == size else ""


def _listed(api: Api, product: shapes.ListedProduct, shop: Shop) -> ExternalListing | None:
    """A product's state and SKUs. One with more variants than a page has is read alone."""
    variants = product.variant_list.items
    if len(variants) == _VARIANT_PAGE:
        known = read_product(api, product.id)
        return listing_of(*known, shop) if known else None
    state = ListingState.LIVE if product.enabled else ListingState.PAUSED
    return ExternalListing(product.id, product.name, state, tuple(_sku(variant, shop) for variant in variants))


def product_ids(api: Api, size: int) -> Iterator[str]:
    """Each product's id once."""
    skip, seen = 0, set[str]()
    while True:
        items = api.call(shapes.PRODUCTS, shapes.ProductsReply, size=size, skip=skip).products.items
        yield from (item.id for item in items if item.id not in seen)
        seen.update(item.id for item in items)
        if len(items) < size:
            return
        skip += size


def changed_products(api: Api, since: datetime, size: int) -> Iterator[tuple[str, datetime]]:
    """Products that changed then or later, themselves or in a variant. Stock is not among what changes them."""
    after = (since - _MOMENT).isoformat()
    for page in count():
        products = api.call(shapes.CHANGED_PRODUCTS, shapes.ProductsReply, size=size, skip=page * size, after=after)
        yield from ((item.id, item.updated_at) for item in products.products.items)
        if len(products.products.items) < size:
            break
    for page in count():
        reply = api.call(shapes.CHANGED_VARIANTS, shapes.VariantsReply, size=size, skip=page * size, after=after)
        yield from ((item.product_id, item.updated_at) for item in reply.product_variants.items)
        if len(reply.product_variants.items) < size:
            break


def _sku(variant: shapes.Variant, shop: Shop) -> ExternalSku:
    price = next((item.price for item in variant.prices if item.currency_code == shop.currency), None)
    # Vendure keeps no order of them: the first option of a product is the one that was made first.
    options = sorted(variant.options, key=lambda option: (len(option.group.id), option.group.id))
    free = [(level.stock_location_id, level.stock_on_hand - level.stock_allocated) for level in variant.stock_levels]
    return ExternalSku(
        external_id=variant.id,
        seller_sku=variant.sku,
        options=tuple((option.group.name, option.name) for option in options),
        price=None if price is None else decimal_of(price, shop.precision),
        currency=shop.currency,
        quantity=max(sum(number for _, number in free), 0),
        committed=sum(level.stock_allocated for level in variant.stock_levels),
        places=tuple((place, max(number, 0)) for place, number in free),
    )
