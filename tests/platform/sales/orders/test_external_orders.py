"""References of other systems: addExternalOrderReferences, getExternalOrderReferences,
searchOrdersByExternalOrderReference."""

from __future__ import annotations

from typing import Any

import pytest

from shopwright.contract.load import operation
from tests.harness.calls import Seller, new_app, new_seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import buy, detail, stocked
from tests.platform.support import data_of

ADD, GET, FIND = "addExternalOrderReferences", "getExternalOrderReferences", "searchOrdersByExternalOrderReference"
(PLATFORMS,) = (parameter.enum for parameter in operation(GET).parameters if parameter.name == "platform")


@pytest.fixture
def seller(platform: RunningPlatform) -> Seller:
    return new_seller(platform)


@pytest.fixture
def order(seller: Seller) -> dict[str, Any]:
    """An order of two lines."""
    return detail(seller, buy(seller, (stocked(seller, 5), 2))["order_id"])


def reference(
    order: dict[str, Any], number: str = "A-1", system: object = "SHOPIFY", **fields: object
) -> dict[str, Any]:
    """By which id another system knows an order, and each line by its place."""
    lines = [{"id": str(place), "origin_id": line["id"]} for place, line in enumerate(order["line_items"])]
    return {"id": order["id"], "external_order": {"id": number, "platform": system, "line_items": lines, **fields}}


def add(seller: Seller, *references: dict[str, Any]) -> list[dict[str, Any]]:
    """Note references; answers what failed."""
    errors: list[dict[str, Any]] = data_of(ADD, seller.call(ADD, {"orders": list(references)}))["errors"]
    return errors


def of_order(seller: Seller, order_id: str, system: object = "SHOPIFY") -> list[dict[str, Any]]:
    """The references of an order in a system."""
    reply = seller.call(GET, query={"platform": system}, order_id=order_id)
    references: list[dict[str, Any]] = data_of(GET, reply)["external_orders"]
    return references


def find(seller: Seller, number: str, system: object = "SHOPIFY") -> list[dict[str, Any]]:
    """The orders that a system knows by an id."""
    reply = seller.call(FIND, {}, query={"platform": system, "external_order_id": number})
    orders: list[dict[str, Any]] = data_of(FIND, reply)["orders"]
    return orders


@pytest.mark.parametrize("system", PLATFORMS)
def test_an_order_is_found_by_the_id_that_another_system_has_for_it(
    seller: Seller, order: dict[str, Any], system: object
) -> None:
    noted = reference(order, system=system)
    assert add(seller, noted) == []
    assert of_order(seller, order["id"], system) == [noted["external_order"]]
    assert find(seller, "A-1", system) == [noted]
    others = [other for other in PLATFORMS if other != system]
    assert [of_order(seller, order["id"], other) for other in others] == [[]] * len(others)
    assert [find(seller, "A-1", other) for other in others] == [[]] * len(others)
    assert find(seller, "A-2", system) == []


def test_an_order_has_references_of_several_systems_and_several_of_one(seller: Seller, order: dict[str, Any]) -> None:
    assert add(seller, *(reference(order, number) for number in ("B", "A")), reference(order, "A", "AMAZON")) == []
    assert [row["id"] for row in of_order(seller, order["id"])] == ["A", "B"]
    assert [row["id"] for row in of_order(seller, order["id"], "AMAZON")] == ["A"]


def test_several_orders_may_have_one_reference(seller: Seller, order: dict[str, Any]) -> None:
    other = detail(seller, buy(seller, stocked(seller))["order_id"])
    assert add(seller, reference(order), reference(other)) == []
    assert {row["id"] for row in find(seller, "A-1")} == {order["id"], other["id"]}


def test_a_second_note_with_the_same_ids_replaces_the_lines_of_the_first(seller: Seller, order: dict[str, Any]) -> None:
    add(seller, reference(order))
    lines = [{"id": "only", "origin_id": order["line_items"][1]["id"]}]
    assert add(seller, reference(order, line_items=lines)) == []
    (noted,) = of_order(seller, order["id"])
    assert noted["line_items"] == lines


def test_what_fails_is_told_by_its_ids_and_the_rest_is_noted(seller: Seller, order: dict[str, Any]) -> None:
    unknown = {**reference(order, "B"), "id": "5766000000000000000"}
    foreign_line = reference(order, "C", line_items=[{"id": "1", "origin_id": "5767000000000000000"}])
    errors = add(seller, unknown, reference(order, "A"), foreign_line)
    assert [(error["code"], error["detail"]) for error in errors] == [
        ("21008111", {"order_id": unknown["id"], "external_order": {"id": "B", "platform": "SHOPIFY"}}),
        (errors[1]["code"], {"order_id": order["id"], "external_order": {"id": "C", "platform": "SHOPIFY"}}),
    ]
    assert [row["id"] for row in of_order(seller, order["id"])] == ["A"]


def test_another_shop_has_references_of_its_own(seller: Seller, order: dict[str, Any]) -> None:
    add(seller, reference(order))
    stranger = new_seller(seller.platform, seller.app)
    assert find(stranger, "A-1") == []
    assert stranger.call(GET, query={"platform": "SHOPIFY"}, order_id=order["id"]).code == 21008111
    assert [error["code"] for error in add(stranger, reference(order, "B"))] == ["21008111"]
    assert find(seller, "B") == []


@pytest.mark.parametrize(("count", "code"), [(0, 36009004), (1, 0), (100, 0), (101, 36009004)])
def test_a_call_notes_1_to_100_orders(seller: Seller, order: dict[str, Any], count: int, code: int) -> None:
    reply = seller.call(ADD, {"orders": [reference(order, str(number)) for number in range(count)]})
    assert reply.code == code
    assert len(of_order(seller, order["id"])) == (0 if code else count)


@pytest.mark.parametrize("query", [{}, {"platform": "EBAY"}, {"platform": "shopify"}])
def test_the_system_must_be_named_and_known(seller: Seller, order: dict[str, Any], query: dict[str, str]) -> None:
    assert seller.call(GET, query=query, order_id=order["id"]).code == 36009004
    assert seller.call(FIND, {}, query={**query, "external_order_id": "1"}).code == 36009004
    assert seller.call(FIND, {}, query={"platform": "SHOPIFY"}).code == 36009004
    body = {"orders": [reference(order, system=query.get("platform", "1"))]}
    assert seller.call(ADD, body).code == 36009004


def test_one_of_both_scopes_for_notes_is_enough_and_reading_needs_its_own(
    seller: Seller, order: dict[str, Any]
) -> None:
    for scope in ("seller.order.ext_ref.write", "seller.order.ext_ref.write.custom"):
        app = new_app(seller.platform, scopes=[scope])
        body = {"app_key": app["app_key"], "account_id": seller.account_id}
        writer = Seller(seller.platform, app, seller.shop, seller.platform.post("/sandbox/tokens", body))
        assert add(writer, reference(order, scope)) == []
        assert writer.call(GET, query={"platform": "SHOPIFY"}, order_id=order["id"]).code == 105005
    assert len(of_order(seller, order["id"])) == 2
