"""A receiver of notifications on loopback, which keeps whatever is sent to it."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .notifications import Notification
from .tracebacks import hide_frames

__tracebackhide__ = hide_frames

#: Seconds that a notification may take which is on its way: only a machine that is very busy needs them.
TRAVEL_SECONDS = 30.0

#: Seconds after which a held answer is given all the same.
_HELD_SECONDS = 60.0

#: Seconds between two looks whether the server shall end.
_LOOK = 0.02


class NotDelivered(AssertionError):
    """What a test expected of the notifications is not so; the text lists those that came."""


class WebhookReceiver:
    """An HTTP server that answers 200, or what it is told, to everything that is posted to its ``url``.

    It knows no platform and no secret: it can be named to any app, and to ``shopwright platform serve`` too.
    ``WebhookInbox`` is one that checks signatures and knows what is on its way.
    """

    def __init__(self) -> None:
        #: Every attempt of a delivery, whatever was answered, in the order in which they came.
        self.attempts: list[Notification] = []
        self._answers: list[int] = []
        self._answer = 200
        self._change = threading.Condition()
        self._open = threading.Event()
        self._open.set()
        self._server = _Server(self)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/webhook"
        thread = threading.Thread(target=self._server.serve_forever, args=(_LOOK,), name="webhooks", daemon=True)
        thread.start()

    @property
    def received(self) -> list[Notification]:
        """The attempts by notification id, which is the order in which their events came about.

        Several are sent at once, so the order in which they arrive is nobody's promise.
        """
        return sorted(self.attempts, key=lambda attempt: int(attempt.id))

    def wait(self, count: int, seconds: float = TRAVEL_SECONDS) -> list[Notification]:
        """Return what was received as soon as there were that many attempts. Raises ``NotDelivered``."""
        with self._change:
            if not self._change.wait_for(lambda: len(self.attempts) >= count, seconds):
                raise NotDelivered(f"{len(self.attempts)} of {count} notifications arrived within {seconds:g} s")
            return self.received

    def answer(self, status: int, count: int | None = None) -> None:
        """Answer with this status from now on, or the next ``count`` times, as a receiver in trouble would."""
        with self._change:
            if count is None:
                self._answers, self._answer = [], status
            else:
                self._answers += [status] * count

    def hold(self) -> None:
        """Let what arrives from now on wait for its answer: it is in flight until its sender gives up."""
        self._open.clear()

    def release(self) -> None:
        """Answer what waits, and what comes."""
        self._open.set()

    def stop(self) -> None:
        """Answer what waits, and close the receiver."""
        self.release()
        self._server.shutdown()
        self._server.server_close()

    def receive(self, notification: Notification) -> int:
        """Keep an attempt, and return the HTTP status of its answer once none is held."""
        with self._change:
            self.attempts.append(notification)
            self._change.notify_all()
        self._open.wait(_HELD_SECONDS)
        with self._change:
            return self._next_status(notification)

    def _next_status(self, notification: Notification) -> int:
        return self._answers.pop(0) if self._answers else self._answer


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, receiver: WebhookReceiver) -> None:
        self.receiver = receiver
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A platform that hangs up or stops in the midst of a call is no fault of the test."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        status = self.server.receiver.receive(Notification(raw, headers, path=self.path))
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Tests print nothing of their own."""
