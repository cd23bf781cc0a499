"""The lists of all apps: each says once what it is called, what its rows are found by, and what its export has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar, runtime_checkable

from django.db.models import Model, QuerySet

from shopwright.hub.access.models import Member
from shopwright.hub.access.roles import Permission
from shopwright.hub.core.lists import Sorting, parts_of

RowT = TypeVar("RowT")
ModelT = TypeVar("ModelT", bound=Model)


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


@runtime_checkable
class FittedSheet(Sheet, Protocol):
    """A sheet of some rows of a list that can have the columns of them all."""

    def fit(self, header: Sequence[str]) -> None: ...


@dataclass(frozen=True)
class Listed:
    """What every list has. ``name``: of its address. ``codes``: fields that hold what people paste, like SKUs.

    ``box``: the name of the boxes that choose rows. ``passing``: filters that are not kept in saved views, since they
    may name a buyer. ``is_of_row``: it stands on the page of a row, such as the rows of an import, and has an export
    and no saved views.
    """

    name: str
    title: str
    permission: Permission
    codes: tuple[str, ...] = field(default=(), kw_only=True)
    box: str = field(default="rows", kw_only=True)
    passing: frozenset[str] = field(default=frozenset(), kw_only=True)
    is_of_row: bool = field(default=False, kw_only=True)


@dataclass(frozen=True)
class ListPage(Listed, Generic[ModelT]):
    """A list of rows of a table. ``columns``: of its export, or what makes its sheet.

    ``sheet_order``: the order of such a sheet, where it is not that of the list.
    """

    model: type[ModelT]
    columns: tuple[Column[ModelT], ...] | Callable[[Member, QuerySet[ModelT], Sorting], Sheet]
    sheet_order: Sorting | None = field(default=None, kw_only=True)

    def sheet(self, member: Member, rows: QuerySet[ModelT], sorting: Sorting) -> Sheet:
        """What the member gets of some rows."""
        if callable(self.columns):
            return self.columns(member, rows, sorting)
        one_by_one = (row for part in parts_of(rows, sorting) for row in part)
        return _Cells(_allowed(member, self.columns), one_by_one)


@dataclass(frozen=True)
class GatheredList(Listed, Generic[RowT]):
    """A list whose rows are gathered from several tables."""

    columns: tuple[Column[RowT], ...]

    def sheet(self, member: Member, rows: Iterable[RowT]) -> Sheet:
        """What the member gets of some rows."""
        return _Cells(_allowed(member, self.columns), rows)


def _allowed(member: Member, columns: Sequence[Column[RowT]]) -> list[Column[RowT]]:
    return [item for item in columns if item.permission is None or member.may(item.permission)]


class _Cells(Generic[RowT]):
    """A row of cells for each row of a list."""

    def __init__(self, columns: Sequence[Column[RowT]], rows: Iterable[RowT]) -> None:
        self._columns, self._rows = columns, rows

    @property
    def header(self) -> list[str]:
        return [column.title for column in self._columns]

    def rows(self) -> Iterator[list[object]]:
        for row in self._rows:
            yield [column.value(row) for column in self._columns]


LISTS: dict[str, Listed] = {}
ListT = TypeVar("ListT", bound=Listed)


def add_list(listed: ListT) -> ListT:
    """Make a list known: it gets export, and saved views with their place in the palette."""
    LISTS[listed.name] = listed
    return listed
