"""replyToProductReview, editProductReviewReply, deleteProductReviewReply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.reviews.errors import (
    REPLY_EXISTS,
    REPLY_MISSING,
    REPLY_TEXT_WRONG,
    REVIEW_REMOVED,
    REVIEW_UNKNOWN,
)
from shopwright.platform.reviews.presenter import present_reviews
from shopwright.platform.reviews.review_change import TOPIC, change_review

from .difference import DIFFERS

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product_review import ProductReviewResponseData
    from shopwright.contract.types.requests_product_review import (
        EditProductReviewReplyRequest,
        ReplyToProductReviewRequest,
    )


@operation(
    "replyToProductReview",
    raises=(REVIEW_UNKNOWN, REVIEW_REMOVED, REPLY_EXISTS, REPLY_TEXT_WRONG),
    webhooks=(TOPIC,),
    differs=DIFFERS,
)
def reply_to_product_review(call: Call, body: ReplyToProductReviewRequest) -> ProductReviewResponseData:
    """Answer a review in public."""
    change = change_review(call.tx, call.shop, call.path["review_id"])
    change.add_reply(body.text)
    call.tx.flush()
    return {"review": present_reviews(call, [change.review])[0]}


@operation(
    "editProductReviewReply",
    raises=(REVIEW_UNKNOWN, REVIEW_REMOVED, REPLY_MISSING, REPLY_TEXT_WRONG),
    webhooks=(TOPIC,),
    differs=DIFFERS,
)
def edit_product_review_reply(call: Call, body: EditProductReviewReplyRequest) -> ProductReviewResponseData:
    """Give the reply another text."""
    change = change_review(call.tx, call.shop, call.path["review_id"])
    change.edit_reply(body.text)
    call.tx.flush()
    return {"review": present_reviews(call, [change.review])[0]}


@operation(
    "deleteProductReviewReply",
    raises=(REVIEW_UNKNOWN, REVIEW_REMOVED, REPLY_MISSING),
    webhooks=(TOPIC,),
    differs=DIFFERS,
)
def delete_product_review_reply(call: Call) -> ProductReviewResponseData:
    """Take the reply away."""
    change = change_review(call.tx, call.shop, call.path["review_id"])
    change.drop_reply()
    call.tx.flush()
    return {"review": present_reviews(call, [change.review])[0]}
