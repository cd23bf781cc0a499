"""Webhook 9001, an extension: told with each new, changed and removed review."""

from __future__ import annotations

from typing import Any

import pytest

from shopwright.testing import WebhookReceiver
from tests.harness.calls import new_app, new_seller
from tests.harness.reviews import review
from tests.harness.server import RunningPlatform, eventually

TOPIC = 9001


def told(receiver: WebhookReceiver) -> list[dict[str, Any]]:
    bodies = [notice.body for notice in receiver.received if notice.type == TOPIC]
    return [dict(body["data"]) for body in sorted(bodies, key=lambda body: str(body["tts_notification_id"]))]


@pytest.mark.own_platform
def test_apps_are_told_who_did_what_to_a_review(platform: RunningPlatform, receiver: WebhookReceiver) -> None:
    platform.post("/sandbox/clock/freeze", {})
    seller = new_seller(platform, new_app(platform, webhook_url=receiver.url))
    written = review(seller, rating=1)
    review_id = written["review_id"]
    platform.post(f"/sandbox/reviews/{review_id}", {"rating": 2})
    seller.call("replyToProductReview", {"text": "Sorry."}, review_id=review_id)
    seller.call("addProductReviewTags", {"tags": ["late"]}, review_id=review_id)
    seller.call("addProductReviewTags", {"tags": ["late"]}, review_id=review_id)
    seller.call("requestProductReviewRemoval", {"reason": "OTHER"}, review_id=review_id)
    platform.post(f"/sandbox/reviews/{review_id}/verdict", {"accepts": True})
    seller.call("addProductReviewTags", {"tags": ["gone"]}, review_id=review_id)
    eventually(lambda: len(told(receiver)) == 7)
    events = told(receiver)
    assert [(event["event"], event["changed_by"], event["rating"], event["is_replied"]) for event in events] == [
        ("CREATED", "BUYER", 1, False),
        ("CHANGED", "BUYER", 2, False),
        ("CHANGED", "SELLER", 2, True),
        ("CHANGED", "SELLER", 2, True),
        ("CHANGED", "SELLER", 2, True),
        ("REMOVED", "PLATFORM", 2, True),
        ("CHANGED", "SELLER", 2, True),
    ]
    assert {event["review_id"] for event in events} == {review_id}
    assert {(event["order_id"], event["product_id"]) for event in events} == {
        (written["order_id"], written["product_id"])
    }
