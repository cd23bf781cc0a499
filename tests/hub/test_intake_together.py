"""Many orders of a shop come in together, with few statements, and each as if it came alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from shopwright.hub.channels import intake
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.protocol import Change, ChannelError, ExternalOrder, Outcome, StockWant
from shopwright.hub.listings import lanes
from shopwright.hub.listings.models import OfferStock
from shopwright.hub.orders.intake import apply_many
from shopwright.hub.orders.models import Order, OrderLine
from shopwright.hub.stock.models import Reason
from shopwright.hub.stock.services import default_location, move
from tests.hub import rows
from tests.hub.harness import Hub
from tests.hub.stall import Stall, StallSession, open_shop, stalls
from tests.hub.test_availability import offered

pytestmark = pytest.mark.postgres

Look = Callable[[Connection, object, Sequence[str]], None]


@pytest.fixture
def stall() -> Iterator[Stall]:
    with stalls() as stall:
        yield stall


@pytest.fixture
def handle(monkeypatch: pytest.MonkeyPatch) -> Callable[[Look], None]:
    """Has a function work on events of the kind "thing", up to 50 at a time."""
    monkeypatch.setattr(intake, "_handlers", dict(intake._handlers))
    return lambda look: intake.handle_many("thing", look, at_once=50)


def _tell(shop: Connection, *names: str) -> None:
    changes = [Change("thing", name, f"event-{number}-{name}", rows.NOW) for number, name in enumerate(names)]
    intake.keep(shop, changes, "webhook")


def test_objects_of_a_shop_are_looked_at_together_and_each_once(
    hub: Hub, stall: Stall, handle: Callable[[Look], None]
) -> None:
    shop, looks = open_shop(hub, stall)[0], list[Sequence[str]]()
    handle(lambda _connection, _session, names: looks.append(names))
    _tell(shop, "a", "b", "a", "c")
    intake.work_due()
    assert looks == [["a", "b", "c"]]
    assert not shop.events.exclude(state="done").exists()


def test_an_object_that_cannot_be_read_keeps_no_other_one_out(
    hub: Hub, stall: Stall, handle: Callable[[Look], None]
) -> None:
    shop, seen = open_shop(hub, stall)[0], set[str]()

    def look(_connection: Connection, _session: object, names: Sequence[str]) -> None:
        if "bad" in names:
            raise ValueError("garbage")
        if "refused" in names:
            raise ChannelError("It is not there.")
        seen.update(names)

    handle(look)
    _tell(shop, "a", "bad", "refused", "b")
    intake.work_due()
    assert seen == {"a", "b"}
    left = shop.events.exclude(state="done").order_by("external_id")
    assert [(event.external_id, event.state, event.trouble) for event in left] == [
        ("bad", "new", "ValueError: garbage"),
        ("refused", "failed", "It is not there."),
    ]


def test_a_channel_that_cannot_be_asked_now_is_asked_once_for_all(
    hub: Hub, stall: Stall, handle: Callable[[Look], None]
) -> None:
    shop, looks = open_shop(hub, stall)[0], list[Sequence[str]]()

    def look(_connection: Connection, _session: object, names: Sequence[str]) -> None:
        looks.append(names)
        raise ChannelError("Too many calls.", is_passing=True)

    handle(look)
    _tell(shop, "a", "b", "c")
    intake.work_due()
    intake.work_due()
    assert looks == [["a", "b", "c"]]
    assert set(shop.events.values_list("state", "attempts", "trouble")) == {("new", 1, "Too many calls.")}


def _orders(count: int, sku: str) -> list[ExternalOrder]:
    return [rows.order(sku, placed_at=rows.NOW + timedelta(seconds=number)) for number in range(count)]


def test_fifty_orders_take_hardly_more_statements_than_five(hub: Hub, stall: Stall) -> None:
    pair = open_shop(hub, stall)
    variant = offered(hub, 100, pair)
    counts = []
    for size in (5, 50):
        with CaptureQueriesContext(database) as statements:
            apply_many(pair[0], _orders(size, variant.sku))
        counts.append(len(statements))
    assert counts[1] <= counts[0] + 5
    assert Order.objects.filter(connection=pair[0]).count() == 55
    assert hub.available(variant.sku) == 45


def test_of_orders_that_come_together_the_first_ones_get_the_last_pieces(hub: Hub, stall: Stall) -> None:
    pair = open_shop(hub, stall)
    variant = offered(hub, 2, pair)
    made = apply_many(pair[0], _orders(4, variant.sku))
    marks = [OrderLine.objects.get(order=order).is_oversold for order in made]
    assert marks == [False, False, True, True]
    assert [order.hold for order in made] == ["", "", "stock", "stock"]


def test_a_line_without_a_sellers_sku_is_known_by_what_was_offered(hub: Hub, stall: Stall) -> None:
    pair = open_shop(hub, stall)
    variant = offered(hub, 3, pair)
    (order,) = _orders(1, variant.sku)
    apply_many(pair[0], [replace(order, lines=tuple(replace(line, seller_sku="") for line in order.lines))])
    assert hub.available(variant.sku) == 2


def test_what_has_left_is_not_oversold_any_more(hub: Hub, stall: Stall) -> None:
    pair = open_shop(hub, stall)
    variant = offered(hub, 1, pair)
    first, second = _orders(2, variant.sku)
    apply_many(pair[0], [first, second])
    gone = tuple(replace(line, is_gone=True) for line in second.lines)
    (sent,) = apply_many(pair[0], [replace(second, lines=gone, updated_at=rows.NOW + timedelta(minutes=1))])
    assert not OrderLine.objects.get(order=sent).is_oversold
    assert sent.hold == ""


def test_pieces_of_a_cancelled_order_serve_one_that_comes_with_the_cancellation(hub: Hub, stall: Stall) -> None:
    pair = open_shop(hub, stall)
    variant = offered(hub, 1, pair)
    first, second = _orders(2, variant.sku)
    apply_many(pair[0], [first])
    gone = tuple(replace(line, is_cancelled=True) for line in first.lines)
    late = replace(first, lines=gone, updated_at=rows.NOW + timedelta(minutes=1))
    _, served = apply_many(pair[0], [late, second])
    assert not OrderLine.objects.get(order=served).is_oversold
    assert hub.available(variant.sku) == 0


def test_the_newest_of_several_states_of_an_order_wins_wherever_it_stands(hub: Hub, stall: Stall) -> None:
    shop, _ = open_shop(hub, stall)
    old = rows.order("A")
    new = replace(old, raw_status="DELIVERED", updated_at=rows.NOW + timedelta(hours=1))
    for states in ([new, old], [old, new]):
        made = apply_many(shop, states)
        assert {order.pk for order in made} == {made[0].pk}
        assert Order.objects.get(connection=shop).raw_status == "DELIVERED"


def test_a_sale_goes_on_while_a_shop_is_told_a_number_and_the_newer_number_follows(
    hub: Hub, stall: Stall, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = open_shop(hub, stall)
    variant = offered(hub, 9, pair)
    lanes.push_stock(pair[0])
    numbers = list[int]()

    def push(session: StallSession, wants: Sequence[StockWant]) -> Sequence[Outcome]:
        if not numbers:
            # In the midst of the call: the row is not locked, or this would wait for ever.
            apply_many(pair[0], _orders(1, variant.sku))
        numbers.extend(want.quantity for want in wants)
        return plain(session, wants)

    plain = StallSession.push_stock
    monkeypatch.setattr(StallSession, "push_stock", push)
    move(variant, default_location(hub.workspace), -2, Reason.DAMAGED, "broken")
    assert lanes.push_stock(pair[0]) == 2
    assert numbers == [7, 6]
    row = OfferStock.objects.get(connection=pair[0], place__is_default=True)
    assert (row.wanted, row.acknowledged, row.is_due) == (6, 6, False)


def test_two_processes_never_tell_a_shop_numbers_at_the_same_time(
    hub: Hub, stall: Stall, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = open_shop(hub, stall)
    offered(hub, 9, pair)
    others = list[int]()

    def push_elsewhere() -> int:
        try:
            return lanes.push_stock(pair[0])
        finally:
            database.close()

    def push(session: StallSession, wants: Sequence[StockWant]) -> Sequence[Outcome]:
        with ThreadPoolExecutor(1) as pool:
            others.append(pool.submit(push_elsewhere).result(30))
        return plain(session, wants)

    plain = StallSession.push_stock
    monkeypatch.setattr(StallSession, "push_stock", push)
    assert lanes.push_stock(pair[0]) == 1
    assert others == [0]
    assert pair[1].calls == 1
