"""Whatever is killed, lost or doubled: each order is shipped once, and stock is the same everywhere."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection as database

from shopwright.hub.fulfilment.models import Shipment
from shopwright.hub.orders.models import Order
from shopwright.hub.stock.queries import broken_balances
from shopwright.testing import Platform, WebhookReceiver
from shopwright.testing.sellers import Seller
from tests.harness.server import eventually
from tests.hub.harness import Hub, stock_on

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

ORDERS = 30
PIECES = 500


class Workers:
    """A worker in a process of its own, that is killed and started again."""

    def __init__(self, url: str, folder: Path) -> None:
        self._environment = {
            **os.environ,
            "SHOPWRIGHT_HUB_DATABASE": url,
            "SHOPWRIGHT_HUB_DATA": str(folder),
            "SHOPWRIGHT_HUB_URL": "http://testserver",
        }
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "shopwright.cli", "hub", "worker", "--poll-seconds", "1"]
        self._process = subprocess.Popen(command, env=self._environment)

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        self._process.terminate()
        assert self._process.wait(60) == 0


@contextmanager
def unreliable_post(hub: Hub, platform: Platform, receiver: WebhookReceiver) -> Iterator[None]:
    """Brings notifications to the hub: every tenth is lost, every seventh comes twice, the rest in pairs, swapped."""
    ended = threading.Event()

    def carry() -> None:
        carried = 0
        while not ended.wait(0.05):
            batch = receiver.received[carried : carried + 2]
            for number, item in enumerate(reversed(batch), carried):
                for _ in range(0 if number % 10 == 0 else 2 if number % 7 == 0 else 1):
                    hub.notify(platform, item.raw, item.headers)
            carried += len(batch)
        database.close()

    carrier = threading.Thread(target=carry)
    carrier.start()
    try:
        yield
    finally:
        ended.set()
        carrier.join()


def test_every_order_is_shipped_once_though_workers_are_killed_and_notifications_lost(
    hub: Hub,
    hub_database: str,
    hub_folder: Path,
    shopwright_module_platform: Platform,
    receiver: WebhookReceiver,
) -> None:
    platform = shopwright_module_platform
    shops = [platform.shop("GB"), platform.shop("DE")]
    goods = [shop.list_product(quantity=PIECES, seller_sku="KILL-1") for shop in shops]
    for shop in shops:
        hub.connect(platform, shop)
    platform.send_webhooks_to(receiver.url)
    workers = Workers(hub_database, hub_folder)
    with unreliable_post(hub, platform, receiver):
        for number in range(ORDERS):
            side = number % 2
            order = shops[side].buy((goods[side].sku_id, 1 + number % 3))
            if number % 6 == 0:
                platform.orders.cancel(order)
            else:
                platform.orders.advance(order, "AWAITING_SHIPMENT")
            if number % 10 == 9:
                workers.kill()
                ship_what_is_ready(hub)
                workers.start()
        eventually(lambda: ship_what_is_ready(hub) or settled(hub, shops, goods[0].sku_id, goods[1].sku_id), 120)
        cancelled = set(
            Order.objects.filter(workspace=hub.workspace, progress="cancelled").values_list("pk", flat=True)
        )
    platform.send_webhooks_to(None)
    workers.stop()
    shipments = Shipment.objects.filter(workspace=hub.workspace)
    shipped = [shipment.order_id for shipment in shipments if shipment.state == "ready"]
    assert len(shipped) == len(set(shipped))
    assert set(shipped) | cancelled == set(Order.objects.filter(workspace=hub.workspace).values_list("pk", flat=True))
    assert broken_balances(hub.workspace) == []


def ship_what_is_ready(hub: Hub) -> None:
    unshipped = Order.objects.filter(workspace=hub.workspace, shipments=None)
    ready = [order.pk for order in unshipped if order.is_ready]
    if ready:
        hub.owner.post("ship", orders=ready)


def settled(hub: Hub, shops: list[Seller], *sku_ids: str) -> bool:
    """All orders are here, none waits for anything, and both shops sell what the ledger has."""
    orders = list(Order.objects.filter(workspace=hub.workspace))
    waiting = [order for order in orders if order.progress == "open" and order.raw_status != "UNPAID"]
    unready = Shipment.objects.filter(workspace=hub.workspace).exclude(state__in=["ready", "cancelled", "refused"])
    if len(orders) < ORDERS or waiting or unready.exists():
        return False
    there = [stock_on(shop, sku_id) for shop, sku_id in zip(shops, sku_ids, strict=True)]
    return there == [hub.available("KILL-1")] * len(shops)
