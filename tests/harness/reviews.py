"""What buyers write of what they bought, and what sellers do about it."""

from __future__ import annotations

from typing import Any

from .calls import Seller
from .trade import advance, buy, stocked


def arrived(seller: Seller, *quantities: int, status: str = "DELIVERED", **fields: object) -> dict[str, Any]:
    """An order in a state, of one new SKU per quantity (one unit of one SKU where none is named)."""
    lines = [(stocked(seller, 50), quantity) for quantity in quantities or (1,)]
    return advance(seller, buy(seller, *lines, **fields)["order_id"], status)


def review(seller: Seller, order: dict[str, Any] | None = None, **fields: object) -> dict[str, Any]:
    """The buyer reviews a line of an order (a new one that has arrived): 5 stars without a word unless told."""
    order_id = (order or arrived(seller))["order_id"]
    body = {"order_id": order_id, "rating": 5, **fields}
    written: dict[str, Any] = seller.platform.post("/sandbox/reviews", body)
    return written


def seen(seller: Seller, review_id: str) -> dict[str, Any]:
    """A review as getProductReview answers it."""
    reply = seller.call("getProductReview", review_id=review_id)
    assert reply.code == 0, reply.message
    return dict(reply.data["review"])


def search(seller: Seller, *, query: dict[str, object] | None = None, **body: object) -> list[str]:
    """The ids of a search's first page."""
    reply = seller.call("searchProductReviews", body, query=query)
    assert reply.code == 0, reply.message
    return [item["id"] for item in reply.data["reviews"]]


def summary(seller: Seller, product_id: str | None = None) -> dict[str, Any]:
    """The figures of the shop, or of a product."""
    query = {"product_id": product_id} if product_id else {}
    reply = seller.call("getProductReviewSummary", query=query)
    assert reply.code == 0, reply.message
    return dict(reply.data)
