"""Claims on things that one process at a time works on, of all that share the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from django.db import connection as database


class Claim(IntEnum):
    """What is claimed: the first half of the number of an advisory lock, whose other half is a row's id."""

    POLL = 7_360_012
    PUSH_STOCK = 7_360_013


@contextmanager
def claiming(claim: Claim, pk: int) -> Iterator[bool]:
    """Whether a thing is this process's until the block ends; False at once where another one has it.

    The claim is a lock of this database session: it ends with a process that is killed.
    """
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [claim, pk])
        if not cursor.fetchone()[0]:
            yield False
            return
        try:
            yield True
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [claim, pk])
