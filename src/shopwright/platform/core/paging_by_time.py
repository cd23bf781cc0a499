"""Lists that are sorted by a time and filtered by times: what their operations share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

from shopwright.wire.gateway_codes import INVALID

from .call import Call
from .paging import Asked, Page, Position, find_page

if TYPE_CHECKING:
    from shopwright.contract.types.requests_return_refund import Pagination, Sort

TimeColumn = Literal["created_at", "updated_at"]
TimePosition = tuple[int, str]
Row = TypeVar("Row")
Row_co = TypeVar("Row_co", covariant=True)
Filter = TypeVar("Filter")
Filter_contra = TypeVar("Filter_contra", contravariant=True)

_COLUMNS: dict[str, TimeColumn] = {"create_time": "created_at", "update_time": "updated_at"}

#: How many rows a page has where size and token travel in the body, which does not say.
_USUAL_SIZE = 20


class Searchable(Protocol[Filter_contra, Row_co]):
    """A repository whose rows of a shop can be filtered, and read on by a time and an id."""

    def page(
        self,
        shop_id: str,
        wanted: Filter_contra,
        /,
        *,
        by: str,
        descending: bool,
        after: TimePosition | None,
        size: int,
    ) -> Sequence[Row_co]: ...

    def count(self, shop_id: str, wanted: Filter_contra, /) -> int: ...


def find_page_by_time(
    call: Call,
    repository: Searchable[Filter, Row],
    wanted: Filter,
    position: Callable[[Row], TimePosition],
    *,
    more_columns: Mapping[str, TimeColumn] | None = None,
) -> Page[Row]:
    """The shop's rows that ``sort_field``, ``sort_order``, ``page_size`` and ``page_token`` ask for.

    36009004 for what fits none. ``position`` is a row's time and id; ``more_columns`` are fields to sort by beside
    create_time and update_time.
    """
    columns = _COLUMNS | dict(more_columns or {})
    field = (call.text("sort_field") or "create_time").lower()
    if field not in columns:
        raise INVALID(reason=f"SortField must be one of [{', '.join(columns)}].")
    descending = (call.text("sort_order") or "DESC").upper() == "DESC"
    return find_page(
        call,
        start=(0, ""),
        selects=[wanted, field, descending],
        count=lambda: repository.count(call.shop.shop_id, wanted),
        find=_finder(call, repository, wanted, columns[field], descending=descending),
        position=position,
    )


def find_page_by_time_of(
    call: Call,
    pagination: Pagination | None,
    sort: Sort | None,
    repository: Searchable[Filter, Row],
    wanted: Filter,
    position: Callable[[Row], TimePosition],
) -> Page[Row]:
    """As :func:`find_page_by_time`, where size, token and order travel in the body; 20 rows, the newest first."""
    field = ((sort.sort_field if sort else None) or "CREATE_TIME").lower()
    descending = (sort.sort_order if sort else None) != "ASC"
    size = (pagination.page_size if pagination else None) or _USUAL_SIZE
    token = (pagination.page_token if pagination else None) or None
    return find_page(
        call,
        start=(0, ""),
        selects=[wanted, field, descending],
        count=lambda: repository.count(call.shop.shop_id, wanted),
        find=_finder(call, repository, wanted, _COLUMNS[field], descending=descending),
        position=position,
        asked=Asked(size, token),
    )


def _finder(
    call: Call, repository: Searchable[Filter, Row], wanted: Filter, by: TimeColumn, *, descending: bool
) -> Callable[[Position, int], Sequence[Row]]:
    def find(after: Position, size: int) -> Sequence[Row]:
        place = (int(after[0]), str(after[1])) if after else None
        return repository.page(call.shop.shop_id, wanted, by=by, descending=descending, after=place, size=size)

    return find


def from_seconds(seconds: int | None) -> int | None:
    """A bound in unix seconds as milliseconds, kept within what a column holds."""
    return None if seconds is None else min(max(seconds, 0), 2**40) * 1000
