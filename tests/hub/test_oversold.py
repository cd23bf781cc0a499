"""An order of which more is promised than is there says who gets the pieces first, and what can be done."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from shopwright.hub.access.roles import Role
from shopwright.hub.orders.intake import apply
from shopwright.hub.stock.bundles import set_parts
from shopwright.hub.stock.models import SoldOutRule
from shopwright.hub.stock.services import default_location
from tests.hub import rows
from tests.hub.harness import Hub
from tests.hub.test_locations import add, at, second

pytestmark = pytest.mark.postgres


def test_an_oversold_order_names_those_ahead_of_it_and_is_the_one_to_cancel(hub: Hub) -> None:
    shop, goods = rows.connection(hub), rows.variant(hub)
    rows.count(hub, goods, 2)
    ahead, short, behind = (apply(shop, rows.order(goods.sku, pieces)) for pieces in (2, 1, 1))
    page = hub.owner.get("order", short.pk)
    assert f"{goods.sku} : 1 wanted at Main, where 2 are on hand. First in line is {ahead.number} with 2" in page.text
    assert behind.number not in page.text
    assert f'<a href="{hub.owner.url("order-cancel", short.pk)}">' in page.html
    assert "Nobody said when more comes." in page.text
    assert hub.owner.url("variant-stock", goods.pk) + "#count" in page.html
    assert "Oversold: what you can do" not in hub.owner.get("order", ahead.pk).text


def test_of_two_orders_the_one_that_was_placed_later_is_to_be_cancelled(hub: Hub) -> None:
    shop, goods = rows.connection(hub), rows.variant(hub)
    rows.count(hub, goods, 1)
    ahead = apply(shop, rows.order(goods.sku, placed_at=rows.NOW + timedelta(minutes=1)))
    short = apply(shop, rows.order(goods.sku))
    page = hub.owner.get("order", short.pk)
    assert f'Cancel the younger:</b> <a href="{hub.owner.url("order-cancel", ahead.pk)}">' in page.html


def test_an_oversold_order_is_taken_from_a_place_that_has_everything(hub: Hub) -> None:
    shop, goods, floor = rows.connection(hub), rows.variant(hub), second(hub)
    add(goods, floor, 1)
    short = apply(shop, rows.order(goods.sku))
    assert "Send it from Shop floor" in hub.owner.get("order", short.pk).text
    assert "Send it from" not in hub.person(Role.PACKER).get("order", short.pk).text
    page = hub.owner.post("route-change", orders=[short.pk], back="order", do="send", location=floor.pk)
    assert "Oversold" not in page.text
    short.refresh_from_db()
    assert (short.hold, at(goods)["Shop floor"]) == ("", (1, 1))


def test_pieces_that_are_elsewhere_can_be_moved_where_no_place_has_the_whole_order(hub: Hub) -> None:
    shop, goods, other, floor = rows.connection(hub), rows.variant(hub), rows.variant(hub), second(hub)
    add(goods, floor, 4)
    seen = rows.order(goods.sku)
    lines = (*seen.lines, *rows.order(other.sku).lines)
    short = apply(shop, rows.order(external_id=seen.external_id, lines=lines))
    page = hub.owner.get("order", short.pk).text
    assert f"Move pieces: 4 of {goods.sku} can be had from Shop floor" in page
    assert "Send it from" not in page
    hub.owner.post("order-change", short.pk, do="let_go")
    hub.owner.post("pick-new", orders=[short.pk])
    assert "Another location: Somebody has begun on it" in hub.owner.get("order", short.pk).text


def test_who_waits_is_told_from_when_back_orders_are_sent(hub: Hub) -> None:
    shop, goods = rows.connection(hub), rows.variant(hub)
    short = apply(shop, rows.order(goods.sku))
    SoldOutRule.objects.create(workspace=hub.workspace, variant=goods, act="backorder", ships_on=date(2031, 3, 7))
    assert "goes on by itself once there is enough. More is expected from 7 Mar 2031" in (
        hub.owner.get("order", short.pk).text
    )


def test_of_an_oversold_bundle_the_part_that_is_short_is_named(hub: Hub) -> None:
    shop, bundle, plenty, few = rows.connection(hub), *(rows.variant(hub) for _ in range(3))
    set_parts(bundle, {plenty.pk: 1, few.pk: 2})
    add(plenty, default_location(hub.workspace), 9)
    add(few, default_location(hub.workspace), 1)
    page = hub.owner.get("order", apply(shop, rows.order(bundle.sku)).pk).text
    assert f"{few.sku} : 2 wanted at Main, where 1 is on hand" in page
    assert f"{plenty.sku} :" not in page


def test_the_page_of_a_sku_names_the_orders_that_it_is_held_for(hub: Hub) -> None:
    shop, goods = rows.connection(hub), rows.variant(hub)
    order = apply(shop, rows.order(goods.sku))
    page = hub.owner.get("variant-stock", goods.pk)
    assert f'<a href="{hub.owner.url("order", order.pk)}">{order.number}</a>' in page.html
