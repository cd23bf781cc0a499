"""A part of a transaction that is undone leaves nothing behind: not a row, and not an id that is given twice."""

from __future__ import annotations

import pytest

from shopwright.platform.database.store import Store
from shopwright.platform.database.transaction import Tx
from shopwright.wire.ids import IdKind


class _UndoneError(Exception):
    """What ends an attempt."""


def test_ids_around_an_undone_attempt_are_all_different(store: Store) -> None:
    with store.write() as tx:
        ids = [tx.new_id(IdKind.ORDER) for _ in range(3)]
        with pytest.raises(_UndoneError):
            _try_in_vain(tx)
        kept = ids + [tx.new_id(IdKind.ORDER) for _ in range(60)]
    assert len(set(kept)) == len(kept)


def _try_in_vain(tx: Tx) -> None:
    with tx.attempt():
        for _ in range(40):
            tx.new_id(IdKind.ORDER)
        raise _UndoneError
