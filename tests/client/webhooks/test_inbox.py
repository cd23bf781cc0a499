"""The inbox: each event once, one at a time for each object, whatever order they come in and whoever dies."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from shopwright import ArgumentError
from shopwright.client.webhooks import Event
from shopwright.client.webhooks.inbox import Inbox

from .notices import FIRST_LEASE, Clock, body, event, told


def test_a_notification_that_comes_again_is_dealt_with_once(inbox: Inbox) -> None:
    assert [inbox.put(event(1)), inbox.put(event(1)), inbox.put(event(2, "2"))] == [True, False, True]
    assert told(inbox) == ["1", "2"]
    assert not inbox.put(event(1))
    assert told(inbox) == []
    assert inbox.counts() == {"pending": 0, "running": 0, "done": 2, "stale": 0, "failed": 0}


def test_an_event_is_dropped_when_its_object_has_been_newer(inbox: Inbox) -> None:
    inbox.put(event(2, at=200, status="AWAITING_SHIPMENT"))
    assert told(inbox) == ["2"]
    inbox.put(event(1, at=100))
    inbox.put(event(3, "other order", at=100))
    assert told(inbox) == ["3"]
    assert inbox.counts()["stale"] == 1


def test_of_two_states_of_one_second_the_later_notification_is_the_newer(inbox: Inbox) -> None:
    inbox.put(event(1, at=100))
    inbox.put(event(3, at=100, status="CANCELLED"))
    assert told(inbox) == ["1", "3"]
    inbox.put(event(2, at=100, status="ON_HOLD"))
    assert told(inbox) == []


def test_events_of_one_object_wait_for_each_other_and_others_do_not(inbox: Inbox, url: str, clock: Clock) -> None:
    for number, order in ((1, "A"), (2, "A"), (3, "B")):
        inbox.put(event(number, order, at=number))
    other = Inbox(url, now=clock)
    heard: list[str] = []

    def outer(item: Event) -> None:
        heard.append(item.notification_id)
        if item.notification_id == "1":
            assert other.process_one(lambda inner: heard.append(f"other {inner.notification_id}"))
            assert not other.process_one(lambda inner: heard.append("must wait"))

    assert inbox.process_all(outer) == 2
    assert heard == ["1", "other 3", "2"]
    other.close()


def test_a_failing_handler_is_tried_again_later_and_given_up_in_the_end(url: str, clock: Clock) -> None:
    inbox = Inbox(url, now=clock, attempts=3, first_wait=10)
    inbox.put(event(1))
    inbox.put(event(2, at=101))

    def broken(item: Event) -> None:
        raise ValueError("the shelf is empty")

    assert inbox.process_all(broken) == 1
    assert told(inbox) == [], "the next event of the object waits for the one before it"
    clock.time += 10
    assert inbox.process_all(broken) == 1
    clock.time += 19
    assert inbox.process_all(broken) == 0
    clock.time += 1
    assert inbox.process_one(broken)
    ((given_up, why),) = inbox.failed()
    assert (given_up.notification_id, why) == ("1", "ValueError: the shelf is empty")
    assert told(inbox) == ["2"]
    assert [inbox.retry("1"), inbox.retry("1"), inbox.retry("nobody")] == [True, False, False]
    assert told(inbox) == []
    assert inbox.counts()["stale"] == 1
    inbox.close()


def test_what_a_handler_writes_commits_with_the_mark_or_not_at_all(inbox: Inbox, url: str) -> None:
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE effects (notification_id VARCHAR(50))"))
    inbox.put(event(1))
    tries: list[str] = []

    def handler(item: Event, connection: Any) -> None:
        connection.execute(sa.text("INSERT INTO effects VALUES (:n)"), {"n": item.notification_id})
        tries.append(item.notification_id)
        if len(tries) == 1:
            raise OSError("after the deed")

    inbox.process_one_in_transaction(handler)
    with engine.begin() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM effects")).scalar() == 0
    inbox._now = lambda: 1_000_100.0
    inbox.process_one_in_transaction(handler)
    with engine.begin() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM effects")).scalar() == 1
    assert inbox.counts()["done"] == 1
    engine.dispose()


def test_the_work_of_a_worker_that_vanished_is_taken_over_after_its_lease(inbox: Inbox, url: str, clock: Clock) -> None:
    inbox.put(event(1))
    assert inbox._claim() is not None
    other = Inbox(url, now=clock)
    assert told(other) == []
    clock.time += FIRST_LEASE
    assert told(other) == ["1"]
    other.close()


def test_a_worker_that_outlived_its_lease_changes_nothing(inbox: Inbox, url: str, clock: Clock) -> None:
    inbox.put(event(1))
    late = inbox._claim()
    assert late is not None
    clock.time += FIRST_LEASE
    other = Inbox(url, now=clock)
    assert told(other) == ["1"]
    inbox._finish(late)
    inbox._failed(late, ValueError("too late"))
    assert inbox.counts()["done"] == 1
    other.close()


def test_many_workers_deal_with_each_event_once_and_each_object_in_order(url: str) -> None:
    inbox, heard, lock, stop = Inbox(url), dict[str, list[int]](), threading.Lock(), threading.Event()
    busy: set[str] = set()
    for number in range(60):
        inbox.put(event(number, f"order {number % 5}", at=1_000 + number))

    def handler(item: Event) -> None:
        with lock:
            assert item.object_key not in busy, "two events of one object at once"
            busy.add(item.object_key)
        with lock:
            heard.setdefault(item.object_key, []).append(int(item.notification_id))
            busy.discard(item.object_key)
            if sum(map(len, heard.values())) == 60:
                stop.set()

    inbox.run(handler, workers=4, stop=stop)
    assert sorted(number for numbers in heard.values() for number in numbers) == list(range(60))
    assert all(numbers == sorted(numbers) for numbers in heard.values())
    inbox.close()


def test_a_coroutine_deals_with_events_and_gives_back_what_it_was_at_when_cancelled(inbox: Inbox) -> None:
    inbox.put(event(1))

    async def drive() -> None:
        started = asyncio.Event()

        async def handler(item: Event) -> None:
            started.set()
            await asyncio.sleep(3600)

        work = asyncio.create_task(inbox.arun(handler))
        await asyncio.wait_for(started.wait(), 30)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work

    asyncio.run(drive())
    assert told(inbox) == ["1"]


def test_duplicates_in_any_order_have_one_effect_and_end_in_the_newest_state(inbox: Inbox) -> None:
    chance = random.Random(7)
    states = ["UNPAID", "ON_HOLD", "AWAITING_SHIPMENT", "IN_TRANSIT", "DELIVERED"]
    sent = [
        event(n * 10 + k, f"o{n}", at=100 + k, status=state) for n in range(6) for k, state in enumerate(states)
    ] * 3
    chance.shuffle(sent)
    last_states: dict[str, str] = {}
    heard: list[str] = []

    def handler(item: Event) -> None:
        heard.append(item.notification_id)
        last_states[item.data["order_id"]] = item.data["order_status"]

    for item in sent:
        inbox.put(item)
        if chance.random() < 0.5:
            inbox.process_one(handler)
    inbox.process_all(handler)
    assert len(heard) == len(set(heard))
    assert last_states == {f"o{n}": "DELIVERED" for n in range(6)}


KILLED = """
import os, sys
from shopwright.client.webhooks.inbox import Inbox

def handler(one):
    print(one.notification_id, flush=True)
    if one.notification_id == "3":
        sys.stdin.read()  # until somebody kills this process

Inbox(sys.argv[1], lease=0.001).run(handler)
"""


def test_nothing_is_lost_when_a_worker_is_killed(url: str) -> None:
    inbox = Inbox(url)
    for number in range(1, 6):
        inbox.put(event(number, f"order {number}"))
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", KILLED, url], stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        heard = [process.stdout.readline().strip() for _ in range(3)]
        os.kill(process.pid, signal.SIGKILL)
    assert heard == ["1", "2", "3"]
    assert told(inbox) == ["3", "4", "5"]
    assert inbox.counts()["done"] == 5
    inbox.close()


def test_the_body_is_kept_as_it_was_received(inbox: Inbox) -> None:
    raw = body(1)
    inbox.put(event(1))
    heard: list[bytes] = []
    inbox.process_one(lambda item: heard.append(item.raw))
    assert heard == [raw]


INTERRUPTED = """
import signal, sys
from shopwright.client.webhooks.inbox import Inbox

signal.signal(signal.SIGINT, signal.default_int_handler)
inbox = Inbox(sys.argv[1])
print("ready", flush=True)
inbox.run(lambda one: None, workers=2)
"""


def test_an_interrupt_ends_the_workers(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'inbox.db'}"
    command = [sys.executable, "-c", INTERRUPTED, url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert "KeyboardInterrupt" in errors


def test_a_database_in_memory_is_refused() -> None:
    with pytest.raises(ArgumentError, match="name a file"):
        Inbox("sqlite://")
