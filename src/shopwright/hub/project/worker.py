"""The worker: takes on what is due, woken by the database and by its own sweeps. Any number of them may run."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import NamedTuple

import psycopg
from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

from shopwright.hub.aftersales import services as aftersales
from shopwright.hub.catalog.bulk import work as bulk
from shopwright.hub.catalog.imports import runs as import_runs
from shopwright.hub.catalog.imports import work as imports
from shopwright.hub.channels import intake, polls
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.protocol import ChannelError
from shopwright.hub.core.wake import CHANNEL
from shopwright.hub.fulfilment import services as fulfilment
from shopwright.hub.fulfilment.third_party import work as third_parties
from shopwright.hub.listings import lanes, propagation
from shopwright.hub.listings.publish_rules import services as publish_rules
from shopwright.hub.notices import work as notices
from shopwright.hub.orders.holds import restock
from shopwright.hub.stock import alerts
from shopwright.hub.work import alerts as owner_alerts
from shopwright.hub.work.reconciler import runs as reconciler

log = logging.getLogger("shopwright.hub.worker")

#: How many events a worker works on at a time.
EVENT_THREADS = 2


class Duty(NamedTuple):
    """Something that a worker does: when one of its topics is told, and at least every so many seconds."""

    name: str
    topics: frozenset[str]
    seconds: float
    work: Callable[[], object]


class Worker:
    """Runs every duty in a thread of its own until it is stopped. What it is at when it is killed is done again."""

    def __init__(self, poll_seconds: float) -> None:
        self._lanes = ThreadPoolExecutor(4, "lane")
        self._busy: set[int] = set()
        # A little less, since a sweep takes time too.
        self._poll_every = timedelta(seconds=poll_seconds * 0.9)
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        duties = (
            *(
                # One waits for a channel while another one works; events are claimed one by one.
                Duty(f"events {number}", frozenset({"events"}), 5, partial(intake.work_due, limit=10))
                for number in range(EVENT_THREADS)
            ),
            Duty("pushes", frozenset({"pushes", "wishes", "connections"}), 5, self._push),
            Duty("shipments", frozenset({"shipments"}), 5, fulfilment.work_due),
            Duty("hand-offs", frozenset({"shipments"}), 5, third_parties.work_due),
            Duty("imports", frozenset({"imports"}), 2, imports.work_due),
            Duty("bulk", frozenset({"bulk"}), 2, bulk.work_due),
            Duty("rules", frozenset(), 60, publish_rules.work_due),
            Duty("checks", frozenset(), 3600, _check),
            Duty("reconciler", frozenset({"checks"}), 5, reconciler.work_due),
            Duty("alerts", frozenset({"alerts", "connections"}), 60, owner_alerts.check_all),
            Duty("answers", frozenset({"answers"}), 5, aftersales.work_due),
            Duty("holds", frozenset({"holds"}), 60, restock.work_due),
            Duty("notices", frozenset({"notices"}), 5, notices.work_due),
            Duty("polls", frozenset({"connections"}), poll_seconds, self._poll),
        )
        self._wakers = {duty.name: threading.Event() for duty in duties}
        self._duties = duties
        self._threads = [
            *(threading.Thread(target=self._run, args=(duty,), name=duty.name, daemon=True) for duty in duties),
            threading.Thread(target=self._listen, name="listen", daemon=True),
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Begin nothing new, and wait for what is going on."""
        self._stopping.set()
        for waker in self._wakers.values():
            waker.set()
        for thread in self._threads[:-1]:
            thread.join(30)
        self._lanes.shutdown(wait=True)

    def wait(self) -> None:
        self._stopping.wait()

    def _run(self, duty: Duty) -> None:
        waker = self._wakers[duty.name]
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

    def _push(self) -> None:
        """Start a lane for each connection that has something due and no lane in this process."""
        for shop in lanes.due_connections():
            with self._lock:
                if shop.pk in self._busy:
                    continue
                self._busy.add(shop.pk)
            self._lanes.submit(self._drive, shop)

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

    def _poll(self) -> None:
        """Look at each connection that is due and that no other worker looks at."""
        for pk in polls.due_connections(self._poll_every):
            if self._stopping.is_set():
                return
            with polls.claim(pk, self._poll_every) as shop:
                if shop is not None:
                    _look_at(shop)

    def _listen(self) -> None:
        """Hear what other processes tell; a lost connection is made again, and the sweeps cover the time between."""
        while not self._stopping.is_set():
            try:
                with psycopg.connect(_conninfo(), autocommit=True) as listener:
                    listener.execute(f"LISTEN {CHANNEL}")
                    while not self._stopping.is_set():
                        for told in listener.notifies(timeout=2, stop_after=100):
                            self._tell(told.payload)
            except psycopg.OperationalError as error:
                log.warning("the database does not tell news: %s", error)
                self._stopping.wait(1)

    def _tell(self, topic: str) -> None:
        for duty in self._duties:
            if topic in duty.topics:
                self._wakers[duty.name].set()


def _look_at(shop: Connection) -> None:
    for poll in (polls.poll_orders, polls.poll_cases):
        try:
            poll(shop)
        except ChannelError as error:
            log.warning("%s failed for connection %s: %s", poll.__name__, shop.pk, error)
        except Exception:
            # The shops behind it, of other workspaces too, are looked at all the same.
            log.exception("%s failed for connection %s, and is tried again", poll.__name__, shop.pk)


def _check() -> int:
    """Check the ledgers and shops that were not checked for a day, and forget what nobody needs any more."""
    propagation.forget_old()
    import_runs.forget_old()
    owner_alerts.forget_old()
    reconciler.begin_daily()
    return alerts.check_ledgers()


def _conninfo() -> str:
    database = settings.DATABASES["default"]
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return make_conninfo(**{key: database[name] for key, name in names.items() if database[name]})
