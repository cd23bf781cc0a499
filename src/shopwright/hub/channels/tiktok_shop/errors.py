"""The client's errors in the words of the channel protocol."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from shopwright.client.errors import (
    ApiCallError,
    NoReply,
    NotAuthorized,
    PartialFailure,
    RateLimited,
    ServerTrouble,
    ShopwrightError,
    TokenError,
    UnreadableReply,
)
from shopwright.hub.channels.protocol import ChannelError, Outcome, Result

#: What reading a reply raises that has not the shape that the contract says.
_UNREADABLE = (LookupError, TypeError, ValueError, ArithmeticError, AttributeError)


@contextmanager
def translating() -> Iterator[None]:
    """A block of calls to TikTok whose errors leave it as ChannelError; so does a reply of another shape."""
    try:
        yield
    except ShopwrightError as error:
        raise channel_error(error) from error
    except _UNREADABLE as error:
        raise ChannelError("TikTok's answer cannot be read.", is_passing=True) from error


@contextmanager
def catching(outcomes: list[Outcome]) -> Iterator[None]:
    """A block that writes: what fails in it is kept as an outcome. Consent that is gone leaves it as ChannelError."""
    try:
        with translating():
            yield
    except ChannelError as error:
        outcomes.append(_outcome(error))


def outcome_of(error: ShopwrightError) -> Outcome:
    """The outcome of a write that failed. Raises ChannelError where consent is gone, which is no item's fault."""
    known = channel_error(error)
    known.__cause__ = error
    return _outcome(known)


def _outcome(error: ChannelError) -> Outcome:
    if error.needs_consent:
        raise error
    cause = error.__cause__
    request_id = cause.request_id if isinstance(cause, ApiCallError) else ""
    result = Result.LATER if error.is_passing else Result.REFUSED
    return Outcome(result, error.code, error.message, error.remedy, request_id)


def channel_error(error: ShopwrightError) -> ChannelError:
    """What an error means for the hub: whether it may pass, and whether the seller has to allow the app again."""
    return ChannelError(
        error.server_message if isinstance(error, ApiCallError) else error.message,
        code=str(error.code) if isinstance(error, ApiCallError) else "",
        remedy=error.remedy or "",
        is_passing=isinstance(error, NoReply | RateLimited | ServerTrouble | UnreadableReply),
        needs_consent=isinstance(error, TokenError | NotAuthorized),
    )


def failed_items(error: PartialFailure, key: str) -> dict[str, Outcome]:
    """The refused items of a call that worked for the others, by the id that each names as ``key``."""
    failed: dict[str, Outcome] = {}
    for failure in error.failures:
        detail = failure.detail if isinstance(failure.detail, Mapping) else {}
        outcome = Outcome(Result.REFUSED, str(failure.code or ""), failure.message, "", error.request_id)
        failed[str(detail.get(key, ""))] = outcome
    return failed
