"""Reads bodies of calls whole, within bounds on size, time and number: whoever sends one is not known yet."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping

Message = MutableMapping[str, object]
Receive = Callable[[], Awaitable[Message]]

#: How long a body may take, in seconds.
BODY_SECONDS = 120.0

#: How many bodies of more than ``_LARGE`` bytes are read at once. The others wait, and their senders are not read from.
MOST_LARGE = 4
_LARGE = 2**20


class TooLargeError(Exception):
    """A body went over its limit."""


class ClientGoneError(Exception):
    """The client hung up before its body was whole."""


class BodyReader:
    """Reads for one server, on its event loop."""

    def __init__(self) -> None:
        self._large = asyncio.Semaphore(MOST_LARGE)

    async def read(self, receive: Receive, limit: int) -> bytes:
        """The body; :class:`TooLargeError`, :class:`ClientGoneError`, or ``TimeoutError`` after ``BODY_SECONDS``."""
        async with asyncio.timeout(BODY_SECONDS):
            part, is_last = await _next_part(receive)
            if is_last:
                return _within(limit, part, len(part))
            parts, size = [part], len(part)
            while not is_last and size <= _LARGE:
                part, is_last = await _next_part(receive)
                size += len(part)
                parts.append(_within(limit, part, size))
            if not is_last:
                async with self._large:
                    while not is_last:
                        part, is_last = await _next_part(receive)
                        size += len(part)
                        parts.append(_within(limit, part, size))
        return b"".join(parts)


def _within(limit: int, part: bytes, size: int) -> bytes:
    if size > limit:
        raise TooLargeError
    return part


async def _next_part(receive: Receive) -> tuple[bytes, bool]:
    """The next bytes of a body, and whether they are its last."""
    message = await receive()
    if message["type"] == "http.disconnect":
        raise ClientGoneError
    part = message.get("body", b"")
    assert isinstance(part, bytes)
    return part, not message.get("more_body")
