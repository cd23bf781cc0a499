"""Documents that a transaction changes: the transaction writes them, when it ends."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar, Generic, Self, TypeVar

import msgspec

from shopwright import decoders

if TYPE_CHECKING:
    from .transaction import Tx

Document = TypeVar("Document", bound=msgspec.Struct)

_encode = msgspec.json.Encoder().encode


class Pending(ABC):
    """What a transaction keeps until it ends, and writes then if it is changed; lower ranks are written first."""

    rank: ClassVar[int] = 0

    @property
    @abstractmethod
    def key(self) -> tuple[str, str]:
        """The ids of its shop and of its document."""

    @property
    @abstractmethod
    def is_changed(self) -> bool:
        """Whether it is to be written."""

    @property
    @abstractmethod
    def stored(self) -> tuple[bytes, ...]:
        """What it was when it was read or written last."""

    @abstractmethod
    def write(self) -> None:
        """Write it, and tell of what happened to it."""

    @abstractmethod
    def restore(self, state: tuple[bytes, ...]) -> None:
        """Go back to what was stored, as what happened since was undone."""


class Change(Pending, Generic[Document]):
    """A document that was read for change, or a new one.

    Its transaction, which keeps it by :meth:`keep` or :meth:`begin`, writes it once, at the end, if it is not as it
    was stored. Nobody else writes it.
    """

    def __init__(self, tx: Tx, document: Document) -> None:
        self.tx = tx
        self.document = document
        self.is_new = False
        self._is_touched = False
        self._stored: tuple[bytes, ...] = ()

    def keep(self) -> Self:
        """Have the transaction write what becomes of it."""
        self._stored = self.state()
        self.tx.keep(self)
        return self

    def begin(self) -> Self:
        """Have the transaction write it as a new document."""
        self.is_new = True
        self.tx.keep(self)
        return self

    def touch(self) -> None:
        """Have it written though its document is as it was: what others show of it is not, or its time of change."""
        self._is_touched = True

    @property
    def is_changed(self) -> bool:
        return self.is_new or self._is_touched or self.state() != self._stored

    @property
    def stored(self) -> tuple[bytes, ...]:
        return self._stored

    def write(self) -> None:
        self._write()
        self.is_new = self._is_touched = False
        self._stored = self.state()

    def restore(self, state: tuple[bytes, ...]) -> None:
        self._load(state)
        self._is_touched = False
        self._stored = state

    @abstractmethod
    def _write(self) -> None:
        """Add a new document or save a changed one, plan what follows, and tell of it."""

    def state(self) -> tuple[bytes, ...]:
        """All that is stored of it."""
        return (_encode(self.document),)

    def _load(self, state: tuple[bytes, ...]) -> None:
        """Give the document the fields that it was stored with; it stays the same object for those who hold it."""
        stored = decoders.decode(state[0], type=type(self.document))
        for name in stored.__struct_fields__:
            setattr(self.document, name, getattr(stored, name))
