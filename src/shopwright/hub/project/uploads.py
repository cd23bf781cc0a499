"""Bounds what a request may bring, before any of it is kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

#: Bytes of a request's body, files included.
MOST_BYTES = 100 << 20


class _TooLargeError(Exception):
    pass


def bounded(application: Application, most_bytes: int = MOST_BYTES) -> Application:
    """The application, with 413 for a request whose body is larger, whether it says so or not."""

    async def answer(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        said = dict(scope["headers"]).get(b"content-length", b"0")
        if not said.isdigit() or int(said) > most_bytes:
            await _refuse(send)
            return
        received = 0

        async def receive_bounded() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > most_bytes:
                raise _TooLargeError
            return message

        try:
            await application(scope, receive_bounded, send)
        except _TooLargeError:
            await _refuse(send)

    return answer


async def _refuse(send: Send) -> None:
    from asgiref.sync import sync_to_async
    from django.template.loader import render_to_string

    from .headers import POLICY

    page = (await sync_to_async(render_to_string)("console/too_large.html")).encode()
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(page)).encode()),
        (b"content-security-policy", POLICY.encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": page})
