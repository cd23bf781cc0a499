"""What differs between SQLite and PostgreSQL, as one small interface with two implementations beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import Connection, Engine, Table

if TYPE_CHECKING:
    from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
    from sqlalchemy.dialects.sqlite import Insert as SqliteInsert

    Upsert = SqliteInsert | PostgresInsert

#: Threads that serve calls of a database that is not ``inline``; each holds one connection.
POOL_SIZE = 12


class Dialect(Protocol):
    """One database. ``inline`` says that calls run on the event loop's thread, one at a time."""

    name: str
    inline: bool
    engine: Engine

    def insert(self, table: Table) -> Upsert:
        """An INSERT that knows ``on_conflict_do_update`` and ``on_conflict_do_nothing``."""

    def next_numbers(self, connection: Connection, sequence: str, count: int) -> Iterable[int]:
        """``count`` numbers of a sequence that no one else gets."""

    def rewind_sequence(self, connection: Connection, sequence: str, value: int) -> None:
        """Continue a sequence after ``value``."""

    def sequence_value(self, connection: Connection, sequence: str) -> int:
        """The last number that a sequence gave."""

    def upgrade(self) -> None:
        """Bring the schema to the newest revision."""

    def exclusive(self, name: str, *, wait: bool = False) -> AbstractContextManager[bool]:
        """Hold a named lock across all processes on this database; yields whether it was free.

        ``wait`` waits until it is.
        """

    def hold(self, connection: Connection, name: str) -> None:
        """Hold a name until the connection's transaction ends; waits while another transaction holds it."""

    def save_snapshot(self, snapshot_id: str, tables: list[Table]) -> None:
        """Copy the tables' rows aside."""

    def load_snapshot(self, connection: Connection, snapshot_id: str, tables: list[Table]) -> None:
        """Replace the tables' rows by a copy, in the connection's transaction, once no other one is at work.

        ``LookupError`` when the copy is gone or was made of other tables, ``TimeoutError`` when others do not end.
        """

    def keep_snapshots(self, snapshot_ids: Collection[str]) -> None:
        """Forget all other copies, which a killed process left behind; where others may be at work, nothing."""

    def drop_snapshot(self, snapshot_id: str) -> None:
        """Forget a copy."""

    def close(self) -> None:
        """Release every connection."""
