"""Orders go on when what held them is gone: the oldest first, and those of a buyer who cancelled another."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from shopwright.hub.channels import intake
from shopwright.hub.channels.models import Event
from shopwright.hub.channels.protocol import Change, Progress
from shopwright.hub.orders.holds import restock
from shopwright.hub.orders.intake import apply
from tests.hub import rows
from tests.hub.harness import Hub
from tests.hub.teller import Teller, open_teller, tellers

pytestmark = pytest.mark.postgres


@pytest.fixture
def teller(hub_database: str) -> Iterator[Teller]:
    with tellers() as channel:
        yield channel
        Event.objects.filter(connection__channel="teller").delete()


def _holds(hub: Hub, *numbers: str) -> list[str]:
    return [hub.order(number).hold for number in numbers]


def test_goods_free_the_oldest_oversold_orders_as_far_as_they_go(hub: Hub) -> None:
    shop, goods = rows.connection(hub), rows.variant(hub)
    rows.count(hub, goods, 1)
    orders = {number: rows.order(goods.sku, external_id=number) for number in ("1", "2", "3", "4")}
    for seen in orders.values():
        apply(shop, seen)
    assert _holds(hub, *orders) == ["", "stock", "stock", "stock"]
    rows.count(hub, goods, 2)
    restock.work_due()
    assert _holds(hub, *orders) == ["", "", "stock", "stock"]
    apply(shop, replace(orders["2"], updated_at=rows.NOW + timedelta(minutes=1)))
    apply(shop, replace(orders["3"], updated_at=rows.NOW + timedelta(minutes=1)))
    assert _holds(hub, *orders) == ["", "", "stock", "stock"], "what was freed stays so when the channel tells again"
    rows.count(hub, goods, 4)
    restock.work_due()
    assert _holds(hub, *orders) == ["", "", "", ""]


def test_a_cancelled_order_frees_the_next_one(hub: Hub) -> None:
    shop, goods = rows.connection(hub), rows.variant(hub)
    rows.count(hub, goods, 1)
    first, second, third = (rows.order(goods.sku, external_id=number) for number in ("1", "2", "3"))
    for seen in (first, second, third):
        apply(shop, seen)
    apply(shop, replace(first, progress=Progress.CANCELLED, updated_at=rows.NOW + timedelta(minutes=1)))
    restock.work_due()
    assert _holds(hub, "2", "3") == ["", "stock"]


def test_an_order_that_is_cancelled_lets_the_buyers_others_be_judged_again(hub: Hub, teller: Teller) -> None:
    shop, goods = open_teller(hub), rows.variant(hub)
    rows.count(hub, goods, 9)
    hub.owner.post("hold-rule-write", kind="many_orders", amount="2")
    hub.owner.post("hold-rule-switch", hub.workspace.hold_rules.get().pk, on="1")
    for number in ("1", "2", "3"):
        seen = rows.order(goods.sku, external_id=number, placed_at=rows.NOW + timedelta(minutes=int(number)))
        teller.shop.objects["order"][number] = seen
        _tell(shop, number)
    assert _holds(hub, "1", "2", "3") == ["", "", "risk"]
    cancelled = replace(teller.shop.objects["order"]["1"], progress=Progress.CANCELLED)
    teller.shop.objects["order"]["1"] = replace(cancelled, updated_at=rows.NOW + timedelta(hours=1))
    _tell(shop, "1")
    assert _holds(hub, "2", "3") == ["", ""]


def _tell(shop: object, number: str) -> None:
    intake.keep(shop, [Change("order", number, secrets.token_hex(8), rows.NOW)], "webhook")  # type: ignore[arg-type]
    while intake.work_due():
        pass
