"""Lists that are sorted by a time and filtered by times: what their operations share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal, TypeVar

import msgspec

from shopwright.wire.gateway_codes import INVALID

from .call import Call
from .paging import Page, open_page, open_page_of

if TYPE_CHECKING:
    from shopwright.contract.types.requests_return_refund import Pagination, Sort

Row = TypeVar("Row")
TimeColumn = Literal["created_at", "updated_at"]

_COLUMNS: dict[str, TimeColumn] = {"create_time": "created_at", "update_time": "updated_at"}


class TimedPage(msgspec.Struct, frozen=True):
    """The page that a call asks for: by which time, in which direction, after which row."""

    page: Page
    by: TimeColumn
    descending: bool

    @property
    def after(self) -> tuple[int, str] | None:
        if not self.page.after:
            return None
        at, key = self.page.after
        return int(at), str(key)

    @property
    def size(self) -> int:
        """One row more than the page shows, so that one sees whether there is another page."""
        return self.page.size + 1

    @property
    def total(self) -> int:
        return self.page.total

    def cut(self, found: Sequence[Row], position: Callable[[Row], tuple[int, str]]) -> tuple[list[Row], str]:
        """The rows of the page and the token of the next one, "" at the end."""
        return self.page.cut(found, position)


def open_timed_page(call: Call, selects: Sequence[object], count: Callable[[], int]) -> TimedPage:
    """Read ``sort_field``, ``sort_order``, ``page_size`` and ``page_token``; 36009004 for what fits none."""
    field = (call.text("sort_field") or "create_time").lower()
    if field not in _COLUMNS:
        raise INVALID(reason=f"SortField must be one of [{', '.join(_COLUMNS)}].")
    descending = (call.text("sort_order") or "DESC").upper() == "DESC"
    page = open_page(call, (0, ""), [*selects, field, descending], count)
    return TimedPage(page, _COLUMNS[field], descending)


def timed_page_of(
    call: Call, pagination: Pagination | None, sort: Sort | None, selects: Sequence[object], count: Callable[[], int]
) -> TimedPage:
    """As :func:`open_timed_page`, where size, token and order travel in the body; 20 rows, the newest first."""
    size = (pagination.page_size if pagination else None) or _USUAL_SIZE
    token = (pagination.page_token if pagination else None) or None
    field = ((sort.sort_field if sort else None) or "CREATE_TIME").lower()
    descending = (sort.sort_order if sort else None) != "ASC"
    page = open_page_of(call, size, token, (0, ""), [*selects, field, descending], count)
    return TimedPage(page, _COLUMNS[field], descending)


#: How many rows a page of such a list has when the body does not say.
_USUAL_SIZE = 20


def from_seconds(seconds: int | None) -> int | None:
    """A bound in unix seconds as milliseconds, kept within what a column holds."""
    return None if seconds is None else min(max(seconds, 0), 2**40) * 1000
