"""Reviews on SQLite and on PostgreSQL: found alike, counted alike, rewound alike, and once for each line."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.harness.calls import new_seller
from tests.harness.reviews import arrived, review, search, summary
from tests.harness.server import RunningPlatform

pytestmark = pytest.mark.slow


def test_reviews_are_found_counted_and_rewound(anywhere: RunningPlatform) -> None:
    seller = new_seller(anywhere)
    order = arrived(seller, 4)
    texts = ["Größe passt", "glass late", "late late", "Glas"]
    ids = [review(seller, order, rating=stars, text=text)["review_id"] for stars, text in enumerate(texts, 1)]
    for number in (0, 2):
        seller.call("replyToProductReview", {"text": "Sorry."}, review_id=ids[number])
        seller.call("addProductReviewTags", {"tags": ["seen"]}, review_id=ids[number])
    figures = summary(seller)
    assert (figures["review_count"], figures["average_rating"], figures["reply_rate"]) == (4, "2.50", "0.5000")
    snapshot = anywhere.post("/sandbox/snapshots", {})["snapshot_id"]
    for body, numbers in (
        ({}, [0, 1, 2, 3]),
        ({"text": "late"}, [1, 2]),
        ({"text": "GROSSE"}, [0]),
        ({"text": "late", "tags": ["seen"], "is_replied": True, "ratings": [3]}, [2]),
        ({"ratings": [1, 2, 4], "status": "VISIBLE", "has_pictures": False}, [0, 1, 3]),
        ({"update_time_ge": 1, "create_time_ge": 1, "order_id": order["order_id"]}, [0, 1, 2, 3]),
        ({"update_time_lt": 1}, []),
        ({"assignee": "Ann"}, []),
    ):
        for field in ("create_time", "rating"):
            query = {"sort_field": field, "sort_order": "ASC"}
            assert search(seller, query=query, **body) == [ids[number] for number in numbers], (body, field)
        assert set(search(seller, query={"sort_field": "update_time"}, **body)) == {ids[number] for number in numbers}
    seller.call("deleteProductReviewReply", review_id=ids[0])
    anywhere.post(f"/sandbox/reviews/{ids[1]}", {"rating": 5, "text": "better"})
    assert (search(seller, text="late"), summary(seller)["average_rating"]) == ([ids[2]], "3.25")
    anywhere.post("/sandbox/restore", {"snapshot_id": snapshot})
    assert search(seller, text="late", query={"sort_order": "ASC"}) == [ids[1], ids[2]]
    assert summary(seller) == figures


def test_a_line_gets_one_review_however_many_write_at_once(anywhere: RunningPlatform) -> None:
    seller = new_seller(anywhere)
    body = {"order_id": arrived(seller)["order_id"], "rating": 4}
    with ThreadPoolExecutor(4) as pool:
        codes = sorted(pool.map(lambda _: anywhere.ask("POST", "/sandbox/reviews", body).code, range(4)))
    assert codes == [0, 40960, 40960, 40960]
    assert summary(seller)["review_count"] == 1


def test_many_writers_leave_a_summary_that_adds_up(anywhere: RunningPlatform) -> None:
    seller = new_seller(anywhere)
    orders = [arrived(seller, 2) for _ in range(4)]
    bodies = [{"order_id": order["order_id"], "rating": 1 + at % 5} for at, order in enumerate(orders * 2)]
    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda body: anywhere.ask("POST", "/sandbox/reviews", body), bodies))
    written = [reply for reply in replies if reply.code == 0]
    figures = summary(seller)
    assert figures["review_count"] == len(written) == len(search(seller))
    assert sum(bar["count"] * bar["rating"] for bar in figures["histogram"]) == sum(
        reply.data["rating"] for reply in written
    )
