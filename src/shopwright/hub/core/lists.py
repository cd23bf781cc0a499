"""Lists of any size: filters in the address, pages that begin after a row, no page slower than the first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec
from django.core.exceptions import EmptyResultSet
from django.core.signing import BadSignature, Signer
from django.db import connections
from django.db.models import Model, Q, QuerySet

from shopwright import decoders

RowT = TypeVar("RowT", bound=Model)
PAGE = 50

_signer = Signer(salt="lists")


@dataclass(frozen=True, slots=True)
class Sorting:
    """What a list is sorted by: ``fields`` of the rows, the id last, all in one direction."""

    fields: tuple[str, ...] = ("pk",)
    is_falling: bool = True


@dataclass(frozen=True, slots=True)
class Page(Generic[RowT]):
    """A page of a list; ``next_after`` is where the next one begins, empty at the end."""

    rows: Sequence[RowT]
    next_after: str
    is_first: bool


def page_of(rows: QuerySet[RowT], sorting: Sorting, after: str, size: int = PAGE) -> Page[RowT]:
    """The rows after a place. One that was tampered with, or is of a list in another order, begins at the start."""
    place = _read_place(after, sorting)
    if place is not None:
        rows = rows.filter(_beyond(sorting, place))
    order = [f"-{name}" if sorting.is_falling else name for name in sorting.fields]
    seen = list(rows.order_by(*order)[: size + 1])
    more = seen[size:]
    kept = seen[:size]
    return Page(kept, place_of(kept[-1], sorting) if more else "", place is None)


def ids_after(rows: QuerySet[RowT], sorting: Sorting, after: str, size: int) -> tuple[list[int], str]:
    """The ids of the rows after a place, in no order, and the place behind the last of them; empty at the end."""
    if (place := _read_place(after, sorting)) is not None:
        rows = rows.filter(_beyond(sorting, place))
    order = [f"-{name}" if sorting.is_falling else name for name in sorting.fields]
    plain = rows.prefetch_related(None).order_by(*order)
    seen = list(plain.values_list("pk", *sorting.fields)[: size + 1])
    kept = seen[:size]
    return [row[0] for row in kept], _signed(sorting, kept[-1][1:]) if len(seen) > size else ""


def parts_of(rows: QuerySet[RowT], sorting: Sorting, size: int = 2_000) -> Iterator[list[RowT]]:
    """All rows, some at a time, each part by a statement of its own that begins behind the last row."""
    order = [f"-{name}" if sorting.is_falling else name for name in sorting.fields]
    place: list[Any] | None = None
    while True:
        further = rows if place is None else rows.filter(_beyond(sorting, place))
        part = list(further.order_by(*order)[:size])
        if part:
            yield part
        if len(part) < size:
            return
        place = [getattr(part[-1], name) for name in sorting.fields]


def _beyond(sorting: Sorting, place: Sequence[Any]) -> Q:
    """Rows that come after a place: equal in the first fields, further on in the next."""
    step = "lt" if sorting.is_falling else "gt"
    condition, equal = Q(), Q()
    for name, value in zip(sorting.fields, place, strict=True):
        condition |= equal & Q(**{f"{name}__{step}": value})
        equal &= Q(**{name: value})
    # Said twice, since an index is entered at a bound that holds for all rows, not at one of alternatives.
    return Q(**{f"{sorting.fields[0]}__{step}e": place[0]}) & condition if len(place) > 1 else condition


def place_of(row: Model, sorting: Sorting) -> str:
    """Where a page begins that comes after a row, for an address."""
    return _signed(sorting, [getattr(row, name) for name in sorting.fields])


def _signed(sorting: Sorting, values: Sequence[Any]) -> str:
    return _signer.sign(msgspec.json.encode([sorting.fields, values]).decode())


def _read_place(after: str, sorting: Sorting) -> list[Any] | None:
    if not after:
        return None
    try:
        fields, values = decoders.decode(_signer.unsign(after), type=tuple[list[str], list[Any]])
    except (BadSignature, msgspec.DecodeError):
        return None
    return values if fields == [*sorting.fields] else None


#: With up to so many matches they are looked up by their ids; with more, a list finds its page soon by going through.
_FEW = 2_000


def few_or_many(ways: Sequence[tuple[QuerySet[Any, int], Q]]) -> Q:
    """Rows that one of several ways of searching finds, so that each uses an index of its own.

    A way is a query of ids, and the condition that means the same. PostgreSQL cannot use several indexes for
    alternatives in several tables: it would look at every row, of a million orders to find one by its number.
    """
    few, many = set[int](), Q()
    for ids, condition in ways:
        matches = _first_matches(ids)
        if len(matches) > _FEW:
            many |= condition
        else:
            few.update(matches)
    return Q(pk__in=few) | many


def _first_matches(ids: QuerySet[Any, int]) -> list[int]:
    """Some ids that a query finds, one more than are few, in no order.

    ``OFFSET 0`` has PostgreSQL plan for all matches, which uses the index of what is searched for. For the first of
    many it would go through the table instead, and do so to its end where they stand there.
    """
    try:
        text, values = ids.order_by().query.sql_with_params()
    except EmptyResultSet:
        return []
    with connections[ids.db].cursor() as cursor:
        # The text is Django's own, and whatever was typed is among the values.
        cursor.execute(f"SELECT * FROM ({text} OFFSET 0) AS matches LIMIT {_FEW + 1}", values)  # noqa: S608
        return [row[0] for row in cursor.fetchall()]


def newest_of(rows: QuerySet[Any], limit: int, field: str = "pk") -> list[int]:
    """The highest ids that a search matches, at most so many, by the index of what is searched for.

    Asked for the newest at once, PostgreSQL goes through all rows from the newest on where it expects many matches:
    through a million orders, for a buyer whom nobody knows.
    """
    ids = rows.order_by().values_list(field, flat=True)
    few = _first_matches(ids)
    if len(few) > _FEW:
        return list(ids.order_by(f"-{field}").distinct()[:limit])
    return sorted(set(few), reverse=True)[:limit]
