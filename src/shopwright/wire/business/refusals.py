"""Words and codes of the Business API's refusals: ``contract/data/business/refusals.json``. HTTP is 200 for each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from shopwright import decoders
from shopwright.wire.errors import ApiError, ErrorCode

#: How much of what a caller sent is repeated to them, in characters.
_LONGEST_ECHO = 80


@cache
def refusals() -> Mapping[str, ErrorCode]:
    """The table, by name."""
    rows = decoders.decode(read_table("refusals.json"), type=dict[str, tuple[int, str]])
    return {name: ErrorCode(code, message) for name, (code, message) in rows.items()}


def refuse(refusal: str, /, **fields: object) -> ApiError:
    """The exception of a refusal, its message filled in; what the caller sent is cut to a readable length."""
    short = {key: value[:_LONGEST_ECHO] if key in _ECHOED else value for key, value in _texts(fields).items()}
    return refusals()[refusal](**short)


_ECHOED = frozenset({"value", "path", "method", "name"})


def _texts(fields: Mapping[str, object]) -> dict[str, str]:
    return {key: str(value) for key, value in fields.items()}


def read_table(name: str) -> bytes:
    """A table of the contract about the Business API."""
    return files("shopwright.contract").joinpath("data", "business", name).read_bytes()
