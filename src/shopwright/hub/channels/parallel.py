"""Does several things at a time that each wait for somebody else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection as database

T = TypeVar("T")
R = TypeVar("R")


def in_parallel(call: Callable[[T], R], items: Sequence[T], *, most: int) -> list[R]:
    """What a function answers for each item, in their order; up to ``most`` of them are on their way at a time.

    The first one that fails is raised once all have ended. What the function asks of the database goes by connections
    of its own, outside of the caller's transaction.
    """
    if len(items) < 2:
        return [call(item) for item in items]

    def call_and_leave(item: T) -> R:
        try:
            return call(item)
        finally:
            database.close()  # the pool has it back before the thread ends

    with ThreadPoolExecutor(min(most, len(items)), "parallel") as threads:
        return list(threads.map(call_and_leave, items))
