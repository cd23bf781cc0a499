"""Statements that calls run all the time: written once with SQLAlchemy, compiled once per dialect, run by the driver.

SQLAlchemy's own share of a statement is several times that of SQLite's, which the benchmark of operations shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, cast

from sqlalchemy import Connection, Delete, Dialect, Insert, Select, Update

Values = Mapping[str, object]
Row = tuple[Any, ...]


class _Cursor(Protocol):
    """What SQLite's and PostgreSQL's cursors have in common."""

    rowcount: int

    def execute(self, sql: str, values: object, /) -> object: ...
    def executemany(self, sql: str, values: Sequence[object], /) -> object: ...
    def fetchone(self) -> Row | None: ...
    def fetchall(self) -> list[Row]: ...


class _Text:
    """A statement as one driver takes it: ``sizes`` are the lengths of its lists."""

    def __init__(self, statement: Statement, dialect: Dialect, sizes: Mapping[str, int]) -> None:
        compiled = statement.compile(dialect=dialect)
        placeholders: dict[str, object] = {name: [None] * size for name, size in sizes.items()}
        state = compiled.construct_expanded_state({**compiled.params, **placeholders})
        self.sql = state.statement
        self._order = state.positiontup
        self._lists = [(name, list(state.parameter_expansion[name])) for name in sizes]
        self._constants = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        types = [column.type.dialect_impl(dialect) for column in statement.exported_columns]
        self._readers = [type_engine.result_processor(dialect, None) for type_engine in types]
        self._reads = any(self._readers)

    def bind(self, values: Values) -> object:
        """Values in the shape that the driver takes: by position, or by name."""
        if self._lists:
            values = dict(values)
            for name, targets in self._lists:
                many = cast(Sequence[object], values.pop(name))
                # A list is repeated at its end up to the next length that is compiled, which selects nothing more.
                values |= zip(targets, [*many, *[many[-1]] * (len(targets) - len(many))], strict=True)
        if self._constants:
            values = {**self._constants, **values}
        return values if self._order is None else tuple([values[name] for name in self._order])

    def read(self, row: Row) -> Row:
        """A row with its values as Python has them (SQLite knows no booleans)."""
        if not self._reads:
            return row
        return tuple([read(item) if read else item for read, item in zip(self._readers, row, strict=True)])


Statement = Select[Any] | Insert | Update | Delete


class Prepared:
    """One statement. Every value is a named ``bindparam``; ``lists`` names those of an ``IN``, which must not be empty.

    An ``INSERT`` gives every column: defaults are SQLAlchemy's and are not filled in.
    """

    def __init__(self, statement: Statement, *lists: str) -> None:
        self._statement = statement
        self._lists = lists
        self._texts: dict[tuple[str | int, ...], _Text] = {}

    def _text(self, connection: Connection, values: Values) -> _Text:
        sizes = [_size(cast(Sequence[object], values[name])) for name in self._lists]
        key: tuple[str | int, ...] = (connection.dialect.name, *sizes)
        text = self._texts.get(key)
        if text is None:
            sizes_by_name = dict(zip(self._lists, sizes, strict=True))
            text = self._texts[key] = _Text(self._statement, connection.dialect, sizes_by_name)
        return text

    def first(self, connection: Connection, values: Values) -> Row | None:
        """The first row, or ``None``."""
        text, cursor = self._text(connection, values), _cursor(connection)
        cursor.execute(text.sql, text.bind(values))
        row = cursor.fetchone()
        return row if row is None else text.read(row)

    def all(self, connection: Connection, values: Values) -> list[Row]:
        """Every row."""
        text, cursor = self._text(connection, values), _cursor(connection)
        cursor.execute(text.sql, text.bind(values))
        return [text.read(row) for row in cursor.fetchall()]

    def run(self, connection: Connection, values: Values) -> int:
        """How many rows it changed."""
        text, cursor = self._text(connection, values), _cursor(connection)
        cursor.execute(text.sql, text.bind(values))
        return cursor.rowcount

    def run_many(self, connection: Connection, many: Sequence[Values]) -> None:
        """Run it once for each set of values."""
        if many:
            text = self._text(connection, many[0])
            _cursor(connection).executemany(text.sql, [text.bind(values) for values in many])


def _cursor(connection: Connection) -> _Cursor:
    return cast(_Cursor, connection.connection.cursor())


def _size(many: Sequence[object]) -> int:
    """Lengths are compiled in powers of two, then in thousands (SQLite takes 32,766 values), so that there are few."""
    count = len(many)
    return 1 << (count - 1).bit_length() if count <= 1024 else -(-count // 1000) * 1000
