"""SQLite: a file (WAL) or memory, one connection, calls run inline."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import cast

from sqlalchemy import (
    Connection,
    Dialect,
    Engine,
    StaticPool,
    Table,
    bindparam,
    create_engine,
    event,
    make_url,
    select,
)
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.util import LRUCache

from .columns import metadata
from .migrate import upgrade
from .prepared import Prepared
from .tables import counters

_next = sqlite_insert(counters).values(name=bindparam("sequence"), value=bindparam("count"))
_NEXT_NUMBERS = Prepared(
    _next.on_conflict_do_update(
        index_elements=["name"], set_={"value": counters.c.value + _next.excluded.value}
    ).returning(counters.c.value)
)


def _create_private(path: Path) -> None:
    """Create a file that its owner alone may read; its write-ahead log gets the same mode."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


class SqliteDialect:
    """One file, or memory when ``path`` is ``None``."""

    name = "sqlite"
    inline = True

    def __init__(self, path: Path | None, image: bytes | None = None) -> None:
        self._path = path
        self._is_ready = image is not None
        if path is not None:
            _create_private(path)
        self._raw = sqlite3.connect(path or ":memory:", check_same_thread=False, isolation_level=None)
        self._snapshots: dict[str, bytes] = {}
        if image is not None:
            self._raw.deserialize(image)
        self._configure()
        self.engine: Engine = _engine(self._raw)

    def _configure(self) -> None:
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            "busy_timeout=5000",
            "temp_store=MEMORY",
        ):
            self._raw.execute(f"PRAGMA {pragma}")
        if self._path is not None:
            self._raw.execute("PRAGMA locking_mode=NORMAL")

    def image(self) -> bytes:
        """The whole database as bytes, for another one in memory."""
        return self._raw.serialize()

    def insert(self, table: Table) -> Insert:
        return sqlite_insert(table)

    def next_numbers(self, connection: Connection, sequence: str, count: int) -> Iterable[int]:
        row = _NEXT_NUMBERS.first(connection, {"sequence": sequence, "count": count})
        assert row is not None
        return range(row[0] - count + 1, row[0] + 1)

    def rewind_sequence(self, connection: Connection, sequence: str, value: int) -> None:
        statement = sqlite_insert(counters).values(name=sequence, value=value)
        connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": value}))

    def sequence_value(self, connection: Connection, sequence: str) -> int:
        return connection.execute(select(counters.c.value).where(counters.c.name == sequence)).scalar() or 0

    def upgrade(self) -> None:
        if self._path is not None:
            if not _fill_empty(self.engine):
                upgrade(self.engine)
        elif not self._is_ready:
            metadata.create_all(self.engine)

    @contextmanager
    def exclusive(self, name: str, *, wait: bool = False) -> Iterator[bool]:
        yield True

    def hold(self, connection: Connection, name: str) -> None:
        """Do nothing, since only one transaction writes at a time."""

    def _snapshot_path(self, snapshot_id: str) -> Path | None:
        return self._path.parent / "snapshots" / f"{snapshot_id}.db" if self._path else None

    def save_snapshot(self, snapshot_id: str, tables: list[Table]) -> None:
        target = self._snapshot_path(snapshot_id)
        if target is None:
            self._snapshots[snapshot_id] = self._raw.serialize()
            return
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _create_private(target)
        with closing(sqlite3.connect(target)) as copy:
            self._raw.backup(copy)

    def load_snapshot(self, connection: Connection, snapshot_id: str, tables: list[Table]) -> None:
        path = self._snapshot_path(snapshot_id)
        if path is not None and not path.exists():
            raise LookupError(snapshot_id)
        with closing(sqlite3.connect(path or ":memory:")) as copy:
            if path is None:
                copy.deserialize(self._snapshots[snapshot_id])
            cursor = connection.connection.cursor()
            for table in tables:
                delete, select_rows, insert_rows = _statements_to_copy(table)
                cursor.execute(delete)
                try:
                    source = copy.execute(select_rows)
                except sqlite3.DatabaseError as error:
                    raise LookupError(table.name) from error
                while rows := source.fetchmany(5000):
                    cursor.executemany(insert_rows, rows)

    def keep_snapshots(self, snapshot_ids: Collection[str]) -> None:
        if self._path is not None:
            for path in (self._path.parent / "snapshots").glob("*.db*"):
                if path.name.partition(".")[0] not in snapshot_ids:
                    path.unlink(missing_ok=True)

    def drop_snapshot(self, snapshot_id: str) -> None:
        path = self._snapshot_path(snapshot_id)
        if path is None:
            self._snapshots.pop(snapshot_id, None)
        else:
            path.unlink(missing_ok=True)

    def close(self) -> None:
        self.engine.dispose()
        self._raw.close()


#: Statements as SQLAlchemy compiled them, for all databases of this process.
_COMPILED: LRUCache[object, object] = LRUCache(2_000)


@cache
def _dialect() -> Dialect:
    """SQLAlchemy's dialect, which has asked SQLite what it can do. It is part of the key of each compiled statement."""
    engine = create_engine("sqlite://")
    with engine.connect():
        pass
    engine.dispose()
    return engine.dialect


def _engine(raw: sqlite3.Connection) -> Engine:
    """An engine for one open database; what it compiles, the next one finds compiled.

    A process of tests opens hundreds, and to compile statements is most of what the start of a platform takes.
    """
    connection = cast(DBAPIConnection, raw)
    # Nothing is rolled back on return: every transaction here ends with its block.
    pool = StaticPool(lambda: connection, reset_on_return=None, dialect=_dialect())
    engine = Engine(pool, _dialect(), make_url("sqlite://"), execution_options={"compiled_cache": _COMPILED})
    event.listen(engine, "begin", _begin)
    return engine


@cache
def _statements_to_copy(table: Table) -> tuple[str, str, str]:
    """What empties a table, reads all rows of its copy, and writes them: as text, since the rows go through unchanged.

    What is read is not in quotation marks: SQLite would take the name of a missing column for a text.
    """
    names = [column.name for column in table.columns]
    quoted = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" * len(names))
    return (
        f'DELETE FROM "{table.name}"',  # noqa: S608  names of our own tables
        f"SELECT {', '.join(names)} FROM {table.name}",  # noqa: S608  likewise
        f'INSERT INTO "{table.name}" ({quoted}) VALUES ({marks})',  # noqa: S608  likewise
    )


@cache
def _schema() -> tuple[str, ...]:
    """The statements that make what the migrations make of an empty database."""
    with closing(sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)) as raw:
        upgrade(_engine(raw))
        _, *statements, _ = raw.iterdump()  # between BEGIN and COMMIT
        return tuple(statements)


def _fill_empty(engine: Engine) -> bool:
    """Make the tables of a new file in one transaction; answers whether it was new.

    The migrations run once in a process, and not for each file: 5 ms instead of 50.
    """
    with engine.connect() as connection:
        if not _is_empty(connection):
            return False
    with engine.execution_options(writes=True).begin() as connection:
        if not _is_empty(connection):  # another process was first
            return False
        for statement in _schema():
            connection.exec_driver_sql(statement)
    return True


def _is_empty(connection: Connection) -> bool:
    return connection.exec_driver_sql("SELECT 1 FROM sqlite_master").first() is None


def _begin(connection: Connection) -> None:
    """Take the write lock at once where a transaction will write, so that it never has to be retried."""
    writes = connection.get_execution_options().get("writes", False)
    connection.connection.cursor().execute("BEGIN IMMEDIATE" if writes else "BEGIN")
