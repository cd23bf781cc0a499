"""Lets the notifications of channels past all that pages need: each sale brings several of them."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from django.db import close_old_connections

from shopwright.hub.channels.hooks import MAX_BODY, take

from .headers import POLICY
from .uploads import Application, Message, Receive, Send

log = logging.getLogger("shopwright.hub.hooks")
_ADDRESS = re.compile(r"/hooks/([-a-zA-Z0-9_]+)/([0-9]{1,18})")
#: How many are kept at a time; a page that takes long holds none of them up.
_threads = ThreadPoolExecutor(2, "hook")


def with_hook_door(application: Application) -> Application:
    """The application, to which everything goes that is no notification."""

    async def answer(scope: Message, receive: Receive, send: Send) -> None:
        address = _ADDRESS.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if address is None or scope["method"] != "POST":
            await application(scope, receive, send)
            return
        body = None if _announced(scope) > MAX_BODY else await _read(receive)
        if body is None:
            await _reply(send, 413)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        work = asyncio.get_running_loop().run_in_executor(_threads, _take, address[1], int(address[2]), body, headers)
        await _reply(send, await work)

    return answer


def _announced(scope: Message) -> int:
    """The length that a request's headers tell; 0 where they tell none."""
    told = dict(scope["headers"]).get(b"content-length", b"")
    return int(told) if told.isdigit() and len(told) < 12 else 0


async def _read(receive: Receive) -> bytes | None:
    """A request's body; None for one that is too large."""
    body, more = bytearray(), True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = bool(message.get("more_body")) and message["type"] == "http.request"
        if len(body) > MAX_BODY:
            return None
    return bytes(body)


def _take(channel: str, app_id: int, body: bytes, headers: Mapping[str, str]) -> int:
    close_old_connections()
    try:
        return take(channel, app_id, body, headers)
    except Exception:
        log.exception("a notification for app %s could not be kept", app_id)
        return 500  # the channel sends it again
    finally:
        close_old_connections()


async def _reply(send: Send, status: int) -> None:
    headers = [(b"content-length", b"0"), (b"content-security-policy", POLICY.encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body"})
