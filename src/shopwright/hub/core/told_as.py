"""Says in the history through what a worker changed something.

A request says so by pghistory's middleware, which names itself in every statement. A worker says it once: for the
transaction that it is in, or for all that it does until it has ended.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps

from django.db import connection

_NAME = "SELECT set_config('pghistory.context_id', %s, %s), set_config('pghistory.context_metadata', %s, %s)"


def name_work(words: str) -> None:
    """Until the transaction ends, what changes is told of as through this."""
    _name(words, is_local=True)


@contextmanager
def working_as(words: str) -> Iterator[None]:
    """What changes until the block ends is told of as through this, where no transaction has a name of its own."""
    _name(words, is_local=False)
    try:
        yield
    finally:
        _name("", is_local=False)


def told_as(words: str, work: Callable[[], int]) -> Callable[[], int]:
    """A duty that says what it is."""

    @wraps(work)
    def named() -> int:
        with working_as(words):
            return work()

    return named


def _name(words: str, *, is_local: bool) -> None:
    number, facts = (str(uuid.uuid4()), json.dumps({"job": words})) if words else ("", "")
    with connection.cursor() as cursor:
        cursor.execute(_NAME, [number, is_local, facts, is_local])
