"""Several workers look at a shop's lists in turn, and never two at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection as database

from shopwright.hub.channels import polls
from shopwright.hub.channels.models import Connection
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
