"""An HTTP server on loopback that collects notifications."""

from __future__ import annotations

import http.server
import json
import threading
from dataclasses import dataclass, field
from typing import Any

from .server import DEADLINE, eventually


@dataclass
class Received:
    """One notification as it arrived."""

    raw: bytes
    headers: dict[str, str]
    path: str

    @property
    def body(self) -> Any:
        return json.loads(self.raw)

    @property
    def type(self) -> int:
        return int(self.body["type"])


@dataclass
class Receiver:
    """``script`` holds the statuses of the next answers; then ``status`` is answered. Between :meth:`hold` and
    :meth:`release` nothing is.

    Several are sent at once, so the order in which they arrive is nobody's promise: tests look at ``received``.
    """

    status: int = 200
    script: list[int] = field(default_factory=list)
    arrived: list[Received] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._open = threading.Event()
        self._open.set()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/webhook"

    @property
    def received(self) -> list[Received]:
        """What has arrived, in the order in which it came about."""
        return sorted(self.arrived, key=lambda one: int(one.body["tts_notification_id"]))

    def wait(self, count: int, seconds: float = DEADLINE) -> list[Received]:
        """The notifications, as soon as there are that many."""
        eventually(lambda: len(self.arrived) >= count, seconds)
        return self.received

    def hold(self) -> None:
        """Let what arrives from now on wait for its answer: it stays in flight until its sender gives up."""
        self._open.clear()

    def release(self) -> None:
        """Answer what waits, and what comes."""
        self._open.set()

    def stop(self) -> None:
        self.release()
        self._server.shutdown()
        self._server.server_close()


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def handle_error(self, request: object, client_address: object) -> None:
        """A sender that hangs up early is no fault of the test."""


def _handler(receiver: Receiver) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["content-length"]))
            receiver.arrived.append(Received(raw, {k.lower(): v for k, v in self.headers.items()}, self.path))
            receiver._open.wait(2 * DEADLINE)
            self.send_response(receiver.script.pop(0) if receiver.script else receiver.status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Tests print nothing."""

    return Handler
