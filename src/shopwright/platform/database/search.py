"""Lists with filters: pages after a keyset position, by a time column and the id, and counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Table, bindparam, func, select, tuple_

from .prepared import Prepared, Row


class Search:
    """The search of one table.

    ``key`` names the id column, ``columns`` the columns that rows have beside it. ``conditions`` says what each part of
    a filter asks, its value bound by the part's name; ``lists`` names the parts that hold several values.
    """

    def __init__(
        self,
        table: Table,
        key: str,
        columns: Sequence[str],
        conditions: Mapping[str, ColumnElement[bool]],
        lists: Sequence[str] = (),
    ) -> None:
        self._key: Column[Any] = table.c[key]
        self._table, self._conditions, self._lists = table, conditions, lists
        self._columns = [table.c[name] for name in columns]
        self._paging = cache(self._page_statement)
        self._counting = cache(self._count_statement)

    def page(
        self,
        connection: Connection,
        shop_id: str,
        parts: Mapping[str, object],
        *,
        by: str,
        descending: bool,
        after: tuple[int, str] | None,
        size: int,
    ) -> list[Row]:
        """Up to ``size`` rows of the filter with these ``parts``: time column, id, then ``columns``."""
        values = {"shop_id": shop_id, "size": size, **parts}
        if after is not None:
            values |= {"after_at": after[0], "after_id": after[1]}
        statement = self._paging(frozenset(parts), by, descending, after is not None)
        return statement.all(connection, values)

    def count(self, connection: Connection, shop_id: str, parts: Mapping[str, object]) -> int:
        row = self._counting(frozenset(parts)).first(connection, {"shop_id": shop_id, **parts})
        return int(row[0]) if row else 0

    def _where(self, parts: frozenset[str]) -> list[ColumnElement[bool]]:
        of_shop: ColumnElement[bool] = self._table.c.shop_id == bindparam("shop_id")
        return [of_shop, *(condition for name, condition in self._conditions.items() if name in parts)]

    def _page_statement(self, parts: frozenset[str], by: str, descending: bool, goes_on: bool) -> Prepared:
        at = self._table.c[by]
        statement = select(at, self._key, *self._columns).where(*self._where(parts))
        if goes_on:
            place, last = tuple_(at, self._key), tuple_(bindparam("after_at"), bindparam("after_id"))
            statement = statement.where(place < last if descending else place > last)
        order = (at.desc(), self._key.desc()) if descending else (at, self._key)
        statement = statement.order_by(*order).limit(bindparam("size"))
        return Prepared(statement, *(name for name in self._lists if name in parts))

    def _count_statement(self, parts: frozenset[str]) -> Prepared:
        statement = select(func.count()).select_from(self._table).where(*self._where(parts))
        return Prepared(statement, *(name for name in self._lists if name in parts))


def parts_given(parts: Mapping[str, object]) -> dict[str, object]:
    """The parts of a filter that limit something."""
    return {name: value for name, value in parts.items() if value not in (None, ())}
