"""Every operation answers the whole review: all that buyer, seller and platform have made of it."""

from __future__ import annotations

from typing import Any

import pytest

from shopwright.contract.load import schema
from tests.harness.calls import Seller, new_seller
from tests.harness.catalogue import sku_body
from tests.harness.reviews import arrived, review
from tests.harness.server import RunningPlatform
from tests.harness.trade import advance, buy, stocked
from tests.platform.reviews.test_seller_acts import CHANGES
from tests.platform.reviews.test_write_reviews import picture
from tests.platform.support import data_of

#: What an operation's own act leaves empty.
EMPTY = {"deleteProductReviewReply": {"reply"}}


def dressed(seller: Seller) -> str:
    """A review with everything: pictures, a change, a reply, tags, a person and a refused removal."""
    sku_id = stocked(seller, skus=[sku_body(seller, seller_sku="CUP-1")])
    order = advance(seller, buy(seller, sku_id)["order_id"], "DELIVERED")
    written = review(seller, order, rating=2, text="You idiots.", pictures=[picture()])
    review_id = str(written["review_id"])
    seller.platform.post(f"/sandbox/reviews/{review_id}", {"rating": 3})
    for operation_id, body in (
        ("replyToProductReview", {"text": "Sorry."}),
        ("addProductReviewTags", {"tags": ["kept", "sizing"]}),
        ("assignProductReview", {"assignee": "Ann"}),
        ("requestProductReviewRemoval", {"reason": "LOW_RATING", "comment": "Please."}),
    ):
        assert seller.call(operation_id, body, review_id=review_id).code == 0
    seller.platform.post(f"/sandbox/reviews/{review_id}/verdict", {})
    return review_id


def empty_fields(data: Any, name: str, path: str = "") -> set[str]:
    """The fields of a schema that a reply leaves out or empty."""
    missing = set()
    for field, inner in schema(name).properties.items():
        value = data.get(field)
        if value in (None, "", [], {}):
            missing.add(f"{path}{field}")
        elif inner.ref or (inner.items and inner.items.ref):
            target = (inner.ref or (inner.items.ref if inner.items else "") or "").rsplit("/", 1)[-1]
            missing |= empty_fields(value[0] if isinstance(value, list) else value, target, f"{path}{field}.")
    return missing


@pytest.mark.parametrize("operation_id", ["getProductReview", *CHANGES])
def test_an_operation_answers_every_field(platform: RunningPlatform, operation_id: str) -> None:
    seller = new_seller(platform)
    review_id = dressed(seller)
    if operation_id == "replyToProductReview":
        assert seller.call("deleteProductReviewReply", review_id=review_id).code == 0
    if operation_id == "requestProductReviewRemoval":
        seller.platform.post(f"/sandbox/reviews/{review_id}", {"rating": 2})
    body: Any = CHANGES.get(operation_id)
    if operation_id == "requestProductReviewRemoval":
        body = {"reason": "OTHER", "comment": "Please."}
    data = data_of(operation_id, seller.call(operation_id, body, review_id=review_id))["review"]
    expected = {"requestProductReviewRemoval": {"removal.verdict"}, **EMPTY}.get(operation_id, set())
    assert empty_fields(data, "ProductReviewDetail") == expected


def test_a_search_answers_every_field(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    review_id = dressed(seller)
    review(seller, arrived(seller))
    data = data_of("searchProductReviews", seller.call("searchProductReviews", {}, query={"page_size": 1}))
    assert data["next_page_token"]
    query = {"page_size": 1, "page_token": data["next_page_token"], "sort_field": "create_time", "sort_order": "DESC"}
    (row,) = seller.call("searchProductReviews", {}, query=query).data["reviews"]
    assert (row["id"], empty_fields(row, "ProductReviewDetail")) == (review_id, set())


def test_a_summary_answers_every_field(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    review_id = dressed(seller)
    product_id = seller.call("getProductReview", review_id=review_id).data["review"]["product_id"]
    reply = seller.call("getProductReviewSummary", query={"product_id": product_id})
    assert empty_fields(data_of("getProductReviewSummary", reply), "GetProductReviewSummaryResponseData") == set()


def test_figures_of_a_product_that_the_shop_does_not_have_are_refused(platform: RunningPlatform) -> None:
    seller, other = new_seller(platform), new_seller(platform)
    theirs = review(other)["product_id"]
    for product_id in (theirs, "1"):
        assert seller.call("getProductReviewSummary", query={"product_id": product_id}).code == 96010012
