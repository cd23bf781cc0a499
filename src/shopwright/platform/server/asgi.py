"""The ASGI adapter: carries HTTP to the pipeline, the token service and the pages."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import cast
from urllib.parse import quote, unquote

from starlette.applications import Starlette

from shopwright.platform.business.door import most_bytes
from shopwright.platform.core.http import Reply, Request
from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.database.dialect import POOL_SIZE
from shopwright.platform.gateway.pipeline import Pipeline
from shopwright.platform.gateway.steps.route import match
from shopwright.platform.gateway.token_service import PATHS as TOKEN_PATHS
from shopwright.platform.gateway.token_service import TokenService
from shopwright.platform.rest.door import ROOT as PLAIN_ROOT
from shopwright.wire.business.paths import ROOT as BUSINESS_ROOT
from shopwright.wire.business.refusals import refuse
from shopwright.wire.envelope import CONTENT_TYPE, encode_error, new_request_id
from shopwright.wire.errors import ApiError
from shopwright.wire.gateway_codes import BODY_TOO_LARGE, TIMEOUT

from .body_reader import BodyReader, ClientGoneError, Message, Receive, TooLargeError
from .fair_turns import FairTurns, caller_of
from .platform import Platform
from .under_prefix import UnderPrefix, without_prefix

Scope = MutableMapping[str, object]
Send = Callable[[Message], Awaitable[None]]

#: First path segments that are pages and control, not the Partner API.
PAGE_ROOTS = frozenset(
    {
        "sandbox",
        "portal",
        "reference",
        "static",
        "oauth",
        "alliance",
        "media",
        "documents",
        "uploads",
        "healthz",
        "favicon.ico",
    }
)
PAGE_PATHS = frozenset({"/", "/open/authorize"})

#: How many calls have a thread at a time; two are left to pages, control calls and the background.
MOST_CALLS = POOL_SIZE - 2

#: How long bytes are dropped that arrive after a body was refused, in seconds.
LINGER_SECONDS = 2.0


class PlatformApp:
    """``PlatformApp(platform, pages)`` answers every path."""

    def __init__(self, platform: Platform, pages: Starlette) -> None:
        self._platform = platform
        self._prefix = platform.config.prefix
        self._pages = UnderPrefix(pages, self._prefix) if self._prefix else pages
        self._bodies = BodyReader()
        self._turns = FairTurns(MOST_CALLS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            path = without_prefix(str(scope["path"]), self._prefix)
            scope["path"] = path
            if path in PAGE_PATHS or path[1:].partition("/")[0] in PAGE_ROOTS:
                await self._pages(scope, receive, send)
            else:
                await self._call(path, scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        await self._platform.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._platform.stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def _call(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        request = _request(path, scope, self._prefix)
        limit = self._most_bytes(request)
        try:
            request.body = await self._bodies.read(receive, limit) if limit else b""
        except ClientGoneError:
            return
        except TooLargeError:
            await _refuse(_too_large(path, limit), receive, send)
        except TimeoutError:
            await _refuse(TIMEOUT(), receive, send)
        else:
            await _answer(await self._handle(path, request), send)

    async def _handle(self, path: str, request: Request) -> Reply:
        """The reply of a call: at once where calls run on the loop, else when a thread is free and it is its turn."""
        handler, services = self._handler_of(path), self._platform.services
        if services.threads is None:
            return handler.handle(request)
        caller = caller_of(request, services.callers)
        return await self._turns.run(caller, lambda: services.run(lambda: handler.handle(request)))

    def _handler_of(self, path: str) -> TokenService | Pipeline:
        if path in TOKEN_PATHS:
            return self._platform.tokens
        if path.startswith(BUSINESS_ROOT):
            return self._platform.business_door
        return self._platform.plain_door if path.startswith(PLAIN_ROOT) else self._platform.pipeline

    def _most_bytes(self, request: Request) -> int:
        """The limit of a call's body; 0 where there is no such operation, whose body is not read."""
        config = self._platform.config
        if request.path in TOKEN_PATHS or request.path.startswith(PLAIN_ROOT):
            return config.max_json_bytes
        if request.path.startswith(BUSINESS_ROOT):
            return most_bytes(request, config.max_json_bytes)
        matched = match(request.segments)
        target = matched[0].targets.get(request.method) if matched else None
        if target is None:
            return 0
        takes_form = target.operation.body is not None and target.operation.body.is_multipart
        is_form = request.headers.get("content-type", "").startswith("multipart/")
        return config.max_upload_bytes if takes_form and is_form else config.max_json_bytes


def _too_large(path: str, limit: int) -> ApiError:
    return refuse("body_too_large", limit=limit) if path.startswith(BUSINESS_ROOT) else BODY_TOO_LARGE(limit=limit)


def _request(path: str, scope: Scope, prefix: str) -> Request:
    headers = scope["headers"]
    assert isinstance(headers, list)
    query = scope["query_string"]
    assert isinstance(query, bytes)
    return Request(
        method=str(scope["method"]),
        path=path,
        raw_query=query.decode("utf-8", "replace"),
        headers=_joined(headers),
        raw_path=_raw_path(path, scope.get("raw_path"), prefix),
    )


def _raw_path(path: str, sent: object, prefix: str) -> str:
    """The path as it was sent: optional in ASGI, and of no use where a server or proxy changed the path alone."""
    text = without_prefix(sent.decode("latin-1"), prefix) if isinstance(sent, bytes) else ""
    return text if unquote(text) == path else quote(path)


def _joined(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers by name, the lines of one name joined as HTTP allows."""
    joined: dict[str, str] = {}
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        joined[name] = f"{joined[name]}, {value}" if name in joined else value
    return joined


async def _refuse(error: ApiError, receive: Receive, send: Send) -> None:
    """Answer a call whose body was not read to its end, then close the connection.

    A connection that is closed with unread bytes is reset, and a caller who is still sending would lose the answer.
    So the answer is ended first, and what arrives after it is read and dropped for a while.
    """
    body = encode_error(error.code, error.message, new_request_id(wall_ms() / 1000))
    headers = {"content-type": CONTENT_TYPE, "connection": "close"}
    await _send(Reply(error.error.http_status, body, headers), send, is_whole=False)
    transport = _transport_of(send)
    if transport is None:
        await send({"type": "http.response.body", "body": b""})
        return
    if not transport.is_closing():
        transport.write_eof()
    with suppress(TimeoutError):
        async with asyncio.timeout(LINGER_SECONDS):
            await _drop_until_closed(receive)
    transport.close()
    await _drop_until_closed(receive)


async def _drop_until_closed(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _answer(reply: Reply, send: Send) -> None:
    if reply.delay_ms:
        await asyncio.sleep(reply.delay_ms / 1000)
    transport = _transport_of(send) if reply.drop else None
    if transport is not None:
        transport.abort()
        return
    await _send(reply, send)


async def _send(reply: Reply, send: Send, is_whole: bool = True) -> None:
    headers = [(name.encode(), value.encode("latin-1")) for name, value in reply.headers.items()]
    headers.append((b"content-length", str(len(reply.body)).encode()))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    body = b"" if reply.drop else reply.body
    await send({"type": "http.response.body", "body": body, "more_body": not is_whole})


def _transport_of(send: Send) -> asyncio.Transport | None:
    """The server's connection. ASGI has no message that hangs up or ends one direction; the transport does both."""
    return cast("asyncio.Transport | None", getattr(getattr(send, "__self__", None), "transport", None))
