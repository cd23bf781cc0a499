"""PostgreSQL: many processes share one shop; calls run in a bounded thread pool."""

from __future__ import annotations

import random
import time
import zlib
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, Table, create_engine, text
from sqlalchemy.dialects.postgresql import Insert
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.exc import OperationalError, ProgrammingError

from .columns import LOG
from .dialect import POOL_SIZE
from .migrate import upgrade
from .tables import tables_of

#: How often, and for how long at a time, a restore waits for the transactions of others. It gives way before the
#: server looks for deadlocks (after one second), so that never a call is the victim.
_LOCK_TRIES, _LOCK_WAIT_MS = 30, 800

#: What calls and background work read first. A restore locks these first, while it has nothing that they wait for.
_READ_FIRST = ("apps", "world")


class PostgresDialect:
    """One database by URL (``postgresql://…``)."""

    name = "postgresql"
    inline = False

    def __init__(self, url: str) -> None:
        for scheme in ("postgresql://", "postgres://"):
            url = url.replace(scheme, "postgresql+psycopg://", 1) if url.startswith(scheme) else url
        self.engine: Engine = create_engine(url, pool_size=POOL_SIZE, max_overflow=8, pool_pre_ping=True)

    def insert(self, table: Table) -> Insert:
        return postgres_insert(table)

    # The names below are constants of ours (sequences, tables, schemas by checked id), never input: hence S608.
    def next_numbers(self, connection: Connection, sequence: str, count: int) -> Iterable[int]:
        # It reads a table that a restore locks, so that no number from before a rewind is committed after it.
        statement = text(f"SELECT nextval('{sequence}_sequence') FROM world, generate_series(1, :count)")  # noqa: S608
        return sorted(connection.execute(statement, {"count": count}).scalars())

    def rewind_sequence(self, connection: Connection, sequence: str, value: int) -> None:
        connection.execute(
            text(f"SELECT setval('{sequence}_sequence', :value, :called)"),
            {"value": max(value, 1), "called": value > 0},
        )

    def sequence_value(self, connection: Connection, sequence: str) -> int:
        row = connection.execute(text(f"SELECT last_value, is_called FROM {sequence}_sequence")).one()  # noqa: S608
        return int(row.last_value) if row.is_called else 0

    def upgrade(self) -> None:
        with self.exclusive("migrate", wait=True):
            upgrade(self.engine)

    @contextmanager
    def exclusive(self, name: str, *, wait: bool = False) -> Iterator[bool]:
        key = zlib.crc32(f"shopwright:{name}".encode())
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            call = "pg_advisory_lock" if wait else "pg_try_advisory_lock"
            held = connection.execute(text(f"SELECT {call}(:key)"), {"key": key}).scalar() is not False
            try:
                yield held
            finally:
                if held:
                    connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": key})

    def hold(self, connection: Connection, name: str) -> None:
        key = zlib.crc32(name.encode()) - 2**31  # beside the keys of `exclusive`, as PostgreSQL keeps pairs apart
        connection.execute(text("SELECT pg_advisory_xact_lock(1, :key)"), {"key": key})

    def save_snapshot(self, snapshot_id: str, tables: list[Table]) -> None:
        schema = _schema(snapshot_id)
        with self.engine.begin() as connection:
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            connection.execute(text(f'CREATE SCHEMA "{schema}"'))
            for table in tables:
                connection.execute(text(f'CREATE TABLE "{schema}".{table.name} AS TABLE {table.name}'))

    def load_snapshot(self, connection: Connection, snapshot_id: str, tables: list[Table]) -> None:
        schema = _schema(snapshot_id)
        names = ", ".join(table.name for table in tables)
        rest = [table.name for table in [*tables, *tables_of(LOG)] if table.name not in _READ_FIRST]
        self._lock_out_others(connection, ", ".join([*_READ_FIRST, *rest]))
        try:
            connection.execute(text(f"TRUNCATE {names}"))
            for table in tables:
                columns = ", ".join(column.name for column in table.columns)
                statement = f'INSERT INTO {table.name} ({columns}) SELECT {columns} FROM "{schema}".{table.name}'  # noqa: S608
                connection.execute(text(statement))
        except ProgrammingError as error:
            raise LookupError(snapshot_id) from error

    def _lock_out_others(self, connection: Connection, names: str) -> None:
        """Wait until every transaction that has read something ends; ``TimeoutError`` when they never all do."""
        for _ in range(_LOCK_TRIES):
            try:
                with connection.begin_nested():
                    connection.execute(text(f"SET LOCAL lock_timeout = '{_LOCK_WAIT_MS}ms'"))
                    connection.execute(text(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE"))
                return
            except OperationalError:
                time.sleep(random.uniform(0.01, 0.1))
        raise TimeoutError("other transactions do not end")

    def keep_snapshots(self, snapshot_ids: Collection[str]) -> None:
        """Delete nothing, since another process may be taking a snapshot."""

    def drop_snapshot(self, snapshot_id: str) -> None:
        with self.engine.begin() as connection:
            connection.execute(text(f'DROP SCHEMA IF EXISTS "{_schema(snapshot_id)}" CASCADE'))

    def close(self) -> None:
        self.engine.dispose()


def _schema(snapshot_id: str) -> str:
    if not snapshot_id.isalnum():
        raise ValueError(f"not a snapshot id: {snapshot_id!r}")
    return f"snapshot_{snapshot_id}"
