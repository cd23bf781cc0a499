"""searchGlobalProducts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.catalogue.errors import (
    CREATE_TIME_RANGE_INVALID,
    PAGE_SIZE_INVALID,
    RESULT_WINDOW_EXCEEDED,
    TOO_MANY_SKUS_OLD,
    UPDATE_TIME_RANGE_INVALID,
)
from shopwright.platform.catalogue.global_products.global_product import GlobalProduct
from shopwright.platform.catalogue.global_products.presenter import search_row
from shopwright.platform.catalogue.global_products.store import GlobalFilter, GlobalProducts
from shopwright.platform.core.call import Call
from shopwright.platform.core.paging import Position, find_page
from shopwright.platform.core.registry import operation

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import SearchGlobalProductsResponseData
    from shopwright.contract.types.requests_product import SearchGlobalProductsRequest

#: How many seller SKUs a search may name, and how far it may be paged.
MAX_SELLER_SKUS, MAX_RESULTS = 1, 10_000


@operation(
    "searchGlobalProducts",
    raises=(
        CREATE_TIME_RANGE_INVALID,
        PAGE_SIZE_INVALID,
        RESULT_WINDOW_EXCEEDED,
        TOO_MANY_SKUS_OLD,
        UPDATE_TIME_RANGE_INVALID,
    ),
    differs="Without a status, deleted products are left out.",
)
def search_global_products(call: Call, body: SearchGlobalProductsRequest) -> SearchGlobalProductsResponseData:
    """A page of the seller's global products, the newest first."""
    wanted = _filter(body)
    account_id, products = call.account.account_id, call.tx[GlobalProducts]

    def find(after: Position, size: int) -> list[tuple[int, GlobalProduct]]:
        last, seen = (str(after[0]), int(after[1])) if after else (None, 0)
        if seen >= MAX_RESULTS:
            raise RESULT_WINDOW_EXCEEDED(limit=MAX_RESULTS)
        return list(enumerate(products.page(account_id, wanted, last, size), seen + 1))

    page = find_page(
        call,
        start=("", 0),
        selects=[wanted],
        count=lambda: products.count(account_id, wanted),
        find=find,
        position=lambda row: (row[1].global_product_id, row[0]),
    )
    return {
        "total_count": page.total,
        "next_page_token": page.next_token,
        "global_products": [search_row(product) for _, product in page.rows],
    }


def _filter(body: SearchGlobalProductsRequest) -> GlobalFilter:
    seller_skus = body.seller_skus or []
    if len(seller_skus) > MAX_SELLER_SKUS:
        raise TOO_MANY_SKUS_OLD(limit=MAX_SELLER_SKUS)
    created, updated = (body.create_time_ge, body.create_time_le), (body.update_time_ge, body.update_time_le)
    if created[0] is not None and created[1] is not None and created[0] > created[1]:
        raise CREATE_TIME_RANGE_INVALID()
    if updated[0] is not None and updated[1] is not None and updated[0] > updated[1]:
        raise UPDATE_TIME_RANGE_INVALID()
    return GlobalFilter(
        status=body.status,
        seller_skus=tuple(seller_skus),
        created_from=_ms(created[0]),
        created_to=_ms(created[1], 999),
        updated_from=_ms(updated[0]),
        updated_to=_ms(updated[1], 999),
    )


def _ms(seconds: int | None, rest: int = 0) -> int | None:
    """A bound in milliseconds; an included end reaches to the last one of its second."""
    return None if seconds is None else min(max(seconds, 0), 2**40) * 1000 + rest
