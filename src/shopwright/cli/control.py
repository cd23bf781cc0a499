"""Calls the control API of a platform, and explains what keeps it from answering."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from .addresses import DEFAULT_URL, SANDBOX_KEY_VARIABLE, URL_VARIABLE
from .refusal import FAILED, RefusedError
from .text import visible

#: Seconds that a call may take. A move of the clock over many orders takes the longest.
_SECONDS = 600.0

_MOST_BYTES = 100_000_000

#: Rows of one page of a list.
_PAGE = 100


class Control:
    """The control API at an address. It is reached directly, never through a proxy."""

    def __init__(self, url: str, sandbox_key: str | None = None, option: str = "--url") -> None:
        """``option`` is how the user says where the platform is."""
        self._option = option
        try:
            self._parts = urlsplit(url)
            self._port = self._parts.port
        except ValueError as error:
            raise _unusable() from error
        if self._parts.scheme not in {"http", "https"} or not self._parts.hostname:
            raise _unusable()
        clean = self._parts._replace(netloc=self._parts.netloc.rpartition("@")[2], query="", fragment="")
        self.url = visible(clean.geturl()).rstrip("/")
        self._headers = {"x-sandbox-key": sandbox_key} if sandbox_key else {}

    @property
    def has_key(self) -> bool:
        """Whether it sends a sandbox key."""
        return bool(self._headers)

    def get(self, path: str, **query: object) -> Any:
        """The data of a GET. Parameters that are None are left out."""
        pairs = {name: _text(value) for name, value in query.items() if value is not None}
        return self.ask("GET", f"{path}?{urlencode(pairs)}" if pairs else path)

    def post(self, path: str, body: Mapping[str, object] | None = None) -> Any:
        """The data of a POST. Fields that are None are left out."""
        return self.ask("POST", path, _without_none(body or {}))

    def patch(self, path: str, body: Mapping[str, object]) -> Any:
        """The data of a PATCH. Fields that are None are left out."""
        return self.ask("PATCH", path, _without_none(body))

    def delete(self, path: str) -> Any:
        """The data of a DELETE."""
        return self.ask("DELETE", path)

    def rows(self, path: str, name: str, limit: int, **query: object) -> list[dict[str, Any]]:
        """The first rows of a list with pages, as many as ``limit``; 0 for all."""
        rows: list[dict[str, Any]] = []
        before = None
        while True:
            size = min(_PAGE, limit - len(rows)) if limit else _PAGE
            page = self.get(path, **query, before=before, size=size)
            rows += page[name]
            before = page["next_before"]
            if before is None or (limit and len(rows) >= limit):
                return rows

    def document(self, path: str) -> Any:
        """A document of the control API that is JSON without the envelope."""
        with self.open("GET", path, None, seconds=_SECONDS) as reply:
            return json.loads(reply.read(_MOST_BYTES))

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """The data of one call, by its path below ``/sandbox``. Raises ``RefusedError``."""
        content = None if body is None else json.dumps(body).encode()
        with self.open(method, path, content, seconds=_SECONDS) as reply:
            try:
                raw = reply.read(_MOST_BYTES)
            except (OSError, HTTPException) as error:
                raise self._silent(error) from error
        return self._data(reply.status, raw)

    def open(self, method: str, path: str, content: bytes | None, *, seconds: float) -> HTTPResponse:
        """Send a call; answers the reply, not yet read. Raises ``RefusedError`` where nobody answers."""
        kind = HTTPSConnection if self._parts.scheme == "https" else HTTPConnection
        assert self._parts.hostname is not None
        try:
            connection = kind(self._parts.hostname, self._port, timeout=seconds)
            headers = {**self._headers, "content-type": "application/json", "connection": "close"}
            connection.request(method, f"{self._parts.path.rstrip('/')}/sandbox/{path}", content, headers)
            return connection.getresponse()
        except (OSError, HTTPException) as error:
            raise self._silent(error) from error
        except ValueError as error:
            raise _unusable() from error

    def refuse(self, status: int, raw: bytes) -> None:
        """Raise the ``RefusedError`` of a reply that is not what was asked for."""
        self._data(status, raw)
        raise RefusedError(f"{self.url} answers HTTP {status}", f"say where the platform is with {self._option}")

    def _silent(self, error: Exception) -> RefusedError:
        remedy = f"start it with 'shopwright platform serve', or say where it is with {self._option}"
        if isinstance(error, ConnectionRefusedError):
            return RefusedError(f"nothing listens at {self.url}", remedy)
        reason = getattr(error, "strerror", None) or type(error).__name__
        return RefusedError(f"no platform answers at {self.url}: {reason}", remedy)

    def _data(self, status: int, raw: bytes) -> Any:
        try:
            reply = json.loads(raw)
            code, message = int(reply["code"]), str(reply["message"])
            data = reply["data"]
        except (ValueError, LookupError, TypeError) as error:
            problem = f"what answers at {self.url} is no Shopwright platform (HTTP {status})"
            raise RefusedError(problem, f"say where the platform is with {self._option}") from error
        if status == 401:
            remedy = f"set {SANDBOX_KEY_VARIABLE} to the key that it was started with, or name a file that holds it"
            raise RefusedError("the sandbox key is missing or wrong", remedy)
        if code != 0 or data is None:
            advice = str(reply.get("remedy") or "see /sandbox/openapi.json for what it takes")
            raise RefusedError(f"the platform refuses: {visible(message)} ({code})", visible(advice), FAILED)
        return data


def in_path(text: str) -> str:
    """A value as one segment of a path."""
    return quote(text, safe="")


def _unusable() -> RefusedError:
    remedy = f"write a URL such as {DEFAULT_URL}, as --url or in {URL_VARIABLE}"
    return RefusedError("the URL or the sandbox key cannot be sent", remedy)


def _without_none(body: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in body.items() if value is not None}


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
