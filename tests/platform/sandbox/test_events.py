"""/sandbox/events: what happens, as it happens."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest

from shopwright.testing import WebhookReceiver
from tests.conftest import StartPlatform
from tests.harness.server import DEADLINE, RunningPlatform, eventually

SHOPS = "/authorization/202309/shops"


@dataclass
class Stream:
    """Events as they are read."""

    answer: http.client.HTTPResponse
    lines: list[str] = field(default_factory=list)

    def next(self) -> dict[str, Any]:
        """The next event: its id, name and data."""
        fields: dict[str, Any] = {}
        while True:
            line = self.answer.readline().decode().rstrip("\n")
            if line:
                name, _, value = line.partition(": ")
                fields[name] = value
            elif "data" in fields:
                return {**fields, "data": json.loads(fields["data"])}
            else:
                fields.clear()

    def until(self, name: str, **wanted: object) -> dict[str, Any]:
        """The next event of a name whose data has these values."""
        while True:
            event = self.next()
            if event["event"] == name and all(event["data"][key] == value for key, value in wanted.items()):
                return event


@contextmanager
def stream(platform: RunningPlatform, last: str | None = None, query: str = "") -> Iterator[Stream]:
    parts = urlsplit(platform.url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=DEADLINE)
    connection.request("GET", f"/sandbox/events{query}", headers={"last-event-id": last} if last else {})
    answer = connection.getresponse()
    try:
        assert (answer.status, answer.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
        assert answer.readline() == b"retry: 1000\n"
        yield Stream(answer)
    finally:
        answer.close()
        connection.close()


def test_each_call_is_an_event_with_what_the_list_shows(anywhere: RunningPlatform) -> None:
    anywhere.call("GET", SHOPS)
    with stream(anywhere) as events:
        request_id = anywhere.call("GET", SHOPS).json["request_id"]
        event = events.next()
        assert event["event"] == "request"
        assert event["data"] == anywhere.get("/sandbox/requests")["requests"][0]
        assert event["data"]["request_id"] == request_id, "what came before is not told"


def test_a_new_delivery_and_each_attempt_are_events(anywhere: RunningPlatform, receiver: WebhookReceiver) -> None:
    receiver.answer(500, 1)
    keys = anywhere.keys
    anywhere.patch(f"/sandbox/apps/{keys['app_key']}", {"webhook_url": receiver.url})
    anywhere.post("/sandbox/clock/freeze")
    with stream(anywhere) as events:
        anywhere.post("/sandbox/deauthorize", {"app_key": keys["app_key"]})
        new = events.until("delivery", attempt=0)["data"]
        assert (new["topic"], new["app_key"], new["shop_id"]) == (6, keys["app_key"], keys["shop_id"])
        first = events.until("delivery", attempt=1)["data"]
        assert (first["status"], first["http_status"]) == ("PENDING", 500)
        anywhere.post("/sandbox/clock/advance", {"seconds": 120})
        second = events.until("delivery", attempt=2)["data"]
        assert (second["status"], second["http_status"]) == ("DELIVERED", 200)
        assert new["delivery_id"] == first["delivery_id"] == second["delivery_id"]


def test_a_reader_takes_up_after_the_last_event_it_saw(anywhere: RunningPlatform) -> None:
    with stream(anywhere) as events:
        ids = [anywhere.call("GET", SHOPS).json["request_id"] for _ in range(5)]
        first = [events.next() for _ in range(2)]
    for again in ({"last": first[-1]["id"]}, {"query": f"?last_event_id={first[-1]['id']}"}):
        with stream(anywhere, **again) as events:
            rest = [events.next() for _ in range(3)]
        assert sorted(item["data"]["request_id"] for item in first + rest) == sorted(ids)


def test_a_rewind_is_an_event(anywhere: RunningPlatform) -> None:
    snapshot = anywhere.post("/sandbox/snapshots")
    with stream(anywhere) as events:
        anywhere.call("GET", SHOPS)
        events.until("request")
        anywhere.post("/sandbox/restore", {"snapshot_id": snapshot["snapshot_id"]})
        assert events.until("restored")["data"]["generation"] == 2


def test_a_stream_ends_when_the_platform_stops(start_platform: StartPlatform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "shopwright.platform.server.uvicorn_server.STOP_SECONDS", 10 * DEADLINE
    )  # after which it is cut off
    platform = start_platform()
    with stream(platform) as events:
        platform.stop()
        assert events.answer.read().strip() == b""


def test_a_quiet_stream_shows_signs_of_life(platform: RunningPlatform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shopwright.platform.sandbox.events._ALIVE_EVERY", 0.1)
    with stream(platform) as events:
        assert events.answer.readline() == b"\n"
        assert [events.answer.readline() for _ in range(4)] == [b": keep-alive\n", b"\n"] * 2


def test_readers_that_go_away_are_forgotten(platform: RunningPlatform) -> None:
    for _ in range(5):
        with stream(platform):
            pass
    assert platform.call("GET", SHOPS).code == 0


def test_more_streams_than_can_be_read_are_refused_until_one_ends(
    platform: RunningPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shopwright.platform.sandbox.events.MOST_STREAMS", 2)
    with stream(platform), stream(platform):
        refused = platform.refuse("GET", "/sandbox/events")
        assert (refused.status, refused.code) == (429, 42901)

    def opened() -> bool:
        with suppress(AssertionError), stream(platform):
            return True
        return False

    eventually(opened)


@pytest.mark.parametrize("last", ["x", "12", "-", "1" * 40 + "-r"])
def test_an_event_id_that_is_none_of_ours_is_refused(shared_platform: RunningPlatform, last: str) -> None:
    reply = shared_platform.refuse("GET", "/sandbox/events", last_event_id=last)
    assert (reply.status, reply.code) == (400, 40001)
