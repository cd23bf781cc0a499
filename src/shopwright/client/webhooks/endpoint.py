"""Receives notifications: verifies and queues each, and answers in time. Adapters for common web frameworks."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Protocol

from .event import Event
from .verify import WebhookError, Webhooks, WebhookSignatureError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

log = logging.getLogger("shopwright.webhooks")

#: Bytes of the largest body that is read; larger ones are not notifications.
MAX_BODY = 1 << 20


class EventQueue(Protocol):
    """Stores events until they are processed, like ``Inbox``."""

    def put(self, event: Event) -> bool:
        """Store an event durably; false when it is there already."""


class Endpoint:
    """Answers notifications: 200 when the event is stored, 401 for a bad signature, 400 for another body.

    With an ``inbox`` events are durable before TikTok gets 200, and ``Inbox.run`` processes them. With a ``handler``
    a thread of this process handles them at once, each notification id once: simple, but lost when the process dies.
    Where storing fails, the answer is 500, and TikTok sends the notification again.
    """

    def __init__(
        self,
        webhooks: Webhooks,
        *,
        inbox: EventQueue | None = None,
        handler: Callable[[Event], object] | None = None,
        threads: int = 4,
    ) -> None:
        if (inbox is None) == (handler is None):
            raise TypeError("an endpoint takes an inbox or a handler")
        self._webhooks = webhooks
        self._queue: EventQueue = inbox if inbox is not None else _Threads(handler, threads)  # type: ignore[arg-type]

    def receive(self, raw_body: bytes, authorization: str | None) -> int:
        """The HTTP status to answer a notification with. The body of the answer is empty."""
        try:
            event = self._webhooks.verify_and_parse(raw_body, authorization)
        except WebhookSignatureError as error:
            log.warning("a notification was refused: %s", error.message)
            return 401
        except WebhookError as error:
            log.warning("a body that is no notification: %s", error.message)
            return 400
        try:
            is_new = self._queue.put(event)
        except Exception:
            log.exception("the notification %s could not be kept; it will be sent again", event.notification_id)
            return 500
        log.debug("%s %s %s", event.name, event.notification_id, "kept" if is_new else "was here before")
        return 200

    def starlette(self) -> Callable[[Request], Awaitable[Response]]:
        """A route for Starlette and FastAPI: ``app.add_route("/webhook", endpoint.starlette(), methods=["POST"])``."""
        from starlette.concurrency import run_in_threadpool
        from starlette.responses import Response

        async def receive(request: Request) -> Response:
            raw = await _body(request)
            if raw is None:
                return Response(status_code=413)
            status = await run_in_threadpool(self.receive, raw, request.headers.get("authorization"))
            return Response(status_code=status)

        return receive

    def flask(self) -> Callable[[], tuple[str, int]]:
        """A view for Flask: ``app.add_url_rule("/webhook", view_func=endpoint.flask(), methods=["POST"])``."""
        from flask import request

        def tiktok_shop_webhook() -> tuple[str, int]:
            if (request.content_length or 0) > MAX_BODY:
                return "", 413
            return "", self.receive(request.get_data(cache=False), request.headers.get("Authorization"))

        return tiktok_shop_webhook

    def django(self) -> Callable[[Any], Any]:
        """A view for Django: ``path("webhook", endpoint.django())``; it needs no CSRF token."""
        from django.http import HttpResponse
        from django.views.decorators.csrf import csrf_exempt

        def receive(request: Any) -> Any:
            if request.method != "POST":
                return HttpResponse(status=405)
            return HttpResponse(status=self.receive(request.body, request.headers.get("Authorization")))

        view: Callable[[Any], Any] = csrf_exempt(receive)
        return view


async def _body(request: Request) -> bytes | None:
    """The raw body; None when it is too large to be a notification."""
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > MAX_BODY:
            return None
        pieces.append(piece)
    return b"".join(pieces)


class _Threads:
    """Calls a function for each event in threads, each notification once, one at a time for each object."""

    REMEMBERED = 10_000

    def __init__(self, handler: Callable[[Event], object], threads: int) -> None:
        self._handler = handler
        self._pool = ThreadPoolExecutor(threads, "shopwright-webhooks")
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._waiting: dict[str, list[Event]] = {}
        self._lock = threading.Lock()

    def put(self, event: Event) -> bool:
        with self._lock:
            if event.notification_id in self._seen:
                return False
            self._seen[event.notification_id] = None
            if len(self._seen) > self.REMEMBERED:
                self._seen.popitem(last=False)
            line = self._waiting.get(event.object_key)
            if line is not None:
                line.append(event)
                return True
            self._waiting[event.object_key] = [event]
        self._pool.submit(self._work, event.object_key)
        return True

    def _work(self, key: str) -> None:
        """Handle all events of an object, in the order in which they came."""
        while True:
            with self._lock:
                line = self._waiting[key]
                if not line:
                    del self._waiting[key]
                    return
                event = line.pop(0)
            try:
                self._handler(event)
            except Exception:
                log.exception("%s %s: the handler failed", event.name, event.notification_id)
