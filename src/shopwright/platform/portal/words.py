"""What codes of replies mean, in plain words."""

from __future__ import annotations

from functools import cache

from shopwright.platform.capabilities import error_codes
from shopwright.wire.errors import ErrorCode


@cache
def _codes() -> dict[int, ErrorCode]:
    return {error.code: error for error in error_codes()}


def code_words(code: int) -> ErrorCode | None:
    """What a code of a reply means and what the caller does about it; ``None`` for one that a fault made up."""
    return _codes().get(code)
