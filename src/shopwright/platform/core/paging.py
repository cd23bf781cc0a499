"""Pages of a list: the token that a call brings, the rows that fit, the token of the next page.

A page starts after a keyset position, so its cost does not grow with the list, and rows that come or go elsewhere do
not shift it. The count of the first page travels in the token (docs/decisions/0032-totals-are-counted-once.md).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import msgspec

from shopwright.wire.errors import ErrorCode
from shopwright.wire.gateway_codes import INVALID
from shopwright.wire.pagetoken import PageToken, decode_page_token, encode_page_token, filter_digest

from .call import Call

Row = TypeVar("Row")
Position = Sequence[str | int]

#: Finds up to so many rows after a position, which is empty for the first page.
FindRows = Callable[[Position, int], Sequence[Row]]


class Page(msgspec.Struct, Generic[Row], frozen=True):
    """Rows of a list, the number of rows on all pages, and the token of the next page, "" on the last one."""

    rows: list[Row]
    total: int
    next_token: str


class Asked(msgspec.Struct, frozen=True):
    """How many rows a page is to have, and the token that says where it starts: ``None`` for the first page."""

    size: int
    token: str | None


def find_page(
    call: Call,
    *,
    start: Position,
    selects: Sequence[object],
    count: Callable[[], int],
    find: FindRows[Row],
    position: Callable[[Row], Position],
    asked: Asked | None = None,
    wrong_token: ErrorCode | None = None,
) -> Page[Row]:
    """The page that a call asks for; 36009004, or ``wrong_token``, for a token that is not of this list.

    ``start`` is a position of the list's shape, such as ``("", 0)``; ``selects`` all that selects and sorts its rows;
    ``position`` that of a row; ``asked`` is read from ``page_size`` and ``page_token`` of the query unless it is given.
    """
    asked = asked or Asked(call.number("page_size"), call.text("page_token"))
    digest = filter_digest(call.operation.id, call.owner_id, *selects)
    after, total = _read_token(asked.token, digest, start, wrong_token) if asked.token is not None else ((), count())
    rows = list(find(after, asked.size + 1))
    if len(rows) <= asked.size:
        return Page(rows, total, "")
    rows = rows[: asked.size]
    return Page(rows, total, encode_page_token(PageToken(list(position(rows[-1])), total, digest)))


def _read_token(text: str, digest: str, start: Position, wrong: ErrorCode | None) -> tuple[Position, int]:
    """The position after which the page starts, and the count of the first page."""
    token = decode_page_token(text, digest)
    if token is None or not _is_like(token.after, start):
        raise wrong() if wrong else INVALID(reason="PageToken is wrong, or filter and sort changed between pages.")
    return token.after, token.total


def _is_like(after: Position, start: Position) -> bool:
    """Whether a position from outside has the shape that the list's queries take."""
    return len(after) == len(start) and all(
        type(part) is type(own) and _is_storable(part) for part, own in zip(after, start, strict=True)
    )


def _is_storable(value: str | int) -> bool:
    """Whether a database column can be compared with the value: PostgreSQL knows no text with a NUL."""
    return "\0" not in value if isinstance(value, str) else abs(value) < 2**63
