"""What is read as of one moment does not see what others write meanwhile."""

from __future__ import annotations

from contextlib import closing

import pytest

from shopwright.platform.erasure.store import Erasure, Erasures
from shopwright.platform.server.database import open_store


@pytest.mark.postgres
def test_every_statement_sees_the_same_moment(database: str) -> None:
    with closing(open_store(database=database)) as store:
        with store.read_moment() as tx:
            assert tx[Erasures].all() == []
            with store.write() as other:
                other[Erasures].add(Erasure("1", "2", 3, 4, {}))
            assert tx[Erasures].all() == []
        with store.read() as tx:
            assert len(tx[Erasures].all()) == 1
