"""The webhook inbox: what it waits for, in which order it answers, and what it says when nothing comes."""

from __future__ import annotations

import asyncio
import json
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest

from shopwright.testing import Delivery, NotDelivered, Platform, WebhookInbox
from shopwright.wire.signing import sign_webhook

RETRY_SECONDS = 120


def post(inbox: WebhookInbox, body: dict[str, Any], signature: str | None = None) -> int:
    """Send the inbox a notification, signed as the platform does unless told otherwise."""
    keys = inbox.platform.keys
    raw = json.dumps(body).encode()
    headers = {"authorization": signature or sign_webhook(keys.app_key, keys.app_secret, raw)}
    address = urlsplit(inbox.url)
    connection = HTTPConnection(str(address.hostname), address.port, timeout=10)
    try:
        connection.request("POST", address.path, raw, headers)
        return connection.getresponse().status
    finally:
        connection.close()


def change(number: int, **data: object) -> dict[str, Any]:
    """An order's change of state, as the platform tells of it."""
    return {"type": 1, "tts_notification_id": str(number), "shop_id": "7", "timestamp": 1_700_000_000, "data": data}


@pytest.fixture
def frozen(shopwright_platform: Platform) -> Platform:
    shopwright_platform.clock.freeze()
    return shopwright_platform


def test_each_change_is_delivered_once_in_the_order_in_which_it_came_about(
    frozen: Platform, webhook_inbox: WebhookInbox
) -> None:
    order = frozen.buy(status="AWAITING_SHIPMENT")
    where = {"order_id": order.order_id}
    seen = [webhook_inbox.wait_for("ORDER_STATUS_CHANGE", where=where).data["order_status"] for _ in range(3)]
    assert seen == ["UNPAID", "ON_HOLD", "AWAITING_SHIPMENT"]
    webhook_inbox.expect_none("ORDER_STATUS_CHANGE", where=where)


def test_a_topic_goes_by_number_and_by_either_name(frozen: Platform, webhook_inbox: WebhookInbox) -> None:
    frozen.buy(status="AWAITING_SHIPMENT")
    notifications = [webhook_inbox.wait_for(name) for name in (1, "ORDER_STATUS_CHANGE", "OrderStatusChange")]
    assert {notification.type for notification in notifications} == {1}
    assert {notification.name for notification in notifications} == {"ORDER_STATUS_CHANGE"}
    with pytest.raises(ValueError, match="did you mean ORDER_STATUS_CHANGE"):
        webhook_inbox.wait_for("ORDER_STATUS")


def test_a_function_can_say_what_is_waited_for(frozen: Platform, webhook_inbox: WebhookInbox) -> None:
    frozen.buy(status="AWAITING_SHIPMENT")
    notification = webhook_inbox.wait_for(where=lambda item: item.data.get("order_status") == "AWAITING_SHIPMENT")
    assert notification.shop_id == frozen.keys.shop_id


def test_what_arrives_out_of_order_is_taken_in_the_order_of_the_ids(webhook_inbox: WebhookInbox) -> None:
    for number in (5, 3, 4):
        assert post(webhook_inbox, change(number)) == 200
    assert [webhook_inbox.wait_for(1).id for _ in range(3)] == ["3", "4", "5"]


def test_a_later_one_waits_for_an_earlier_one_that_is_on_its_way(
    frozen: Platform, webhook_inbox: WebhookInbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(webhook_inbox, change(5))
    looks = []

    def under_way(topic: object = None, *, status: str | None = None) -> list[Delivery]:
        looks.append(status)
        if len(looks) > 2:
            if len(looks) == 3:
                post(webhook_inbox, change(3))
            return []
        body = change(3)
        known = {"delivery_id": "1", "notification_id": "3", "app_key": "a", "shop_id": "7", "topic": 1, "body": body}
        now = frozen.clock.timestamp
        return [
            Delivery(url=webhook_inbox.url, status="PENDING", attempt_count=0, created_at=now, due_at=now, **known)  # type: ignore[arg-type]
        ]

    monkeypatch.setattr(frozen.deliveries, "all", under_way)
    assert webhook_inbox.wait_for(1).id == "3"
    assert webhook_inbox.wait_for(1).id == "5"


def test_what_was_caused_before_is_returned_without_patience(frozen: Platform, webhook_inbox: WebhookInbox) -> None:
    for _ in range(5):
        order = frozen.buy()
        notification = webhook_inbox.wait_for(
            1, where={"order_id": order.order_id, "order_status": "ON_HOLD"}, seconds=0
        )
        assert notification.data["order_id"] == order.order_id


def test_what_is_not_there_is_explained_by_what_came(frozen: Platform, webhook_inbox: WebhookInbox) -> None:
    with pytest.raises(NotDelivered, match="Nothing at all has arrived"):
        webhook_inbox.wait_for(1, seconds=0)
    order = frozen.buy()
    webhook_inbox.wait_for("ORDER_STATUS_CHANGE")
    webhook_inbox.settle()
    with pytest.raises(NotDelivered) as caught:
        webhook_inbox.wait_for("PACKAGE_UPDATE", where={"order_id": "1"}, seconds=0)
    text = str(caught.value)
    assert text.startswith("no PACKAGE_UPDATE (4) with order_id='1' arrived within 0 s.")
    assert f'"order_id": "{order.order_id}", "order_status": "ON_HOLD"' in text.partition("Arrived and not taken:")[2]
    assert '"order_status": "UNPAID"' in text.partition("Taken before:")[2]


def test_expect_none_fails_with_what_came(frozen: Platform, webhook_inbox: WebhookInbox) -> None:
    webhook_inbox.expect_none()
    frozen.buy()
    webhook_inbox.expect_none("PACKAGE_UPDATE")
    with pytest.raises(NotDelivered, match=r"expected no ORDER_STATUS_CHANGE \(1\), and 2 arrived"):
        webhook_inbox.expect_none("ORDER_STATUS_CHANGE")
    webhook_inbox.clear()
    webhook_inbox.expect_none()
    assert webhook_inbox.all() == []


def test_a_wrong_signature_is_answered_401_and_not_kept(webhook_inbox: WebhookInbox) -> None:
    assert post(webhook_inbox, change(1), signature="0" * 64) == 401
    webhook_inbox.expect_none()
    with pytest.raises(NotDelivered, match="Refused for their signature: 1"):
        webhook_inbox.wait_for(seconds=0)


def test_single_answers_come_before_the_lasting_one(frozen: Platform, webhook_inbox: WebhookInbox) -> None:
    webhook_inbox.answer(500, count=2)
    assert [post(webhook_inbox, change(number)) for number in (1, 2, 3)] == [500, 500, 200]


def test_a_receiver_in_trouble_gets_it_again_on_the_platforms_schedule(
    frozen: Platform, webhook_inbox: WebhookInbox
) -> None:
    webhook_inbox.answer(503)
    frozen.buy()
    webhook_inbox.settle()
    with pytest.raises(NotDelivered, match=rf"topic 1, PENDING, after 1 attempts, due in {RETRY_SECONDS} s"):
        webhook_inbox.wait_for(1, seconds=0)
    webhook_inbox.answer(200)
    frozen.clock.advance(seconds=RETRY_SECONDS)
    assert [webhook_inbox.wait_for(1).data["order_status"] for _ in range(2)] == ["UNPAID", "ON_HOLD"]


def test_copies_are_marked_as_repeats_and_lost_ones_do_not_come(frozen: Platform, webhook_inbox: WebhookInbox) -> None:
    with frozen.faults.webhooks("ORDER_STATUS_CHANGE", copies=2):
        frozen.buy()
        notifications = webhook_inbox.all("ORDER_STATUS_CHANGE")
    assert len({notification.id for notification in notifications}) == 2
    assert [notification.is_repeat for notification in notifications] == [False, True, False, True]
    webhook_inbox.clear()
    with frozen.faults.webhooks(drop=True):
        frozen.buy()
        webhook_inbox.expect_none()
    assert {delivery.status for delivery in frozen.deliveries} == {"DELIVERED", "SWALLOWED"}


def test_held_back_ones_come_when_their_time_has_come(frozen: Platform, webhook_inbox: WebhookInbox) -> None:
    frozen.faults.webhooks(1, delay=60)
    frozen.buy()
    webhook_inbox.expect_none(1)
    frozen.clock.advance(minutes=1)
    assert len(webhook_inbox.all(1)) == 2


def test_a_delivery_can_be_sent_again(frozen: Platform, webhook_inbox: WebhookInbox) -> None:
    frozen.buy()
    first = webhook_inbox.wait_for(1)
    (sent,) = [
        delivery for delivery in frozen.deliveries.all("ORDER_STATUS_CHANGE") if delivery.notification_id == first.id
    ]
    frozen.deliveries.replay(sent)
    again = webhook_inbox.wait_for(1, where=lambda item: item.id == first.id)
    assert again.is_repeat
    assert again.raw == first.raw


def test_raw_body_and_headers_can_be_handed_to_the_handler_under_test(
    frozen: Platform, webhook_inbox: WebhookInbox
) -> None:
    frozen.buy()
    notification = webhook_inbox.wait_for()
    assert notification.signature == sign_webhook(frozen.keys.app_key, frozen.keys.app_secret, notification.raw)
    assert notification.headers["content-type"] == "application/json"
    assert notification.timestamp <= frozen.clock.timestamp


def test_a_reset_and_a_restore_leave_the_inbox_registered(frozen: Platform, webhook_inbox: WebhookInbox) -> None:
    frozen.send_webhooks_to(None)
    with_nothing_registered = frozen.snapshot()
    frozen.send_webhooks_to(webhook_inbox.url)
    for rewinds_to in (with_nothing_registered, None):
        frozen.reset() if rewinds_to is None else frozen.restore(rewinds_to)
        frozen.buy()
        assert webhook_inbox.wait_for("ORDER_STATUS_CHANGE").data["order_status"] == "UNPAID"
        webhook_inbox.clear()


def test_an_event_loop_goes_on_while_the_inbox_waits(frozen: Platform, webhook_inbox: WebhookInbox) -> None:
    async def app() -> str:
        waiting = asyncio.create_task(webhook_inbox.async_wait_for(1))
        await asyncio.to_thread(frozen.buy)
        return str((await waiting).data["order_status"])

    assert asyncio.run(app()) == "UNPAID"


def test_each_app_has_an_inbox_of_its_own_on_a_shared_platform(shopwright_platform: Platform) -> None:
    with Platform.join(shopwright_platform.url) as platform, Platform.join(shopwright_platform.url) as other:
        inboxes = WebhookInbox(platform), WebhookInbox(other)
        platform.seller.list_product()
        inboxes[0].clear()
        order = platform.buy()
        assert inboxes[0].wait_for(1).data["order_id"] == order.order_id
        inboxes[1].expect_none()
        for inbox in inboxes:
            inbox.stop()
