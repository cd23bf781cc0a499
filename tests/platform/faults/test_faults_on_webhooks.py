"""/sandbox/faults: notifications lost, doubled, delayed and out of order."""

from __future__ import annotations

from typing import Any

import pytest

from shopwright.testing import WebhookReceiver
from tests.harness.server import RunningPlatform, eventually

pytestmark = pytest.mark.own_platform


def add(platform: RunningPlatform, webhook: dict[str, object], **rule: object) -> str:
    return str(platform.post("/sandbox/faults", {"webhook": webhook, **rule})["fault_id"])


def listen(platform: RunningPlatform, receiver: WebhookReceiver) -> str:
    platform.post("/sandbox/clock/freeze")
    app_key = str(platform.keys["app_key"])
    platform.patch(f"/sandbox/apps/{app_key}", {"webhook_url": receiver.url})
    return app_key


def withdraw(platform: RunningPlatform, user: str = "seller") -> None:
    """Cause webhook 6 (of the seller) or 20 (of the creator)."""
    body = {"app_key": platform.keys["app_key"], "account_id": platform.keys[user]["account_id"]}
    platform.post("/sandbox/deauthorize", body)


def the_delivery(platform: RunningPlatform, status: str) -> dict[str, Any]:
    def deliveries() -> object:
        return platform.get("/sandbox/deliveries", status=status)["deliveries"]

    (delivery,) = eventually(deliveries)
    return dict(delivery)


def test_a_lost_notification_is_never_sent_but_logged(anywhere: RunningPlatform, receiver: WebhookReceiver) -> None:
    listen(anywhere, receiver)
    add(anywhere, {"drop": True})
    withdraw(anywhere)
    assert the_delivery(anywhere, "SWALLOWED")["topic"] == 6
    anywhere.post("/sandbox/clock/advance", {"seconds": 86_400})
    assert receiver.received == []


def test_a_doubled_notification_arrives_as_often_as_asked(platform: RunningPlatform, receiver: WebhookReceiver) -> None:
    listen(platform, receiver)
    add(platform, {"copies": 3})
    withdraw(platform)
    notices = receiver.wait(3)
    assert len({notice.raw for notice in notices}) == 1
    platform.post("/sandbox/clock/advance", {"seconds": 86_400})
    assert len(receiver.attempts) == 3
    assert the_delivery(platform, "DELIVERED")["attempt_count"] == 1


def test_a_delayed_notification_waits_on_the_platforms_clock(
    anywhere: RunningPlatform, receiver: WebhookReceiver
) -> None:
    listen(anywhere, receiver)
    add(anywhere, {"delay_seconds": 600}, count=5)
    withdraw(anywhere)
    created = the_delivery(anywhere, "PENDING")["created_at"]
    eventually(lambda: the_delivery(anywhere, "PENDING")["due_at"] == created + 600)
    assert anywhere.post("/sandbox/clock/advance", {"seconds": 599})["delivery_attempts"] == 0
    assert anywhere.post("/sandbox/clock/advance", {"seconds": 1})["delivery_attempts"] == 1
    assert len(receiver.received) == 1
    (fault,) = anywhere.get("/sandbox/faults")["faults"]
    assert fault["remaining"] == 4, "one notification is one hit"


def test_reordered_notifications_come_newest_first(platform: RunningPlatform, receiver: WebhookReceiver) -> None:
    app_key = listen(platform, receiver)
    add(platform, {"reorder": True})
    shops = [platform.keys["shop_id"]]
    for region in ("DE", "FR", "US"):
        body = {"region": region, "account_id": platform.keys["seller"]["account_id"]}
        shops.append(platform.post("/sandbox/shops", body)["shop_id"])
    platform.post("/sandbox/deauthorize", {"app_key": app_key})
    platform.post("/sandbox/clock/advance", {"seconds": 10})
    sent = [attempt.body["tts_notification_id"] for attempt in receiver.attempts]
    assert sent == sorted(sent, reverse=True)
    assert {notification.body["shop_id"] for notification in receiver.received} == set(shops)


def test_reordering_also_swaps_notifications_of_different_moments(
    platform: RunningPlatform, receiver: WebhookReceiver
) -> None:
    listen(platform, receiver)
    now = platform.get("/sandbox/clock")["now"]
    platform.post("/sandbox/clock/set", {"time": now + 2 - now % 2})
    add(platform, {"reorder": True})
    withdraw(platform, "seller")
    eventually(lambda: the_delivery(platform, "PENDING")["due_at"] > now + 3)
    platform.post("/sandbox/clock/advance", {"seconds": 1})
    withdraw(platform, "creator")
    platform.post("/sandbox/clock/advance", {"seconds": 10})
    assert [attempt.type for attempt in receiver.attempts] == [20, 6]


def test_a_fault_hits_only_the_topics_and_apps_that_it_names(
    platform: RunningPlatform, receiver: WebhookReceiver
) -> None:
    listen(platform, receiver)
    add(platform, {"drop": True}, topics=[20])
    other = platform.post("/sandbox/apps", {"name": "Other"})
    add(platform, {"copies": 5}, app_key=other["app_key"])
    withdraw(platform, "creator")
    withdraw(platform, "seller")
    assert [notification.type for notification in receiver.wait(1)] == [6]
    platform.post("/sandbox/clock/advance", {"seconds": 1})
    assert len(receiver.attempts) == 1


def test_a_count_of_lost_notifications_lets_the_next_one_through(
    platform: RunningPlatform, receiver: WebhookReceiver
) -> None:
    listen(platform, receiver)
    add(platform, {"drop": True}, count=1)
    withdraw(platform, "seller")
    the_delivery(platform, "SWALLOWED")
    withdraw(platform, "creator")
    assert [notification.type for notification in receiver.wait(1)] == [20]
