"""A server that is in trouble on purpose: it throttles, is down, hangs up, or answers what no channel answers."""

from __future__ import annotations

import threading
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


class Trouble(StrEnum):
    """What goes wrong with every call."""

    THROTTLED = "throttled"
    UNAVAILABLE = "unavailable"
    TIMED_OUT = "timed_out"
    CUT = "cut"
    TRUNCATED = "truncated"
    EMPTY = "empty"
    HTML = "html"
    NO_TEXT = "no_text"
    LIST = "list"
    BARE = "bare"
    NULL_DATA = "null_data"


_BODIES = {
    Trouble.THROTTLED: b'{"code": 36009014, "message": "Too many requests.", "errors": "Throttled"}',
    Trouble.UNAVAILABLE: b"<html><title>503 Service Unavailable</title></html>",
    Trouble.TIMED_OUT: b"<html><title>408 Request Timeout</title></html>",
    Trouble.TRUNCATED: b'{"code": 0, "data": {"orders": [{"id": "5',
    Trouble.EMPTY: b"",
    Trouble.HTML: b"<!doctype html><title>Captive portal</title>",
    Trouble.NO_TEXT: b"\xff\xfe\x00\x01",
    Trouble.LIST: b"[1, 2, 3]",
    Trouble.BARE: b"{}",
    Trouble.NULL_DATA: b'{"data": null}',
}
_STATUS = {Trouble.THROTTLED: 429, Trouble.UNAVAILABLE: 503, Trouble.TIMED_OUT: 408}


class BrokenServer:
    """An HTTP server on loopback that treats every request in the same way. ``url`` has no slash at its end."""

    def __init__(self, trouble: Trouble) -> None:
        handler = type("Handler", (_Handler,), {"trouble": trouble})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    trouble: Trouble

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("content-length") or 0))
        if self.trouble is Trouble.CUT:
            self.close_connection = True
            return
        body = _BODIES[self.trouble]
        self.send_response(_STATUS.get(self.trouble, 200))
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        if self.trouble is Trouble.THROTTLED:
            self.send_header("retry-after", "1")
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _answer  # noqa: N815 - names of http.server
