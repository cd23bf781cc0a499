"""The queue of calls that wait to be written to the log."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import cast

import pytest

from shopwright.platform.core.http import Reply, Request
from shopwright.platform.database.store import Store
from shopwright.platform.gateway.request_log import RequestLogger
from shopwright.platform.gateway.request_log_store import LoggedRequest


class SlowStore:
    """Stands for a store whose transaction commits when ``may_commit`` is set, or fails."""

    def __init__(self) -> None:
        self.may_commit, self.begun = threading.Event(), threading.Event()
        self.fails = False
        self.written: list[str] = []

    def __getitem__(self, kind: type) -> SlowStore:
        return self

    def add(self, records: Sequence[LoggedRequest]) -> None:
        self._added = [record.request_id for record in records]

    @contextmanager
    def write(self) -> Iterator[SlowStore]:
        yield self
        self.begun.set()
        assert self.may_commit.wait(30)
        if self.fails:
            raise OSError("the disk is full")
        self.written += self._added


def record(logger: RequestLogger, request_id: str) -> None:
    """Record a call."""
    request = Request("GET", "/healthz", "", {}, b"")
    logger.record_plain(request, Reply(200, b"{}"), "getToken", None, 0, request_id, "Success")


def test_who_flushes_while_another_thread_writes_finds_what_was_recorded_before() -> None:
    store = SlowStore()
    logger = RequestLogger(cast("Store", store))
    record(logger, "first")
    background = threading.Thread(target=logger.flush)
    background.start()
    assert store.begun.wait(30)
    seen: list[list[str]] = []
    reader = threading.Thread(target=lambda: (logger.flush(), seen.append(list(store.written))))
    reader.start()
    reader.join(0.05)
    store.may_commit.set()
    background.join()
    reader.join()
    assert seen == [["first"]]


def test_calls_that_could_not_be_written_are_written_later_in_their_order() -> None:
    store = SlowStore()
    store.may_commit.set()
    woken: list[int] = []
    logger = RequestLogger(cast("Store", store), lambda: woken.append(1))
    record(logger, "first")
    store.fails = True
    with pytest.raises(OSError, match="full"):
        logger.flush()
    record(logger, "second")
    store.fails = False
    assert logger.flush() == 2
    assert store.written == ["first", "second"]
    assert len(woken) == 2
