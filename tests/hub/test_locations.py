"""Several locations: warehouses of shops that stand for them, transfers, lists that are received and counted."""

from __future__ import annotations

import itertools

import pytest

from shopwright.hub.catalog.models import Variant
from shopwright.hub.channels.models import Connection
from shopwright.hub.listings.adoption import keep_listing
from shopwright.hub.orders.intake import apply
from shopwright.hub.stock import queries, reservations, services, sheets
from shopwright.hub.stock.models import Location, Reason
from tests.hub import rows
from tests.hub.harness import Hub
from tests.hub.stall import Stall, offer, open_shop
from tests.hub.test_orders import later

pytestmark = pytest.mark.postgres

_numbers = itertools.count()
TOKEN = "11111111-1111-4111-8111-11111111111{}"


def add(variant: Variant, place: Location, pieces: int) -> None:
    services.move(variant, place, pieces, Reason.RECEIVED, f"place:{next(_numbers)}")


def second(hub: Hub) -> Location:
    hub.owner.post("location-write", name="Shop floor")
    return hub.workspace.locations.get(name="Shop floor")


def choose(hub: Hub, shop: Connection, warehouse: str, location: Location | None) -> None:
    place = shop.locations.get(external_id=warehouse)
    hub.owner.post("places-map", shop.pk, **{f"place-{place.pk}": str(location.pk) if location else ""})


def at(variant: Variant) -> dict[str, tuple[int, int]]:
    return {row.location.name: (row.on_hand, row.reserved) for row in variant.balances.select_related("location")}


def test_each_warehouse_offers_the_location_that_it_stands_for(hub: Hub, stall: Stall) -> None:
    shop, there = open_shop(hub, stall)
    variant, floor = rows.variant(hub), second(hub)
    add(variant, services.default_location(hub.workspace), 5)
    add(variant, floor, 2)
    offer(shop, there, variant.sku)
    hub.work()
    assert (there.quantity(variant.sku), there.quantity(variant.sku, "w2")) == (5, 0)
    choose(hub, shop, "w2", floor)
    hub.work()
    assert (there.quantity(variant.sku), there.quantity(variant.sku, "w2")) == (5, 2)
    choose(hub, shop, "w2", None)
    hub.work()
    assert there.quantity(variant.sku, "w2") == 0
    add(variant, floor, 2)
    hub.work()
    assert there.quantity(variant.sku, "w2") == 0


def test_a_warehouse_that_was_never_told_anything_is_left_alone(hub: Hub, stall: Stall) -> None:
    shop, there = open_shop(hub, stall, sends=False)
    variant = rows.variant(hub)
    offer(shop, there, variant.sku)
    choose(hub, shop, "w1", None)
    hub.owner.post("connection-change", shop.pk, do="realtime", on="1")
    hub.work()
    assert (there.quantity(variant.sku), there.calls) == (3, 0)


def test_an_order_reserves_behind_the_warehouse_that_it_names_else_at_the_default(hub: Hub, stall: Stall) -> None:
    shop, _ = open_shop(hub, stall)
    variant, floor = rows.variant(hub), second(hub)
    add(variant, services.default_location(hub.workspace), 5)
    add(variant, floor, 5)
    choose(hub, shop, "w2", floor)
    apply(shop, rows.order(variant.sku, 2, location_id="w2"))
    apply(shop, rows.order(variant.sku, 1))
    apply(shop, rows.order(variant.sku, 1, location_id="nowhere"))
    assert at(variant) == {"Main": (5, 2), "Shop floor": (5, 2)}


def test_an_order_moves_with_the_warehouse_unless_a_person_chose(hub: Hub, stall: Stall) -> None:
    shop, _ = open_shop(hub, stall)
    variant, floor = rows.variant(hub), second(hub)
    choose(hub, shop, "w2", floor)
    seen = rows.order(variant.sku)
    order = apply(shop, seen)
    assert at(variant) == {"Main": (0, 1)}
    apply(shop, later(seen, location_id="w2"))
    assert at(variant) == {"Main": (0, 0), "Shop floor": (0, 1)}
    reservations.relocate(
        hub.workspace.pk, [line.cause for line in order.lines.all()], services.default_location(hub.workspace)
    )
    apply(shop, later(later(seen), location_id="w2"))
    assert at(variant) == {"Main": (0, 1), "Shop floor": (0, 0)}
    assert queries.broken_balances(hub.workspace) == []


def test_only_what_lies_in_mapped_warehouses_is_taken_over(hub: Hub, stall: Stall) -> None:
    from dataclasses import replace

    shop, _ = open_shop(hub, stall)
    shop.adopts = True
    shop.save()
    seen = rows.listing("ELSEWHERE-1")
    sku = replace(seen.skus[0], quantity=9, committed=1, places=(("w1", 4), ("w2", 5)))
    keep_listing(shop, replace(seen, skus=(sku,)))
    assert at(hub.variant("ELSEWHERE-1")) == {"Main": (5, 0)}


def test_pieces_go_to_another_location_by_a_form(hub: Hub) -> None:
    variant, main, floor = rows.variant(hub), services.default_location(hub.workspace), second(hub)
    add(variant, main, 5)
    form = {"quantity": "2", "source": str(main.pk), "target": str(floor.pk), "token": TOKEN.format(1)}
    for _ in range(2):
        hub.owner.post("stock-transfer", variant.pk, **form)
    assert at(variant) == {"Main": (3, 0), "Shop floor": (2, 0)}
    too_many = hub.owner.post("stock-transfer", variant.pk, **{**form, "quantity": "9", "token": TOKEN.format(2)}).text
    assert "Main has fewer than 9" in too_many
    same = {**form, "target": str(main.pk), "token": TOKEN.format(3)}
    assert "are at Main already" in hub.owner.post("stock-transfer", variant.pk, **same).text


def test_chosen_rows_get_a_bin_and_move_what_is_free(hub: Hub) -> None:
    main, floor = services.default_location(hub.workspace), second(hub)
    first, other = rows.variant(hub), rows.variant(hub)
    add(first, main, 5)
    apply(rows.connection(hub), rows.order(first.sku, 2))
    add(other, main, 1)
    chosen = [str(item.balances.get().pk) for item in (first, other)]
    assert "2 rows are in bin A-01" in hub.owner.post("stock-rows", rows=chosen, do="bin", bin="A-01").text
    assert "A-01" in hub.owner.get("stock").text
    form = {"rows": chosen, "do": "transfer", "target": str(floor.pk), "token": "t"}
    assert "What was free of 2 of 2 rows is at Shop floor" in hub.owner.post("stock-rows", **form).text
    assert at(first) == {"Main": (2, 2), "Shop floor": (3, 0)}
    strange = rows.variant(Hub())
    add(strange, services.default_location(strange.workspace), 4)
    assert (
        "Choose at least one row" in hub.owner.post("stock-rows", **{**form, "rows": [strange.balances.get().pk]}).text
    )


def test_a_list_is_received_once_after_it_was_looked_at(hub: Hub) -> None:
    main, first, other = services.default_location(hub.workspace), rows.variant(hub), rows.variant(hub)
    add(first, main, 1)
    form = {"location": str(main.pk), "lines": f"{first.sku} 3\n{other.sku}\n{other.sku}\n"}
    preview = hub.owner.post("stock-sheet", "receive", **form).text
    assert f"{first.sku} A mug 1 3 4" in preview
    assert at(first) == {"Main": (1, 0)}
    for _ in range(2):
        hub.owner.post("stock-sheet", "receive", **form, do="book", token=TOKEN.format(4))
    assert (at(first), at(other)) == ({"Main": (4, 0)}, {"Main": (2, 0)})


def test_a_count_shows_its_differences_and_what_is_promised_before_it_is_booked(hub: Hub) -> None:
    main, first, same = services.default_location(hub.workspace), rows.variant(hub), rows.variant(hub)
    add(first, main, 5)
    add(same, main, 2)
    apply(rows.connection(hub), rows.order(first.sku, 4))
    form = {"location": str(main.pk), "lines": f"{first.sku};3\n{same.sku};2"}
    preview = hub.owner.post("stock-sheet", "count", **form).text
    assert "-2, 4 are promised" in preview
    assert "1 SKU changed" in hub.owner.post("stock-sheet", "count", **form, do="book", token=TOKEN.format(5)).text
    assert (at(first), at(same)) == ({"Main": (3, 4)}, {"Main": (2, 0)})


def test_a_list_with_an_unknown_sku_is_not_booked(hub: Hub) -> None:
    main, known = services.default_location(hub.workspace), rows.variant(hub)
    form = {"location": str(main.pk), "lines": f"{known.sku} 3\nNOT-OURS 2"}
    assert "NOT-OURS" in hub.owner.post("stock-sheet", "receive", **form).text
    hub.owner.post("stock-sheet", "receive", **form, do="book", token=TOKEN.format(6))
    assert at(known) == {}


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("MUG-1 3", ("MUG-1", 3)),
        ("MUG-1\t3", ("MUG-1", 3)),
        ("MUG-1; 3", ("MUG-1", 3)),
        ("MUG-1 x 3", ("MUG-1", 3)),
        ("MUG-1,3", ("MUG-1", 3)),
        ("MUG RED 3", ("MUG RED", 3)),
        ("5012345678900", ("5012345678900", 1)),
        ("MUG-1", ("MUG-1", 1)),
    ],
)
def test_lines_are_read_as_people_write_them(line: str, read: tuple[str, int]) -> None:
    assert list(sheets.read_lines(line, 1).pieces.items()) == [read]


def test_a_barcode_is_a_sku_by_its_gtin(hub: Hub) -> None:
    main, variant = services.default_location(hub.workspace), rows.variant(hub)
    variant.gtin = "5012345678900"
    variant.save()
    assert [row.variant.pk for row in sheets.read_sheet(main, "5012345678900").rows] == [variant.pk]


def test_names_of_locations_are_taken_once(hub: Hub) -> None:
    floor = second(hub)
    assert "There is a location Shop floor already" in hub.owner.post("location-write", name="Shop floor").text
    hub.owner.post("location-write", name="Cellar", location=str(floor.pk))
    assert "Cellar" in hub.owner.get("locations").text
    assert "A location has a name" in hub.owner.post("location-write", name=" ").text


def test_the_export_has_what_the_list_is_filtered_to_and_no_formula(hub: Hub) -> None:
    main, floor = services.default_location(hub.workspace), second(hub)
    variant, other = rows.variant(hub, "=SUM(A1)"), rows.variant(hub)
    add(variant, main, 5)
    add(other, floor, 1)
    lines = hub.owner.get("stock", format="csv", place=str(main.pk)).html.splitlines()
    assert lines == [
        "\ufeffSKU,Product,Options,Location,Bin,On hand,Reserved,Available",
        "'=SUM(A1),A mug,,Main,,5,0,5",
    ]


def test_many_skus_pasted_into_the_search_are_all_shown(hub: Hub) -> None:
    main = services.default_location(hub.workspace)
    goods = [rows.variant(hub) for _ in range(3)]
    for variant in goods:
        add(variant, main, 1)
    pasted = {"q": f"{goods[0].sku}, {goods[2].sku}"}
    text = hub.owner.browser.get(hub.owner.url("stock"), pasted, follow=True).content.decode()
    assert [variant.sku in text for variant in goods] == [True, False, True]
