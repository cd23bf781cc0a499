"""createGlobalProduct, editGlobalProduct, partialEditGlobalProduct, deleteGlobalProducts, getGlobalProduct."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from shopwright.platform.catalogue.errors import (
    NO_PERMISSION,
    PRODUCT_ID_INVALID,
    PRODUCT_NOT_FOUND,
    PRODUCT_NOT_FOUND_OLD,
    PRODUCT_NOT_IN_ACCOUNT,
    STATUS_FORBIDS,
    TAX_NUMBER_MISSING,
    TOO_MANY_PRODUCT_IDS,
)
from shopwright.platform.catalogue.global_products.edit_stock import with_stock
from shopwright.platform.catalogue.global_products.find import global_product_to_change, named_global_product
from shopwright.platform.catalogue.global_products.global_product import GlobalProduct
from shopwright.platform.catalogue.global_products.global_product_change import (
    GlobalProductChange,
    change_global_product,
    new_global_product,
)
from shopwright.platform.catalogue.global_products.global_rules import (
    PERSONS,
    content_problem,
    price_problem,
    reference_problem,
    size_problem,
    stock_problem,
)
from shopwright.platform.catalogue.global_products.global_seller import GlobalSeller, global_seller
from shopwright.platform.catalogue.global_products.local_listing import SHARED_FIELDS, MarketResult
from shopwright.platform.catalogue.global_products.presenter import GlobalPresenter, publish_results, sku_summaries
from shopwright.platform.catalogue.global_products.publish import hand_on
from shopwright.platform.catalogue.global_products.request_content import edited_content, new_content
from shopwright.platform.catalogue.global_products.states import GlobalEvent, GlobalStatus
from shopwright.platform.catalogue.listing import Listing
from shopwright.platform.catalogue.listing_context import listing_context
from shopwright.platform.catalogue.listing_rules.cleared import cleared
from shopwright.platform.catalogue.listing_rules.errors import BRAND_UNKNOWN, MANUFACTURER_REQUIRED, PERSON_REQUIRED
from shopwright.platform.catalogue.prerequisites import check_standing
from shopwright.platform.catalogue.product_change import change_product
from shopwright.platform.catalogue.request_to_listing import with_ids
from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.wire.errors import ApiError

from .codes import CONTENT_CODES, EDITS, FROZEN_CODES, STRUCTURE_CODES, WRITES

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import (
        CreateGlobalProductResponseData,
        DeleteGlobalProductsResponseData,
        EditGlobalProductResponseData,
        GetGlobalProductResponseData,
        PartialEditGlobalProductResponseData,
    )
    from shopwright.contract.types.requests_product import (
        CreateGlobalProductRequest,
        DeleteGlobalProductsRequest,
        EditGlobalProductRequest,
        PartialEditGlobalProductRequest,
    )

#: How many products one call may delete.
MAX_PRODUCTS = 20

_REFUSED = frozenset((*CONTENT_CODES, *STRUCTURE_CODES, *FROZEN_CODES))

#: What a seller with markets outside the EU may add when the product is published in it.
_LATER = frozenset((MANUFACTURER_REQUIRED, PERSON_REQUIRED))

#: What changes in a local product by an edit of the global one, as webhooks tell it.
_EDIT_TOPICS = (5, 15, 18, 27, 37, 42, 50, 71)


@operation(
    "createGlobalProduct",
    raises=(*WRITES, TAX_NUMBER_MISSING),
    differs="Refused is what no market of the seller would take; what some do not take is told when it is published "
    "there. Nothing is translated.",
)
def create_global_product(call: Call, body: CreateGlobalProductRequest) -> CreateGlobalProductResponseData:
    """Keep a product that shops in several markets can sell; it is on sale nowhere until it is published."""
    seller = global_seller(call)
    for shop in seller.shops:
        check_standing(shop)
    content = new_content(body)
    listing = _checked(call, seller, content.listing, None)
    change = new_global_product(call.tx, call.account, listing)
    change.product.manufacturer = content.manufacturer
    return {
        "global_product_id": change.product.global_product_id,
        "global_skus": sku_summaries(change.product.listing),
    }


@operation(
    "editGlobalProduct",
    raises=(*EDITS, PRODUCT_NOT_IN_ACCOUNT),
    webhooks=_EDIT_TOPICS,
    differs="Refused is what no market of the seller would take; a market that does not take the change keeps what it "
    "has, and says why. Nothing is translated.",
)
def edit_global_product(call: Call, body: EditGlobalProductRequest) -> EditGlobalProductResponseData:
    """Replace a global product's content, and that of its local products: prices there are overwritten as well.

    SKUs left out are deleted; stock left out stays.
    """
    change, results = _edit(call, body, whole=True)
    return {
        "global_skus": sku_summaries(change.product.listing),
        "publish_results": publish_results(results),
    }


@operation(
    "partialEditGlobalProduct",
    raises=EDITS,
    webhooks=_EDIT_TOPICS,
    differs="As editGlobalProduct.",
)
def partial_edit_global_product(
    call: Call, body: PartialEditGlobalProductRequest
) -> PartialEditGlobalProductResponseData:
    """Change the fields that are sent, here and in the local products.

    Where SKUs are sent, those left out are deleted.
    """
    change, results = _edit(call, body, whole=False)
    return {
        "global_skus": sku_summaries(change.product.listing),
        "publish_results": [
            {"region": row["region"], "status": row["status"], "fail_reasons": row["fail_reasons"]}
            for row in publish_results(results)
        ],
    }


def _edit(call: Call, body: msgspec.Struct, *, whole: bool) -> tuple[GlobalProductChange, list[MarketResult]]:
    seller = global_seller(call)
    change = global_product_to_change(call)
    product = change.product
    for shop in seller.shops:
        check_standing(shop)
    content = edited_content(body, product, whole=whole)
    listing = _checked(call, seller, content.listing, product)
    listing = with_stock(call.tx, product, listing, call.request_id)
    change.apply(GlobalEvent.EDIT)
    product.listing = with_ids(call.tx, listing, product.as_product())
    product.manufacturer = content.manufacturer
    kept = {} if whole else product.sale_prices
    sku_ids = {sku.id for sku in product.listing.skus}
    product.sale_prices = {id_: prices for id_, prices in (kept | content.sale_prices).items() if id_ in sku_ids}
    fields = SHARED_FIELDS if whole else [name for name in SHARED_FIELDS if name in content.fields]
    with_prices = whole or "skus" in content.fields
    results = hand_on(call.tx, change, seller, call.request_id, fields=fields, with_prices=with_prices)
    return change, results


def _checked(call: Call, seller: GlobalSeller, listing: Listing, product: GlobalProduct | None) -> Listing:
    """The listing as it is kept; raises the first problem."""
    known = product.as_product() if product else None
    contexts = [listing_context(call.tx, shop, listing, product=known) for shop in seller.shops]
    in_each = [cleared(listing, context)[0] for context in contexts]
    eu = [number for number, context in enumerate(contexts) if context.region.in_eu]
    of_eu = [in_each[number] for number in eu], [contexts[number] for number in eu]
    broken = (
        size_problem(listing)
        or content_problem(in_each, contexts, _REFUSED)
        or content_problem(*of_eu, _REFUSED - _LATER, PERSONS)
        or reference_problem(listing)
        or price_problem(listing, seller.currency)
        or stock_problem(listing, seller.places, contexts[0])
    )
    if broken is not None:
        raise ApiError(broken.error, f"{broken.field}: {broken.message}")
    if listing.brand_id and not any(each.brand_id for each in in_each):
        raise BRAND_UNKNOWN(id=listing.brand_id[:40])
    return listing


@operation(
    "deleteGlobalProducts",
    raises=(NO_PERMISSION, PRODUCT_ID_INVALID, PRODUCT_NOT_FOUND_OLD, TOO_MANY_PRODUCT_IDS),
    differs="Local products stay on sale, each on its own; they go on sharing their stock.",
)
def delete_global_products(call: Call, body: DeleteGlobalProductsRequest) -> DeleteGlobalProductsResponseData:
    """Delete global products, up to 20 a call, each by itself."""
    seller = global_seller(call)
    if len(body.global_product_ids) > MAX_PRODUCTS:
        raise TOO_MANY_PRODUCT_IDS(limit=MAX_PRODUCTS)
    failed: dict[str, ApiError] = {}
    for id_ in dict.fromkeys(body.global_product_ids):
        error = _delete(call, seller, id_)
        if error is not None:
            failed[id_] = error
    return {
        "errors": [
            {"code": error.code, "message": error.message, "detail": {"global_product_id": id_}}
            for id_, error in failed.items()
        ]
    }


def _delete(call: Call, seller: GlobalSeller, id_: str) -> ApiError | None:
    if not id_.isdecimal():
        return PRODUCT_ID_INVALID(product_id=id_[:40])
    change = change_global_product(call.tx, call.account, id_)
    if change is None or change.product.status is GlobalStatus.DELETED:
        return PRODUCT_NOT_FOUND_OLD(product_id=id_[:40])
    change.apply(GlobalEvent.DELETE)
    for publication in change.product.publications:
        shop = seller.shop_in(publication.region)
        local = change_product(call.tx, shop, publication.product_id) if shop else None
        if local is not None:
            local.product.global_product_id, local.product.global_ids = "", {}
    return None


@operation("getGlobalProduct", raises=(PRODUCT_NOT_FOUND, PRODUCT_NOT_IN_ACCOUNT, STATUS_FORBIDS))
def get_global_product(call: Call) -> GetGlobalProductResponseData:
    """One global product with its stock over all markets, and its local products."""
    product = named_global_product(call)
    return GlobalPresenter(call.tx, call.services, call.account).detail(product)
