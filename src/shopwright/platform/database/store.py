"""The store: opens a database and hands out transactions."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from sqlalchemy import delete, insert, select

from .dialect import Dialect
from .encryption import Vault, load_master_key, unseal, wrap_new_key
from .sqlite import SqliteDialect
from .tables import data_keys
from .transaction import Contents, SerializationConflict, Tx

#: PostgreSQL's states of a transaction that lost a race and may run again: serialization failure, deadlock, and the
#: unique violation of two calls with one new key.
_CONFLICT_STATES = frozenset({"40001", "40P01", "23505"})

#: How often work is tried that loses races with other transactions.
CONFLICT_TRIES = 5

T = TypeVar("T")


def retry_conflicts(work: Callable[[], T]) -> T:
    """Do work that opens a transaction of its own, again from the start where it lost a race.

    ``SerializationConflict`` when it lost :data:`CONFLICT_TRIES` times.
    """
    for _ in range(CONFLICT_TRIES - 1):
        with suppress(SerializationConflict):
            return work()
    return work()


class Store:
    """An open database."""

    def __init__(self, dialect: Dialect, master_key: bytes, contents: Contents) -> None:
        self.dialect = dialect
        self._contents = contents
        self._master_key = master_key
        self._writing = dialect.engine.execution_options(writes=True)
        with dialect.exclusive("start", wait=True):
            dialect.upgrade()
            self.vault = self._open_vault()
            with self.write() as tx:
                contents.prepare(tx)

    @property
    def inline(self) -> bool:
        """Whether calls run on the event loop's thread, one at a time."""
        return self.dialect.inline

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """A transaction that changes nothing."""
        with self.dialect.engine.connect() as connection, connection.begin():
            yield Tx(connection, self.dialect, self.vault, self._contents, writes=False)

    @contextmanager
    def read_moment(self) -> Iterator[Tx]:
        """A transaction that changes nothing, and of which every statement sees the same moment."""
        # SQLite's transactions do anyway.
        engine = self.dialect.engine
        if self.dialect.name == "postgresql":
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with engine.connect() as connection, connection.begin():
            yield Tx(connection, self.dialect, self.vault, self._contents, writes=False)

    @contextmanager
    def write(self) -> Iterator[Tx]:
        """A transaction that writes its changes and commits at the end of the block; an exception rolls it back."""
        try:
            with self._writing.connect() as connection, connection.begin():
                tx = Tx(connection, self.dialect, self.vault, self._contents, writes=True)
                yield tx
                tx.finish()
        except Exception as error:  # SQLAlchemy's, or the driver's own where a prepared statement went to it
            if getattr(getattr(error, "orig", error), "sqlstate", None) in _CONFLICT_STATES:
                raise SerializationConflict from error
            raise

    def write_retrying(self, work: Callable[[Tx], T]) -> T:
        """Do work in a transaction that commits, as often as :func:`retry_conflicts` says."""

        def write() -> T:
            with self.write() as tx:
                return work(tx)

        return retry_conflicts(write)

    def _open_vault(self) -> Vault:
        if not self._load_keys():
            self._add_key(1)
        return Vault(self._load_keys)

    def _load_keys(self) -> dict[str, bytes]:
        with self.dialect.engine.connect() as connection:
            rows = connection.execute(select(data_keys.c.key_id, data_keys.c.wrapped)).all()
        return {row.key_id: unseal(self._master_key, row.wrapped, row.key_id.encode()) for row in rows}

    def _add_key(self, number: int) -> None:
        key_id, wrapped = wrap_new_key(self._master_key, number)
        values = {"key_id": key_id, "wrapped": wrapped, "wall_created_ms": time.time_ns() // 1_000_000}
        with self._writing.connect() as connection, connection.begin():
            connection.execute(insert(data_keys).values(values))

    def rotate_keys(self) -> int:
        """Make a new data key and write every secret and token anew with it; answers how many were rewritten."""
        with self.read() as tx:
            number = len(tx.connection.execute(select(data_keys.c.key_id)).all()) + 1
        self._add_key(number)
        self.vault.reload()
        with self.write() as tx:
            return sum(tx[kind].rewrite_secrets() for kind in self._contents.secrets)

    def close(self) -> None:
        self.dialect.close()


def open_store(
    contents: Contents, *, database: str | None = None, folder: Path | None = None, image: bytes | None = None
) -> Store:
    """Open PostgreSQL by URL, else a SQLite file in ``folder``, else SQLite in memory (from an image, if given)."""
    if database is not None:
        from .postgres import PostgresDialect  # its drivers take a tenth of a second to import

        return Store(PostgresDialect(database), load_master_key(None), contents)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        master_key = load_master_key(folder)  # first: a database without its key is refused
        return Store(SqliteDialect(folder / "shop.db"), master_key, contents)
    return Store(SqliteDialect(None, image), _MEMORY_KEY, contents)


def memory_image(contents: Contents, fill: Callable[[Tx], object]) -> bytes:
    """A memory database with what ``fill`` puts into it, for :func:`open_store`, and without its data key."""
    dialect = SqliteDialect(None)
    with closing(Store(dialect, _MEMORY_KEY, contents)) as store:
        with store.write() as tx:
            fill(tx)
            tx.connection.execute(delete(data_keys))
        return dialect.image()


#: A memory database promises no durability, so its secrets end with the process.
_MEMORY_KEY = bytes(range(32))
