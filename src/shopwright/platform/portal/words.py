"""What codes of replies mean, in plain words."""

from __future__ import annotations

from functools import cache

from shopwright.platform.capabilities import error_codes
from shopwright.wire.errors import ErrorCode
from shopwright.wire.message_keywords import cause_of


@cache
def _codes() -> dict[int, ErrorCode]:
    return {error.code: error for error in error_codes()}


def code_words(code: int, message: str = "") -> ErrorCode | None:
    """What a code of a reply means and what the caller does about it; ``None`` for one that a fault made up.

    Where one code stands for many causes, the message tells which it is.
    """
    cause = cause_of(message)
    return cause if cause and cause.code == code else _codes().get(code)
