"""updatePrice."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import msgspec

from shopwright import decoders
from shopwright.platform.catalogue.bundles import find_parts, parts_in
from shopwright.platform.catalogue.errors import (
    PRICE_LOCKED_BY_PROMOTION,
    SKU_ID_REPEATED,
    SKU_LIST_EMPTY,
    SKU_OF_ANOTHER_PRODUCT,
    STATUS_FORBIDS,
    TAX_NUMBER_MISSING,
)
from shopwright.platform.catalogue.find import UNKNOWN_PRODUCT, product_to_change
from shopwright.platform.catalogue.listing import ListedSku, Listing
from shopwright.platform.catalogue.listing_context import listing_context
from shopwright.platform.catalogue.listing_rules.prices import list_prices, prices
from shopwright.platform.catalogue.listing_rules.sku_errors import (
    BUNDLE_DEARER,
    CURRENCY_WRONG,
    LIST_PRICE_INVALID,
    LIST_PRICE_RANGE,
    LIST_PRICE_UNSUPPORTED,
    PRICE_FORMAT,
    PRICE_INVALID,
    PRICE_MISSING,
    PRICE_OUT_OF_RANGE,
    SALE_PRICE_INVALID_OLDER,
    SALE_PRICE_MISSING,
)
from shopwright.platform.catalogue.prerequisites import check_standing
from shopwright.platform.catalogue.product_change import ProductChange
from shopwright.platform.catalogue.states import ProductStatus
from shopwright.platform.catalogue.store import Products
from shopwright.platform.core.call import Call
from shopwright.platform.core.money import decimal
from shopwright.platform.core.registry import operation
from shopwright.wire.errors import ApiError

if TYPE_CHECKING:
    from shopwright.contract.types.requests_product import UpdatePriceRequest


@operation(
    "updatePrice",
    raises=(
        CURRENCY_WRONG,
        LIST_PRICE_INVALID,
        LIST_PRICE_RANGE,
        LIST_PRICE_UNSUPPORTED,
        BUNDLE_DEARER,
        PRICE_FORMAT,
        PRICE_INVALID,
        PRICE_LOCKED_BY_PROMOTION,
        PRICE_MISSING,
        PRICE_OUT_OF_RANGE,
        *UNKNOWN_PRODUCT,
        SALE_PRICE_INVALID_OLDER,
        SALE_PRICE_MISSING,
        SKU_ID_REPEATED,
        SKU_LIST_EMPTY,
        SKU_OF_ANOTHER_PRODUCT,
        STATUS_FORBIDS,
        TAX_NUMBER_MISSING,
    ),
    webhooks=(15,),
)
def update_price(call: Call, body: UpdatePriceRequest) -> dict[str, object]:
    """Change prices of a live product's SKUs at once, without an audit; all of them or none.

    12052861 for a bundle that would cost more than its parts.
    """
    check_standing(call.shop)
    change = product_to_change(call)
    product = change.product
    if product.status is not ProductStatus.ACTIVATE:
        raise STATUS_FORBIDS(status=product.status)
    listing = _with_prices(product.listing, body)
    ids = {sku.id for sku in body.skus}
    _check(call, change, msgspec.structs.replace(listing, skus=[sku for sku in listing.skus if sku.id in ids]))
    if product.listing.skus != listing.skus:
        has_new_prices = [sku.price for sku in product.listing.skus] != [sku.price for sku in listing.skus]
        change.take_prices(listing)
        if has_new_prices:
            change.tell_changes(["price"])
    return {}


def _with_prices(listing: Listing, body: UpdatePriceRequest) -> Listing:
    if not body.skus:
        raise SKU_LIST_EMPTY()
    known = {sku.id for sku in listing.skus}
    new: dict[str, ListedSku] = {}
    for sku in body.skus:
        if sku.id not in known:
            raise SKU_OF_ANOTHER_PRODUCT(sku_id=sku.id[:40])
        if sku.id in new:
            raise SKU_ID_REPEATED(sku_id=sku.id)
        new[sku.id] = decoders.convert(msgspec.to_builtins(sku), ListedSku)
    return msgspec.structs.replace(
        listing,
        skus=[
            msgspec.structs.replace(
                sku,
                price=new[sku.id].price,
                list_price=new[sku.id].list_price or sku.list_price,
                external_list_prices=new[sku.id].external_list_prices or sku.external_list_prices,
            )
            if sku.id in new
            else sku
            for sku in listing.skus
        ],
    )


def _check(call: Call, change: ProductChange, listing: Listing) -> None:
    context = listing_context(call.tx, call.shop, listing, product=change.product)
    for sku in listing.skus:
        if sku.price and sku.price.amount and decimal(sku.price.amount) is None:
            raise PRICE_FORMAT(value=sku.price.amount, reason="no plain decimal number")
    for broken in chain(prices(listing, context), list_prices(listing, context)):
        raise ApiError(broken.error, f"{broken.field}: {broken.message}")
    _check_bundles(call, listing)


def _check_bundles(call: Call, listing: Listing) -> None:
    products = call.tx[Products].some(call.shop.shop_id, {part.product_id for part in parts_in(listing.skus)})
    for sku in listing.skus:
        parts = find_parts(sku.combined_skus or [], products)
        costs = [
            (held.sku.usual_price if held.sku else 0) * part.sku_count
            for part in sku.combined_skus or []
            if (held := parts.get(part.sku_id)) is not None
        ]
        if costs and sku.usual_price > sum(costs):
            raise BUNDLE_DEARER()
