"""Pages of finance's lists, which are sorted by the one time that they have."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from shopwright.platform.core.call import Call
from shopwright.platform.core.paging import Asked, Page, Position, find_page
from shopwright.platform.core.paging_by_time import Filter, Row, Searchable, TimePosition, from_seconds
from shopwright.wire.gateway_codes import INVALID


def find_rows(
    call: Call,
    repository: Searchable[Filter, Row],
    wanted: Filter,
    position: Callable[[Row], TimePosition],
    columns: Mapping[str, str],
    newest_first_by: str = "",
    asked: Asked | None = None,
    total: int | None = None,
) -> Page[Row]:
    """The rows that a call asks for; 36009004 for a field that the list cannot be sorted by.

    ``columns`` are the fields that ``sort_field`` may name, with their columns; a list that takes no field is sorted by
    the column ``newest_first_by``. ``position`` is a row's time and id; ``total`` is counted where it
    is not known.
    """
    field = call.text("sort_field") or ""
    if columns and field not in columns:
        raise INVALID(reason=f"SortField must be one of [{', '.join(columns)}].")
    by = columns.get(field, newest_first_by)
    descending = bool(newest_first_by) or call.text("sort_order") == "DESC"

    def find(after: Position, size: int) -> Sequence[Row]:
        place = (int(after[0]), str(after[1])) if after else None
        return repository.page(call.shop.shop_id, wanted, by=by, descending=descending, after=place, size=size)

    return find_page(
        call,
        start=(0, ""),
        selects=[wanted, field, descending],
        count=lambda: repository.count(call.shop.shop_id, wanted) if total is None else total,
        find=find,
        position=position,
        asked=asked,
    )


def time_bound(call: Call, name: str) -> int | None:
    """A bound in unix seconds as milliseconds, where the call has it."""
    value = call.query.get(name)
    return from_seconds(value) if isinstance(value, int) else None
