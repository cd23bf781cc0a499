"""requestProductReviewRemoval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.reviews.errors import (
    REMOVAL_COMMENT_WRONG,
    REMOVAL_REFUSED,
    REMOVAL_RUNNING,
    REVIEW_REMOVED,
    REVIEW_UNKNOWN,
)
from shopwright.platform.reviews.presenter import present_reviews
from shopwright.platform.reviews.review_change import TOPIC, change_review

from .difference import DIFFERS

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product_review import ProductReviewResponseData
    from shopwright.contract.types.requests_product_review import RequestProductReviewRemovalRequest


@operation(
    "requestProductReviewRemoval",
    raises=(REVIEW_UNKNOWN, REVIEW_REMOVED, REMOVAL_RUNNING, REMOVAL_REFUSED, REMOVAL_COMMENT_WRONG),
    webhooks=(TOPIC,),
    differs=DIFFERS,
)
def request_product_review_removal(call: Call, body: RequestProductReviewRemovalRequest) -> ProductReviewResponseData:
    """Ask the platform to remove a review; the verdict follows on the clock."""
    change = change_review(call.tx, call.shop, call.path["review_id"])
    change.request_removal(body.reason, body.comment or "")
    call.tx.flush()
    return {"review": present_reviews(call, [change.review])[0]}
