"""News for pages: which kinds of things have changed in which workspace.

Triggers of the database tell it when a transaction commits, so that no write can forget it. One connection of each
process listens for all of its pages.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Hashable
from typing import NamedTuple

import psycopg

from .wake import listen_conninfo

CHANNEL = "shopwright_pages"
#: Streams that a member can have at a process.
MOST_STREAMS = 8
#: Seconds for which news are remembered, for pages that come back.
_KEPT = 120
#: A page says when it was made; what it shows was read up to so many seconds before.
_SLACK = 3

log = logging.getLogger("shopwright.hub.news")


class _Item(NamedTuple):
    at: float
    workspace_id: int
    topic: str


class Subscription:
    """A page that wants to hear of some topics. ``wake`` is called, from another thread, when there is something."""

    def __init__(self, workspace_id: int, topics: frozenset[str], owner: Hashable) -> None:
        self.workspace_id, self.topics, self.owner = workspace_id, topics, owner
        self.is_ended = False
        self.wake: Callable[[], object] = lambda: None
        self._pending: set[str] = set()
        self._lock = threading.Lock()

    def tell(self, topics: frozenset[str]) -> None:
        """Hand over topics that have changed."""
        with self._lock:
            self._pending |= topics & self.topics
        if topics & self.topics:
            self.wake()

    def take(self) -> list[str]:
        """The topics that have changed since they were taken last."""
        with self._lock:
            taken, self._pending = sorted(self._pending), set()
        return taken

    def end(self) -> None:
        self.is_ended = True
        self.wake()


class Newsroom:
    """The subscriptions of a process, and the thread that listens for them from the first of them on."""

    def __init__(self) -> None:
        self._subscriptions: set[Subscription] = set()
        self._counts: Counter[Hashable] = Counter()
        self._recent: deque[_Item] = deque()
        self._listening_since: float | None = None
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._ready = threading.Event()

    def subscribe(
        self, workspace_id: int, topics: frozenset[str], owner: Hashable, since: float
    ) -> Subscription | None:
        """A subscription that begins with what has changed since a time; None where the owner has too many.

        Who asks for a time that is not remembered is told that everything has changed.
        """
        subscription = Subscription(workspace_id, topics, owner)
        with self._lock:
            if self._counts[owner] >= MOST_STREAMS:
                return None
            self._counts[owner] += 1
            self._subscriptions.add(subscription)
            from_then = since - _SLACK
            if self._listening_since is None or from_then < max(self._listening_since, time.time() - _KEPT):
                subscription.tell(topics)
            else:
                missed = (item for item in self._recent if item.workspace_id == workspace_id and item.at >= from_then)
                subscription.tell(frozenset(item.topic for item in missed))
        self.start()
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """It may be said twice."""
        with self._lock:
            if subscription in self._subscriptions:
                self._subscriptions.discard(subscription)
                self._counts[subscription.owner] -= 1
                self._counts += Counter()  # drops those that have none left

    def end_streams(self) -> None:
        """End every stream: the process is about to stop."""
        with self._lock:
            subscriptions = list(self._subscriptions)
        for subscription in subscriptions:
            subscription.end()

    def stop(self) -> None:
        """End every stream, and listen no more until somebody subscribes."""
        self.end_streams()
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(10)
        self._thread = None
        with self._lock:
            self._subscriptions.clear()
            self._counts.clear()

    @property
    def count(self) -> int:
        """Streams that are open."""
        return len(self._subscriptions)

    def start(self) -> threading.Event:
        """Listen, unless that is done already; the event is set once the database has heard of it."""
        with self._lock:
            if self._thread is None:
                self._stopping.clear()
                self._thread = threading.Thread(target=self._listen, name="news", daemon=True)
                self._thread.start()
        return self._ready

    def _listen(self) -> None:
        """Hear what is told; after a connection was lost, everybody looks at everything once."""
        while not self._stopping.is_set():
            try:
                with psycopg.connect(listen_conninfo(), autocommit=True) as listener:
                    listener.execute(f"LISTEN {CHANNEL}")
                    self._begin()
                    while not self._stopping.is_set():
                        for told in listener.notifies(timeout=0.5, stop_after=200):
                            self._tell(told.payload)
            except psycopg.OperationalError as error:
                self._listening_since = None
                log.warning("the database does not tell pages what changes: %s", error)
                self._stopping.wait(1)
        self._listening_since = None
        self._ready.clear()

    def _begin(self) -> None:
        with self._lock:
            self._listening_since = time.time()
            self._recent.clear()
            for subscription in self._subscriptions:
                subscription.tell(subscription.topics)
        self._ready.set()

    def _tell(self, payload: str) -> None:
        number, _, topic = payload.partition(" ")
        item, now = _Item(time.time(), int(number), topic), time.time()
        with self._lock:
            self._recent.append(item)
            while self._recent and self._recent[0].at < now - _KEPT:
                self._recent.popleft()
            for subscription in self._subscriptions:
                if subscription.workspace_id == item.workspace_id:
                    subscription.tell(frozenset({topic}))


newsroom = Newsroom()
