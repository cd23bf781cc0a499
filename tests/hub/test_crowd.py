"""A crowd on two TikTok shops and a Shopify store: whatever is killed, lost or doubled, each order goes out once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.db.models import QuerySet, Sum

pytest.importorskip("graphql", reason="the test server needs graphql-core")

from shopwright.hub.aftersales.models import Case
from shopwright.hub.channels import services
from shopwright.hub.channels.registry import channel_of, channels
from shopwright.hub.channels.shopify.channel import Shopify
from shopwright.hub.channels.shopify.orders import number_of
from shopwright.hub.fulfilment.models import Shipment
from shopwright.hub.notices.models import Notice
from shopwright.hub.orders.models import Order, OrderLine
from shopwright.hub.stock.queries import broken_balances
from shopwright.testing import Platform, WebhookReceiver
from shopwright.testing.sellers import Seller
from tests.harness.server import eventually
from tests.hub.crowd import HubProcesses, unreliable_post
from tests.hub.harness import Hub, stock_on, texts_to_buyer
from tests.hub.notices import open_steps
from tests.hub.shopify.server import ShopifyServer
from tests.hub.shopify.store import Store

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

SKU = "CROWD-1"
#: ``make crowd`` takes 500.
ORDERS = int(os.environ.get("SHOPWRIGHT_CROWD", "20"))
PIECES = ORDERS * 4
SECONDS = 60 + ORDERS
#: Between two looks, each of which asks the shops.
PAUSE = 1.0


class Crowd(NamedTuple):
    """The shops, the store, what is sold in each, and the hub that serves them."""

    hub: Hub
    platform: Platform
    shops: list[Seller]
    sku_ids: list[str]
    store: Store
    variant: dict[str, Any]
    processes: HubProcesses

    def buy(self, number: int) -> None:
        """A buyer of one of the three buys some pieces; every fifth changes their mind at once."""
        pieces, side, is_cancelled = 1 + number % 4, number % 3, number % 5 == 4
        if side == 2:
            order = self.store.buy([(self.variant["id"], pieces)])
            if is_cancelled:
                self.store.cancel(order["id"])
            return
        bought = self.shops[side].buy((self.sku_ids[side], pieces))
        if is_cancelled:
            self.platform.orders.cancel(bought)
        else:
            self.platform.orders.advance(bought, "AWAITING_SHIPMENT")

    def ship_what_is_ready(self) -> None:
        unshipped = Order.objects.filter(workspace=self.hub.workspace, shipments=None)
        ready = [order for order in unshipped.select_related("connection") if order.is_ready]
        if labelled := [order.pk for order in ready if order.connection.channel == "tiktok_shop"]:
            self.hub.owner.post("ship", orders=labelled)
        for order in ready:
            if order.connection.channel == "shopify":
                self.hub.owner.post("ship-own", order.pk, carrier="Royal Mail", number=f"RM{order.pk}")

    def is_settled(self) -> bool:
        """All orders are here, none waits for anything, and all three sell what the ledger has."""
        orders = list(Order.objects.filter(workspace=self.hub.workspace))
        waiting = [order for order in orders if order.progress == "open" and order.raw_status != "UNPAID"]
        unready = Shipment.objects.filter(workspace=self.hub.workspace).exclude(
            state__in=["ready", "cancelled", "refused"]
        )
        return len(orders) == ORDERS and not waiting and not unready.exists() and self.is_stock_true()

    def is_stock_true(self) -> bool:
        there = [stock_on(shop, sku_id) for shop, sku_id in zip(self.shops, self.sku_ids, strict=True)]
        return {*there, self.store.level(self.variant["item"]).available} == {self.hub.available(SKU)}


@pytest.fixture
def crowd(
    hub: Hub,
    hub_database: str,
    hub_folder: Path,
    shopwright_module_platform: Platform,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Crowd]:
    platform = shopwright_module_platform
    shops = [platform.shop("GB"), platform.shop("DE")]
    sku_ids = [shop.list_product(quantity=PIECES, seller_sku=SKU).sku_id for shop in shops]
    store = Store(f"shop-{hub.tag}.myshopify.com")
    variant = store.put_product(SKU, PIECES)["variants"][0]
    with ShopifyServer(store) as server:
        monkeypatch.setitem(channels(), "shopify", Shopify(base_url=server.url))
        for shop in shops:
            open_steps(hub, hub.connect(platform, shop))
        connect_store(hub, store)
        processes = HubProcesses(hub_database, hub_folder, server.url)
        processes.start()
        yield Crowd(hub, platform, shops, sku_ids, store, variant, processes)
        processes.close()


def connect_store(hub: Hub, store: Store) -> None:
    settings = {"shop": store.domain, "app_key": store.client_id, "app_secret": store.client_secret}
    app = services.create_app(hub.workspace, "shopify", settings)
    kind, taken = channel_of("shopify"), services.app_of(app)
    account = kind.finish_consent(taken, {})
    (connection,) = services.connect(app, account, kind.shops(taken, account), hub.owner.user, adopts=False)
    hub.work()
    services.set_realtime(connection, is_on=True)
    hub.work()


def test_every_order_of_a_crowd_goes_out_once(crowd: Crowd, receiver: WebhookReceiver) -> None:
    assert crowd.is_stock_true()
    crowd.platform.send_webhooks_to(receiver.url)
    with unreliable_post(crowd.hub, crowd.platform, receiver, crowd.processes):
        kills = {ORDERS // 4: "worker", ORDERS // 2: "console", ORDERS * 3 // 4: "worker"}
        for number in range(ORDERS):
            crowd.buy(number)
            if number in kills:
                crowd.processes.kill(kills[number])
                crowd.ship_what_is_ready()
                crowd.processes.start()
        eventually(lambda: crowd.ship_what_is_ready() or crowd.is_settled(), SECONDS, PAUSE)
        each_order_went_out_once_or_was_cancelled(crowd)
        some_goods_come_back(crowd)
        eventually(lambda: not waiting_notices(crowd).exists(), SECONDS, PAUSE)
    crowd.platform.send_webhooks_to(None)
    crowd.processes.stop()
    each_buyer_was_told_once_of_each_step(crowd)
    stock_is_what_the_orders_left(crowd)
    money_is_what_the_channels_say(crowd)


def each_order_went_out_once_or_was_cancelled(crowd: Crowd) -> None:
    orders = Order.objects.filter(workspace=crowd.hub.workspace)
    cancelled = set(orders.filter(progress="cancelled").values_list("pk", flat=True))
    assert len(cancelled) == sum(1 for number in range(ORDERS) if number % 5 == 4)
    shipments = Shipment.objects.filter(workspace=crowd.hub.workspace, state="ready")
    shipped = [shipment.order_id for shipment in shipments]
    assert len(shipped) == len(set(shipped))
    assert set(shipped) == set(orders.values_list("pk", flat=True)) - cancelled
    for order in crowd.store.orders.values():
        assert len(order["fulfillments"]) == (0 if order["cancelledAt"] else 1)
    for shop in crowd.shops:
        for there in crowd.platform.orders.all(seller=shop):
            assert there.status in ("AWAITING_COLLECTION", "CANCELLED")
            assert len(set(there.package_ids)) == 1


def some_goods_come_back(crowd: Crowd) -> None:
    """Every tenth order of the first shop comes back in whole, and goes on the shelf again."""
    shop, hub, orders = crowd.shops[0], crowd.hub, crowd.platform.orders
    sent = [order for order in orders.all(seller=shop) if order.status == "AWAITING_COLLECTION"]
    for order in sent[::10]:
        made = orders.return_(orders.advance(order, "DELIVERED"), "RETURN_AND_REFUND")
        case = eventually_kept(hub, made.return_id)
        hub.owner.post("return-answer", case.pk, decision="APPROVE_RETURN")
        eventually(lambda: has_state(case, money="promised"), SECONDS, PAUSE)  # noqa: B023
        for act in ("SHIP", "ARRIVE"):
            orders.act_on_return(made, act)  # type: ignore[arg-type]
        eventually(lambda: has_state(case, goods="arrived"), SECONDS, PAUSE)  # noqa: B023
        good = {f"good-{line.pk}": str(line.quantity) for line in case.lines.all()}
        hub.owner.post("return-inspect", case.pk, location=str(hub.workspace.locations.get().pk), **good)
        hub.owner.post("return-answer", case.pk, decision="APPROVE_RECEIVED_PACKAGE")
        eventually(lambda: has_state(case, raw_status="RETURN_OR_REFUND_REQUEST_SUCCESS"), SECONDS, PAUSE)  # noqa: B023
        assert has_state(case, goods="restocked")
    eventually(crowd.is_stock_true, SECONDS, PAUSE)


def eventually_kept(hub: Hub, return_id: str) -> Case:
    kept = Case.objects.filter(workspace=hub.workspace, external_id=return_id)
    eventually(kept.exists, SECONDS, PAUSE)
    return kept.get()


def has_state(case: Case, **state: str) -> bool:
    return Case.objects.filter(pk=case.pk, **state).exists()


def waiting_notices(crowd: Crowd) -> QuerySet[Notice]:
    return crowd.hub.workspace.notices.filter(state__in=["intent", "unknown"])


def each_buyer_was_told_once_of_each_step(crowd: Crowd) -> None:
    assert not crowd.hub.workspace.notices.exclude(state="sent").exists()
    for shop in crowd.shops:
        for there in crowd.platform.orders.all(seller=shop):
            order = crowd.hub.order(there.order_id)
            steps = set(order.notices.values_list("step", flat=True))
            assert steps >= ({"cancelled"} if order.progress == "cancelled" else {"accepted", "shipped"})
            told = [text for text in texts_to_buyer(shop, order.external_id) if order.number in text]
            assert sorted(told) == sorted(order.notices.values_list("text", flat=True))
            assert len(told) == len(set(told))


def stock_is_what_the_orders_left(crowd: Crowd) -> None:
    lines = OrderLine.objects.filter(workspace=crowd.hub.workspace).exclude(order__progress="cancelled")
    sold = lines.aggregate(pieces=Sum("quantity"))["pieces"]
    back = sum(
        line.quantity for case in Case.objects.filter(workspace=crowd.hub.workspace, kind="return")
        for line in case.lines.all()
    )  # fmt: skip
    assert crowd.hub.available(SKU) == PIECES - sold + back
    assert crowd.is_stock_true()
    assert broken_balances(crowd.hub.workspace) == []


def money_is_what_the_channels_say(crowd: Crowd) -> None:
    here = dict(Order.objects.filter(workspace=crowd.hub.workspace).values_list("external_id", "total"))
    there = {
        order.order_id: Decimal(order.total_amount)
        for shop in crowd.shops for order in crowd.platform.orders.all(seller=shop)
    } | {number_of(order["id"]): Decimal(order["total"]) for order in crowd.store.orders.values()}  # fmt: skip
    assert here == there
