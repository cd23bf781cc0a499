"""The reply envelope: ``code`` (0 is success), ``message``, ``data`` (``null`` on error) and ``request_id``."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta, timezone

import msgspec

#: Reply header values; the documented content type of every envelope.
CONTENT_TYPE = "application/json; charset=utf-8"

SUCCESS_MESSAGE = "Success"
TOKEN_SUCCESS_MESSAGE = "success"

#: The 14 digits at the head of a request id are this zone's local time.
_REQUEST_ID_ZONE = timezone(timedelta(hours=8))

_encoder = msgspec.json.Encoder()


class Envelope(msgspec.Struct):
    """The body of every reply but a page's."""

    code: int
    message: str
    data: object
    request_id: str


def new_request_id(wall_time: float) -> str:
    """34 characters: local time (UTC+8) to the second and 20 upper-case hex digits."""
    stamp = datetime.fromtimestamp(wall_time, _REQUEST_ID_ZONE).strftime("%Y%m%d%H%M%S")
    return stamp + secrets.token_hex(10).upper()


def encode_success(data: object, request_id: str, message: str = SUCCESS_MESSAGE) -> bytes:
    """A success envelope as JSON bytes."""
    return _encoder.encode(Envelope(0, message, data, request_id))


def encode_error(code: int, message: str, request_id: str) -> bytes:
    """An error envelope as JSON bytes; ``data`` is ``null``."""
    return _encoder.encode(Envelope(code, message, None, request_id))
