"""The worker: takes on what is due, woken by the database and by its own sweeps. Any number of them may run."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
from django.db import connection

from shopwright.hub.channels import polls
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.protocol import ChannelError
from shopwright.hub.core.wake import CHANNEL, listen_conninfo
from shopwright.hub.listings import lanes

from .duties import DUE, LOOKS, UPKEEP, Duty

log = logging.getLogger("shopwright.hub.worker")


class Worker:
    """Runs every duty in a thread of its own until it is stopped. What it is at when it is killed is done again."""

    def __init__(self, poll_seconds: float) -> None:
        self._lanes = ThreadPoolExecutor(4, "lane")
        self._busy: set[int] = set()
        self._again: set[int] = set()
        # A little less, since a sweep takes time too.
        self._poll_every = timedelta(seconds=poll_seconds * 0.9)
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._duties = (
            *DUE,
            *UPKEEP,
            # These two go by shop: the one has a lane for each, the other one a claim on each.
            Duty("pushes", frozenset({"pushes", "wishes", "connections"}), 5, self._push),
            Duty("polls", frozenset({"connections"}), poll_seconds, self._poll),
        )
        places = [(duty, number) for duty in self._duties for number in range(duty.threads)]
        self._wakers = [(duty.topics, threading.Event()) for duty, _ in places]
        self._threads = [
            *(
                threading.Thread(target=self._run, args=(duty, waker), name=f"{duty.name} {number}", daemon=True)
                for (duty, number), (_, waker) in zip(places, self._wakers, strict=True)
            ),
            threading.Thread(target=self._listen, name="listen", daemon=True),
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Begin nothing new, and wait for what is going on."""
        self._stopping.set()
        for _, waker in self._wakers:
            waker.set()
        for thread in self._threads[:-1]:
            thread.join(30)
        self._lanes.shutdown(wait=True)

    def wait(self) -> None:
        self._stopping.wait()

    def _run(self, duty: Duty, waker: threading.Event) -> None:
        while not self._stopping.is_set():
            waker.clear()
            try:
                while duty.work() and not self._stopping.is_set():
                    pass
            except Exception:
                log.exception("%s failed, and is tried again", duty.name)
            finally:
                connection.close()
            waker.wait(duty.seconds)

    def _push(self) -> int:
        """Start a lane for each connection that has something due and no lane in this process. It goes on by itself."""
        for shop in lanes.due_connections():
            with self._lock:
                if shop.pk in self._busy:
                    # The lane may have looked for the last time already.
                    self._again.add(shop.pk)
                    continue
                self._busy.add(shop.pk)
            self._lanes.submit(self._drive, shop)
        return 0

    def _drive(self, shop: Connection) -> None:
        try:
            while not self._stopping.is_set() and lanes.push_all(shop):
                pass
        except Exception:
            log.exception("the lane of connection %s failed, and is tried again", shop.pk)
        finally:
            connection.close()
            with self._lock:
                self._busy.discard(shop.pk)
                was_told = shop.pk in self._again
                self._again.discard(shop.pk)
        if was_told:
            self._tell("pushes")

    def _poll(self) -> int:
        """Look at each connection that is due and that no other worker looks at."""
        for pk in polls.due_connections(self._poll_every):
            if self._stopping.is_set():
                break
            with polls.claim(pk, self._poll_every) as shop:
                if shop is not None:
                    _look_at(shop)
        return 0

    def _listen(self) -> None:
        """Hear what other processes tell; a lost connection is made again, and the sweeps cover the time between."""
        while not self._stopping.is_set():
            try:
                with psycopg.connect(listen_conninfo(), autocommit=True) as listener:
                    listener.execute(f"LISTEN {CHANNEL}")
                    while not self._stopping.is_set():
                        for told in listener.notifies(timeout=2, stop_after=100):
                            self._tell(told.payload)
            except psycopg.OperationalError as error:
                log.warning("the database does not tell news: %s", error)
                self._stopping.wait(1)

    def _tell(self, topic: str) -> None:
        for topics, waker in self._wakers:
            if topic in topics:
                waker.set()


def _look_at(shop: Connection) -> None:
    for poll in LOOKS:
        try:
            poll(shop)
        except ChannelError as error:
            log.warning("%s failed for connection %s: %s", poll.__name__, shop.pk, error)
        except Exception:
            # The shops behind it, of other workspaces too, are looked at all the same.
            log.exception("%s failed for connection %s, and is tried again", poll.__name__, shop.pk)
