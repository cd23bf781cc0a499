"""What shops are told: catching up, what is withheld, the halt, and how long numbers take."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shopwright.hub.access.roles import Role
from shopwright.hub.catalog.models import Variant
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.services import set_realtime
from shopwright.hub.listings import lanes, propagation
from shopwright.hub.listings.availability import recompute
from shopwright.hub.listings.models import OfferStock, PushTimes
from shopwright.hub.orders.intake import apply
from shopwright.hub.stock import alerts, buffers, doubts, queries, services
from shopwright.hub.stock.models import Balance, BufferKind, Movement, Reason
from shopwright.hub.stock.reservations import Lines, follow
from tests.hub import rows
from tests.hub.harness import Hub
from tests.hub.stall import Shop, Stall, offer, open_shop
from tests.hub.test_orders import cancelled

pytestmark = pytest.mark.postgres

_numbers = itertools.count()


def add(variant: Variant, pieces: int) -> None:
    place = services.default_location(variant.workspace)
    reason = Reason.RECEIVED if pieces > 0 else Reason.DAMAGED
    services.move(variant, place, pieces, reason, f"availability:{next(_numbers)}")


def offered(hub: Hub, pieces: int, *shops: tuple[Connection, Shop]) -> Variant:
    variant = rows.variant(hub)
    for connection, shop in shops:
        offer(connection, shop, variant.sku)
    if pieces:
        add(variant, pieces)
    return variant


def say(hub: Hub, numbers: dict[Variant, int], source: str = "file:master") -> None:
    """A machine says how many there are."""
    place, run = services.default_location(hub.workspace), next(_numbers)
    lines = [
        services.Line(variant.pk, place.pk, pieces, f"{source}:{run}:{variant.pk}")
        for variant, pieces in numbers.items()
    ]
    services.move_many(hub.workspace.pk, lines, Reason.CORRECTED, source=source, are_counts=True)


def test_a_shop_that_was_held_back_catches_up_with_what_came_out_even(hub: Hub, stall: Stall) -> None:
    held = open_shop(hub, stall)
    variant = offered(hub, 10, held)
    hub.work()
    shop, there = held
    hub.owner.post("connection-change", shop.pk, do="realtime")
    there.sell(variant.sku)
    apply(shop, rows.order(variant.sku))
    add(variant, 1)
    hub.work()
    assert there.quantity(variant.sku) == 9
    hub.owner.post("connection-change", shop.pk, do="realtime", on="1")
    assert "Catching up 1 number to go" in hub.owner.get("connection", shop.pk).text
    hub.work()
    assert there.quantity(variant.sku) == 10
    assert "Catching up" not in hub.owner.get("connection", shop.pk).text


def test_a_cancellation_and_a_loss_at_once_do_not_leave_a_piece_too_many(hub: Hub, stall: Stall) -> None:
    pair = open_shop(hub, stall)
    shop, there = pair
    variant = offered(hub, 10, pair)
    hub.work()
    there.sell(variant.sku)
    order = rows.order(variant.sku)
    apply(shop, order)
    hub.work()
    there.numbers[f"sku-{variant.sku}", "w1"] += 1  # the shop gives the piece back by itself
    apply(shop, cancelled(order))
    add(variant, -1)
    hub.work()
    assert there.quantity(variant.sku) == 9


def test_sending_stops_when_it_is_switched_off_in_the_middle(hub: Hub, stall: Stall) -> None:
    pair = open_shop(hub, stall)
    offered(hub, 5, pair)
    shop, there = pair
    stale = Connection.objects.get(pk=shop.pk)
    set_realtime(shop, is_on=False)
    assert lanes.push_stock(stale) == 0
    assert there.calls == 0


def test_a_refused_number_is_tried_again_after_switching_on(hub: Hub, stall: Stall) -> None:
    pair = open_shop(hub, stall)
    variant = offered(hub, 5, pair)
    shop, there = pair
    OfferStock.objects.filter(connection=shop).update(is_due=False, trouble="No", acknowledged=3)
    set_realtime(shop, is_on=True)
    hub.work()
    assert there.quantity(variant.sku) == 5


def test_how_long_numbers_took_is_on_the_page_of_the_shop(hub: Hub, stall: Stall) -> None:
    pair = open_shop(hub, stall)
    shop, _ = pair
    offered(hub, 5, pair)
    OfferStock.objects.filter(connection=shop).update(wanted_at=timezone.now() - timedelta(seconds=30))
    hub.work()
    lately = propagation.spread(shop)
    assert lately is not None
    assert (lately.pushes, 30 <= lately.p50 < 30 * 1.3) == (1, True)
    assert "Numbers arrive half within" in hub.owner.get("connection", shop.pk).text


def test_percentiles_are_of_all_hours_together_and_old_ones_are_forgotten(hub: Hub) -> None:
    shop, now = rows.connection(hub), timezone.now()
    propagation.note(shop, [timedelta(seconds=1)] * 90, now - timedelta(hours=2))
    propagation.note(shop, [timedelta(seconds=1)] * 4, now)
    propagation.note(shop, [timedelta(seconds=100)] * 6, now)
    propagation.note(shop, [timedelta(days=9)], now - timedelta(days=40))
    lately = propagation.spread(shop)
    assert lately is not None
    assert (lately.pushes, 1 <= lately.p50 < 1.3, 100 <= lately.p95 < 130) == (100, True, True)
    propagation.forget_old()
    assert PushTimes.objects.filter(connection=shop).count() == 2


def test_many_changes_before_a_push_count_from_the_first(hub: Hub, stall: Stall) -> None:
    pair = open_shop(hub, stall)
    variant = offered(hub, 5, pair)
    first = OfferStock.objects.get(connection=pair[0]).wanted_at
    add(variant, 1)
    row = OfferStock.objects.get(connection=pair[0])
    assert (row.wanted, row.wanted_at) == (6, first)


@pytest.mark.parametrize(("before", "after", "is_jump"), [(5, 0, True), (5, 50, True), (5, 49, False), (0, 900, False)])
def test_what_is_hardly_true(before: int, after: int, is_jump: bool) -> None:
    assert doubts.is_jump(before, after) is is_jump


@pytest.mark.parametrize("times", [0, 10])
def test_many_skus_gone_or_tenfold_at_once_are_withheld_until_somebody_agrees(
    hub: Hub, stall: Stall, times: int
) -> None:
    pair = open_shop(hub, stall)
    shop, there = pair
    goods = [offered(hub, 4, pair) for _ in range(6)]
    hub.work()
    say(hub, dict.fromkeys(goods, 4 * times))
    apply(shop, rows.order(goods[0].sku))
    hub.work()
    assert [there.quantity(variant.sku) for variant in goods] == [3, 4, 4, 4, 4, 4]
    hub.watch()
    assert "many SKUs are gone, or ten times as many" in hub.owner.get("today").text
    assert "Withheld until somebody agrees" in hub.owner.get("variant-stock", goods[0].pk).text
    waiting = hub.workspace.withholdings.get()
    assert hub.person(Role.PACKER).post("withheld-decide", waiting.pk, do="believe").status == 403
    hub.owner.post("withheld-decide", waiting.pk, do="believe")
    hub.work()
    assert [there.quantity(variant.sku) for variant in goods[1:]] == [4 * times] * 5


def test_few_skus_of_many_may_be_gone_at_once(hub: Hub, stall: Stall) -> None:
    """Six of 31 are less than a fifth."""
    pair = open_shop(hub, stall)
    goods = [offered(hub, 4, pair) for _ in range(31)]
    hub.work()
    say(hub, dict.fromkeys(goods[:6], 0))
    hub.work()
    assert not hub.workspace.withholdings.exists()
    assert [pair[1].quantity(variant.sku) for variant in goods[:7]] == [0] * 6 + [4]


def test_what_is_not_believed_leaves_the_ledger_as_it_was(hub: Hub, stall: Stall) -> None:
    pair = open_shop(hub, stall)
    goods = [offered(hub, 4, pair) for _ in range(6)]
    hub.work()
    say(hub, dict.fromkeys(goods, 0))
    hub.owner.post("withheld-decide", hub.workspace.withholdings.get().pk, do="undo")
    hub.work()
    assert {row.on_hand for row in Balance.objects.filter(variant__in=goods)} == {4}
    assert [pair[1].quantity(variant.sku) for variant in goods] == [4] * 6
    assert queries.broken_balances(hub.workspace) == []


def test_skus_said_one_by_one_add_up(hub: Hub, stall: Stall) -> None:
    pair = open_shop(hub, stall)
    goods = [offered(hub, 4, pair) for _ in range(8)]
    hub.work()
    for variant in goods:
        say(hub, {variant: 0})
    hub.work()
    assert [pair[1].quantity(variant.sku) for variant in goods] == [4] * 8


def test_a_source_that_corrects_itself_and_a_count_by_hand_settle_it(hub: Hub, stall: Stall) -> None:
    pair = open_shop(hub, stall)
    goods = [offered(hub, 4, pair) for _ in range(6)]
    hub.work()
    say(hub, dict.fromkeys(goods, 0))
    say(hub, {goods[0]: 5})
    services.count(goods[1], services.default_location(hub.workspace), 2, f"hand:{next(_numbers)}")
    hub.work()
    shown = [pair[1].quantity(variant.sku) for variant in goods]
    assert shown == [4, 2, 4, 4, 4, 4]
    hub.owner.post("withheld-decide", hub.workspace.withholdings.get().pk, do="believe")
    hub.work()
    assert [pair[1].quantity(variant.sku) for variant in goods] == [5, 2, 0, 0, 0, 0]


def test_parcels_that_leave_while_numbers_are_withheld_still_count(hub: Hub, stall: Stall) -> None:
    pair = open_shop(hub, stall)
    goods = [offered(hub, 4, pair) for _ in range(6)]
    hub.work()
    order = apply(pair[0], rows.order(goods[0].sku))
    say(hub, dict.fromkeys(goods, 0))
    follow(pair[0], Lines(gone=[line.cause for line in order.lines.all()]))
    hub.work()
    assert pair[1].quantity(goods[0].sku) == 3


def test_few_skus_other_sources_people_and_sales_are_believed(hub: Hub, stall: Stall) -> None:
    pair = open_shop(hub, stall)
    goods = [offered(hub, 4, pair) for _ in range(9)]
    hub.work()
    say(hub, dict.fromkeys(goods[:4], 0))
    say(hub, dict.fromkeys(goods[4:6], 0), source="file:other")
    for variant in goods[6:]:
        apply(pair[0], rows.order(variant.sku, 4))
    hub.work()
    assert [pair[1].quantity(variant.sku) for variant in goods] == [0] * 9
    assert not hub.workspace.withholdings.exists()


def test_the_panic_button_takes_every_shop_to_0_and_back(hub: Hub, stall: Stall) -> None:
    first, other = open_shop(hub, stall), open_shop(hub, stall, sends=False)
    variant = offered(hub, 7, first, other)
    hub.work()
    answer = hub.owner.post("halt", do="halt").text
    assert f"Not reached, since nothing is sent there: {other[0].name}" in answer
    hub.work()
    add(variant, 5)
    hub.work()
    assert (first[1].quantity(variant.sku), other[1].quantity(variant.sku)) == (0, 3)
    assert "All channels are halted at 0" in hub.owner.get("today").text
    assert hub.person(Role.PACKER).post("halt", do="resume").status == 403
    hub.owner.post("halt", do="resume")
    hub.work()
    assert first[1].quantity(variant.sku) == 12
    assert "halted" not in hub.owner.get("stock").text


def test_the_ledger_is_checked_daily_and_what_differs_is_on_today(hub: Hub) -> None:
    variant = rows.variant(hub)
    add(variant, 5)
    alerts.check_ledgers()
    assert "differs from the ledger" not in hub.owner.get("today").text
    Balance.objects.filter(variant=variant).update(on_hand=6)
    assert hub.workspace.pk not in _checked(), "it was checked less than a day ago"
    type(hub.workspace.ledger_check).objects.filter(workspace=hub.workspace).update(
        checked_at=timezone.now() - timedelta(days=2)
    )
    assert hub.workspace.pk in _checked()
    hub.work()
    hub.watch()
    assert "1 balance of stock differs from the ledger" in hub.owner.get("today").text


def _checked() -> set[int]:
    from shopwright.hub.stock.models import LedgerCheck

    begun = timezone.now()
    alerts.check_ledgers()
    return set(LedgerCheck.objects.filter(checked_at__gte=begun).values_list("workspace_id", flat=True))


def test_many_variants_take_no_more_queries_than_few(hub: Hub, stall: Stall) -> None:
    pairs = [open_shop(hub, stall), open_shop(hub, stall)]
    goods = [offered(hub, 4, *pairs) for _ in range(12)]
    buffers.write_rule(hub.workspace.pk, BufferKind.FIXED, 1)
    counts = []
    for number in (2, 12):
        Balance.objects.filter(variant__in=goods).update(on_hand=number)
        with CaptureQueriesContext(database) as queried:
            recompute([variant.pk for variant in goods[:number]])
        counts.append(len(queried))
    assert counts[0] == counts[1]
    assert counts[1] <= 24


def test_many_movements_are_booked_once_with_few_queries(hub: Hub) -> None:
    goods, place = [rows.variant(hub) for _ in range(10)], services.default_location(hub.workspace)
    lines = [services.Line(variant.pk, place.pk, 5, f"many:{variant.pk}") for variant in goods]
    with CaptureQueriesContext(database) as queried:
        assert services.move_many(hub.workspace.pk, lines, Reason.RECEIVED) == 10
    assert len(queried) <= 16
    assert services.move_many(hub.workspace.pk, lines, Reason.RECEIVED) == 0
    assert {row.on_hand for row in Balance.objects.filter(variant__in=goods)} == {5}
    assert Movement.objects.filter(variant__in=goods).count() == 10


SILENT = [
    ({"is_realtime": False}, "Nothing is sent: the shop keeps the numbers that it has."),
    ({"state": "paused"}, "Nothing is sent while the shop is paused"),
    ({"state": "consent"}, "Nothing is sent until the shop is connected again"),
]


@pytest.mark.parametrize(("change", "words"), SILENT)
def test_a_shop_that_is_told_nothing_says_so_beside_its_numbers(
    hub: Hub, stall: Stall, change: dict[str, object], words: str
) -> None:
    shop = open_shop(hub, stall)
    variant = offered(hub, 7, shop)
    listing = variant.offers.get().listing_id
    pages = (("variant-stock", variant.pk), ("listing", listing), ("connection", shop[0].pk))
    assert not any("Nothing is sent" in hub.owner.get(*page).text for page in pages)
    Connection.objects.filter(pk=shop[0].pk).update(**change)
    for page in pages:
        text = hub.owner.get(*page).text
        assert words in text, page
        assert "Every change of stock is sent at once" not in text
        assert "is on its way" not in text


def test_a_halted_shop_does_not_say_that_changes_are_sent(hub: Hub, stall: Stall) -> None:
    shop, _ = open_shop(hub, stall)
    assert "Every change of stock is sent at once." in hub.owner.get("connection", shop.pk).text
    hub.owner.post("halt", do="halt")
    text = hub.owner.get("connection", shop.pk).text
    assert "All channels are halted at 0" in text
    assert "Every change of stock is sent at once" not in text


def test_a_skus_page_tells_the_last_push_and_its_answer(hub: Hub, stall: Stall) -> None:
    shop = open_shop(hub, stall)
    variant = offered(hub, 7, shop)
    hub.work()
    assert "the channel took 7" in hub.owner.get("variant-stock", variant.pk).text
    OfferStock.objects.filter(offer__variant=variant).update(trouble="It is locked.", remedy="Unlock it.")
    assert "Refused It is locked. Unlock it." in hub.owner.get("variant-stock", variant.pk).text
