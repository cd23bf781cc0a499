"""Requests that name reviews, an extension."""

from __future__ import annotations

from collections.abc import Mapping

from .request_cases import Case, Request, in_path, in_query

_BODIES: Mapping[str, object] = {
    "getProductReview": None,
    "replyToProductReview": {"text": "Thank you."},
    "editProductReviewReply": {"text": "Thanks."},
    "deleteProductReviewReply": None,
    "addProductReviewTags": {"tags": ["size"]},
    "removeProductReviewTags": {"tags": ["size"]},
    "assignProductReview": {"assignee": "Ann"},
    "requestProductReviewRemoval": {"reason": "OTHER"},
}
#: Operations on a reply need a review that has one.
_KINDS = {"editProductReviewReply": "answered review", "deleteProductReviewReply": "answered review"}

REVIEWS = (
    *(in_path(name, "review_id", _KINDS.get(name, "review"), body) for name, body in _BODIES.items()),
    Case("searchProductReviews", lambda ids, seller: Request(body={"product_id": ids["product"]}), about="product_id"),
    Case("searchProductReviews", lambda ids, seller: Request(body={"order_id": ids["sold order"]}), about="order_id"),
    in_query("getProductReviewSummary", "product_id", "product"),
)
