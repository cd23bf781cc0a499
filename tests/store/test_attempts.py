"""A part of a transaction that is undone leaves nothing behind: not a row, and not an id that is given twice."""

from __future__ import annotations

import pytest

from shopwright.platform.store.core import Store
from shopwright.wire.ids import IdKind


class _Undone(Exception):
    """What ends an attempt."""


def test_ids_around_an_undone_attempt_are_all_different(store: Store) -> None:
    with store.write() as tx:
        ids = [tx.new_id(IdKind.ORDER) for _ in range(3)]
        with pytest.raises(_Undone), tx.attempt():
            ids += [tx.new_id(IdKind.ORDER) for _ in range(40)]
            raise _Undone
        kept = ids[:3] + [tx.new_id(IdKind.ORDER) for _ in range(60)]
    assert len(set(kept)) == len(kept)
