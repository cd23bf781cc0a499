"""listProductSKPPStatuses, getShopSKPPSummary, getProductSKPPDetail."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from shopwright.platform.catalogue.advice.neighbours_store import on_sale
from shopwright.platform.catalogue.errors import PRODUCT_NOT_FOUND
from shopwright.platform.catalogue.states import ProductStatus
from shopwright.platform.catalogue.store import Products
from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.wire.gateway_codes import INVALID

from .presenter import SkppProduct, detail, read_products, status_row
from .score_rules import skpp_file

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import (
        GetProductSKPPDetailResponseData,
        GetShopSKPPSummaryResponseData,
        ListProductSKPPStatusesResponseData,
    )
    from shopwright.contract.types.requests_product import ListProductSKPPStatusesRequest

STATUSES = ("QUALIFIED", "NOT_QUALIFIED")

_PAGE_SIZE = 50

_DIFFERS = (
    "Scores are computed from prices, stock, diagnoses and shipped orders, by invented targets; there are no tasks "
    "about affiliates, advertisements, videos and followers. Texts come in English whatever the locale."
)


def _eligible(call: Call) -> list[SkppProduct]:
    """The newest products on sale."""
    return read_products(call, on_sale(call.tx, call.shop.shop_id, skpp_file().looked_at))


@operation("listProductSKPPStatuses", differs=f"{_DIFFERS} Of a shop the newest 1,000 products on sale take part.")
def list_product_skpp_statuses(call: Call, body: ListProductSKPPStatusesRequest) -> ListProductSKPPStatusesResponseData:
    """The products on sale, or those named, with their status: a page of 50 unless told otherwise.

    36009004 for another status.
    """
    if body.skpp_status is not None and body.skpp_status not in STATUSES:
        raise INVALID(reason=f"SkppStatus must be one of [{', '.join(STATUSES)}].")
    if body.product_ids is None:
        products = _eligible(call)
    else:
        known = call.tx[Products].some(call.shop.shop_id, body.product_ids)
        live = [known[key] for key in sorted(known, reverse=True) if known[key].status is ProductStatus.ACTIVATE]
        products = read_products(call, live)
    listed = [of for of in products if body.skpp_status in (None, of.status)]
    size, number = body.page_size or _PAGE_SIZE, body.page_no or 1
    return {
        "products": [status_row(of) for of in listed[(number - 1) * size : number * size]],
        "total_count": len(listed),
        "update_time": call.tx.now(),
    }


@operation("getShopSKPPSummary", differs=f"{_DIFFERS} Nobody's visits are counted: visibility has not increased.")
def get_shop_skpp_summary(call: Call) -> GetShopSKPPSummaryResponseData:
    """How many products qualify, of how many on sale, and the credit that they have earned."""
    products = _eligible(call)
    earned = sum((Decimal(skpp_file().credit) for of in products if of.has_credit), Decimal(0))
    return {
        "shop_summary": {
            "qualified_products_count": sum(of.status == "QUALIFIED" for of in products),
            "eligible_products_count": len(products),
            "earned_ad_credit": f"{earned:.2f}",
            "increased_visibility_l30d": "0",
        }
    }


@operation("getProductSKPPDetail", raises=(PRODUCT_NOT_FOUND,), differs=_DIFFERS)
def get_product_skpp_detail(call: Call) -> GetProductSKPPDetailResponseData:
    """A product's tasks and rewards; 12052260 for one that the shop does not have."""
    product_id = call.path["product_id"]
    product = call.tx[Products].get(call.shop.shop_id, product_id)
    if product is None:
        raise PRODUCT_NOT_FOUND(product_id=product_id[:40])
    return detail(call, read_products(call, [product])[0])
