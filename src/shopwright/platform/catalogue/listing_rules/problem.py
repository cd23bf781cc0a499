"""Results of the rules: a problem refuses a listing, a warning names a field that was cleared."""

from __future__ import annotations

import msgspec

from shopwright.wire.errors import ErrorCode


class Problem(msgspec.Struct, frozen=True):
    """Why a listing is refused. ``field`` is the path in the request body, such as ``skus[0].price.amount``."""

    error: ErrorCode
    message: str
    field: str


class ListingWarning(msgspec.Struct, frozen=True):
    """A field that was cleared; the rest of the listing is taken."""

    field: str
    message: str


def problem(error: ErrorCode, field: str, **facts: object) -> Problem:
    """A problem whose message is filled in with ``facts``."""
    return Problem(error, error.message.format(**facts) if facts else error.message, field)
