"""/sandbox/deliveries: what went out, how often it was tried, and again."""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest

from shopwright.platform.webhooks.retry import TIMEOUT_SECONDS
from shopwright.testing import WebhookReceiver
from shopwright.wire.signing import sign_webhook
from tests.harness.calls import new_app, new_seller
from tests.harness.server import RunningPlatform, eventually
from tests.harness.trade import buy, stocked

MINUTE, HOUR = 60, 3_600


def withdraw(platform: RunningPlatform, receiver: WebhookReceiver) -> dict[str, Any]:
    """Cause webhook 6 in a frozen hour; answers its delivery after the first attempt."""
    keys = platform.keys
    platform.patch(f"/sandbox/apps/{keys['app_key']}", {"webhook_url": receiver.url})
    platform.post("/sandbox/clock/freeze")
    platform.post("/sandbox/deauthorize", {"app_key": keys["app_key"]})
    return eventually(lambda: first_try(platform))  # type: ignore[no-any-return]


def first_try(platform: RunningPlatform) -> dict[str, Any] | None:
    deliveries = platform.get("/sandbox/deliveries")["deliveries"]
    return deliveries[0] if deliveries and deliveries[0]["attempt_count"] else None


def test_a_delivery_is_signed_and_logged_with_its_attempt(anywhere: RunningPlatform, receiver: WebhookReceiver) -> None:
    before = time.time_ns() // 1_000_000
    delivery = withdraw(anywhere, receiver)
    (got,) = receiver.received
    keys = anywhere.keys
    assert got.headers["authorization"] == sign_webhook(keys["app_key"], keys["app_secret"], got.raw)
    assert delivery["body"] == got.body
    assert delivery["notification_id"] == delivery["delivery_id"] == got.body["tts_notification_id"]
    reply = anywhere.get(f"/sandbox/deliveries/{delivery['delivery_id']}")
    (attempt,) = reply.pop("attempts")
    assert reply == delivery
    assert (delivery["status"], delivery["due_at"], delivery["shop_id"]) == ("DELIVERED", None, keys["shop_id"])
    assert (attempt["number"], attempt["http_status"], attempt["error"]) == (1, 200, None)
    assert attempt["at"] == delivery["created_at"] == anywhere.get("/sandbox/clock")["now"]
    assert before <= attempt["wall_at_ms"] <= time.time_ns() // 1_000_000


def test_a_failing_receiver_is_tried_after_2_min_30_min_3_h_12_h_and_then_no_more(
    anywhere: RunningPlatform, receiver: WebhookReceiver
) -> None:
    receiver.answer(500)
    delivery = withdraw(anywhere, receiver)
    assert delivery["status"] == "PENDING"
    path = f"/sandbox/deliveries/{delivery['delivery_id']}"
    at = delivery["created_at"]
    for number, pause in enumerate((2 * MINUTE, 30 * MINUTE, 3 * HOUR, 12 * HOUR), 2):
        assert anywhere.get(path)["due_at"] == at + pause
        assert anywhere.post("/sandbox/clock/advance", {"seconds": pause - 1})["delivery_attempts"] == 0
        assert anywhere.post("/sandbox/clock/advance", {"seconds": 1})["delivery_attempts"] == 1
        at += pause
        assert anywhere.get(path)["attempts"][-1]["at"] == at
        assert len(receiver.received) == number
    assert anywhere.get(path)["status"] == "DROPPED"
    assert anywhere.post("/sandbox/clock/advance", {"seconds": 48 * HOUR})["delivery_attempts"] == 0
    assert len({notification.raw for notification in receiver.received}) == 1, "every attempt carries the same bytes"


@pytest.mark.own_platform
def test_one_long_move_walks_the_whole_schedule(platform: RunningPlatform, receiver: WebhookReceiver) -> None:
    for status in (500, 302, 204, 503):
        receiver.answer(status, 1)
    delivery = withdraw(platform, receiver)
    assert platform.post("/sandbox/clock/advance", {"seconds": 24 * HOUR})["delivery_attempts"] == 4
    attempts = platform.get(f"/sandbox/deliveries/{delivery['delivery_id']}")["attempts"]
    assert [attempt["http_status"] for attempt in attempts] == [500, 302, 204, 503, 200]
    start = delivery["created_at"]
    assert [attempt["at"] - start for attempt in attempts] == [0, 120, 1920, 12720, 55920]
    assert platform.get("/sandbox/deliveries")["deliveries"][0]["status"] == "DELIVERED"


@pytest.mark.own_platform
def test_a_401_is_not_tried_again(platform: RunningPlatform, receiver: WebhookReceiver) -> None:
    receiver.answer(401)
    assert withdraw(platform, receiver)["status"] == "REFUSED"
    assert platform.post("/sandbox/clock/advance", {"seconds": 48 * HOUR})["delivery_attempts"] == 0
    assert len(receiver.received) == 1


@pytest.mark.own_platform
@pytest.mark.slow
def test_a_receiver_that_hangs_costs_three_seconds(
    platform: RunningPlatform, receiver: WebhookReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shopwright.platform.webhooks.delivery.TIMEOUT_SECONDS", TIMEOUT_SECONDS)
    receiver.hold()
    delivery = withdraw(platform, receiver)
    (attempt,) = platform.get(f"/sandbox/deliveries/{delivery['delivery_id']}")["attempts"]
    assert (attempt["http_status"], attempt["error"]) == (None, "no answer within 3 s")
    assert attempt["duration_ms"] > 2_900
    assert delivery["status"] == "PENDING"


@pytest.mark.own_platform
def test_a_receiver_that_is_gone_is_logged_without_the_secret_in_its_query(
    platform: RunningPlatform, receiver: WebhookReceiver
) -> None:
    receiver.stop()
    keys = platform.keys
    platform.patch(f"/sandbox/apps/{keys['app_key']}", {"webhook_url": f"{receiver.url}?token=s3cret"})
    platform.post("/sandbox/deauthorize", {"app_key": keys["app_key"]})
    delivery = eventually(lambda: first_try(platform))
    (attempt,) = platform.get(f"/sandbox/deliveries/{delivery['delivery_id']}")["attempts"]
    assert attempt["error"]
    assert "s3cret" not in attempt["error"]


@pytest.mark.own_platform
def test_an_address_that_no_client_can_call_counts_as_a_failure(platform: RunningPlatform) -> None:
    keys = platform.keys
    platform.patch(f"/sandbox/apps/{keys['app_key']}", {"webhook_url": f"https://{'x' * 70}.example.com/"})
    platform.post("/sandbox/deauthorize", {"app_key": keys["app_key"]})
    delivery = eventually(lambda: first_try(platform))
    assert platform.get(f"/sandbox/deliveries/{delivery['delivery_id']}")["attempts"][0]["error"]
    platform.post("/sandbox/clock/advance", {"seconds": 48 * HOUR})
    assert platform.get("/sandbox/deliveries")["deliveries"][0]["status"] == "DROPPED"


def test_a_replay_is_a_new_delivery_of_the_same_notification(
    anywhere: RunningPlatform, receiver: WebhookReceiver
) -> None:
    old = withdraw(anywhere, receiver)
    new = anywhere.post(f"/sandbox/deliveries/{old['delivery_id']}/replay")
    assert new["delivery_id"] != old["delivery_id"]
    assert new["notification_id"] == old["notification_id"]
    first, second = receiver.wait(2)
    assert first.raw == second.raw
    done = eventually(lambda: (got := anywhere.get(f"/sandbox/deliveries/{new['delivery_id']}"))["attempts"] and got)
    assert done["status"] == "DELIVERED"
    assert anywhere.get(f"/sandbox/deliveries/{old['delivery_id']}")["attempt_count"] == 1


@pytest.mark.own_platform
def test_a_replay_may_go_to_another_address(platform: RunningPlatform, receiver: WebhookReceiver) -> None:
    receiver.answer(401)
    old = withdraw(platform, receiver)
    receiver.answer(200)
    platform.post(f"/sandbox/deliveries/{old['delivery_id']}/replay", {"url": f"{receiver.url}/new"})
    assert receiver.wait(2)[1].path == "/webhook/new"
    refused = platform.refuse("POST", f"/sandbox/deliveries/{old['delivery_id']}/replay", {"url": "http://10.0.0.1/"})
    assert "url" in refused.message


@pytest.mark.own_platform
def test_deliveries_are_listed_newest_first_page_by_page_and_filtered(
    platform: RunningPlatform, receiver: WebhookReceiver
) -> None:
    old = withdraw(platform, receiver)
    for _ in range(4):
        platform.post(f"/sandbox/deliveries/{old['delivery_id']}/replay")
    receiver.wait(5)
    eventually(lambda: len(platform.get("/sandbox/deliveries", status="DELIVERED")["deliveries"]) == 5)
    everything = [delivery["delivery_id"] for delivery in platform.get("/sandbox/deliveries")["deliveries"]]
    assert everything == sorted(everything, reverse=True)
    assert len(everything) == 5
    paged, before = [], None
    while True:
        page = platform.get("/sandbox/deliveries", size=2, before=before)
        paged += [delivery["delivery_id"] for delivery in page["deliveries"]]
        before = page["next_before"]
        if before is None:
            break
    assert paged == everything
    app_key = platform.keys["app_key"]
    assert len(platform.get("/sandbox/deliveries", app_key=app_key, topic=6)["deliveries"]) == 5
    assert platform.get("/sandbox/deliveries", status="PENDING")["deliveries"] == []
    assert platform.get("/sandbox/deliveries", topic=7)["deliveries"] == []
    assert platform.get("/sandbox/deliveries", app_key="nobody")["deliveries"] == []


@pytest.mark.parametrize("query", [{"status": "LOST"}, {"topic": "x"}, {"size": 0}, {"size": 10**9}, {"app": "x"}])
def test_wrong_filters_are_refused_by_name(shared_platform: RunningPlatform, query: dict[str, object]) -> None:
    reply = shared_platform.refuse("GET", "/sandbox/deliveries", **query)
    assert reply.status == 400
    assert next(iter(query)) in reply.message


def test_an_unknown_delivery_is_not_found(shared_platform: RunningPlatform) -> None:
    assert shared_platform.refuse("GET", "/sandbox/deliveries/1").status == 404
    assert shared_platform.refuse("POST", "/sandbox/deliveries/1/replay").status == 404


class _Baker(BaseHTTPRequestHandler):
    """Gives everyone a cookie, and keeps what it is sent."""

    cookies: ClassVar[list[str | None]] = []

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.cookies.append(self.headers["cookie"])
        self.send_response(200)
        self.send_header("set-cookie", "session=of-one-app; Path=/")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *values: object) -> None:
        pass


@pytest.mark.own_platform
def test_a_receivers_cookies_are_not_sent_back(platform: RunningPlatform) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Baker) as baker:
        threading.Thread(target=baker.serve_forever, args=(0.02,), daemon=True).start()
        url = f"http://localhost:{baker.server_address[1]}/"
        seller = new_seller(platform, new_app(platform, webhook_url=url, topics=[1]))
        sku_id = stocked(seller, 2)
        for count in (1, 2):
            buy(seller, sku_id)
            eventually(lambda least=count: len(_Baker.cookies) >= least)
        baker.shutdown()
    assert set(_Baker.cookies) == {None}
