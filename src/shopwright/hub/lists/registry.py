"""The lists of all apps: each says once what it is called, what its rows are found by, and what its export has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from django.db.models import Model, QuerySet

from shopwright.hub.access.models import Member
from shopwright.hub.access.roles import Permission
from shopwright.hub.core.lists import Sorting, parts_of

RowT = TypeVar("RowT", bound=Model)


@dataclass(frozen=True)
class Column(Generic[RowT]):
    """A column of an export. ``permission``: what a member needs beyond the list itself to have it."""

    title: str
    value: Callable[[RowT], object]
    permission: Permission | None = None


class Sheet(Protocol):
    """The rows of an export whose columns depend on them."""

    @property
    def header(self) -> Sequence[str]: ...

    def rows(self) -> Iterable[Sequence[object]]: ...


@dataclass(frozen=True)
class ListPage(Generic[RowT]):
    """A list. ``name``: of its address. ``columns``: of its export, or what makes its sheet.

    ``codes``: fields that hold what people paste, like numbers and SKUs. ``box``: the name of the boxes that choose
    rows. ``passing``: filters that are not kept in saved views, since they may name a buyer.
    """

    name: str
    title: str
    permission: Permission
    model: type[RowT]
    columns: tuple[Column[RowT], ...] | Callable[[Member, QuerySet[RowT], Sorting], Sheet]
    codes: tuple[str, ...] = ()
    box: str = "rows"
    passing: frozenset[str] = frozenset()

    def sheet(self, member: Member, rows: QuerySet[RowT], sorting: Sorting) -> Sheet:
        """What the member gets of some rows."""
        if callable(self.columns):
            return self.columns(member, rows, sorting)
        allowed = [item for item in self.columns if item.permission is None or member.may(item.permission)]
        return _Cells(allowed, rows, sorting)


class _Cells(Generic[RowT]):
    """A row of cells for each row of a list, read in parts."""

    def __init__(self, columns: Sequence[Column[RowT]], rows: QuerySet[RowT], sorting: Sorting) -> None:
        self._columns, self._rows, self._sorting = columns, rows, sorting

    @property
    def header(self) -> list[str]:
        return [column.title for column in self._columns]

    def rows(self) -> Iterator[list[object]]:
        for part in parts_of(self._rows, self._sorting):
            for row in part:
                yield [column.value(row) for column in self._columns]


LISTS: dict[str, ListPage[Any]] = {}
ListT = TypeVar("ListT", bound=ListPage[Any])


def add_list(listed: ListT) -> ListT:
    """Make a list known: it gets saved views, export and its place in the palette."""
    LISTS[listed.name] = listed
    return listed
