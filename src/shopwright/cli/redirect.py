"""Receives the browser's redirect after consent, when an app's redirect URL is on this machine."""

from __future__ import annotations

import http.server
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from urllib.parse import parse_qs, urlsplit

from .refusal import RefusedError

_PAGE = b"<!doctype html><meta charset=utf-8><title>Shopwright</title><p>Done. Go back to the terminal.\n"


class Landing:
    """A server at the redirect URL; made by :func:`landing`."""

    def __init__(self, url: str) -> None:
        self._path, host, port = _place(url)
        self._redirect: str | None = None
        try:
            self._server = http.server.HTTPServer((host, port), self._handler())
        except OSError as error:
            remedy = "stop what listens there, or leave --redirect out and paste the address"
            raise RefusedError(f"cannot listen at {host}:{port}: {error.strerror}", remedy) from error

    def wait(self, state: str, seconds: float) -> str:
        """Wait for the redirect with our ``state`` and return its path and query; others are ignored."""
        ends = time.monotonic() + seconds
        while (left := ends - time.monotonic()) > 0:
            self._server.timeout = left
            self._server.handle_request()
            if self._redirect is not None and parse_qs(urlsplit(self._redirect).query).get("state") == [state]:
                return self._redirect
        raise RefusedError(
            f"nobody came back within {seconds:.0f} seconds",
            "open the link again; --redirect must be the app's redirect URL, as Partner Center shows it",
        )

    def close(self) -> None:
        self._server.server_close()

    def _handler(self) -> type[http.server.BaseHTTPRequestHandler]:
        landed = self

        class Handler(http.server.BaseHTTPRequestHandler):
            timeout = 10

            def do_GET(self) -> None:
                is_ours = urlsplit(self.path).path == landed._path
                landed._redirect = self.path if is_ours else None
                self.send_response(200 if is_ours else 404)
                self.send_header("content-type", "text/html")
                self.end_headers()
                if is_ours:
                    self.wfile.write(_PAGE)

            def log_message(self, *_: object) -> None:
                """Log nothing, as the line would hold the code."""

        return Handler


@contextmanager
def landing(url: str) -> Iterator[Landing]:
    """Listen at a redirect URL; :class:`RefusedError` where it is not on this machine."""
    server = Landing(url)
    try:
        yield server
    finally:
        server.close()


def _place(url: str) -> tuple[str, str, int]:
    """Path, address and port of a redirect URL on loopback."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or 80
        is_here = parts.scheme == "http" and (
            host == "localhost" or (ip_address(host).version == 4 and ip_address(host).is_loopback)
        )
    except ValueError:
        is_here = False
    if not is_here:
        raise RefusedError(
            "--redirect is not an address of this machine",
            "write it as the app has it, like http://127.0.0.1:8765/callback; for others leave it out, and paste",
        )
    return parts.path or "/", "127.0.0.1" if host == "localhost" else host, port
