"""Client of a platform's control API; the other modules of this package add types to it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode, urlsplit

from .connections import Connections
from .tracebacks import hide_frames

__tracebackhide__ = hide_frames

#: Seconds that one call may take; moving the clock over many orders takes the longest.
_SECONDS = 120.0


class ControlError(Exception):
    """The platform refused what a test asked of it; ``status`` is 0 when it did not answer at all."""

    def __init__(self, what: str, status: int, code: int, message: str, remedy: str | None = None) -> None:
        self.status, self.code, self.message, self.remedy = status, code, message, remedy
        super().__init__(f"{what}: {message}" + (f" {remedy}" if remedy else ""))


class Control:
    """Calls under ``/sandbox``. Any thread may use it."""

    def __init__(self, url: str, sandbox_key: str | None = None) -> None:
        self._connections = Connections(url, _SECONDS)
        self.url = url.rstrip("/")
        self._path = urlsplit(self.url).path
        self._headers = {"content-type": "application/json"}
        if sandbox_key:
            self._headers["x-sandbox-key"] = sandbox_key

    def get(self, path: str, **query: object) -> Any:
        """The data of a GET; parameters that are ``None`` are left out."""
        pairs = {name: _text(value) for name, value in query.items() if value is not None}
        return self.ask("GET", f"{path}?{urlencode(pairs)}" if pairs else path)

    def post(self, path: str, body: Mapping[str, object] | None = None) -> Any:
        """The data of a POST."""
        return self.ask("POST", path, body or {})

    def patch(self, path: str, body: Mapping[str, object]) -> Any:
        """The data of a PATCH."""
        return self.ask("PATCH", path, body)

    def delete(self, path: str) -> Any:
        """The data of a DELETE."""
        return self.ask("DELETE", path)

    def ask(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Any:
        """The data of one call; ``ControlError`` when it is refused or nobody answers."""
        what = f"{method} /sandbox/{path.partition('?')[0]}"
        status, raw = self._send(what, method, path, None if body is None else json.dumps(body).encode())
        try:
            reply = json.loads(raw)
            code, message = int(reply["code"]), str(reply["message"])
        except (ValueError, LookupError, TypeError) as error:
            raise ControlError(what, status, 0, f"HTTP {status}, and no answer of a Shopwright platform") from error
        if code != 0:
            raise ControlError(what, status, code, message, reply.get("remedy"))
        return reply["data"]

    def close(self) -> None:
        """Close its connections. Later calls open new ones."""
        self._connections.close()

    def _send(self, what: str, method: str, path: str, body: bytes | None) -> tuple[int, bytes]:
        try:
            reply = self._connections.send(method, f"{self._path}/sandbox/{path}", body, self._headers)
        except (OSError, HTTPException) as error:
            message = f"no platform answers at {self.url} ({type(error).__name__})"
            raise ControlError(what, 0, 0, message) from error
        return reply.status, reply.body


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
