"""Parse a reply into its data, or into an error with cause and remedy."""

from __future__ import annotations

import email.utils
from collections.abc import Iterator, Mapping

import msgspec

from shopwright import decoders
from shopwright.client.errors import (
    HIDE_FRAMES,
    ApiCallError,
    InvalidCall,
    ItemFailure,
    NotBuilt,
    RateLimited,
    ScopeError,
    ServerTrouble,
    SignatureError,
    TokenError,
    UnreadableReply,
)
from shopwright.wire.gateway_codes import HOURLY_QUOTA, INTERNAL, INVALID, NOT_IMPLEMENTED, TIMEOUT, TOO_MANY_REQUESTS

from .causes import is_about_time, kind_of
from .http import HttpReply
from .methods import Method

__tracebackhide__ = HIDE_FRAMES

RATE_CODES = frozenset({TOO_MANY_REQUESTS.code, HOURLY_QUOTA.code})
TOKEN_CODES = frozenset({105001, 105002})
SIGNATURE_CODES = frozenset({106001})
SCOPE_CODE, WRONG_USER_CODE = 105005, 101000

#: The server failed for reasons of its own: documented as internal error and timeout.
TROUBLE_CODES = frozenset({INTERNAL.code, TIMEOUT.code})

#: Unix time between which a server's ``Date`` is believed: 2020 to 2100.
_EARLIEST, _LATEST = 1_577_836_800.0, 4_102_444_800.0

#: The longest wait that a reply can ask for, in seconds: a year.
_LONGEST = 31_536_000.0


class Envelope(msgspec.Struct):
    """The reply's envelope; ``data`` is what the server sent."""

    code: int
    message: str | None = ""
    data: object = None
    request_id: str | None = ""


_decoder = decoders.decoder(Envelope)


def parse_envelope(reply: HttpReply, operation: str) -> Envelope:
    """Parse the envelope of a reply. Raises ``UnreadableReply`` where there is none.

    A server in trouble, or a proxy before it, answers without an envelope: its status then says what there is to say.
    """
    try:
        return _decoder.decode(reply.body)
    except (ValueError, RecursionError) as error:  # msgspec raises the latter for what is nested too deep
        code = _code_of_status(reply.status)
        if code is not None:
            return Envelope(code, f"HTTP {reply.status}, without an envelope")
        raise _unreadable(reply, operation, error) from error


def _code_of_status(status: int) -> int | None:
    """The code that says the same as a status; ``None`` where the status alone says too little."""
    if status == 429:
        return TOO_MANY_REQUESTS.code
    if status in (408, 504):
        return TIMEOUT.code
    return INTERNAL.code if status >= 500 else None


def _unreadable(reply: HttpReply, operation: str, error: Exception) -> UnreadableReply:
    kind = reply.headers.get("content-type", "no content type")
    is_refused = 300 <= reply.status < 500
    unreadable = UnreadableReply(
        f"{operation}: HTTP {reply.status} with {len(reply.body)} bytes of {kind} is not a reply of TikTok Shop.",
        was_sent=not is_refused,
        cause=f"It cannot be read as an envelope: {error}.",
        remedy="See whether the base URL is right and what stands between (a proxy, a login page).",
    )
    unreadable.is_refused = is_refused
    return unreadable


def error_of(
    envelope: Envelope, reply: HttpReply, method: Method | None, operation: str, base_url: str
) -> ApiCallError:
    """The exception for a refused call to a server at ``base_url``."""
    from .remedies import page_of, remedy_of

    error_type = error_class(envelope.code, envelope.message or "", reply.status)
    kind = kind_of(envelope.code, envelope.message or "")
    cause, remedy = (kind.cause, kind.remedy) if kind is not None else remedy_of(envelope.code)
    error = error_type(
        envelope.code,
        envelope.message or "",
        operation=operation,
        request_id=envelope.request_id or "",
        http_status=reply.status,
        retry_after=retry_after(reply.headers),
        cause=cause,
        remedy=remedy,
        page=page_of(envelope.code, reply.headers, base_url),
    )
    if isinstance(error, ScopeError) and method is not None:
        _name_scopes(error, method)
    return error


def error_class(code: int, message: str, status: int) -> type[ApiCallError]:
    """The exception class of a code; the message tells more of 36009004, the HTTP status where the code tells nothing.

    A message of 36009004 without known words is about the arguments.
    """
    if code in RATE_CODES or status == 429:
        return RateLimited
    if code in TOKEN_CODES or code == WRONG_USER_CODE:
        return TokenError
    if code == SCOPE_CODE:
        return ScopeError
    if (kind := kind_of(code, message)) is not None:
        return kind.error
    if code in SIGNATURE_CODES or is_about_time(code, message):
        return SignatureError
    if code == NOT_IMPLEMENTED.code:
        return NotBuilt
    if code in TROUBLE_CODES or status >= 500:
        return ServerTrouble
    return InvalidCall if code == INVALID.code else ApiCallError


def _name_scopes(error: ScopeError, method: Method) -> None:
    error.scopes = method.operation.scopes
    names = " or ".join(error.scopes) or "a scope that is not documented"
    error.cause = f"{method.operation.id} needs the scope {names}; the app or this token lacks it."
    error.remedy = (
        f"Switch the API package with {names} on for the app (Partner Center, your app, Manage API; on a Shopwright "
        "platform the app's page), then have the seller authorise again: old tokens keep their old scopes."
    )


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that a reply asks to wait: given as seconds, or as a date counted from the reply's own."""
    delay = headers.get("retry-after", "").strip()
    if delay.isascii() and delay.replace(".", "", 1).isdigit():
        return min(float(delay), _LONGEST)
    until, sent = _moment(delay), _moment(headers.get("date", ""))
    return min(max(until - sent, 0.0), _LONGEST) if until is not None and sent is not None else None


def server_time(headers: Mapping[str, str]) -> float | None:
    """The server's clock as its ``Date`` header shows it, in Unix seconds; ``None`` where it cannot be right."""
    moment = _moment(headers.get("date", ""))
    return moment if moment is not None and _EARLIEST <= moment < _LATEST else None


def _moment(text: str) -> float | None:
    try:
        return email.utils.parsedate_to_datetime(text).timestamp()
    except (ValueError, OverflowError):
        return None


def failures_in(data: object, method: Method) -> list[ItemFailure]:
    """The items that a successful reply says have failed."""
    if not method.operation.failures or not isinstance(data, dict):
        return []
    return [failure for name in method.operation.failures for failure in _items(data.get(name))]


def _items(value: object) -> Iterator[ItemFailure]:
    if isinstance(value, list):
        for item in value:
            yield from _items(item) if isinstance(item, dict) else [ItemFailure(None, "failed", item)]
    elif isinstance(value, dict) and any(value.values()):
        code = str(value.get("code", ""))
        if code == "0":
            return
        message = str(value.get("message") or value.get("fail_reason") or "failed")
        number = int(code) if code.isascii() and code.isdigit() and len(code) < 20 else None
        yield ItemFailure(number, message, value.get("detail", value))
