"""searchProducts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.catalogue.errors import (
    CREATE_TIME_RANGE_INVALID,
    PAGE_SIZE_INVALID,
    RESULT_WINDOW_EXCEEDED,
    TOO_MANY_SELLER_SKUS,
    TOO_MANY_SKU_IDS,
    UPDATE_TIME_RANGE_INVALID,
)
from shopwright.platform.catalogue.presenter import Presenter
from shopwright.platform.catalogue.product import Product
from shopwright.platform.catalogue.store import ProductFilter, Products
from shopwright.platform.core.call import Call
from shopwright.platform.core.paging import Position, find_page
from shopwright.platform.core.registry import operation

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import SearchProductsResponseData
    from shopwright.contract.types.requests_product import SearchProductsRequest

#: How many SKUs a search may name, and how far it may be paged (docs/reference/catalogue.md#batches).
MAX_SKUS, MAX_RESULTS = 10, 10_000


@operation(
    "searchProducts",
    raises=(
        CREATE_TIME_RANGE_INVALID,
        PAGE_SIZE_INVALID,
        RESULT_WINDOW_EXCEEDED,
        TOO_MANY_SELLER_SKUS,
        TOO_MANY_SKU_IDS,
        UPDATE_TIME_RANGE_INVALID,
    ),
    differs="The filters listing_quality_tiers and sns_filter match nothing: there are no such ratings.",
)
def search_products(call: Call, body: SearchProductsRequest) -> SearchProductsResponseData:
    """A page of the shop's products, the newest first. ALL leaves deleted ones out."""
    wanted = _filter(body)
    shop_id, products = call.shop.shop_id, call.tx[Products]
    matches_nothing = bool(body.listing_quality_tiers or body.sns_filter)

    def find(after: Position, size: int) -> list[tuple[int, Product]]:
        product_id, seen = (str(after[0]), int(after[1])) if after else (None, 0)
        if seen >= MAX_RESULTS:
            raise RESULT_WINDOW_EXCEEDED(limit=MAX_RESULTS)
        following = [] if matches_nothing else products.page(shop_id, wanted, product_id or None, size)
        return list(enumerate(following, seen + 1))

    page = find_page(
        call,
        start=("", 0),
        selects=[wanted, matches_nothing],
        count=lambda: 0 if matches_nothing else products.count(shop_id, wanted),
        find=find,
        position=lambda last: (last[1].product_id, last[0]),
    )
    presenter = Presenter(call.tx, call.services, call.shop)
    return {
        "total_count": page.total,
        "products": presenter.rows([product for _, product in page.rows], drafts=bool(body.return_draft_version)),
        "next_page_token": page.next_token,
    }


def _filter(body: SearchProductsRequest) -> ProductFilter:
    seller_skus, sku_ids = body.seller_skus or [], body.sku_ids or []
    if len(seller_skus) > MAX_SKUS:
        raise TOO_MANY_SELLER_SKUS(limit=MAX_SKUS)
    if len(sku_ids) > MAX_SKUS:
        raise TOO_MANY_SKU_IDS(limit=MAX_SKUS)
    created, updated = (body.create_time_ge, body.create_time_le), (body.update_time_ge, body.update_time_le)
    if None not in created and created[0] > created[1]:  # type: ignore[operator]
        raise CREATE_TIME_RANGE_INVALID()
    if None not in updated and updated[0] > updated[1]:  # type: ignore[operator]
        raise UPDATE_TIME_RANGE_INVALID()
    return ProductFilter(
        status=None if body.status in (None, "ALL") else body.status,
        audit_status=tuple(sorted(body.audit_status or ())),
        category_version=body.category_version,
        platforms=tuple(sorted(body.listing_platforms or ())),
        without_live_quick=not body.include_live_quick_products,
        sku_ids=tuple(sku_ids),
        seller_skus=tuple(seller_skus),
        created_from=_ms(created[0]),
        created_to=_ms(created[1], 999),
        updated_from=_ms(updated[0]),
        updated_to=_ms(updated[1], 999),
    )


def _ms(seconds: int | None, rest: int = 0) -> int | None:
    """A bound in milliseconds; an included end reaches to the last one of its second."""
    return None if seconds is None else min(max(seconds, 0), 2**40) * 1000 + rest
