"""Bodies of callers who are not known yet: bounded in time and number, and not read where nobody takes them."""

from __future__ import annotations

import asyncio
import http.client
import socket
from urllib.parse import urlsplit

import pytest

from shopwright.platform.server import asgi, body_reader
from shopwright.platform.server.body_reader import BodyReader, Message
from tests.harness.calls import Seller, multipart
from tests.harness.catalogue import picture
from tests.harness.server import DEADLINE, RunningPlatform

from .test_transport import UPLOAD, upload

FORM = "multipart/form-data; boundary=+++"
SEARCH = "/product/202309/products/search"
TOKENS = "/api/v2/token/get"


def begin(platform: RunningPlatform, method: str, path: str, sent: int = 1_000) -> socket.socket:
    """A call whose body of 100 MB stops after its first bytes."""
    parts = urlsplit(platform.url)
    caller = socket.create_connection((str(parts.hostname), int(parts.port or 0)), timeout=DEADLINE)
    head = f"{method} {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: {FORM}\r\ncontent-length: 100000000\r\n\r\n"
    caller.sendall(head.encode() + b"x" * sent)
    return caller


def answer(caller: socket.socket, method: str) -> tuple[int, bytes, bytes]:
    """Status and body of the reply, and what comes after it."""
    reply = http.client.HTTPResponse(caller, method=method)
    reply.begin()
    return reply.status, reply.read(), caller.recv(1) if reply.getheader("connection") == "close" else b"?"


@pytest.mark.parametrize(("method", "path", "status"), [("POST", "/nothing/here", 404), ("PATCH", UPLOAD, 405)])
def test_a_body_that_no_operation_takes_is_not_waited_for(
    gateway: RunningPlatform, method: str, path: str, status: int
) -> None:
    with begin(gateway, method, path) as caller:
        assert answer(caller, method)[0] == status


@pytest.mark.parametrize("path", [SEARCH, TOKENS])
def test_a_form_where_json_is_taken_has_the_limit_of_json(gateway: RunningPlatform, path: str) -> None:
    with begin(gateway, "POST", path, sent=gateway.config.max_json_bytes + 100_000) as caller:
        status, body, rest = answer(caller, "POST")
    assert (status, rest) == (413, b"")
    assert b"36009021" in body


def test_a_caller_who_goes_on_sending_reads_the_refusal_of_its_body(gateway: RunningPlatform) -> None:
    with begin(gateway, "POST", TOKENS, sent=gateway.config.max_json_bytes + 1) as caller:
        for _ in range(200):
            caller.sendall(bytes(2**16))
        status, body, rest = answer(caller, "POST")
    assert (status, rest) == (413, b"")
    assert b"36009021" in body


def send_for_ever(caller: socket.socket) -> None:
    while True:
        caller.sendall(bytes(2**10))


def test_a_caller_who_never_stops_sending_is_cut_off(gateway: RunningPlatform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "LINGER_SECONDS", 0.05)
    begun = begin(gateway, "POST", TOKENS, sent=gateway.config.max_json_bytes + 1)
    with begun as caller, pytest.raises(ConnectionError):
        send_for_ever(caller)


@pytest.mark.parametrize("path", [UPLOAD, SEARCH, TOKENS])
def test_a_body_that_does_not_end_is_a_timeout_and_the_connection_is_closed(
    gateway: RunningPlatform, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body_reader, "BODY_SECONDS", 0.05)
    with begin(gateway, "POST", path) as caller:
        status, body, rest = answer(caller, "POST")
    assert (status, rest) == (504, b"")
    assert b"36009007" in body


def test_large_bodies_that_are_broken_off_leave_room_for_others(seller: Seller) -> None:
    for _ in range(3):
        callers = [begin(seller.platform, "POST", UPLOAD, sent=2 * 2**20) for _ in range(body_reader.MOST_LARGE)]
        for caller in callers:
            caller.close()
    whole = multipart({}, picture() + bytes(3 * 2**20))
    assert upload(seller, whole).send(seller.platform).code == 0


class Sender:
    """Sends parts of 512 KB, as long as it is read from."""

    def __init__(self, most: int) -> None:
        self.sent = 0
        self._most = most

    async def receive(self) -> Message:
        if self.sent == self._most:
            await asyncio.Event().wait()
        self.sent += 1
        return {"type": "http.request", "body": bytes(2**19), "more_body": True}


def test_only_a_few_large_bodies_are_read_at_once() -> None:
    async def read_all() -> list[int]:
        reader, senders = BodyReader(), [Sender(most=20) for _ in range(12)]
        tasks = [asyncio.create_task(reader.read(sender.receive, 100 * 2**20)) for sender in senders]
        for _ in range(100):
            await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return [sender.sent for sender in senders]

    sent = asyncio.run(read_all())
    assert sorted(sent) == [3] * 8 + [20] * 4
