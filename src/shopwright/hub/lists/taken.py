"""Rows of a list that somebody takes out: all at once, or some at a time."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from itertools import chain, islice
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import Model, QuerySet

from shopwright.hub.access.models import Member
from shopwright.hub.core.lists import Sorting, ids_after

from .registry import GatheredList, Listed, ListPage, Sheet

ModelT = TypeVar("ModelT", bound=Model)
RowT = TypeVar("RowT")


class Part(NamedTuple):
    """Some rows as a sheet. ``after``: where the next ones begin, empty at the end."""

    sheet: Sheet
    row_count: int
    after: str


class Taken(ABC):
    """The rows that somebody asked for, as this member gets them."""

    listed: Listed
    member: Member

    @abstractmethod
    def count(self, most: int | None = None) -> int:
        """How many rows of the list there are, counted no further than ``most``."""

    @abstractmethod
    def sheet(self) -> Sheet:
        """All of them."""

    @abstractmethod
    def part(self, after: str, size: int) -> Part:
        """The rows after a place, about as many as asked for."""


class RowsTaken(Taken, Generic[ModelT]):
    """Rows of a table."""

    def __init__(self, listed: ListPage[ModelT], member: Member, rows: QuerySet[ModelT], sorting: Sorting) -> None:
        self.listed, self.member = listed, member
        self._page, self._rows, self._sorting = listed, rows, sorting

    def count(self, most: int | None = None) -> int:
        return self._rows.order_by()[:most].count()

    def sheet(self) -> Sheet:
        return self._page.sheet(self.member, self._rows, self._sorting)

    def part(self, after: str, size: int) -> Part:
        ids, further = ids_after(self._rows, self._sorting, after, size)
        rows = self._rows.filter(pk__in=ids)
        return Part(self._page.sheet(self.member, rows, self._sorting), len(ids), further)


class GatheredTaken(Taken, Generic[RowT]):
    """Rows that are gathered from several tables, all of them in one part."""

    def __init__(self, listed: GatheredList[RowT], member: Member, rows: Iterable[RowT]) -> None:
        self.listed, self.member = listed, member
        self._list, self._rows = listed, rows

    def count(self, most: int | None = None) -> int:
        rows = iter(self._rows)
        seen = list(islice(rows, most))
        self._rows = chain(seen, rows)
        return len(seen)

    def sheet(self) -> Sheet:
        return self._list.sheet(self.member, self._rows)

    def part(self, after: str, size: int) -> Part:
        count = self.count()
        return Part(self.sheet(), count, "")


def columns_of(listed: Listed) -> tuple[Any, ...]:
    """The columns of a list whose rows have one cell for each; empty for one with a sheet of its own."""
    columns = getattr(listed, "columns", ())
    return columns if isinstance(columns, tuple) else ()
