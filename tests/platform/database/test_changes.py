"""Changes that a transaction keeps: what becomes of them when it ends, or when a part of it is undone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import msgspec
import pytest

from shopwright.platform.database.change import Change
from shopwright.platform.database.transaction import Tx
from tests.harness.server import RunningPlatform


class Note(msgspec.Struct):
    """A document that stands for any other."""

    name: str
    text: str = ""


class NoteChange(Change[Note]):
    """Notes what is written; ``then`` is done by the write."""

    def __init__(self, tx: Tx, name: str, written: list[str], then: Callable[[], None] | None = None) -> None:
        super().__init__(tx, Note(name))
        self.written, self.then = written, then

    @property
    def key(self) -> tuple[str, str]:
        return "shop", self.document.name

    def _write(self) -> None:
        self.written.append(f"{self.document.name}: {self.document.text}")
        if self.then is not None:
            self.then()


class LaterChange(NoteChange):
    rank = 1


def test_a_write_may_change_what_is_written_after_it(platform: RunningPlatform) -> None:
    written: list[str] = []

    def change_two(tx: Tx) -> None:
        later = LaterChange(tx, "later", written).keep()
        first = NoteChange(tx, "first", written, lambda: setattr(later.document, "text", "by the first")).keep()
        first.document.text = "changed"

    platform.inside(change_two)
    assert written == ["first: changed", "later: by the first"]


def test_a_write_that_changes_what_was_written_before_it_fails_the_transaction(platform: RunningPlatform) -> None:
    written: list[str] = []

    def change_two(tx: Tx) -> None:
        first = NoteChange(tx, "first", written).keep()
        later = LaterChange(tx, "later", written, lambda: setattr(first.document, "text", "too late")).keep()
        later.document.text = "changed"

    with pytest.raises(RuntimeError, match="first"):
        platform.inside(change_two)


def test_a_document_is_the_same_object_with_its_old_fields_when_a_part_is_undone(platform: RunningPlatform) -> None:
    written: list[str] = []

    def fail_a_part(tx: Tx) -> None:
        note = NoteChange(tx, "note", written).keep().document
        note.text = "before"
        with suppress(LookupError), tx.attempt():
            note.text = "in the part"
            raise LookupError
        assert note.text == "before"
        note.text = "after"

    platform.inside(fail_a_part)
    assert written == ["note: before", "note: after"]
