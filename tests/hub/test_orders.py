"""Orders come in once, in the channel's order, and hold their stock."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from shopwright.hub.access.roles import Role
from shopwright.hub.channels.protocol import ExternalOrder, Progress
from shopwright.hub.listings.adoption import keep_listing
from shopwright.hub.orders.intake import apply
from shopwright.hub.stock.models import Reason
from shopwright.hub.stock.services import default_location, move
from tests.hub import rows
from tests.hub.harness import Hub

pytestmark = pytest.mark.postgres


def stocked(hub: Hub, pieces: int) -> str:
    variant = rows.variant(hub)
    move(variant, default_location(hub.workspace), pieces, Reason.RECEIVED, f"start:{variant.pk}")
    return variant.sku


def later(order: ExternalOrder, **changes: object) -> ExternalOrder:
    return replace(order, updated_at=order.updated_at + timedelta(seconds=1), **changes)  # type: ignore[arg-type]


def cancelled(order: ExternalOrder) -> ExternalOrder:
    lines = tuple(replace(line, is_cancelled=True) for line in order.lines)
    return later(order, progress=Progress.CANCELLED, raw_status="CANCELLED", can_ship=False, lines=lines)


def test_the_same_state_twice_changes_nothing(hub: Hub) -> None:
    shop, sku = rows.connection(hub), stocked(hub, 5)
    order = rows.order(sku, 2)
    assert apply(shop, order).pk == apply(shop, order).pk
    assert hub.available(sku) == 3


def test_an_older_state_never_replaces_a_newer_one(hub: Hub) -> None:
    shop, sku = rows.connection(hub), stocked(hub, 5)
    order = rows.order(sku, 2)
    apply(shop, cancelled(order))
    assert apply(shop, order).progress == "cancelled"
    assert hub.available(sku) == 5


def test_a_cancelled_line_gives_back_its_piece_alone(hub: Hub) -> None:
    shop, sku = rows.connection(hub), stocked(hub, 5)
    order = rows.order(sku, 3)
    apply(shop, order)
    first, *rest = order.lines
    apply(shop, later(order, lines=(replace(first, is_cancelled=True), *rest)))
    assert hub.available(sku) == 3


def test_pieces_that_left_are_out_of_stock_once(hub: Hub) -> None:
    shop, sku = rows.connection(hub), stocked(hub, 5)
    order = rows.order(sku, 2)
    apply(shop, order)
    gone = later(order, progress=Progress.SHIPPED, lines=tuple(replace(line, is_gone=True) for line in order.lines))
    for _ in range(2):
        apply(shop, gone)
    (balance,) = hub.variant(sku).balances.all()
    assert (balance.on_hand, balance.reserved) == (3, 0)


def test_an_oversold_order_is_held_and_says_so(hub: Hub) -> None:
    shop, sku = rows.connection(hub), stocked(hub, 1)
    apply(shop, rows.order(sku))
    order = apply(shop, rows.order(sku))
    assert order.hold == "stock"
    assert hub.available(sku) == -1
    assert "More of these goods is promised than is there" in hub.owner.get("order", order.pk).text
    assert "1 oversold SKUs" in hub.owner.get("today").text
    packer = hub.owner.post("ship", orders=[order.pk]).text
    assert "is held: Out of stock" in packer


def test_an_order_of_unknown_goods_comes_in_and_holds_nothing(hub: Hub) -> None:
    order = apply(rows.connection(hub), rows.order("NOT-OURS"))
    assert "not in the catalogue" in hub.owner.get("order", order.pk).text


def test_a_hold_by_hand_outlives_what_the_channel_says(hub: Hub) -> None:
    shop, sku = rows.connection(hub), stocked(hub, 5)
    seen = rows.order(sku)
    order = apply(shop, seen)
    hub.owner.post("order-change", order.pk, do="hold")
    apply(shop, later(seen))
    order.refresh_from_db()
    assert order.hold == "manual"
    hub.owner.post("order-change", order.pk, do="let_go")
    order.refresh_from_db()
    assert order.is_ready


@pytest.mark.parametrize("typed", ["zoe@example.com", "O'Hara", "zoë o'hara", "020 7946 0958", "n1 9gu"])
def test_an_order_is_found_by_what_its_buyer_is_called(hub: Hub, typed: str) -> None:
    order = apply(rows.connection(hub), rows.order("A"))
    assert order.number in hub.owner.get("orders", q=typed).text


def test_an_order_is_not_found_by_another_buyer(hub: Hub) -> None:
    order = apply(rows.connection(hub), rows.order("A"))
    assert order.number not in hub.owner.get("orders", q="zoe hopper").text


def test_a_buyer_is_not_known_again_in_another_workspace(hub: Hub) -> None:
    """What buyers are found by differs by workspace: a copy of the database does not tell that two shops share one."""
    other = Hub()
    mine, theirs = (apply(rows.connection(place), rows.order("A")) for place in (hub, other))
    other.close()
    assert {bytes(key) for key in mine.buyer_keys}.isdisjoint(bytes(key) for key in theirs.buyer_keys)


def test_buyers_are_shown_to_those_who_need_them_alone(hub: Hub) -> None:
    order = apply(rows.connection(hub), rows.order())
    pages = {role: (hub.owner if role == Role.OWNER else hub.person(role)).get("order", order.pk).text for role in Role}
    shown = {role for role, page in pages.items() if "zoe@example.com" in page}
    assert shown == {Role.OWNER, Role.MANAGER, Role.PACKER, Role.SUPPORT}


def test_buyers_are_encrypted_and_shown_to_some_roles_alone(hub: Hub) -> None:
    order = apply(rows.connection(hub), rows.order("A"))
    assert b"Hara" not in bytes(order.sealed)
    assert "Hara" in hub.person(Role.PACKER).get("order", order.pk).text
    assert "Hara" not in hub.person(Role.ANALYST).get("order", order.pk).text


def test_the_list_goes_on_where_the_page_before_ended(hub: Hub) -> None:
    shop = rows.connection(hub)
    for number in range(53):
        apply(shop, rows.order("A", external_id=f"N{number:03}", placed_at=rows.NOW + timedelta(seconds=number // 2)))
    first = hub.owner.get("orders").html
    after = first.partition("after=")[2].partition('"')[0]
    assert "N052" in first
    assert "N002" not in first
    second = hub.owner.browser.get(f"{hub.owner.url('orders')}?after={after}").content.decode()
    assert [f"N{number:03}" in second for number in (0, 1, 2, 3)] == [True, True, True, False]


def test_an_order_that_came_before_its_goods_were_known_holds_them_from_then_on(hub: Hub) -> None:
    shop, sku = rows.connection(hub), stocked(hub, 1)
    order = rows.order("", 2)
    lines = tuple(replace(line, sku_id=f"sku-{sku}") for line in order.lines)
    made = apply(shop, replace(order, lines=lines))
    assert hub.available(sku) == 1
    keep_listing(shop, rows.listing(sku))
    assert hub.available(sku) == -1
    made.refresh_from_db()
    assert made.hold == "stock"


def test_the_tile_of_held_orders_counts_what_its_list_has_and_the_buyers_hour_apart(hub: Hub) -> None:
    shop, sku = rows.connection(hub), stocked(hub, 1)
    hour = rows.NOW + timedelta(hours=1)
    waits = apply(shop, rows.order(sku, hold_until=hour, can_ship=False))
    both, short = apply(shop, rows.order(sku, hold_until=hour, can_ship=False)), apply(shop, rows.order(sku))
    assert (waits.hold, both.hold, short.hold) == ("channel", "channel", "stock")
    page = hub.owner.get("today")
    assert "2 held orders, and 1 in the buyer’s hour" in page.text
    assert f"{hub.owner.url('orders')}?view=held&amp;held=beyond_hour" in page.html
    listed = hub.owner.get("orders", view="held", held="beyond_hour").text
    assert [order.number in listed for order in (waits, both, short)] == [False, True, True]


@pytest.mark.parametrize("progress", [Progress.SHIPPED, Progress.DELIVERED, Progress.CANCELLED])
def test_an_order_that_has_left_is_neither_held_nor_offered_to_be_cancelled(hub: Hub, progress: Progress) -> None:
    shop, sku = rows.connection(hub), stocked(hub, 5)
    seen = rows.order(sku)
    order = apply(shop, seen)
    assert hub.owner.url("order-cancel", order.pk) in hub.owner.get("order", order.pk).html
    lines = tuple(replace(line, is_gone=True) for line in seen.lines)
    apply(shop, later(seen, progress=progress, lines=lines, can_ship=False))
    assert hub.owner.url("order-cancel", order.pk) not in hub.owner.get("order", order.pk).html
    assert "nothing of it is left to hold back" in hub.owner.post("order-change", order.pk, do="hold").text
    order.refresh_from_db()
    assert order.hold == ""


def test_an_order_that_its_carrier_has_not_fetched_yet_may_still_be_cancelled(hub: Hub) -> None:
    shop, sku = rows.connection(hub), stocked(hub, 5)
    order = apply(shop, rows.order(sku, progress=Progress.SHIPPED, raw_status="AWAITING_COLLECTION", can_ship=False))
    assert "Cancel, if the channel still lets you…" in hub.owner.get("order", order.pk).text
