"""What a channel promises about stock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from shopwright.hub.channels.protocol import BackorderChannel, Capability, QuantityMeaning, Result, Session, StockWant

from .orders import UNKNOWN
from .promise import Untested, promise
from .world import Goods, World


def _want(world: World, goods: Goods, quantity: int, promised: int = 0) -> StockWant:
    return StockWant(goods.product_id, goods.sku_id, world.location_id(), quantity, promised)


def _push(session: Session, want: StockWant) -> None:
    (outcome,) = session.push_stock([want])
    assert outcome.is_done, f"{outcome.code} {outcome.message}"
    assert outcome.quantity is not None, "an outcome says which number was sent"


@promise(Capability.STOCK)
def buyers_can_buy_what_the_hub_says_can_be_sold(world: World) -> None:
    goods = world.put_product(10)
    with world.session() as session:
        for quantity in (7, 12, 0, 3):
            _push(session, _want(world, goods, quantity))
            assert world.buyable(goods) == quantity


@promise(Capability.STOCK, Capability.ORDERS)
def open_orders_that_the_hub_knows_are_not_taken_off_twice(world: World) -> None:
    goods = world.put_product(10)
    world.buy((goods, 3))
    with world.session() as session:
        _push(session, _want(world, goods, 7, promised=3))
    assert world.buyable(goods) == 7


@promise(Capability.STOCK, Capability.ORDERS)
def an_order_that_the_hub_does_not_know_yet_lowers_what_buyers_see(world: World) -> None:
    if world.channel.quantity is QuantityMeaning.AVAILABLE:
        raise Untested("a number that is taken as it comes knows of no orders")
    goods = world.put_product(10)
    world.buy((goods, 2))
    with world.session() as session:
        _push(session, _want(world, goods, 10))
    assert world.buyable(goods) == 8


@promise(Capability.STOCK)
def the_same_number_twice_is_the_same(world: World) -> None:
    goods = world.put_product(10)
    with world.session() as session:
        for _ in range(2):
            _push(session, _want(world, goods, 5))
    assert world.buyable(goods) == 5


@promise(Capability.STOCK)
def each_want_of_stock_has_its_outcome_and_a_refusal_stops_no_other(world: World) -> None:
    first, last = world.put_product(10), world.put_product(10)
    missing = replace(_want(world, first, 1), product_id=UNKNOWN, sku_id=UNKNOWN)
    wants = [_want(world, first, 6), missing, _want(world, last, 4)]
    with world.session() as session:
        outcomes = session.push_stock(wants)
        assert session.push_stock([]) == []
    assert [outcome.result for outcome in outcomes] == [Result.DONE, Result.REFUSED, Result.DONE]
    assert outcomes[1].message, "a refusal says why"
    assert (world.buyable(first), world.buyable(last)) == (6, 4)


@promise(Capability.STOCK)
def a_batch_of_stock_takes_more_than_one(world: World) -> None:
    assert world.channel.limits.stock_batch >= 1
    goods = [world.put_product(10) for _ in range(min(world.channel.limits.stock_batch, 4))]
    with world.session() as session:
        outcomes = session.push_stock([_want(world, item, number) for number, item in enumerate(goods)])
    assert all(outcome.is_done for outcome in outcomes)
    assert [world.buyable(item) for item in goods] == list(range(len(goods)))


@promise(Capability.STOCK, Capability.BACKORDERS)
def back_orders_are_taken_with_a_day_and_end_when_they_are_not_wanted(world: World) -> None:
    channel = world.channel
    if isinstance(channel, BackorderChannel) and not channel.takes_backorders(world.shop.region):
        raise Untested("this market has no back-orders")
    goods = world.put_product(10)
    want = replace(_want(world, goods, 2), backorder_pieces=5)
    with world.session() as session:
        _push(session, replace(want, backorder_on=datetime.now(UTC).date() + timedelta(days=10)))
        _push(session, replace(want, had_backorder=True))
    assert world.buyable(goods) == 2


@promise(Capability.STOCK)
def locations_are_read_with_one_default(world: World) -> None:
    with world.session() as session:
        places = session.locations()
    assert places
    assert all(place.external_id and place.name for place in places)
    assert len([place for place in places if place.is_default]) <= 1
