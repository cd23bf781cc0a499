"""Receivers that hang keep no other receiver waiting, and a move of the clock not for long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from shopwright.platform.webhooks.lanes import CALLS_PER_ADDRESS, MOST_CLAIMED_PER_ADDRESS, Lanes
from shopwright.testing import WebhookReceiver
from tests.harness.calls import Seller, new_app, new_seller
from tests.harness.server import RunningPlatform, eventually
from tests.harness.trade import buy, stocked

pytestmark = pytest.mark.own_platform

ORDERS = 40
HANGING = 12


@pytest.fixture
def hanging() -> Iterator[WebhookReceiver]:
    """A receiver that answers nothing."""
    receiver = WebhookReceiver()
    receiver.hold()
    yield receiver
    receiver.stop()


def seller_with_hanging_apps(platform: RunningPlatform, hanging: WebhookReceiver, healthy: WebhookReceiver) -> Seller:
    """A seller whose app is healthy, and who authorised others that hang, each at an address of its own."""
    app = new_app(platform, webhook_url=healthy.url, topics=[1])
    seller = new_seller(platform, app)
    for number in range(HANGING):
        other = new_app(platform, webhook_url=f"{hanging.url}/{number}", topics=[1])
        platform.post("/sandbox/tokens", {"app_key": other["app_key"], "shop_cipher": seller.cipher})
    return seller


def test_a_healthy_receiver_is_told_of_all_while_many_others_hang(
    platform: RunningPlatform, hanging: WebhookReceiver, receiver: WebhookReceiver
) -> None:
    seller = seller_with_hanging_apps(platform, hanging, receiver)
    sku_id = stocked(seller, ORDERS)
    for _ in range(ORDERS):
        buy(seller, sku_id)

    def told() -> bool:
        return len({notification.body["data"]["order_id"] for notification in receiver.received}) == ORDERS

    eventually(told)
    assert len(hanging.attempts) <= HANGING * CALLS_PER_ADDRESS


def deliveries_of(platform: RunningPlatform, url: str) -> list[dict[str, Any]]:
    deliveries: list[dict[str, Any]] = platform.get("/sandbox/deliveries", size=200)["deliveries"]
    return [delivery for delivery in deliveries if delivery["url"] == url]


def test_an_address_that_hung_gets_a_tenth_of_the_time_while_the_clock_is_moved(
    platform: RunningPlatform, hanging: WebhookReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shopwright.platform.webhooks.retry.TIMEOUT_SECONDS", 1.0)
    platform.post("/sandbox/clock/freeze")
    platform.post("/sandbox/faults", {"webhook": {"delay_seconds": 60}})  # nothing is tried before the clock moves
    seller = new_seller(platform, new_app(platform, webhook_url=hanging.url, topics=[1]))
    sku_id = stocked(seller, ORDERS)
    for _ in range(ORDERS):
        buy(seller, sku_id)
    platform.post("/sandbox/clock/advance", {"seconds": 90})
    tries = [
        platform.get(f"/sandbox/deliveries/{delivery['delivery_id']}")["attempts"][0]["error"]
        for delivery in deliveries_of(platform, hanging.url)
    ]
    assert len(tries) >= ORDERS
    assert set(tries) <= {"no answer within 1 s", "no answer within 0.1 s"}
    assert Counter(tries)["no answer within 1 s"] == CALLS_PER_ADDRESS


def test_an_address_that_answers_again_has_its_whole_time_again(
    platform: RunningPlatform, hanging: WebhookReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shopwright.platform.webhooks.retry.TIMEOUT_SECONDS", 1.0)
    platform.post("/sandbox/clock/freeze")
    seller = new_seller(platform, new_app(platform, webhook_url=hanging.url, topics=[1]))
    buy(seller, stocked(seller, 1))
    eventually(lambda: all(delivery["attempt_count"] for delivery in deliveries_of(platform, hanging.url)))
    hanging.release()
    platform.post("/sandbox/clock/advance", {"seconds": 3_600})
    assert {delivery["status"] for delivery in deliveries_of(platform, hanging.url)} == {"DELIVERED"}


def test_no_more_is_claimed_for_an_address_that_hung_than_is_called_at_once() -> None:
    lanes = Lanes()
    assert lanes["a"].room == MOST_CLAIMED_PER_ADDRESS
    lanes["a"].claimed = CALLS_PER_ADDRESS + 1
    assert lanes.busy() == []
    lanes.end("a", has_hung=True)
    assert (lanes.busy(), lanes.hangs("a")) == (["a"], True)
    lanes.end("a", has_hung=False)
    assert (lanes.busy(), lanes.hangs("a")) == ([], False)
