"""Reads what a receiver answers, within bounds: it never changes what the attempt came to."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from shopwright.wire.redaction import redact_body, redact_headers

from .store import Exchange

if TYPE_CHECKING:
    from aiohttp import ClientResponse

#: How much of an answer is kept, in bytes, how long is waited for it, in seconds, and how many headers of what length.
_MOST_BYTES, _BODY_SECONDS, _MOST_HEADERS, _MOST_VALUE = 2_048, 0.25, 24, 300


async def read_exchange(reply: ClientResponse) -> Exchange:
    """What was sent and answered: headers, and the first of the answer's text."""
    text, note = await _read_text(reply)
    return Exchange(
        # Ours are no secret: the signature is of this body alone.
        sent={name.lower(): value for name, value in reply.request_info.headers.items()},
        answered=redact_headers(
            [(name, value[:_MOST_VALUE]) for name, value in list(reply.headers.items())[:_MOST_HEADERS]]
        ),
        answer=redact_body(text),
        note=note,
    )


async def _read_text(reply: ClientResponse) -> tuple[str, str]:
    """The first of a body as text, and why it is not all of it."""
    raw = bytearray()
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            while len(raw) <= _MOST_BYTES and (piece := await reply.content.read(_MOST_BYTES + 1 - len(raw))):
                raw += piece
        note = f"more than {_MOST_BYTES:,} bytes" if len(raw) > _MOST_BYTES else ""
    except TimeoutError:
        note = f"the rest did not come within {_BODY_SECONDS:g} s"
    except Exception as error:  # noqa: BLE001  the receiver has answered with its status, and that counts
        note = f"the rest could not be read: {type(error).__name__}"
    if reply.headers.get("content-encoding", "identity") != "identity":
        return "", f"sent as {reply.headers['content-encoding'][:40]}"
    return raw[:_MOST_BYTES].decode("utf-8", "replace").replace("\0", "�"), note
