"""Parse a reply into its data, or into an error with cause and remedy."""

from __future__ import annotations

import email.utils
from collections.abc import Iterator, Mapping

import msgspec

from shopwright.client.errors import (
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

from .http import HttpReply
from .methods import Method

RATE_CODES = frozenset({36009002, 36009037})
TOKEN_CODES = frozenset({105001, 105002})
SIGNATURE_CODES = frozenset({106001})
SCOPE_CODE, WRONG_USER_CODE, INVALID_CODE = 105005, 101000, 36009004

#: The server failed for reasons of its own: documented as internal error and timeout.
TROUBLE_CODES = frozenset({36009003, 36009007})


class Envelope(msgspec.Struct):
    """The reply's envelope; ``data`` is what the server sent."""

    code: int
    message: str | None = ""
    data: object = None
    request_id: str | None = ""


_decoder = msgspec.json.Decoder(Envelope)


def parse_envelope(reply: HttpReply, operation: str) -> Envelope:
    """Parse the envelope of a reply. Raises ``UnreadableReply`` where there is none."""
    try:
        return _decoder.decode(reply.body)
    except msgspec.DecodeError as error:
        if reply.status == 429:  # a proxy in between answers without an envelope
            return Envelope(36009002, "too many requests")
        kind = reply.headers.get("content-type", "no content type")
        raise UnreadableReply(
            f"{operation}: HTTP {reply.status} with {len(reply.body)} bytes of {kind} is not a reply of TikTok Shop.",
            was_sent=True,
            cause=f"It cannot be read as an envelope: {error}.",
            remedy="See whether the base URL is right and what stands between (a proxy, a login page).",
        ) from error


def error_of(envelope: Envelope, reply: HttpReply, method: Method | None, operation: str) -> ApiCallError:
    """The exception for a refused call."""
    from .remedies import remedy_of

    error_type = error_class(envelope.code, envelope.message or "", reply.status)
    cause, remedy = remedy_of(envelope.code)
    error = error_type(
        envelope.code,
        envelope.message or "",
        operation=operation,
        request_id=envelope.request_id or "",
        http_status=reply.status,
        retry_after=retry_after(reply.headers),
        cause=cause,
        remedy=remedy,
    )
    if isinstance(error, ScopeError) and method is not None:
        _name_scopes(error, method)
    return error


def error_class(code: int, message: str, status: int) -> type[ApiCallError]:
    """The exception class of a code; the HTTP status decides where the code does not."""
    if code in RATE_CODES or status == 429:
        return RateLimited
    if code in TOKEN_CODES or code == WRONG_USER_CODE:
        return TokenError
    if code == SCOPE_CODE:
        return ScopeError
    if code in SIGNATURE_CODES or is_about_time(code, message):
        return SignatureError
    if status == 501:
        return NotBuilt
    if code in TROUBLE_CODES or status >= 500:
        return ServerTrouble
    return InvalidCall if code == INVALID_CODE else ApiCallError


def is_about_time(code: int, message: str) -> bool:
    """Whether a call was refused for its timestamp: the code alone does not tell, so the message counts too."""
    return code == INVALID_CODE and "timestamp" in message.lower()


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
        return float(delay)
    until, sent = _moment(delay), _moment(headers.get("date", ""))
    return max(until - sent, 0.0) if until is not None and sent is not None else None


def server_time(headers: Mapping[str, str]) -> float | None:
    """The server's clock as its ``Date`` header shows it, in Unix seconds."""
    return _moment(headers.get("date", ""))


def _moment(text: str) -> float | None:
    try:
        return email.utils.parsedate_to_datetime(text).timestamp()
    except ValueError:
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
        yield ItemFailure(int(code) if code.isdigit() else None, message, value.get("detail", value))
