"""Variants that are made of others follow their stock."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from shopwright.hub.catalog.models import Variant
from shopwright.hub.channels.protocol import Progress
from shopwright.hub.orders.intake import apply
from shopwright.hub.stock import bundles, queries, services
from shopwright.hub.stock.models import Reason
from tests.hub import rows
from tests.hub.harness import Hub
from tests.hub.stall import Stall, offer, open_shop
from tests.hub.test_orders import cancelled, later

pytestmark = pytest.mark.postgres

_numbers = itertools.count()


def stocked(hub: Hub, pieces: int) -> Variant:
    variant = rows.variant(hub)
    if pieces:
        place = services.default_location(hub.workspace)
        services.move(variant, place, pieces, Reason.RECEIVED, f"bundle:{next(_numbers)}")
    return variant


def bundle(hub: Hub, *parts: tuple[Variant, int]) -> Variant:
    made = rows.variant(hub)
    bundles.set_parts(made, {part.pk: pieces for part, pieces in parts})
    return made


def numbers(variant: Variant) -> tuple[int, int]:
    balance = variant.balances.get()
    return balance.on_hand, balance.reserved


def test_a_bundle_is_there_as_often_as_its_scarcest_part(hub: Hub, stall: Stall) -> None:
    shop, there = open_shop(hub, stall)
    cup, saucer = stocked(hub, 7), stocked(hub, 20)
    both = bundle(hub, (cup, 2), (saucer, 1))
    offer(shop, there, both.sku)
    hub.work()
    assert there.quantity(both.sku) == 3
    services.count(cup, services.default_location(hub.workspace), 3, "fewer")
    hub.work()
    assert there.quantity(both.sku) == 1
    text = hub.owner.get("variant-stock", both.pk).text
    assert f"{cup.sku}, 2 in each: 3 can be sold" in text


def test_a_sale_of_a_bundle_holds_its_parts_and_lowers_everything_made_of_them(hub: Hub, stall: Stall) -> None:
    shop, there = open_shop(hub, stall)
    cup, saucer = stocked(hub, 7), stocked(hub, 7)
    both, pair = bundle(hub, (cup, 1), (saucer, 1)), bundle(hub, (cup, 2))
    for variant in (both, pair, cup):
        offer(shop, there, variant.sku)
    order = rows.order(both.sku, 2)
    apply(shop, order)
    hub.work()
    assert (numbers(cup), numbers(saucer)) == ((7, 2), (7, 2))
    assert [there.quantity(item.sku) for item in (both, pair, cup)] == [5, 2, 5]
    promised = queries.promised([both.pk, cup.pk], [shop.pk])
    assert promised == {(shop.pk, both.pk, services.default_location(hub.workspace).pk): 2}
    gone = later(order, progress=Progress.SHIPPED, lines=tuple(replace(line, is_gone=True) for line in order.lines))
    apply(shop, gone)
    assert (numbers(cup), numbers(saucer)) == ((5, 0), (5, 0))
    assert queries.broken_balances(hub.workspace) == []


def test_a_cancelled_bundle_gives_its_parts_back(hub: Hub) -> None:
    cup = stocked(hub, 3)
    pair, shop = bundle(hub, (cup, 2)), rows.connection(hub)
    order = rows.order(pair.sku)
    apply(shop, order)
    apply(shop, cancelled(order))
    assert numbers(cup) == (3, 0)


def test_an_order_of_a_bundle_whose_part_is_missing_is_held(hub: Hub) -> None:
    cup, saucer = stocked(hub, 1), stocked(hub, 9)
    both = bundle(hub, (cup, 2), (saucer, 1))
    assert apply(rows.connection(hub), rows.order(both.sku)).hold == "stock"


def test_new_parts_do_not_change_what_open_orders_hold(hub: Hub) -> None:
    cup, saucer, shop = stocked(hub, 5), stocked(hub, 5), rows.connection(hub)
    both = bundle(hub, (cup, 1))
    order = rows.order(both.sku)
    apply(shop, order)
    bundles.set_parts(both, {saucer.pk: 1})
    apply(shop, later(order))
    assert (numbers(cup), numbers(saucer)) == ((5, 1), (5, 0))


def test_a_bundle_of_bundles_comes_down_to_what_lies_on_shelves(hub: Hub) -> None:
    cup = stocked(hub, 12)
    pair = bundle(hub, (cup, 2))
    box = bundle(hub, (pair, 2), (cup, 1))
    assert queries.leaves_of([box.pk]) == {box.pk: {cup.pk: 5}}
    assert queries.bundles_with([cup.pk]) == {pair.pk, box.pk}
    apply(rows.connection(hub), rows.order(box.sku))
    assert numbers(cup) == (12, 5)


def test_circles_are_refused(hub: Hub) -> None:
    cup = stocked(hub, 1)
    pair = bundle(hub, (cup, 2))
    box = bundle(hub, (pair, 2))
    for part in (pair, box):
        answer = hub.owner.post("bundle-parts", pair.pk, parts=f"{part.sku} 1").text
        assert f"{pair.sku} would be a part of itself" in answer
    assert "would be a part of itself" in hub.owner.post("bundle-parts", cup.pk, parts=f"{box.sku} 1").text
    assert queries.leaves_of([pair.pk, cup.pk]) == {pair.pk: {cup.pk: 2}}


def test_a_bundle_has_no_stock_of_its_own(hub: Hub) -> None:
    cup = stocked(hub, 4)
    pair = bundle(hub, (cup, 2))
    with pytest.raises(services.StockError, match="made of other SKUs"):
        services.move(pair, services.default_location(hub.workspace), 1, Reason.RECEIVED, "no")
    other = stocked(hub, 1)
    answer = hub.owner.post("bundle-parts", other.pk, parts=f"{cup.sku} 2").text
    assert "has stock of its own at Main" in answer
    assert not other.parts.exists()


def test_parts_are_written_as_a_list_and_taken_away_again(hub: Hub) -> None:
    cup, saucer, both = stocked(hub, 4), stocked(hub, 4), rows.variant(hub)
    hub.owner.post("bundle-parts", both.pk, parts=f"{cup.sku} 2\n{saucer.sku}")
    assert {part.part.sku: part.quantity for part in both.parts.all()} == {cup.sku: 2, saucer.sku: 1}
    assert "Main 2" in hub.owner.get("variant-stock", both.pk).text
    assert "No SKU and number: NOT-OURS" in hub.owner.post("bundle-parts", both.pk, parts="NOT-OURS 1").text
    hub.owner.post("bundle-parts", both.pk, parts="")
    assert not both.parts.exists()
