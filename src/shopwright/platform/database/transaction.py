"""One transaction: what it reads and writes, the time, and new ids."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar, cast

from sqlalchemy import Connection

from shopwright.wire.ids import IdKind, make_id

from .dialect import Dialect
from .encryption import Vault

#: Ids taken from a sequence at a time: few at first, more for a transaction that uses many. What it leaves over is
#: never used.
_ID_BLOCK, _MOST_IDS = 16, 4096


class SerializationConflict(Exception):  # noqa: N818 - the name that databases give it
    """Another transaction changed the same rows first; nothing has changed, and the work may run again."""


class Repository(ABC):
    """Rows of one kind as one transaction sees them. A capability defines it; ``tx[Orders]`` opens it."""

    @abstractmethod
    def __init__(self, tx: Tx) -> None: ...


class SecretRepository(Repository):
    """A repository whose rows hold encrypted values."""

    @abstractmethod
    def rewrite_secrets(self) -> int:
        """Encrypt every value anew with the newest data key; answers how many were rewritten."""


R = TypeVar("R", bound=Repository)


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
    """One transaction. Ends with its ``with`` block.

    ``tx[Orders]`` is the repository of that class in this transaction. ``suppress_webhooks``: what happens is not told
    to apps, as it is the past of a replayed history. ``caused_work``: there is more to deliver or to run than before.
    ``topics``: of which webhook topics apps are told, or would be if any wanted them.
    """

    def __init__(self, connection: Connection, dialect: Dialect, vault: Vault, contents: Contents) -> None:
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

    def __getitem__(self, kind: type[R]) -> R:
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

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """A part of the transaction that an exception undoes on its way out, without ending the whole."""
        topics = self.topics
        try:
            with self.connection.begin_nested():
                yield
        except BaseException:
            self.topics = topics
            self._ids.clear()  # the block that they come from was taken by what is undone
            raise

    def hold(self, name: str) -> None:
        """Let nobody else hold this name before the transaction ends: for what has no row yet that could be held."""
        self.dialect.hold(self.connection, name)

    def now_ms(self) -> int:
        """Platform time in unix milliseconds."""
        return self._now_ms(self)

    def now(self) -> int:
        """Platform time in unix seconds."""
        return self._now_ms(self) // 1000
