"""addProductReviewTags, removeProductReviewTags, assignProductReview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.reviews.errors import ASSIGNEE_WRONG, REVIEW_UNKNOWN, TAG_WRONG
from shopwright.platform.reviews.presenter import present_reviews
from shopwright.platform.reviews.review_change import TOPIC, change_review

from .difference import DIFFERS

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product_review import ProductReviewResponseData
    from shopwright.contract.types.requests_product_review import (
        AddProductReviewTagsRequest,
        AssignProductReviewRequest,
        RemoveProductReviewTagsRequest,
    )


@operation("addProductReviewTags", raises=(REVIEW_UNKNOWN, TAG_WRONG), webhooks=(TOPIC,), differs=DIFFERS)
def add_product_review_tags(call: Call, body: AddProductReviewTagsRequest) -> ProductReviewResponseData:
    """Add tags of the seller's own."""
    change = change_review(call.tx, call.shop, call.path["review_id"])
    change.add_tags(body.tags)
    call.tx.flush()
    return {"review": present_reviews(call, [change.review])[0]}


@operation("removeProductReviewTags", raises=(REVIEW_UNKNOWN, TAG_WRONG), webhooks=(TOPIC,), differs=DIFFERS)
def remove_product_review_tags(call: Call, body: RemoveProductReviewTagsRequest) -> ProductReviewResponseData:
    """Take tags away."""
    change = change_review(call.tx, call.shop, call.path["review_id"])
    change.remove_tags(body.tags)
    call.tx.flush()
    return {"review": present_reviews(call, [change.review])[0]}


@operation("assignProductReview", raises=(REVIEW_UNKNOWN, ASSIGNEE_WRONG), webhooks=(TOPIC,), differs=DIFFERS)
def assign_product_review(call: Call, body: AssignProductReviewRequest) -> ProductReviewResponseData:
    """Hand a review to a person, or take it back."""
    change = change_review(call.tx, call.shop, call.path["review_id"])
    change.assign(body.assignee)
    call.tx.flush()
    return {"review": present_reviews(call, [change.review])[0]}
