"""getProductReviewSummary."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from shopwright.platform.catalogue.store import Products
from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.reviews.errors import PRODUCT_UNKNOWN
from shopwright.platform.reviews.summary_store import WHOLE_SHOP, Summaries

from .difference import DIFFERS

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product_review import GetProductReviewSummaryResponseData


@operation("getProductReviewSummary", raises=(PRODUCT_UNKNOWN,), differs=DIFFERS)
def get_product_review_summary(call: Call) -> GetProductReviewSummaryResponseData:
    """Figures over the visible reviews of a product, or of the shop."""
    shop_id, product_id = call.shop.shop_id, call.text("product_id")
    if product_id is not None and call.tx[Products].get(shop_id, product_id) is None:
        raise PRODUCT_UNKNOWN(product_id=product_id[:40])
    scope = WHOLE_SHOP if product_id is None else product_id
    summary = call.tx[Summaries].get(shop_id, scope)
    count = summary.count
    figures: GetProductReviewSummaryResponseData = {
        "review_count": count,
        "average_rating": rounded(summary.stars, count, 2),
        "histogram": [{"rating": stars, "count": summary.ratings[stars - 1]} for stars in range(5, 0, -1)],
        "with_pictures_count": summary.with_pictures,
        "replied_count": summary.replied,
        "reply_rate": rounded(summary.replied, count, 4),
    }
    if product_id is not None:
        figures["product_id"] = product_id
    median = call.tx[Summaries].median_seconds(shop_id, scope, summary)
    if median is not None:
        figures["median_reply_seconds"] = median
    return figures


def rounded(total: int, count: int, decimals: int) -> str:
    """A quotient with so many decimals; empty where nothing is counted."""
    return f"{Decimal(total) / count:.{decimals}f}" if count else ""
