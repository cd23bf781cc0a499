"""A durable inbox: each event is processed once, one at a time for each object, even if a process is killed."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import threading
import time
import uuid
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from .event import Event, moment_of
from .store import Claimed, InboxStore, LeaseLostError, State

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

log = logging.getLogger("shopwright.webhooks")

Handler = Callable[[Event], object]
TransactionalHandler = Callable[[Event, "Connection"], object]


class Inbox:
    """Stores events in SQLite or PostgreSQL until a handler has processed them.

    One event at a time is processed for each object, in the order in which they came; one that is older than an event
    processed before is dropped as ``stale`` (TikTok numbers no events, so the object's own time decides).

    ``url`` is an SQLAlchemy URL (``sqlite:///inbox.db``, ``postgresql://…``) or an engine. ``lease``: how many seconds
    a worker has for one event before another may take it over. A failing handler is tried ``attempts`` times, after
    waits that double from ``first_wait`` to ``longest_wait`` seconds; then the event is ``failed`` until ``retry``.
    An SQLite engine begins its transactions with ``BEGIN IMMEDIATE`` from then on.
    """

    def __init__(
        self,
        url: str | Engine,
        *,
        lease: float = 60.0,
        attempts: int = 8,
        first_wait: float = 1.0,
        longest_wait: float = 600.0,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._store = InboxStore(url)
        self._lease = lease
        self._attempts = attempts
        self._first_wait, self._longest_wait = first_wait, longest_wait
        self._now = now
        self._worker = uuid.uuid4().hex
        self._news = threading.Event()

    def put(self, event: Event) -> bool:
        """Store an event durably; false when its notification is here already."""
        is_new = self._store.put(event, self._now())
        self._news.set()
        return is_new

    def knows(self, event: Event) -> bool:
        """Whether the inbox has had this state of the event's object, or a newer one."""
        return self._store.knows(event)

    def process_one(self, handler: Handler) -> bool:
        """Process the next event that is due; false when none is.

        The handler runs first, then the event is marked: if the process dies in between, the event is processed again.
        Where that matters use ``process_one_in_transaction``.
        """
        claimed = self._claim()
        if claimed is None:
            return False
        if not self._store.is_stale(claimed):
            try:
                handler(claimed.event)
            except Exception as error:  # noqa: BLE001 - kept with the event, and tried again
                self._failed(claimed, error)
                return True
        self._finish(claimed)
        return True

    def process_one_in_transaction(self, handler: TransactionalHandler) -> bool:
        """As above; the handler gets the connection of the transaction in which the event is marked.

        What it writes there commits together with the mark, or not at all: the effect happens exactly once.
        """
        claimed = self._claim()
        if claimed is None:
            return False
        try:
            self._store.finish(claimed, handler)
        except Exception as error:  # noqa: BLE001 - as above
            self._failed(claimed, error)
        return True

    def process_all(self, handler: Handler) -> int:
        """Process all events that are due; returns how many."""
        count = 0
        while self.process_one(handler):
            count += 1
        return count

    def run(self, handler: Handler, *, workers: int = 1, stop: threading.Event | None = None) -> None:
        """Process events as they come, until ``stop`` is set. Any number of processes may do so at once."""
        stop = stop or threading.Event()

        def work() -> None:
            while not stop.is_set():
                self._news.clear()
                try:
                    was_one = self.process_one(handler)
                except Exception:  # the database may be away for a while
                    log.exception("the inbox cannot be read; trying again")
                    was_one = False
                if not was_one:
                    self._news.wait(0.5)  # other processes put events too, and retries become due

        with ThreadPoolExecutor(workers, "shopwright-inbox") as pool:
            try:
                for done in [pool.submit(work) for _ in range(workers)]:
                    done.result()
            finally:  # an interrupt ends the workers too
                stop.set()
                self._news.set()

    async def arun(self, handler: Callable[[Event], Awaitable[object]], *, workers: int = 1) -> None:
        """As ``run`` for a coroutine; it ends when its task is cancelled, and events in work become due again."""
        await asyncio.gather(*[self._awork(handler) for _ in range(workers)])

    async def _awork(self, handler: Callable[[Event], Awaitable[object]]) -> None:
        while True:
            try:
                was_one = await self._aprocess_one(handler)
            except Exception:  # the database may be away for a while
                log.exception("the inbox cannot be read; trying again")
                was_one = False
            if not was_one:
                await asyncio.sleep(0.2)

    async def _aprocess_one(self, handler: Callable[[Event], Awaitable[object]]) -> bool:
        claimed = await self._aclaim()
        if claimed is None:
            return False
        try:
            if not await asyncio.to_thread(self._store.is_stale, claimed):
                await handler(claimed.event)
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if task is None or task.cancelling():
                self._store.release(claimed)
                raise
            await asyncio.to_thread(self._failed, claimed, error)  # something inside the handler was, not this task
        except Exception as error:  # noqa: BLE001 - kept with the event, and tried again
            await asyncio.to_thread(self._failed, claimed, error)
        else:
            await asyncio.to_thread(self._finish, claimed)
        return True

    async def _aclaim(self) -> Claimed | None:
        """Claim an event; release it if this task is cancelled meanwhile."""
        claiming = asyncio.ensure_future(asyncio.to_thread(self._claim))
        try:
            return await asyncio.shield(claiming)
        except asyncio.CancelledError:
            claimed = await claiming
            if claimed is not None:
                self._store.release(claimed)
            raise

    def counts(self) -> dict[str, int]:
        """How many events are in each state: pending, running, done, stale, failed."""
        counts = self._store.counts()
        return {state.value: counts.get(state.value, 0) for state in State}

    def failed(self) -> list[tuple[Event, str]]:
        """The failed events, with the last error of their handler."""
        return self._store.failed()

    def retry(self, notification_id: str) -> bool:
        """Make a failed event due again; false when there is no such failed event."""
        self._news.set()
        return self._store.retry(notification_id, self._now())

    def mark(self, name: str) -> int | None:
        """The number stored under a name, such as the time that a reconciler has reached."""
        return self._store.mark(name)

    def set_mark(self, name: str, value: int) -> None:
        """Store a number under a name."""
        self._store.set_mark(name, value)

    def close(self) -> None:
        """Close the database's connections."""
        self._store.close()

    def _claim(self) -> Claimed | None:
        return self._store.claim(self._worker, self._now(), self._lease, self._attempts)

    def _finish(self, claimed: Claimed) -> None:
        try:
            self._store.finish(claimed)
        except LeaseLostError as error:
            log.warning("%s: raise the lease above what a handler may take", error)

    def _failed(self, claimed: Claimed, error: BaseException) -> None:
        attempts = claimed.attempts
        wait = min(self._first_wait * 2.0 ** (attempts - 1), self._longest_wait)
        due = self._now() + wait if attempts < self._attempts else None
        log.warning("%s: the handler failed (%d): %s", claimed.event.notification_id, attempts, type(error).__name__)
        self._store.fail(claimed, f"{type(error).__name__}: {error}", due)


def made_up(kind: type[Event], type_number: int, owner: str, data: dict[str, object], now: float) -> Event:
    """Make the event of a missed notification from a row of a list."""
    probe = kind(type=type_number, notification_id="", owner=owner, timestamp=moment_of(int(now)), data=data)
    version = f"{probe.update_time or 0}:{hashlib.sha256(probe.state.encode()).hexdigest()[:16]}"
    identity = f"reconciled:{type_number}:{probe.object_key}:{version}"
    envelope = {"type": type_number, "tts_notification_id": identity, "shop_id": owner, "timestamp": int(now)}
    raw = json.dumps({**envelope, "data": data})
    return kind(
        type=type_number,
        notification_id=identity,
        owner=owner,
        timestamp=moment_of(int(now)),
        data=data,
        raw=raw.encode(),
        is_reconciled=True,
    )
