"""The ASGI adapter: carries HTTP to the pipeline, the token service and the pages."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping

from starlette.applications import Starlette

from shopwright.platform.core.http import Reply, Request
from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.gateway.steps.route import match
from shopwright.platform.gateway.token_service import PATHS as TOKEN_PATHS
from shopwright.wire.envelope import CONTENT_TYPE, encode_error, new_request_id
from shopwright.wire.errors import ApiError
from shopwright.wire.gateway_codes import BODY_TOO_LARGE, TIMEOUT

from .body_reader import BodyReader, ClientGoneError, Message, Receive, TooLargeError
from .platform import Platform

Scope = MutableMapping[str, object]
Send = Callable[[Message], Awaitable[None]]

#: First path segments that are pages and control, not the Partner API.
PAGE_ROOTS = frozenset(
    {"sandbox", "portal", "static", "oauth", "alliance", "media", "documents", "healthz", "favicon.ico"}
)
PAGE_PATHS = frozenset({"/", "/open/authorize"})


class PlatformApp:
    """``PlatformApp(platform, pages)`` answers every path."""

    def __init__(self, platform: Platform, pages: Starlette) -> None:
        self._platform = platform
        self._pages = pages
        self._bodies = BodyReader()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            path = str(scope["path"])
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
        request = _request(path, scope)
        limit = self._most_bytes(request)
        try:
            request.body = await self._bodies.read(receive, limit) if limit else b""
        except ClientGoneError:
            return
        except TooLargeError:
            reply = _refusal(BODY_TOO_LARGE(limit=limit))
        except TimeoutError:
            reply = _refusal(TIMEOUT())
        else:
            handler = self._platform.tokens if path in TOKEN_PATHS else self._platform.pipeline
            reply = await self._platform.services.run(lambda: handler.handle(request))
        await _answer(reply, send)

    def _most_bytes(self, request: Request) -> int:
        """The limit of a call's body; 0 where there is no such operation, whose body is not read."""
        config = self._platform.config
        if request.path in TOKEN_PATHS:
            return config.max_json_bytes
        matched = match(request.path)
        target = matched[0].targets.get(request.method) if matched else None
        if target is None:
            return 0
        takes_form = target.operation.body is not None and target.operation.body.is_multipart
        is_form = request.headers.get("content-type", "").startswith("multipart/")
        return config.max_upload_bytes if takes_form and is_form else config.max_json_bytes


def _request(path: str, scope: Scope) -> Request:
    headers = scope["headers"]
    assert isinstance(headers, list)
    query = scope["query_string"]
    assert isinstance(query, bytes)
    return Request(
        method=str(scope["method"]),
        path=path,
        raw_query=query.decode("utf-8", "replace"),
        headers={name.decode("latin-1"): value.decode("latin-1") for name, value in headers},
    )


def _refusal(error: ApiError) -> Reply:
    """The reply to a call whose body was not read to its end, after which the connection is closed."""
    body = encode_error(error.code, error.message, new_request_id(wall_ms() / 1000))
    return Reply(error.error.http_status, body, {"content-type": CONTENT_TYPE, "connection": "close"})


async def _answer(reply: Reply, send: Send) -> None:
    if reply.delay_ms:
        await asyncio.sleep(reply.delay_ms / 1000)
    if reply.drop and _hang_up(send):
        return
    headers = [(name.encode(), value.encode("latin-1")) for name, value in reply.headers.items()]
    headers.append((b"content-length", str(len(reply.body)).encode()))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if reply.drop else reply.body})


def _hang_up(send: Send) -> bool:
    """Close the connection without an answer. ASGI has no message for that, so the server's transport does it."""
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        return False
    transport.abort()
    return True
