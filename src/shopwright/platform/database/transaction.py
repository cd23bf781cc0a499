"""One transaction: what it reads and writes, the time, and new ids."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar, TypeVar, cast

from sqlalchemy import Connection

from shopwright.wire.ids import IdKind, make_id

from .change import Pending
from .dialect import Dialect
from .encryption import Vault

#: Ids taken from a sequence at a time: few at first, more for a transaction that uses many. What it leaves over is
#: never used.
_ID_BLOCK, _MOST_IDS = 16, 4096


class SerializationConflict(Exception):  # noqa: N818 - the name that databases give it
    """Another transaction changed the same rows first; nothing has changed, and the work may run again."""


class Repository(ABC):
    """Rows of one kind as one transaction sees them. A capability defines it; ``tx[Orders]`` opens it.

    ``shows_changes``: its documents are changed by a ``Change``, so what is not written yet is written before it is
    opened.
    """

    shows_changes: ClassVar[bool] = False

    @abstractmethod
    def __init__(self, tx: Tx) -> None: ...


class SecretRepository(Repository):
    """A repository whose rows hold encrypted values."""

    @abstractmethod
    def rewrite_secrets(self) -> int:
        """Encrypt every value anew with the newest data key; answers how many were rewritten."""


R = TypeVar("R", bound=Repository)
C = TypeVar("C", bound=Pending)


@dataclass(frozen=True)
class Contents:
    """What the capabilities bring to a database besides their tables.

    ``now_ms``: the platform's time in unix milliseconds; ``prepare`` makes the rows that every database has;
    ``secrets``: the repositories that a change of the data key rewrites.
    """

    now_ms: Callable[[Tx], int]
    prepare: Callable[[Tx], None]
    secrets: tuple[type[SecretRepository], ...] = ()


class Tx:
    """One transaction. Ends with its ``with`` block, before which it writes the changes that it keeps.

    ``tx[Orders]`` is the repository of that class in this transaction. ``suppress_webhooks``: what happens is not told
    to apps, as it is the past of a replayed history. ``caused_work``: there is more to deliver or to run than before.
    ``topics``: of which webhook topics apps are told, or would be if any wanted them.
    """

    def __init__(
        self, connection: Connection, dialect: Dialect, vault: Vault, contents: Contents, *, writes: bool
    ) -> None:
        self.connection = connection
        self.dialect = dialect
        self.vault = vault
        self.suppress_webhooks = False
        self.caused_work = False
        self.topics: frozenset[int] = frozenset()
        self._now_ms = contents.now_ms
        self._repositories: dict[type[Repository], Repository] = {}
        self._ids: dict[str, Iterator[int]] = {}
        self._id_block = _ID_BLOCK
        self._changes: dict[tuple[type, tuple[str, str]], Pending] = {}
        self._writes = writes
        self._is_flushing = False

    def __getitem__(self, kind: type[R]) -> R:
        if kind.shows_changes and self._changes:
            self.flush()
        return self.stored(kind)

    def stored(self, kind: type[R]) -> R:
        """A repository without the changes that are still to be written."""
        repository = self._repositories.get(kind)
        if repository is None:
            repository = self._repositories[kind] = kind(self)
        return cast("R", repository)

    def new_id(self, kind: IdKind) -> str:
        """A fresh id of a kind, unique in the whole database."""
        sequence = "notifications" if kind is IdKind.NOTIFICATION else "ids"
        number = next(self._ids.get(sequence, iter(())), None)
        if number is None:
            block = iter(self.dialect.next_numbers(self.connection, sequence, self._id_block))
            number = next(block)
            self._ids[sequence] = block
            self._id_block = min(self._id_block * 2, _MOST_IDS)
        return make_id(kind, number)

    def keep(self, change: Pending) -> None:
        """Write a change with the transaction, if it changes anything. TypeError where the transaction only reads."""
        if not self._writes:
            raise TypeError(f"{type(change).__name__} in a transaction that only reads")
        self._changes[type(change), change.key] = change

    def kept(self, kind: type[C], shop_id: str, document_id: str) -> C | None:
        """The change of a document that the transaction keeps already."""
        return cast("C | None", self._changes.get((kind, (shop_id, document_id))))

    def flush(self) -> None:
        """Write what is changed, by rank: each document once, with what is to be told of it."""
        if self._is_flushing:
            return
        self._is_flushing, rank = True, -1
        try:
            while ahead := [change for change in self._changes.values() if change.rank > rank]:
                rank = min(change.rank for change in ahead)
                for change in ahead:
                    if change.rank == rank and change.is_changed:
                        change.write()
        finally:
            self._is_flushing = False

    def finish(self) -> None:
        """Write what is changed, before the commit. RuntimeError where a write changed what was written before it."""
        self.flush()
        if late := [change.key for change in self._changes.values() if change.is_changed]:
            raise RuntimeError(f"changed after they were written, by writes of a higher rank: {late}")

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """A part of the transaction that an exception undoes on its way out, without ending the whole.

        What is changed before is written before it; what is changed in it is written at its end, or undone, and let go.
        A document that is undone has its fields again; what was held of its parts (lines, items) is no part of it.
        """
        self.flush()
        before = {key: (change, change.stored) for key, change in self._changes.items()}
        topics = self.topics
        try:
            with _savepoint(self.connection):
                yield
                self.flush()
        except BaseException:
            self.topics = topics
            self._ids.clear()  # the block that they come from was taken by what is undone
            for change, state in before.values():
                change.restore(state)
            raise
        finally:
            self._changes = {key: change for key, (change, _) in before.items()}

    def hold(self, name: str) -> None:
        """Let nobody else hold this name before the transaction ends: for what has no row yet that could be held."""
        self.dialect.hold(self.connection, name)

    def now_ms(self) -> int:
        """Platform time in unix milliseconds."""
        return self._now_ms(self)

    def now(self) -> int:
        """Platform time in unix seconds."""
        return self._now_ms(self) // 1000


@contextmanager
def _savepoint(connection: Connection) -> Iterator[None]:
    """Undo the block's statements on an exception. By the driver: SQLAlchemy compiles each savepoint anew.

    Inside of another savepoint the name is that of the inner one until it is released.
    """
    cursor = connection.connection.cursor()
    cursor.execute("SAVEPOINT attempt")
    try:
        yield
    except BaseException:
        cursor.execute("ROLLBACK TO SAVEPOINT attempt")
        cursor.execute("RELEASE SAVEPOINT attempt")
        raise
    cursor.execute("RELEASE SAVEPOINT attempt")
