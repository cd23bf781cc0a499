"""Envelopes of the control API, and its error codes."""

from __future__ import annotations

import msgspec
from starlette.responses import Response

from shopwright.wire.errors import ErrorCode

BAD_REQUEST = ErrorCode(40001, "{reason}", 400, "Correct the field that the message names; see /sandbox/openapi.json.")
KEY_NEEDED = ErrorCode(40101, "The sandbox key is missing or wrong.", 401, "Send it in the header x-sandbox-key.")
FOREIGN_ORIGIN = ErrorCode(
    40301,
    "Requests from {origin} are refused.",
    403,
    "Call from the platform's own pages or without a browser; name another host of yours with --public-url.",
)
NOT_FOUND = ErrorCode(40401, "{what} was not found.", 404, "List what there is with GET.")
NOT_ALLOWED = ErrorCode(40501, "The path takes {allowed}.", 405, "See /sandbox/openapi.json.")
WRONG_STATE = ErrorCode(40901, "{reason}", 409, "Look at the state with GET first.")
TOO_LARGE = ErrorCode(41301, "The body is over {limit} bytes.", 413, "Send less.")
INTERNAL = ErrorCode(50001, "Internal error.", 500, "Please report it.")


class Failure(msgspec.Struct):
    """An error envelope; ``remedy`` says what to do."""

    code: int
    message: str
    data: None
    remedy: str


def success(data: object) -> Response:
    """``{"code": 0, "message": "Success", "data": …}``."""
    content = msgspec.json.encode({"code": 0, "message": "Success", "data": data})
    return Response(content, media_type="application/json", headers={"cache-control": "no-store"})


def failure(error: ErrorCode, message: str) -> Response:
    """An error as its code says, with a message. The Partner API's refusals with status 200 are 409 here."""
    status = error.http_status if error.http_status >= 400 else WRONG_STATE.http_status
    content = msgspec.json.encode(Failure(error.code, message, None, error.remedy))
    return Response(content, status, media_type="application/json", headers={"cache-control": "no-store"})
