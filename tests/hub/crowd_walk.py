"""A crowd buys everywhere at once while the hub is killed and its post fails; then everything is counted."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import QuerySet, Sum

from shopwright.hub.aftersales.models import Case
from shopwright.hub.aftersales.queries import groups
from shopwright.hub.channels.models import Event
from shopwright.hub.fulfilment.models import Shipment
from shopwright.hub.listings.models import OfferStock
from shopwright.hub.notices.models import Notice
from shopwright.hub.orders.models import Order, OrderLine
from shopwright.hub.stock.queries import broken_balances
from shopwright.testing import Platform, WebhookReceiver
from tests.harness.server import eventually
from tests.hub.crowd import HubProcesses, unreliable_post
from tests.hub.harness import Hub, texts_to_buyer
from tests.hub.outlets import Outlet, TikTokOutlet

SKU = "CROWD-1"
#: ``make crowd`` takes 500.
ORDERS = int(os.environ.get("SHOPWRIGHT_CROWD", "20"))
PIECES = ORDERS * 4
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
        """A buyer of one of the outlets buys some pieces; every fifth changes their mind at once."""
        self.outlets[number % len(self.outlets)].buy(1 + number % 4, changes_mind=_changes_mind(number))

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
                f"stock: {[outlet.stock() for outlet in self.outlets]} where {self.hub.available(SKU)} are left",
            ]
        )

    def is_stock_true(self) -> bool:
        return {outlet.stock() for outlet in self.outlets} == {self.hub.available(SKU)}


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
    """Every tenth order of the first shop comes back in whole, and goes on the shelf again."""
    shop, hub, orders = crowd.tiktok[0].seller, crowd.hub, crowd.platform.orders
    sent = [order for order in orders.all(seller=shop) if order.status == "AWAITING_COLLECTION"]
    for order in sent[::10]:
        made = orders.return_(orders.advance(order, "DELIVERED"), "RETURN_AND_REFUND")
        case = eventually_kept(hub, made.return_id)
        hub.owner.post("return-answer", case.pk, decision="APPROVE_RETURN")
        eventually(lambda: has_state(case, money="promised"), SECONDS, PAUSE)  # noqa: B023
        for act in ("SHIP", "ARRIVE"):
            orders.act_on_return(made, act)  # type: ignore[arg-type]
        eventually(lambda: has_state(case, goods="arrived"), SECONDS, PAUSE)  # noqa: B023
        asked = groups(case.lines.select_related("line").order_by("pk"))
        good = {f"good-{group.line.pk}": str(group.quantity) for group in asked}
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
    assert here == {order_id: total for outlet in crowd.outlets for order_id, total in outlet.totals().items()}
