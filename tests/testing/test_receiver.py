"""A receiver of webhooks that knows no platform: it keeps whatever comes, and answers as it is told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from shopwright.testing import NotDelivered, Platform, WebhookInbox, WebhookReceiver


@pytest.fixture
def receiver() -> Iterator[WebhookReceiver]:
    receiver = WebhookReceiver()
    yield receiver
    receiver.stop()


def post(receiver: WebhookReceiver, number: int, path: str = "/webhook") -> int:
    """Send an unsigned notification."""
    address = urlsplit(receiver.url)
    connection = HTTPConnection(str(address.hostname), address.port, timeout=30)
    try:
        connection.request("POST", path, f'{{"type": 1, "tts_notification_id": "{number}"}}')
        return connection.getresponse().status
    finally:
        connection.close()


def test_every_attempt_is_kept_whatever_is_answered(receiver: WebhookReceiver) -> None:
    receiver.answer(500, count=1)
    assert [post(receiver, 8), post(receiver, 7, "/other")] == [500, 200]
    assert [attempt.id for attempt in receiver.attempts] == ["8", "7"]
    assert [attempt.path for attempt in receiver.attempts] == ["/webhook", "/other"]
    assert [attempt.id for attempt in receiver.wait(2)] == ["7", "8"], "by their ids, as they came about"


def test_too_few_attempts_are_told(receiver: WebhookReceiver) -> None:
    post(receiver, 7)
    with pytest.raises(NotDelivered, match="1 of 2 notifications arrived within 0 s"):
        receiver.wait(2, seconds=0)


def test_a_held_answer_is_given_when_it_is_released(receiver: WebhookReceiver) -> None:
    statuses: list[int] = []
    receiver.hold()
    sender = threading.Thread(target=lambda: statuses.append(post(receiver, 7)))
    sender.start()
    receiver.wait(1)
    assert statuses == []
    receiver.answer(503)
    receiver.release()
    sender.join()
    assert statuses == [503]


def test_an_inbox_can_hold_its_answers_and_knows_every_attempt(
    shopwright_platform: Platform, webhook_inbox: WebhookInbox
) -> None:
    shopwright_platform.clock.freeze()
    webhook_inbox.answer(503)
    webhook_inbox.hold()
    order = shopwright_platform.buy(paid=False)
    webhook_inbox.wait(1)
    webhook_inbox.release()
    webhook_inbox.expect_none()
    webhook_inbox.answer(200)
    shopwright_platform.clock.advance(minutes=2)
    kept = webhook_inbox.wait_for("ORDER_STATUS_CHANGE", where={"order_id": order.order_id})
    assert [attempt.id for attempt in webhook_inbox.attempts].count(kept.id) == 2
