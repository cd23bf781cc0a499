"""What a channel promises about orders."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from shopwright.hub.channels.plugin import ReadsManyOrders
from shopwright.hub.channels.protocol import Capability, ExternalOrder, Progress, Session

from .promise import promise
from .world import World

#: By how much looks overlap: as far back as the hub goes each time.
_OVERLAP = timedelta(minutes=5)
#: An id that no shop has; digits, as most channels ask for.
UNKNOWN = "999999999999999999"


def _read(session: Session, since: datetime) -> list[ExternalOrder]:
    return list(session.orders_since(since))


def _begin(session: Session, order_id: str) -> datetime:
    order = session.order(order_id)
    assert order is not None
    return order.placed_at - _OVERLAP


@promise(Capability.ORDERS)
def an_order_has_what_was_bought(world: World) -> None:
    first, second = world.put_product(9), world.put_product(9)
    order_id = world.buy((first, 2), (second, 1))
    with world.session() as session:
        order = session.order(order_id)
    assert order is not None
    assert order.external_id == order_id
    assert order.number
    pieces: dict[str, int] = {}
    for line in order.lines:
        assert line.quantity >= 1
        assert isinstance(line.unit_price, Decimal)
        assert line.title
        pieces[line.sku_id] = pieces.get(line.sku_id, 0) + line.quantity
    assert pieces == {first.sku_id: 2, second.sku_id: 1}
    assert {line.seller_sku for line in order.lines} == {first.seller_sku, second.seller_sku}
    ids = [line.external_id for line in order.lines]
    assert len(ids) == len(set(ids)), "a line's id is its own"
    assert isinstance(order.total, Decimal)
    assert len(order.currency) == 3
    assert order.placed_at.tzinfo is not None
    assert order.updated_at.tzinfo is not None
    assert order.progress is Progress.OPEN


@promise(Capability.ORDERS)
def reading_an_order_changes_nothing(world: World) -> None:
    order_id = world.buy((world.put_product(9), 1))
    with world.session() as session:
        once, twice = session.order(order_id), session.order(order_id)
        assert once is not None
        assert once == twice
        since = _begin(session, order_id)
        assert [order for order in _read(session, since) if order.external_id == order_id] == [once]
        assert _read(session, since) == _read(session, since)


@promise(Capability.ORDERS)
def an_order_that_is_not_there_is_none(world: World) -> None:
    with world.session() as session:
        assert session.order(UNKNOWN) is None


@promise(Capability.ORDERS)
def orders_that_are_read_together_are_what_each_is_alone(world: World) -> None:
    goods = world.put_product(9)
    bought = [world.buy((goods, 1)) for _ in range(2)]
    with world.session() as session:
        if isinstance(session, ReadsManyOrders):
            together = {order.external_id: order for order in session.orders([*bought, UNKNOWN])}
            assert together == {order_id: session.order(order_id) for order_id in bought}


@promise(Capability.ORDERS)
def all_pages_of_orders_come_each_order_once_by_time_of_change(world: World) -> None:
    goods = world.put_product(99)
    bought = [world.buy((goods, 1)) for _ in range(world.many)]
    world.cancel(bought[0])
    with world.session() as session:
        orders = _read(session, _begin(session, bought[0]))
    ids = [order.external_id for order in orders]
    assert sorted(ids) == sorted(bought)
    times = [order.updated_at for order in orders]
    assert times == sorted(times)


@promise(Capability.ORDERS)
def looks_begin_with_the_orders_of_the_very_moment(world: World) -> None:
    order_id = world.buy((world.put_product(9), 1))
    with world.session() as session:
        order = session.order(order_id)
        assert order is not None
        assert order_id in [seen.external_id for seen in _read(session, order.updated_at)]


@promise(Capability.ORDERS)
def an_order_that_changes_while_pages_are_read_is_not_lost(world: World) -> None:
    goods = world.put_product(99)
    bought = [world.buy((goods, 1)) for _ in range(world.many)]
    with world.session() as session:
        since = _begin(session, bought[0])
        seen, newest = {}, since
        for number, order in enumerate(session.orders_since(since)):
            if number == 0:
                world.cancel(bought[-2])
            seen[order.external_id] = order
            newest = max(newest, order.updated_at)
        for order in session.orders_since(newest - _OVERLAP):
            seen[order.external_id] = order
    assert set(bought) <= set(seen)
    assert seen[bought[-2]].progress is Progress.CANCELLED


@promise(Capability.ORDERS)
def a_cancelled_order_says_so_and_is_newer(world: World) -> None:
    order_id = world.buy((world.put_product(9), 1))
    with world.session() as session:
        before = session.order(order_id)
        world.cancel(order_id)
        after = session.order(order_id)
    assert before is not None
    assert after is not None
    assert after.progress is Progress.CANCELLED
    assert not after.can_ship
    assert after.updated_at >= before.updated_at
    assert [line.external_id for line in after.lines] == [line.external_id for line in before.lines]
