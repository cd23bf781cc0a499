"""What keeps orders from being shipped: rules with a preview, reasons that are shown, and how holds end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from shopwright.hub.access.roles import Role
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.protocol import Address, ExternalOrder, Progress
from shopwright.hub.orders.holds import restock
from shopwright.hub.orders.holds.models import HoldRule, OrderHold
from shopwright.hub.orders.intake import apply
from shopwright.hub.orders.models import Order
from shopwright.hub.stock.models import Reason
from shopwright.hub.stock.services import default_location, move
from shopwright.testing import Platform
from tests.hub import rows
from tests.hub.harness import Hub, Page

pytestmark = pytest.mark.postgres

HOME = Address(
    name="Zoë O'Hara",
    email="zoe@example.com",
    phone="+44 20 7946 0958",
    lines=("12 High Street",),
    city="London",
    postcode="N1 9GU",
    country="GB",
)


def rule(hub: Hub, *, is_on: bool = True, **form: object) -> HoldRule:
    """A rule as a person writes it, and switches it on."""
    hub.owner.post("hold-rule-write", **form)
    made = hub.workspace.hold_rules.latest("pk")
    if is_on:
        hub.owner.post("hold-rule-switch", made.pk, on="1")
    return made


def order(buyer: Mapping[str, object] | None = None, **changes: object) -> ExternalOrder:
    seen = rows.order("MUG", **{"pieces": 2, **changes})  # type: ignore[arg-type]
    return replace(seen, buyer=replace(HOME, **(buyer or {})))  # type: ignore[arg-type]


def reasons(made: Order) -> list[str]:
    return list(OrderHold.objects.filter(order=made, ended_at=None).order_by("pk").values_list("words", flat=True))


def later(seen: ExternalOrder, **changes: object) -> ExternalOrder:
    return replace(seen, updated_at=seen.updated_at + timedelta(seconds=1), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("form", "fits", "fits_not", "hold", "reason"),
    [
        ({"kind": "no_number"}, order({"lines": ("High Street",)}), order(), "address", "has no house number"),
        ({"kind": "no_number"}, order({"lines": ("High Street",)}), order({"lines": ("H***",)}), "address", "number"),
        ({"kind": "po_box"}, order({"lines": ("P.O. Box 7",)}), order({"lines": ("Box 7",)}), "address", "PO box"),
        ({"kind": "po_box"}, order({"lines": ("Postfach 12",)}), order(), "address", "PO box"),
        (
            {"kind": "po_box", "words": "Express, Courier"},
            order({"lines": ("PO Box 7",)}, shipping_option="express 24h"),
            order({"lines": ("PO Box 7",)}, shipping_option="Standard"),
            "address",
            "PO box",
        ),
        ({"kind": "country", "words": "gb, IE"}, order({"country": "FR"}), order(), "address", "do not ship to FR"),
        ({"kind": "letters"}, order({"name": "王小明"}), order({"name": "Zoë Müller"}), "address", "“王”"),
        (
            {"kind": "value", "amount": "9.99", "currency": "gbp"},
            order(total=Decimal("10.00")),
            order(total=Decimal("9.99")),
            "risk",
            "above 9.99 GBP",
        ),
        (
            {"kind": "value", "amount": "9.99", "currency": "EUR"},
            order(total=Decimal(10), currency="EUR"),
            order(total=Decimal(10)),
            "risk",
            "above 9.99 EUR",
        ),
        (
            {"kind": "value", "amount": "9990", "currency": "IDR"},
            order(total=Decimal(10_000), currency="IDR"),
            order(total=Decimal(9_990), currency="IDR"),
            "risk",
            "above 9,990 IDR",
        ),
        ({"kind": "pieces", "amount": "2"}, order(pieces=3), order(pieces=2), "risk", "3 pieces of MUG"),
        ({"kind": "pieces", "amount": "1", "sku": "MUG"}, order(), order(pieces=1), "risk", "2 pieces of MUG"),
    ],
)
def test_a_rule_holds_the_orders_that_fit_and_no_others_and_says_why(
    hub: Hub, form: dict[str, str], fits: ExternalOrder, fits_not: ExternalOrder, hold: str, reason: str
) -> None:
    connection = rows.connection(hub)
    rule(hub, **form)
    held, free = (
        apply(connection, replace(fits, external_id="A")),
        apply(connection, replace(fits_not, external_id="B")),
    )
    assert (held.hold, free.hold) == (hold, "")
    (words,) = reasons(held)
    assert reason in words
    assert reason in hub.owner.get("order", held.pk).text
    filtered = hub.owner.get("orders", view="held", held=hold).html
    assert f"order/{held.pk}" in filtered or f"orders/{held.pk}" in filtered
    assert f"orders/{free.pk}" not in filtered
    listed = hub.owner.browser.get(hub.owner.url("orders"), HTTP_ACCEPT="application/json").json()
    assert {row["id"]: row["held_for"] for row in listed["rows"]} == {held.pk: [words], free.pk: []}
    assert not held.is_ready


def test_a_rule_for_one_shop_leaves_the_others_alone(hub: Hub) -> None:
    first, second = rows.connection(hub), rows.connection(hub)
    rule(hub, kind="value", amount="1", currency="GBP", connection=second.pk)
    assert [apply(shop, order()).hold for shop in (first, second)] == ["", "risk"]


def test_many_orders_of_a_buyer_within_a_day_are_held_and_those_of_other_buyers_are_not(hub: Hub) -> None:
    connection = rows.connection(hub)
    rule(hub, kind="many_orders", amount="2")
    start = rows.NOW
    holds = [apply(connection, order(placed_at=start + timedelta(hours=hours))).hold for hours in (0, 23, 23.5, 47.8)]
    assert holds == ["", "", "risk", ""]
    other = {"email": "other@example.com", "phone": "+44 161 496 0000"}
    assert apply(connection, order(other, placed_at=start + timedelta(hours=23.6))).hold == ""


def test_a_first_order_above_an_amount_is_held_and_a_second_is_not(hub: Hub) -> None:
    connection = rows.connection(hub)
    rule(hub, kind="first_order", amount="100", currency="GBP")
    assert apply(connection, order(total=Decimal(101))).hold == "risk"
    second = order(total=Decimal(500), placed_at=rows.NOW + timedelta(days=3))
    assert apply(connection, second).hold == ""
    unknown = order({"email": "", "phone": "", "name": "Zoe"}, total=Decimal(500))
    assert apply(connection, unknown).hold == ""


def test_a_preview_shows_what_a_rule_would_hold_before_it_is_on(hub: Hub) -> None:
    connection = rows.connection(hub)
    big, small = apply(connection, order(total=Decimal(300))), apply(connection, order(total=Decimal(3)))
    shipped = apply(connection, order(total=Decimal(400), progress=Progress.SHIPPED, can_ship=False))
    made = rule(hub, is_on=False, kind="value", amount="200", currency="GBP")
    text = hub.owner.get("hold-rule", made.pk).text
    assert "2 of the last 3 orders fit. 1 of them wait to be shipped, and would be held at once" in text
    assert small.number not in text
    assert OrderHold.objects.filter(workspace=hub.workspace).count() == 0
    switched = hub.owner.post("hold-rule-switch", made.pk, on="1").text
    assert "holds 1 of the open orders" in switched
    for item, hold in ((big, "risk"), (small, ""), (shipped, "")):
        item.refresh_from_db()
        assert item.hold == hold


@pytest.mark.parametrize("act", ["off", "remove"])
def test_what_a_rule_held_goes_on_once_it_is_off_and_the_history_stays(hub: Hub, act: str) -> None:
    connection = rows.connection(hub)
    made = rule(hub, kind="value", amount="1", currency="GBP")
    held = apply(connection, order())
    hub.owner.post("hold-rule-switch", made.pk, **({"remove": "1"} if act == "remove" else {}))
    held.refresh_from_db()
    assert held.is_ready
    row = OrderHold.objects.get(order=held)
    assert (row.ending, row.ended_at is not None) == ("cause_gone", True)
    assert "the cause is gone" in hub.owner.get("order", held.pk).text


def test_a_hold_ends_by_itself_when_its_cause_is_gone(hub: Hub) -> None:
    connection = rows.connection(hub)
    rule(hub, kind="no_number")
    seen = order({"lines": ("High Street",)})
    held = apply(connection, seen)
    assert held.hold == "address"
    assert apply(connection, later(seen, buyer=HOME)).is_ready


def test_what_somebody_released_is_not_held_again_for_the_same_reason(hub: Hub) -> None:
    connection = rows.connection(hub)
    rule(hub, kind="no_number")
    rule(hub, kind="value", amount="500", currency="GBP")
    seen = order({"lines": ("High Street",)})
    held = apply(connection, seen)
    hub.owner.post("order-change", held.pk, do="let_go")
    again = apply(connection, later(seen))
    assert again.is_ready
    assert f"released {hub.owner.user.email}" in hub.owner.get("order", held.pk).text
    dearer = apply(connection, later(later(seen), total=Decimal(600)))
    assert (dearer.hold, reasons(dearer)) == ("risk", ["The order is above 500.00 GBP"])


def test_several_reasons_hold_until_the_last_has_ended(hub: Hub) -> None:
    connection = rows.connection(hub)
    rule(hub, kind="no_number")
    rule(hub, kind="value", amount="1", currency="GBP")
    seen = order({"lines": ("High Street",)})
    held = apply(connection, seen)
    assert (held.hold, len(reasons(held))) == ("address", 2)
    for kind in ("address", "risk"):
        assert held.number in hub.owner.get("orders", view="held", held=kind).text
    mended = apply(connection, later(seen, buyer=HOME))
    assert (mended.hold, reasons(mended)) == ("risk", ["The order is above 1.00 GBP"])


def test_many_are_released_at_once_with_a_result_each(hub: Hub) -> None:
    connection = rows.connection(hub)
    rule(hub, kind="value", amount="1", currency="GBP")
    held = apply(connection, order())
    hour = apply(connection, order(hold_until=rows.NOW + timedelta(hours=1), total=Decimal(1)))
    free = apply(connection, order(total=Decimal(1)))
    ids = [item.pk for item in (held, hour, free)]
    assert hub.person(Role.PACKER).post("orders-release", orders=ids).status == 403
    page: Page = hub.person(Role.SUPPORT).post("orders-release", orders=ids)
    assert "1 of 3 orders released" in page.text
    assert f"{held.number} Released" in page.text
    assert f"{hour.number} Still held The channel holds this order" in page.text
    assert f"{free.number} Still held It is not held." in page.text
    assert "0 of 0" in Hub().owner.post("orders-release", orders=ids).text


def test_an_order_is_held_by_hand_with_its_reason(hub: Hub) -> None:
    made = apply(rows.connection(hub), order())
    hub.owner.post("order-change", made.pk, do="hold", words="Waits for the buyer's answer")
    made.refresh_from_db()
    assert (made.hold, reasons(made)) == ("manual", ["Waits for the buyer's answer"])


def test_a_held_order_is_not_picked_and_leaves_the_list_that_it_is_on(hub: Hub) -> None:
    connection = rows.connection(hub)
    first, second = (apply(connection, order()) for _ in range(2))
    hub.owner.post("pick-new", orders=[first.pk, second.pk])
    hub.owner.post("order-change", first.pk, do="hold")
    pick_list = hub.workspace.pick_lists.get()
    assert {line.line.order_id for line in pick_list.lines.filter(state="open")} == {second.pk}
    hub.owner.post("order-change", first.pk, do="let_go")
    hub.owner.post("pick-new", orders=[first.pk])
    assert hub.workspace.pick_lists.count() == 2


def stocked(hub: Hub, pieces: int) -> str:
    variant = rows.variant(hub)
    move(variant, default_location(hub.workspace), pieces, Reason.RECEIVED, f"start:{variant.pk}")
    return variant.sku


def test_an_order_out_of_stock_goes_on_by_itself_when_goods_arrive(hub: Hub) -> None:
    connection, sku = rows.connection(hub), stocked(hub, 1)
    apply(connection, rows.order(sku))
    short = apply(connection, rows.order(sku))
    assert short.hold == "stock"
    assert restock.work_due() == 0
    move(hub.variant(sku), default_location(hub.workspace), 1, Reason.RECEIVED, "more")
    assert restock.work_due() == 1
    short.refresh_from_db()
    assert short.is_ready
    assert not short.lines.filter(is_oversold=True).exists()


def test_an_order_whose_goods_a_packer_missed_waits_for_a_person(hub: Hub) -> None:
    from shopwright.hub.orders.services import hold_short

    connection, sku = rows.connection(hub), stocked(hub, 9)
    seen = rows.order(sku)
    made = apply(connection, seen)
    hold_short(list(made.lines.all()))
    restock.work_due()
    again = apply(connection, later(seen))
    assert (again.hold, reasons(again)) == ("stock", ["Its goods are not on their shelf"])
    hub.owner.post("order-change", made.pk, do="let_go")
    assert apply(connection, later(later(seen))).is_ready


@pytest.mark.parametrize(
    ("form", "trouble"),
    [
        ({"kind": "value", "currency": "GBP"}, "above what number"),
        ({"kind": "value", "amount": "5"}, "currency of the amount"),
        ({"kind": "country", "words": ""}, "countries that you ship to"),
        ({"kind": "country", "words": "England"}, "countries that you ship to"),
        ({"kind": "pieces", "amount": "many"}, "write numbers"),
        ({"kind": "moon"}, "Choose what the rule looks at"),
    ],
)
def test_a_rule_that_says_too_little_is_refused(hub: Hub, form: dict[str, str], trouble: str) -> None:
    assert trouble in hub.owner.post("hold-rule-write", **form).text
    assert not hub.workspace.hold_rules.exists()


@pytest.mark.parametrize("market", ["GB", "US", "DE", "ID"])
def test_an_order_of_the_platform_is_held_by_its_hour_first_and_then_by_the_rule(
    hub: Hub, shopwright_module_platform: Platform, market: str
) -> None:
    platform = shopwright_module_platform
    seller = platform.shop(market)
    product = seller.list_product(quantity=9)
    connection: Connection = hub.connect(platform, seller)
    rule(hub, kind="pieces", amount="1")
    bought = seller.buy((product.sku_id, 2))
    hub.work()
    made = hub.order(bought.order_id)
    assert made.hold == "channel"
    assert [row.kind for row in OrderHold.objects.filter(order=made).order_by("kind")] == ["channel", "risk"]
    platform.orders.advance(bought.order_id, "AWAITING_SHIPMENT")
    hub.work()
    made.refresh_from_db()
    assert (made.hold, made.can_ship, made.connection_id) == ("risk", True, connection.pk)
    assert "is held: Risk" in hub.owner.post("ship", orders=[made.pk]).text
    hub.owner.post("orders-release", orders=[made.pk])
    assert "1 of 1 orders are being shipped" in hub.owner.post("ship", orders=[made.pk]).text


def test_rules_of_another_workspace_are_not_there(hub: Hub) -> None:
    made = rule(hub, kind="no_number")
    stranger = Hub().owner
    assert stranger.get("hold-rule", made.pk).status == 404
    assert stranger.post("hold-rule-switch", made.pk, remove="1").status == 404
    assert hub.workspace.hold_rules.get().is_on
