"""What is answered where our own code fails outside the pipeline: its envelope, a record, and the stack in the log."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from shopwright.wire.envelope import CONTENT_TYPE, encode_error, new_request_id
from shopwright.wire.gateway_codes import INTERNAL

from . import http
from .services import Services

log = logging.getLogger("shopwright.platform")

Handler = Callable[[Request], Awaitable[Response]]


def internal_error(request_id: str, name: str) -> http.Reply:
    """The reply to a request that failed; the exception being handled is logged."""
    log.exception("request %s failed in %s", request_id, name)  # noqa: LOG004  called while handling
    body = encode_error(INTERNAL.code, INTERNAL.message, request_id)
    return http.Reply(INTERNAL.http_status, body, {"content-type": CONTENT_TYPE, "cache-control": "no-store"})


def guarded(services: Services, name: str, handler: Handler) -> Handler:
    """The handler of a route, with failures answered, logged, and recorded under ``name``."""

    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody reads it
        except Exception:  # noqa: BLE001  any failure becomes an envelope; it is logged
            request_id = new_request_id(time.time())
            reply = internal_error(request_id, name)
            sent = http.Request(request.method, request.url.path, request.url.query, dict(request.headers))
            services.record_plain(sent, reply, name, None, INTERNAL.code, request_id, INTERNAL.message)
            return Response(reply.body, reply.status, reply.headers)

    return answer
