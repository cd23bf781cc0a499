"""The words and codes of the Business API's refusals: ``data/refusals.json``. HTTP is 200 for each of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import msgspec

from shopwright.platform.core.data_files import read_data_file
from shopwright.wire.errors import ApiError, ErrorCode

#: How much of what a caller sent is repeated to them, in characters.
_LONGEST_ECHO = 80


@cache
def refusals() -> Mapping[str, ErrorCode]:
    """The table, by name."""
    rows = msgspec.json.decode(read_data_file("audiences", "refusals.json"), type=dict[str, tuple[int, str]])
    return {name: ErrorCode(code, message) for name, (code, message) in rows.items()}


def refuse(refusal: str, /, **fields: object) -> ApiError:
    """The exception of a refusal, its message filled in; what the caller sent is cut to a readable length."""
    short = {key: value[:_LONGEST_ECHO] if key in _ECHOED else value for key, value in _texts(fields).items()}
    return refusals()[refusal](**short)


_ECHOED = frozenset({"value", "path", "method", "name"})


def _texts(fields: Mapping[str, object]) -> dict[str, str]:
    return {key: str(value) for key, value in fields.items()}
