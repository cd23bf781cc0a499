"""``shopwright listen``: notifications and calls as they happen."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from shopwright.testing import WebhookReceiver
from shopwright.wire.signing import sign_webhook
from tests.harness.launcher import Launched
from tests.harness.server import RunningPlatform, eventually

from .commands import DEADLINE, Run, Running, Serve
from .terminal import at_terminal
from .test_logs import following

Buy = Callable[[], str]

pytestmark = [pytest.mark.slow, pytest.mark.own_platform]


def events_of(process: Launched) -> Iterator[dict[str, Any]]:
    """What it prints, as it comes."""
    assert process.stdout is not None
    for line in process.stdout:
        yield json.loads(line)


def of_kind(events: Iterator[dict[str, Any]], kind: str) -> dict[str, Any]:
    return next(event for event in events if event["event"] == kind)


def demo_app(platform: RunningPlatform) -> dict[str, Any]:
    app: dict[str, Any] = platform.get(f"/sandbox/apps/{platform.keys['app_key']}")
    return app


@pytest.fixture
def bought(run: Run, platform: RunningPlatform) -> Buy:
    """``bought()``: a purchase in the demo shop; the order's id."""
    return lambda: bought_at(run, platform.url)


def bought_at(run: Run, url: str) -> str:
    ended = run("sandbox", "buy", "--json", SHOPWRIGHT_URL=url)
    assert ended.code == 0, ended.err
    return str(json.loads(ended.out)["order_id"])


def test_an_app_without_an_address_has_its_notifications_forwarded_as_they_were_sent(
    tmp_path: Path, platform: RunningPlatform, receiver: WebhookReceiver, bought: Buy
) -> None:
    app = demo_app(platform)
    assert app["webhook_url"] is None
    arguments = ("listen", "--forward-to", receiver.url, "--topics", "ORDER_STATUS_CHANGE", "--no-calls", "--json")
    with following(tmp_path, *arguments, SHOPWRIGHT_URL=platform.url) as process:
        order_id = bought()
        events = events_of(process)
        delivery = of_kind(events, "delivery")["delivery"]
        assert (delivery["topic"], delivery["body"]["data"]["order_id"]) == (1, order_id)
        answer = of_kind(events, "answer")
        assert (answer["url"], answer["http_status"]) == (receiver.url, 200)
        notification = next(item for item in receiver.received if item.id == delivery["notification_id"])
        assert notification.headers["authorization"] == sign_webhook(
            app["app_key"], app["app_secret"], notification.raw
        )
        assert json.loads(notification.raw) == delivery["body"]
        process.send_signal(signal.SIGTERM)
        assert process.wait(DEADLINE) == 0
    assert demo_app(platform)["webhook_url"] is None, "the address goes with the listener"


def test_the_platform_meets_the_answer_of_the_address_and_tries_again(
    tmp_path: Path, platform: RunningPlatform, receiver: WebhookReceiver, bought: Buy
) -> None:
    receiver.answer(503)
    arguments = ("listen", "--forward-to", receiver.url, "--topics", "1", "--no-calls", "--json")
    with following(tmp_path, *arguments, SHOPWRIGHT_URL=platform.url) as process:
        bought()
        events = events_of(process)
        assert of_kind(events, "answer")["http_status"] == 503
        attempt = of_kind(events, "attempt")
        assert (attempt["http_status"], attempt["status"], attempt["attempt"]) == (503, "PENDING", 1)
        receiver.answer(200)
        platform.post("/sandbox/clock/advance", {"seconds": 120})
        tries = (event for event in events if event["event"] == "attempt" and event["attempt"] == 2)
        assert next(tries)["status"] == "DELIVERED"


def test_an_app_with_an_address_keeps_it_and_a_copy_is_forwarded(
    tmp_path: Path, platform: RunningPlatform, receiver: WebhookReceiver, bought: Buy
) -> None:
    own = WebhookReceiver()
    try:
        app = demo_app(platform)
        platform.patch(f"/sandbox/apps/{app['app_key']}", {"webhook_url": own.url, "topics": [1]})
        arguments = ("listen", "--forward-to", receiver.url, "--no-calls", "--json", "--count", "1")
        with following(tmp_path, *arguments, SHOPWRIGHT_URL=platform.url) as process:
            bought()
            assert process.wait(DEADLINE) == 0
        copies = {item.id: (item.raw, item.headers["authorization"]) for item in receiver.received}
        originals = {item.id: (item.raw, item.headers["authorization"]) for item in own.received}
        assert copies
        assert copies.items() <= originals.items(), "byte for byte what the platform sent"
        assert demo_app(platform)["webhook_url"] == own.url
    finally:
        own.stop()


def test_nobody_at_the_address_is_told_and_no_success(tmp_path: Path, platform: RunningPlatform, bought: Buy) -> None:
    arguments = ("listen", "--forward-to", "http://127.0.0.1:1/hook", "--topics", "1", "--json")
    with following(tmp_path, *arguments, SHOPWRIGHT_URL=platform.url) as process:
        bought()
        events = events_of(process)
        answer = of_kind(events, "answer")
        assert (answer["http_status"], answer["text"]) == (None, "nothing listens there")
        assert of_kind(events, "attempt")["http_status"] == 502


def test_a_terminal_reads_calls_and_notifications_in_words(
    tmp_path: Path, platform: RunningPlatform, receiver: WebhookReceiver, bought: Buy
) -> None:
    arguments = ("listen", "--forward-to", receiver.url)
    with at_terminal(tmp_path, *arguments, COLUMNS="160", SHOPWRIGHT_URL=platform.url) as terminal:
        terminal.read_until("listening to app")
        order_id = bought()
        terminal.read_until("call")
        terminal.read_until("searchProducts")
        terminal.read_until(f"ORDER_STATUS_CHANGE  {order_id}")
        terminal.read_until("answer")
        assert "\x1b[" in terminal.raw
        terminal.type("\x03")
        assert terminal.end() == 0
    assert demo_app(platform)["webhook_url"] is None


def test_a_narrow_terminal_breaks_no_id(tmp_path: Path, platform: RunningPlatform, bought: Buy) -> None:
    with at_terminal(tmp_path, "listen", COLUMNS="80", SHOPWRIGHT_URL=platform.url) as terminal:
        terminal.read_until("listening to app")
        order_id = bought()
        terminal.read_until(f"ORDER_STATUS_CHANGE\r\n          {order_id}  ON_HOLD")
        lines = terminal.text.split("listening to app", 1)[1].split("\r\n")[1:]
        assert max(map(len, lines)) <= 80


def test_it_goes_on_after_the_platform_was_started_again(tmp_path: Path, serve: Serve, run: Run) -> None:
    first = serve("--data", "shop", "--orders-per-minute", "0")
    with following(tmp_path, "listen", "--no-calls", "--json", SHOPWRIGHT_URL=first.url) as process:
        assert bought_at(run, first.url)
        events = events_of(process)
        of_kind(events, "delivery")
        first.end()
        second = serve("--data", "shop", "--orders-per-minute", "0", "--port", str(first.ready["port"]))
        assert eventually(lambda: _app_of(second)["webhook_url"])
        order_id = bought_at(run, second.url)
        bodies = (event["delivery"]["body"]["data"] for event in events if event["event"] == "delivery")
        assert any(data.get("order_id") == order_id for data in bodies)


def test_a_platform_in_memory_that_was_started_anew_is_listened_to_again(
    tmp_path: Path, serve: Serve, run: Run
) -> None:
    options = ("--memory", "--orders-per-minute", "0")
    first = serve(*options)
    with following(tmp_path, "listen", "--no-calls", "--json", SHOPWRIGHT_URL=first.url) as process:
        first.end()
        second = serve(*options, "--port", str(first.ready["port"]))
        assert eventually(lambda: _app_of(second)["webhook_url"])
        order_id = bought_at(run, second.url)
        bodies = (event["delivery"]["body"]["data"] for event in events_of(process) if event["event"] == "delivery")
        assert any(data.get("order_id") == order_id for data in bodies)


def test_it_goes_on_after_a_reset(tmp_path: Path, platform: RunningPlatform, bought: Buy) -> None:
    with following(tmp_path, "listen", "--no-calls", "--json", SHOPWRIGHT_URL=platform.url) as process:
        bought()
        platform.post("/sandbox/reset")
        events = events_of(process)
        of_kind(events, "rewound")
        assert eventually(lambda: demo_app(platform)["webhook_url"])
        order_id = bought()
        bodies = (event["delivery"]["body"]["data"] for event in events if event["event"] == "delivery")
        assert any(data.get("order_id") == order_id for data in bodies)


def _app_of(server: Running) -> dict[str, Any]:
    app: dict[str, Any] = server.get(f"/sandbox/apps/{server.keys()['app_key']}")[1]["data"]
    return app
