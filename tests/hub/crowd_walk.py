"""A crowd buys everywhere at once while the hub is killed and its post fails; then everything is counted."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from django.db.models import QuerySet

from shopwright.hub.aftersales.models import CaseLine
from shopwright.hub.channels.models import Event
from shopwright.hub.fulfilment.models import Shipment
from shopwright.hub.listings.models import OfferStock
from shopwright.hub.notices.models import Notice
from shopwright.hub.orders.models import Order, OrderLine
from shopwright.hub.stock.queries import broken_balances
from shopwright.testing import Platform, WebhookReceiver
from tests.harness.server import eventually
from tests.hub.crowd import HubProcesses, unreliable_post
from tests.hub.crowd_goods import TITLES, orders_of_history
from tests.hub.harness import Hub, texts_to_buyer
from tests.hub.outlets import Outlet, TikTokOutlet

#: ``make crowd`` takes 500.
ORDERS = int(os.environ.get("SHOPWRIGHT_CROWD", "20"))
HISTORY = orders_of_history(ORDERS)
#: What is there of each SKU at first: what all of them buy, and a few more.
PIECES = {sku: 9 + sum(order.get(sku, 0) for order in HISTORY) for sku in TITLES}
SECONDS = 60 + ORDERS
#: Between two looks, each of which asks the shops.
PAUSE = 1.0


class Crowd(NamedTuple):
    """The outlets, and the hub that serves them."""

    hub: Hub
    platform: Platform
    outlets: Sequence[Outlet]
    processes: HubProcesses

    @property
    def tiktok(self) -> list[TikTokOutlet]:
        return [outlet for outlet in self.outlets if isinstance(outlet, TikTokOutlet)]

    def buy(self, number: int) -> None:
        """A buyer of one of the outlets buys what the history says; every fifth changes their mind at once."""
        self.outlets[number % len(self.outlets)].buy(HISTORY[number], changes_mind=_changes_mind(number))

    def ship_what_is_ready(self) -> None:
        unshipped = Order.objects.filter(workspace=self.hub.workspace, shipments=None)
        ready = [order for order in unshipped.select_related("connection") if order.is_ready]
        if labelled := [order.pk for order in ready if order.connection.channel == "tiktok_shop"]:
            self.hub.owner.post("ship", orders=labelled)
        for order in ready:
            if order.connection.channel != "tiktok_shop":
                self.hub.owner.post("ship-own", order.pk, carrier="Royal Mail", number=f"RM{order.pk}")

    def is_settled(self) -> bool:
        """All orders are here, none waits for anything, and all outlets sell what the ledger has."""
        orders = list(Order.objects.filter(workspace=self.hub.workspace))
        waiting = [order for order in orders if order.progress == "open" and order.raw_status != "UNPAID"]
        unready = Shipment.objects.filter(workspace=self.hub.workspace).exclude(
            state__in=["ready", "cancelled", "refused"]
        )
        return len(orders) == ORDERS and not waiting and not unready.exists() and self.is_stock_true()

    def left_to_do(self) -> str:
        """What keeps the crowd from being settled, in numbers."""
        orders, events = Order.objects.filter(workspace=self.hub.workspace), self.hub.workspace.pk
        sent = OfferStock.objects.filter(workspace=self.hub.workspace, wanted__isnull=False).order_by("pk")
        numbers = sent.values_list("wanted", "acknowledged", "promised", "sent", "is_due", "trouble")
        waiting = Event.objects.filter(workspace_id=events, state="new")
        return "; ".join(
            [
                f"{orders.count()} of {ORDERS} orders",
                f"open: {list(orders.filter(progress='open').values_list('number', 'raw_status', 'hold')[:5])}",
                f"events: {list(waiting.values_list('kind', 'external_id', 'attempts', 'trouble')[:5])}",
                f"numbers: {list(numbers)}",
                f"stock: {[outlet.stock() for outlet in self.outlets]} where {self.left()} are left",
            ]
        )

    def is_stock_true(self) -> bool:
        left = self.left()
        return all(outlet.stock() == left for outlet in self.outlets)

    def left(self) -> dict[str, int]:
        """What the hub has of each SKU that nobody was promised."""
        return {sku: self.hub.available(sku) for sku in TITLES}


def _changes_mind(number: int) -> bool:
    return number % 5 == 4


def walk(crowd: Crowd, receiver: WebhookReceiver) -> None:
    """Have a crowd buy while a process is killed three times, and see that nothing is lost or doubled."""
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
        settle(crowd)
        each_order_went_out_once_or_was_cancelled(crowd)
        some_goods_come_back(crowd)
        eventually(lambda: not waiting_notices(crowd).exists(), SECONDS, PAUSE)
    crowd.platform.send_webhooks_to(None)
    crowd.processes.stop()
    each_buyer_was_told_once_of_each_step(crowd)
    stock_is_what_the_orders_left(crowd)
    money_is_what_the_channels_say(crowd)


def settle(crowd: Crowd) -> None:
    """Ship what can be shipped until nothing is left to do; fails with what is left."""
    try:
        eventually(lambda: crowd.ship_what_is_ready() or crowd.is_settled(), SECONDS, PAUSE)
    except AssertionError as error:
        raise AssertionError(crowd.left_to_do()) from error


def each_order_went_out_once_or_was_cancelled(crowd: Crowd) -> None:
    orders = Order.objects.filter(workspace=crowd.hub.workspace)
    cancelled = set(orders.filter(progress="cancelled").values_list("pk", flat=True))
    assert len(cancelled) == sum(map(_changes_mind, range(ORDERS)))
    shipments = Shipment.objects.filter(workspace=crowd.hub.workspace, state="ready")
    shipped = [shipment.order_id for shipment in shipments]
    assert len(shipped) == len(set(shipped))
    assert set(shipped) == set(orders.values_list("pk", flat=True)) - cancelled
    for outlet in crowd.outlets:
        assert {(True, 0), (False, 1)} >= set(outlet.parcels())


def some_goods_come_back(crowd: Crowd) -> None:
    """On every channel that has returns, every tenth order that was sent comes back."""

    def wait(is_so: Callable[[], bool]) -> None:
        eventually(is_so, SECONDS, PAUSE)

    back = [outlet.bring_back(crowd.hub, wait) for outlet in crowd.outlets]
    assert sum(count > 0 for count in back) >= 3
    eventually(crowd.is_stock_true, SECONDS, PAUSE)


def waiting_notices(crowd: Crowd) -> QuerySet[Notice]:
    return crowd.hub.workspace.notices.filter(state__in=["intent", "unknown"])


def each_buyer_was_told_once_of_each_step(crowd: Crowd) -> None:
    assert not crowd.hub.workspace.notices.exclude(state="sent").exists()
    for outlet in crowd.tiktok:
        for there in crowd.platform.orders.all(seller=outlet.seller):
            order = crowd.hub.order(there.order_id)
            steps = set(order.notices.values_list("step", flat=True))
            assert steps >= ({"cancelled"} if order.progress == "cancelled" else {"accepted", "shipped"})
            told = [text for text in texts_to_buyer(outlet.seller, order.external_id) if order.number in text]
            assert sorted(told) == sorted(order.notices.values_list("text", flat=True))
            assert len(told) == len(set(told))


def stock_is_what_the_orders_left(crowd: Crowd) -> None:
    lines = OrderLine.objects.filter(workspace=crowd.hub.workspace).exclude(order__progress="cancelled")
    left = Counter(PIECES)
    for sku, pieces in lines.values_list("seller_sku", "quantity"):
        left[sku] -= pieces
    back = CaseLine.objects.filter(case__workspace=crowd.hub.workspace, case__kind="return")
    for sku, pieces in back.values_list("line__seller_sku", "quantity"):
        left[sku] += pieces
    assert crowd.left() == dict(left)
    assert crowd.is_stock_true()
    assert broken_balances(crowd.hub.workspace) == []


def money_is_what_the_channels_say(crowd: Crowd) -> None:
    here = dict(Order.objects.filter(workspace=crowd.hub.workspace).values_list("external_id", "total"))
    assert here == {order_id: total for outlet in crowd.outlets for order_id, total in outlet.totals().items()}
