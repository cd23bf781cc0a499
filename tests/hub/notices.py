"""Shops whose buyers are told of the steps of their orders."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from django.utils import timezone

from shopwright.hub.channels.models import Connection
from shopwright.hub.notices.models import Notice, NoticeSwitch, Step
from shopwright.hub.orders.models import Order
from shopwright.testing import Platform
from shopwright.testing.sellers import Seller
from tests.hub.harness import Hub, Page, texts_to_buyer


class Shop(NamedTuple):
    """A connected shop that tells buyers of every step."""

    hub: Hub
    seller: Seller
    connection: Connection
    sku_id: str

    def buy(self, status: str = "AWAITING_SHIPMENT") -> Order:
        bought = self.seller.buy((self.sku_id, 2), status=status)  # type: ignore[arg-type]
        self.hub.work()
        return self.hub.order(bought.order_id)

    def told(self, order: Order) -> list[str]:
        return texts_to_buyer(self.seller, order.external_id)

    def work(self) -> None:
        """What waits for its next attempt is due now."""
        Notice.objects.filter(workspace=self.hub.workspace, due_at__gt=timezone.now()).update(due_at=timezone.now())
        self.hub.work()


def open_steps(hub: Hub, connection: Connection, *steps: str) -> Page:
    hub.owner.post("notice-try", connection.pk)
    return hub.owner.post("notice-switch", connection.pk, do="on", steps=list(steps) or list(Step.values))


def shop_in(hub: Hub, platform: Platform, market: str = "GB", *steps: str) -> Shop:
    seller = platform.shop(market)
    product = seller.list_product(quantity=9, seller_sku="TELL-1")
    connection = hub.connect(platform, seller)
    open_steps(hub, connection, *steps)
    return Shop(hub, seller, connection, product.sku_id)


def switch_on(hub: Hub, connection: Connection, *steps: str) -> None:
    for step in steps:
        NoticeSwitch.objects.update_or_create(
            connection=connection,
            step=step,
            defaults={"workspace": hub.workspace, "is_on": True, "since": datetime(2020, 1, 1, tzinfo=UTC)},
        )
