"""Several workers share what there is to read: each shop's lists, and each object, are one worker's at a time."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection as database

from shopwright.hub.channels import intake, polls
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.protocol import Change
from tests.hub import rows
from tests.hub.harness import Hub

pytestmark = pytest.mark.postgres

MINUTE = timedelta(minutes=1)


def claimed_elsewhere(shop: Connection, every: timedelta) -> bool:
    """Whether another worker would look at a shop now."""

    def claim() -> bool:
        try:
            with polls.claim(shop.pk, every) as claimed:
                return claimed is not None
        finally:
            database.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(claim).result()


def test_a_shop_is_looked_at_by_one_worker_at_a_time_and_not_again_before_its_time(hub: Hub) -> None:
    shop = rows.connection(hub)
    assert shop.pk in polls.due_connections(MINUTE)
    with polls.claim(shop.pk, MINUTE) as mine:
        assert mine == shop
        assert not claimed_elsewhere(shop, timedelta(0)), "somebody looks at it"
    assert shop.pk not in polls.due_connections(MINUTE)
    assert not claimed_elsewhere(shop, MINUTE), "somebody has just looked at it"
    assert claimed_elsewhere(shop, timedelta(0))


def test_a_shop_that_is_resumed_is_looked_at_at_once_and_a_paused_one_is_not(hub: Hub) -> None:
    shop = rows.connection(hub)
    with polls.claim(shop.pk, MINUTE):
        pass
    hub.owner.post("connection-change", shop.pk, do="pause")
    assert shop.pk not in polls.due_connections(timedelta(0))
    assert not claimed_elsewhere(shop, timedelta(0))
    hub.owner.post("connection-change", shop.pk, do="resume")
    assert claimed_elsewhere(shop, MINUTE)


def test_two_workers_never_work_on_one_object_nor_wait_for_each_other(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, begun, may_end = rows.connection(hub), threading.Event(), threading.Event()
    looked: list[str] = []

    def look(connection: Connection, session: object, external_id: str) -> None:
        looked.append(external_id)
        if external_id == "first":
            begun.set()
            assert may_end.wait(30)

    monkeypatch.setattr(intake, "_handlers", dict(intake._handlers))
    intake.handle("thing", look)
    intake.keep(shop, [Change("thing", "first", "event-1", rows.NOW)], "webhook")

    def work() -> int:
        try:
            return intake.work_due()
        finally:
            database.close()

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(work)
        assert begun.wait(30)
        changes = [Change("thing", "first", "event-2", rows.NOW), Change("thing", "second", "event-3", rows.NOW)]
        intake.keep(shop, changes, "webhook")
        assert intake.work_due() == 1, "the other worker has the first object, and this one goes on with the second"
        may_end.set()
        assert other.result() == 1
    assert looked == ["first", "second"]
    assert intake.work_due() == 1
    assert looked == ["first", "second", "first"]
    assert not shop.events.exclude(state="done").exists()
