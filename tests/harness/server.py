"""A platform that runs in a thread of the tests' own process, and a small client that speaks to it over HTTP."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar, Unpack
from urllib.parse import urlencode

from shopwright.platform.database.transaction import Tx
from shopwright.testing import platform_thread
from shopwright.testing.connections import Connections
from shopwright.testing.platform_thread import StartOptions
from shopwright.wire.signing import sign_request

from .openapi import check_reply

T = TypeVar("T")

#: Seconds until something that has not happened is taken for broken; what happens ends its wait at once.
DEADLINE = 30.0


@dataclass
class Reply:
    """What came back. ``data`` is that of the envelope."""

    status: int
    headers: dict[str, str]
    body: bytes

    @cached_property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> int:
        code = self.json["code"]
        assert isinstance(code, int)
        return code

    @property
    def message(self) -> str:
        return str(self.json["message"])

    @property
    def data(self) -> Any:
        assert self.code == 0, self.json
        return self.json["data"]


class RunningPlatform(platform_thread.RunningPlatform):
    """The platform of ``shopwright.testing``, spoken to by hand: with calls that are wrong, and without a client.

    Made by the fixtures ``platform`` and ``start_platform``. Replies under /sandbox are checked against its OpenAPI
    document.
    """

    def __init__(self, region: str = "GB", *, demo: bool = True, **options: Unpack[StartOptions]) -> None:
        super().__init__(region, demo=demo, **options)
        self.sandbox_key = options.get("sandbox_key")

    def stop(self, *, wait: bool = True) -> None:
        """Stop serving; ``wait`` until all is closed."""
        self._connections.close()
        super().stop(wait=wait)

    def inside(self, change: Callable[[Tx], T], *, writes: bool = True) -> T:
        """Make a change, or a read, where the platform makes its own: for what no call can cause."""
        store = self.server.platform.store

        def in_transaction() -> T:
            with store.write() if writes else store.read() as tx:
                return change(tx)

        return self._there(in_transaction)

    def rotate_keys(self) -> int:
        """Write all secrets anew with a new data key, as the command does; returns how many."""
        return self._there(self.server.platform.store.rotate_keys)

    def _there(self, work: Callable[[], T]) -> T:
        platform = self.server.platform
        assert platform.background is not None
        waiting = platform.services.run(work)
        return asyncio.run_coroutine_threadsafe(waiting, platform.background.loop).result(DEADLINE)

    @cached_property
    def keys(self) -> Any:
        """The data of ``GET /sandbox/keys``."""
        return self.get("/sandbox/keys")

    def get(self, path: str, **query: object) -> Any:
        """The data of a control call that succeeds."""
        return self.ask("GET", path, query=query).data

    def post(self, path: str, body: object = None) -> Any:
        """The data of a control call that succeeds."""
        return self.ask("POST", path, body).data

    def patch(self, path: str, body: object) -> Any:
        """The data of a control call that succeeds."""
        return self.ask("PATCH", path, body).data

    def delete(self, path: str) -> Any:
        """The data of a control call that succeeds."""
        return self.ask("DELETE", path).data

    def refuse(self, method: str, path: str, body: object = None, **query: object) -> Reply:
        """The reply of a control call that must be refused, with a 4xx."""
        reply = self.ask(method, path, body, query=query)
        assert 400 <= reply.status < 500, reply.body
        return reply

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        query: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """A call without a signature: control, token service, pages. ``bytes`` are sent as they are."""
        key_header = {"x-sandbox-key": self.sandbox_key} if self.sandbox_key else {}
        reply = self.send(method, path + _query(query), body, {**key_header, **(headers or {})})
        if path.startswith("/sandbox") and method in {"GET", "POST", "PATCH", "DELETE"}:
            check_reply(method, path, reply.status, reply.headers.get("content-type", ""), reply.body)
        return reply

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        query: Mapping[str, object] | None = None,
        token: str | None = None,
        cipher: str | bool = False,
        app: Mapping[str, str] | None = None,
    ) -> Reply:
        """A signed call of the Partner API, by the demo app for the demo seller unless told otherwise.

        ``cipher``: true sends the demo shop's.
        """
        app = app or self.keys
        pairs = {name: str(value) for name, value in (query or {}).items()}
        pairs |= {"app_key": app["app_key"], "timestamp": str(int(time.time()))}
        if cipher:
            pairs["shop_cipher"] = self.keys["shop_cipher"] if cipher is True else cipher
        raw = _encoded(body)
        pairs["sign"] = sign_request(app["app_secret"], path, list(pairs.items()), raw)
        headers = {"x-tts-access-token": token or self.keys["seller"]["access_token"]}
        return self.send(method, path + _query(pairs), raw, {**headers, "content-type": "application/json"})

    def send(self, method: str, target: str, body: object, headers: Mapping[str, str], *, fresh: bool = False) -> Reply:
        """One request, on a connection that an earlier one left open; ``fresh``: on one of its own."""
        return Reply(*self._connections.send(method, target, _encoded(body), headers, fresh=fresh))

    @cached_property
    def _connections(self) -> Connections:
        return Connections(self.url, DEADLINE)


def eventually(probe: Callable[[], Any], seconds: float = DEADLINE, pause: float = 0.01) -> Any:
    """The first truthy answer of a probe. ``pause``: seconds between two, longer where a probe takes much itself."""
    end = time.monotonic() + seconds
    while True:
        answer = probe()
        if answer:
            return answer
        assert time.monotonic() < end, "it did not happen"
        time.sleep(pause)


def _query(query: Mapping[str, object] | None) -> str:
    pairs = {name: value for name, value in (query or {}).items() if value is not None}
    return f"?{urlencode(pairs)}" if pairs else ""


def _encoded(body: object) -> bytes:
    if body is None:
        return b""
    return body if isinstance(body, bytes) else json.dumps(body).encode()
