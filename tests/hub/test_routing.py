"""Routing: which location sends an order, by rules with a preview, again on request, and by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shopwright.hub.access.roles import Role
from shopwright.hub.catalog.models import Variant
from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.protocol import Address
from shopwright.hub.fulfilment.routing.models import Route, RoutingRule
from shopwright.hub.orders.intake import apply
from shopwright.hub.orders.models import Order
from shopwright.hub.stock.models import Location
from tests.hub import rows
from tests.hub.harness import Hub, Page
from tests.hub.test_locations import add, at, second
from tests.hub.test_orders import cancelled, later, stocked

pytestmark = pytest.mark.postgres


def rule(hub: Hub, location: Location, form: dict[str, object] | None = None, *, is_on: bool = True) -> RoutingRule:
    """A rule as its page keeps it, switched on after its preview."""
    hub.owner.post("routing-rule-write", location=location.pk, **(form or {}))
    made = RoutingRule.objects.filter(workspace=hub.workspace).latest("pk")
    if is_on:
        hub.owner.post("routing-rule-change", made.pk, do="on")
    return made


def stocked_twice(hub: Hub) -> tuple[Variant, Location]:
    """A SKU of which both locations have pieces."""
    variant, floor = hub.variant(stocked(hub, 5)), second(hub)
    add(variant, floor, 5)
    return variant, floor


def sent_from(order: Order) -> str:
    return Route.objects.get(order=order).location.name


RULES: list[tuple[dict[str, object], str]] = [
    ({"countries": "GB, IE"}, "Shop floor"),
    ({"countries": "FR"}, "Main"),
    ({"tag": "Bulky"}, "Shop floor"),
    ({"tag": "other"}, "Main"),
    ({"min_grams": 1000}, "Shop floor"),
    ({"min_grams": 1001}, "Main"),
    ({"max_grams": 1000}, "Shop floor"),
    ({"max_grams": 999}, "Main"),
    ({"needs_stock": "on"}, "Shop floor"),
    ({"connection": "own"}, "Shop floor"),
    ({"connection": "other"}, "Main"),
]


def test_an_order_is_sent_from_the_place_of_the_first_rule_that_fits(hub: Hub) -> None:
    variant, floor = stocked_twice(hub)
    shop, other = rows.connection(hub), rows.connection(hub)
    product = variant.product
    product.tags, product.weight_grams = ["bulky"], 500
    product.save()
    for wishes, place in RULES:
        shops = {"own": shop.pk, "other": other.pk}
        form = {name: shops.get(str(value), value) if name == "connection" else value for name, value in wishes.items()}
        made = rule(hub, floor, form)
        order = apply(shop, rows.order(variant.sku, 2, buyer=Address(name="Ann", country="IE")))
        assert sent_from(order) == place, wishes
        held = at(variant)
        assert held[place][1] == 2, wishes
        hub.owner.post("routing-rule-change", made.pk, do="remove")
        apply(shop, cancelled(rows.order(variant.sku, 2, external_id=order.external_id)))


def test_the_upper_rule_goes_first_and_rules_are_moved(hub: Hub) -> None:
    variant, floor = stocked_twice(hub)
    shop, main = rows.connection(hub), hub.workspace.locations.get(is_default=True)
    first, second_rule = rule(hub, main), rule(hub, floor)
    assert sent_from(apply(shop, rows.order(variant.sku))) == "Main"
    hub.owner.post("routing-rule-change", second_rule.pk, do="up")
    order = apply(shop, rows.order(variant.sku))
    assert sent_from(order) == "Shop floor"
    assert "Rule: all orders go to Shop floor" in hub.owner.get("order", order.pk).text
    hub.owner.post("routing-rule-change", first.pk, do="off")
    hub.owner.post("routing-rule-change", second_rule.pk, do="off")
    order = apply(shop, rows.order(variant.sku))
    assert not Route.objects.filter(order=order).exists()


def test_an_order_that_is_out_of_stock_goes_to_the_place_that_has_its_goods(hub: Hub) -> None:
    variant, floor = rows.variant(hub), second(hub)
    add(variant, floor, 2)
    shop = rows.connection(hub)
    rule(hub, floor, {"needs_stock": "on"})
    order = apply(shop, rows.order(variant.sku, 2))
    order.refresh_from_db()
    assert (order.hold, sent_from(order), at(variant)) == ("", "Shop floor", {"Main": (0, 0), "Shop floor": (2, 2)})
    another = apply(shop, rows.order(variant.sku, 1))
    another.refresh_from_db()
    assert (another.hold, sent_from(another)) == ("stock", "Main")
    assert "No rule fits" in hub.owner.get("order", another.pk).text


def test_what_a_held_order_is_sent_from_is_said_once_it_is_let_go(hub: Hub) -> None:
    variant, floor = stocked_twice(hub)
    shop = rows.connection(hub)
    order = apply(shop, rows.order(variant.sku, can_ship=False, raw_status="ON_HOLD"))
    rule(hub, floor)
    assert not Route.objects.filter(order=order).exists()
    apply(shop, later(rows.order(variant.sku, external_id=order.external_id)))
    assert sent_from(order) == "Shop floor"


def test_a_preview_tells_what_would_change_and_changes_nothing(hub: Hub) -> None:
    variant, floor = stocked_twice(hub)
    order = apply(rows.connection(hub), rows.order(variant.sku))
    made = rule(hub, floor, is_on=False)
    page = hub.owner.get("routing-rule", made.pk)
    assert "Of the 1 most urgent order" in page.text
    assert f"{order.number} Shop Main Shop floor" in page.text
    assert at(variant)["Shop floor"] == (5, 0)
    hub.owner.post("routing-rule-change", made.pk, do="on")
    results = hub.owner.post("route-change", all="1", do="again")
    assert "1 of 1 orders routed" in results.text
    assert at(variant)["Shop floor"] == (5, 1)
    assert "Nothing: no order" in hub.owner.get("routing-rule", made.pk).text  # goods stay where they are held now


def test_many_orders_are_sent_from_elsewhere_by_hand_with_a_result_for_each(hub: Hub) -> None:
    variant, floor = stocked_twice(hub)
    shop = rows.connection(hub)
    free, picked, done = (apply(shop, rows.order(variant.sku)) for _ in range(3))
    hub.owner.post("pick-new", orders=[picked.pk])
    apply(shop, replace(later(rows.order(variant.sku, external_id=done.external_id)), can_ship=False))
    chosen = hub.owner.post("route-change", orders=[free.pk, picked.pk, done.pk], do="choose")
    assert "The 3 that you chose" in chosen.text
    page = hub.owner.post("route-change", orders=[free.pk, picked.pk, done.pk], do="send", location=floor.pk)
    assert "1 of 3 orders routed" in page.text
    assert f"{picked.number} Shop Left as it is Somebody has begun on it" in page.text
    route = Route.objects.get(order=free)
    assert (route.location, route.is_manual, route.by) == (floor, True, hub.owner.user)
    assert f"Chosen by {hub.owner.user.email}" in hub.owner.get("order", free.pk).text
    apply(shop, later(rows.order(variant.sku, external_id=free.external_id)))
    assert sent_from(free) == "Shop floor"


def test_goods_that_are_picked_come_from_the_place_that_was_chosen(hub: Hub) -> None:
    variant, floor = stocked_twice(hub)
    order = apply(rows.connection(hub), rows.order(variant.sku))
    page = hub.owner.post("route-change", orders=[order.pk], do="send", location=floor.pk, back="order")
    assert "Shop floor." in page.text
    hub.owner.post("pick-new", orders=[order.pk])
    assert hub.workspace.pick_lists.get().lines.get().location == floor


@pytest.mark.parametrize(
    ("form", "words"),
    [({"countries": "England"}, "two letters"), ({"min_grams": 9, "max_grams": 3}, "no order would fit")],
)
def test_a_rule_that_says_nothing_is_refused(hub: Hub, form: dict[str, object], words: str) -> None:
    page: Page = hub.owner.post("routing-rule-write", location=second(hub).pk, **form)
    assert words in page.text
    assert not RoutingRule.objects.filter(workspace=hub.workspace).exists()


def test_support_routes_orders_and_no_packer_does(hub: Hub) -> None:
    variant, floor = stocked_twice(hub)
    shop: Connection = rows.connection(hub)
    order = apply(shop, rows.order(variant.sku))
    wishes = {"orders": [order.pk], "do": "send", "location": floor.pk}
    assert hub.person(Role.PACKER).post("route-change", **wishes).status == 403
    assert "1 of 1 orders routed" in hub.person(Role.SUPPORT).post("route-change", **wishes).text
