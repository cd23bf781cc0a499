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


@contextmanager
def translating() -> Iterator[None]:
    """A block of calls to TikTok whose errors leave it as ChannelError."""
    try:
        yield
    except ShopwrightError as error:
        raise channel_error(error) from error


def channel_error(error: ShopwrightError) -> ChannelError:
    """What an error means for the hub: whether it may pass, and whether the seller has to allow the app again."""
    return ChannelError(
        error.server_message if isinstance(error, ApiCallError) else error.message,
        code=str(error.code) if isinstance(error, ApiCallError) else "",
        remedy=error.remedy or "",
        is_passing=isinstance(error, NoReply | RateLimited | ServerTrouble | UnreadableReply),
        needs_consent=isinstance(error, TokenError | NotAuthorized),
    )


def outcome_of(error: ShopwrightError) -> Outcome:
    """The outcome of a write that failed."""
    known = channel_error(error)
    request_id = error.request_id if isinstance(error, ApiCallError) else ""
    result = Result.LATER if known.is_passing or known.needs_consent else Result.REFUSED
    return Outcome(result, known.code, known.message, known.remedy, request_id)


def failed_items(error: PartialFailure, key: str) -> dict[str, Outcome]:
    """The refused items of a call that worked for the others, by the id that each names as ``key``."""
    failed: dict[str, Outcome] = {}
    for failure in error.failures:
        detail = failure.detail if isinstance(failure.detail, Mapping) else {}
        outcome = Outcome(Result.REFUSED, str(failure.code or ""), failure.message, "", error.request_id)
        failed[str(detail.get(key, ""))] = outcome
    return failed
