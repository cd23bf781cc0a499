"""Sends notifications on to another address, and receives those that have no address of their own."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import urlsplit

from .refusal import RefusedError

#: Seconds that a receiver has, as with the platform itself.
_SECONDS = 3.0

#: Headers that belong to one connection.
_OF_A_CONNECTION = frozenset(
    {"host", "content-length", "connection", "accept-encoding", "transfer-encoding", "keep-alive"}
)

#: The path that tells our own receiver from an app's.
PATH = "/shopwright-listen"

_MOST_BYTES = 10_000_000


class Answer(NamedTuple):
    """What a receiver answered; ``status`` is None where it did not, and ``text`` says why."""

    status: int | None
    text: str
    milliseconds: int


def forwarding_url(text: str) -> str:
    """The address to forward to. A port, or a host without http://, is an address of http."""
    url = f"http://127.0.0.1:{text}" if text.isdigit() else text if "://" in text else f"http://{text}"
    try:
        parts = urlsplit(url)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if not fits:
        raise RefusedError("--forward-to is no address", "write http://127.0.0.1:5000/webhook")
    return url


def forward(url: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """Post a notification as it came: the same bytes, and all headers but those of the connection."""
    import urllib3

    kept = {name: value for name, value in headers.items() if name.lower() not in _OF_A_CONNECTION}
    started = time.perf_counter()
    try:
        reply = urllib3.request("POST", url, body=body, headers=kept, timeout=_SECONDS, retries=False, redirect=False)
        status, text = reply.status, reply.data[:2_000].decode("utf-8", "replace").strip()
    except urllib3.exceptions.NewConnectionError:
        status, text = None, "nothing listens there"
    except urllib3.exceptions.TimeoutError:
        status, text = None, f"no answer within {_SECONDS:g} s"
    except urllib3.exceptions.HTTPError as error:
        status, text = None, type(error).__name__
    return Answer(status, text, round((time.perf_counter() - started) * 1000))


class Receiver:
    """Takes the notifications of an app that has no address, and sends them on where that is wanted.

    The platform gets the answer of the address that they are forwarded to, 502 where nobody answers there, and 200
    where they are not forwarded.
    """

    def __init__(self, forward_to: str | None) -> None:
        self._forward_to = forward_to
        self._answers: dict[str, Answer] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}{PATH}"
        threading.Thread(target=self._server.serve_forever, args=(0.1,), daemon=True).start()

    def answer(self, notification_id: str) -> Answer | None:
        """What the address answered last to a notification."""
        return self._answers.pop(notification_id, None)

    def close(self) -> None:
        """Take no more notifications."""
        self._server.shutdown()
        self._server.server_close()

    def take(self, headers: Mapping[str, str], body: bytes) -> int:
        """Forward a notification; answers the status for the platform."""
        if self._forward_to is None:
            return 200
        answer = forward(self._forward_to, headers, body)
        self._answers[_notification_id(body)] = answer
        return 502 if answer.status is None else answer.status

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = min(int(self.headers["content-length"] or 0), _MOST_BYTES)
                status = receiver.take(dict(self.headers.items()), self.rfile.read(length))
                self.send_response(status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, format: str, *arguments: object) -> None:
                """Say nothing: the command prints what is to be known."""

        return Handler


def is_listening(url: str) -> bool:
    """Whether somebody takes connections at an address of this machine."""
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname or "", parts.port or 80), timeout=1).close()
    except OSError:
        return False
    return True


def _notification_id(body: bytes) -> str:
    import msgspec

    from shopwright import decoders

    try:
        return str(decoders.decode(body)["tts_notification_id"])
    except (msgspec.DecodeError, LookupError, TypeError):
        return ""
