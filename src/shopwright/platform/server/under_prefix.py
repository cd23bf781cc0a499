"""Pages below a path prefix, as a proxy publishes them: ``https://dev.example/shop/portal``.

Pages and their script know paths without the prefix. What leaves gets it: redirects, and in HTML the attributes that
hold a path of ours. ``data-`` attributes that begin with a slash are paths.
"""

from __future__ import annotations

import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PATHS = re.compile(rb'(\s(?:href|src|action|formaction|data-[a-z]+)=")/(?!/)')
_PATH_HEADERS = frozenset({b"location", b"x-shown"})


def without_prefix(path: str, prefix: str) -> str:
    """A path as we know it, whether the proxy took the prefix off or not."""
    return path[len(prefix) :] or "/" if prefix and (path == prefix or path.startswith(f"{prefix}/")) else path


class UnderPrefix:
    """Middleware: ``UnderPrefix(pages, "/shop")``."""

    def __init__(self, pages: ASGIApp, prefix: str) -> None:
        self._pages = pages
        self._prefix = prefix.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._pages(scope, receive, _Rewriter(self._prefix, send).send)


class _Rewriter:
    """Holds HTML back until it is whole; all else passes through."""

    def __init__(self, prefix: bytes, send: Send) -> None:
        self._prefix = prefix
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [(name, self._prefixed(name, value)) for name, value in message["headers"]]
            is_html = any(name == b"content-type" and value.startswith(b"text/html") for name, value in headers)
            message = {**message, "headers": headers}
            if is_html:
                self._start = message
                return
        elif self._start is not None:
            self._body += message.get("body", b"")
            if message.get("more_body"):
                return
            await self._send_html(self._start)
            return
        await self._send(message)

    async def _send_html(self, start: Message) -> None:
        body = _PATHS.sub(rb"\g<1>" + self._prefix.replace(b"\\", rb"\\") + b"/", self._body)
        headers = [(name, value) for name, value in start["headers"] if name != b"content-length"]
        headers.append((b"content-length", str(len(body)).encode()))
        await self._send({**start, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})

    def _prefixed(self, name: bytes, value: bytes) -> bytes:
        is_ours = name in _PATH_HEADERS and value.startswith(b"/") and not value.startswith(b"//")
        return self._prefix + value if is_ours else value
