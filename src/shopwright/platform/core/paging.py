"""Pages of a list: the token that a call brings, the rows that fit, the token of the next page.

A page starts after a keyset position, so its cost does not grow with the list, and rows that come or go elsewhere do
not shift it. The count of the first page travels in the token (docs/decisions/0032-totals-are-counted-once.md).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import msgspec

from shopwright.wire.gateway_codes import INVALID
from shopwright.wire.pagetoken import PageToken, decode_page_token, encode_page_token, filter_digest

from .call import Call

Row = TypeVar("Row")
Position = Sequence[str | int]


class Page(msgspec.Struct, frozen=True):
    """The page that a call asks for. ``after`` is the last row's position on the page before, empty on the first."""

    after: Position
    size: int
    total: int
    digest: str

    def cut(self, found: Sequence[Row], position: Callable[[Row], Position]) -> tuple[list[Row], str]:
        """The rows of the page and the token of the next one, "" at the end; ``found`` holds one row more if any."""
        rows = list(found[: self.size])
        if len(found) <= self.size:
            return rows, ""
        return rows, encode_page_token(PageToken(list(position(rows[-1])), self.total, self.digest))


def open_page(call: Call, start: Position, selects: Sequence[object], count: Callable[[], int]) -> Page:
    """Read ``page_size`` and ``page_token``; 36009004 for a token that is not of this list.

    ``start`` is a position of the list's shape, such as ``("", 0)``; ``selects`` all that selects and sorts its rows.
    """
    return open_page_of(call, call.number("page_size"), call.text("page_token"), start, selects, count)


def open_page_of(
    call: Call, size: int, text: str | None, start: Position, selects: Sequence[object], count: Callable[[], int]
) -> Page:
    """As :func:`open_page`, where size and token travel elsewhere than in the query."""
    digest = filter_digest(call.operation.id, call.owner_id, *selects)
    if text is None:
        return Page((), size, count(), digest)
    token = decode_page_token(text, digest)
    if token is None or not _is_like(token.after, start):
        raise INVALID(reason="PageToken is wrong, or filter and sort changed between pages.")
    return Page(token.after, size, token.total, digest)


def _is_like(after: Position, start: Position) -> bool:
    """Whether a position from outside has the shape that the list's queries take."""
    return len(after) == len(start) and all(
        type(given) is type(own) and _is_storable(given) for given, own in zip(after, start, strict=True)
    )


def _is_storable(value: str | int) -> bool:
    """Whether a database column can be compared with the value: PostgreSQL knows no text with a NUL."""
    return "\0" not in value if isinstance(value, str) else abs(value) < 2**63
