"""Filters of the searches for brands, stock and references of other systems: a row in, a row out, and both together."""

from __future__ import annotations

from typing import Any

import pytest

from shopwright.contract.load import operations
from tests.harness.calls import Seller, new_seller
from tests.harness.catalogue import category, coloured, create_product
from tests.harness.server import RunningPlatform
from tests.harness.trade import buy, detail, stocked


@pytest.fixture
def seller(platform: RunningPlatform) -> Seller:
    return new_seller(platform)


# getBrands


def brands(seller: Seller, **query: object) -> dict[str, dict[str, Any]]:
    """All brands that a search finds, by their names."""
    rows: list[dict[str, Any]] = []
    token = ""
    while True:
        data = seller.call("getBrands", query={"page_size": 100, "page_token": token, **query}).data
        rows += data["brands"]
        token = data["next_page_token"]
        if not token:
            assert data["total_count"] == len(rows)
            return {brand["name"]: brand for brand in rows}


def test_brands_are_found_by_the_beginning_of_their_name(seller: Seller) -> None:
    for name in ("Zzebra Lamps", "Zzebra Candles", "Zzoo"):
        assert seller.call("createCustomBrands", {"name": name}).code == 0
    assert set(brands(seller, brand_name="Zzeb")) == {"Zzebra Lamps", "Zzebra Candles"}
    assert set(brands(seller, brand_name="zzebra c")) == {"Zzebra Candles"}
    assert set(brands(seller, brand_name="Lamps")) & {"Zzebra Lamps"} == set()
    assert set(brands(seller, brand_name="Zzebra Lampss")) == set()


def test_authorized_brands_are_found_alone_or_among_all(seller: Seller) -> None:
    assert seller.call("createCustomBrands", {"name": "Zzebra"}).code == 0
    everything, authorized = brands(seller), brands(seller, is_authorized="true")
    assert authorized
    assert {brand["authorized_status"] for brand in authorized.values()} == {"AUTHORIZED"}
    assert set(authorized) == {name for name, brand in everything.items() if brand["authorized_status"] == "AUTHORIZED"}
    assert "Zzebra" in set(everything) - set(authorized)
    assert brands(seller, is_authorized="false") == everything


def test_brands_of_a_category_say_how_they_stand_in_it(seller: Seller) -> None:
    chosen = {"category_id": category(), "category_version": "v2"}
    assert set(brands(seller, **chosen)) == set(brands(seller))
    assert any("brand_status" in brand for brand in brands(seller, **chosen).values())
    assert not any("brand_status" in brand for brand in brands(seller).values())
    other_tree = seller.call("getBrands", query={"page_size": 100, **chosen, "category_version": "v1"})
    assert other_tree.code in {12052023, 12052230}


# inventorySearch


def search(seller: Seller, **body: object) -> set[str]:
    """The ids of the SKUs that a search for stock finds."""
    rows = seller.call("inventorySearch", body).data["inventory"]
    return {sku["id"] for row in rows for sku in row["skus"]}


def test_stock_is_found_by_product_or_by_sku_and_skus_win(seller: Seller) -> None:
    first, second = (create_product(seller, skus=coloured(seller, "Red", "Blue")) for _ in range(2))
    of_first, of_second = ([sku["id"] for sku in product["skus"]] for product in (first, second))
    assert search(seller, product_ids=[first["product_id"]]) == {*of_first}
    assert search(seller, product_ids=[first["product_id"], second["product_id"]]) == {*of_first, *of_second}
    assert search(seller, product_ids=["1"]) == set()
    assert search(seller, sku_ids=of_first[:1]) == {of_first[0]}
    assert search(seller, sku_ids=[of_first[0], of_second[1]]) == {of_first[0], of_second[1]}
    assert search(seller, sku_ids=["1"]) == set()
    assert search(seller, product_ids=[second["product_id"]], sku_ids=of_first[:1]) == {of_first[0]}


# searchOrdersByExternalOrderReference


def test_orders_are_found_by_system_and_number_together(seller: Seller) -> None:
    sku, orders = stocked(seller, 10), {}
    for number, system in (("1", "SHOPIFY"), ("2", "SHOPIFY"), ("1", "AMAZON")):
        order = detail(seller, buy(seller, sku)["order_id"])
        lines = [{"id": "1", "origin_id": order["line_items"][0]["id"]}]
        known = {"id": number, "platform": system, "line_items": lines}
        body = {"orders": [{"id": order["id"], "external_order": known}]}
        assert seller.call("addExternalOrderReferences", body).data["errors"] == []
        orders[system, number] = order["id"]
    (parameter,) = (
        parameter
        for parameter in operations()["searchOrdersByExternalOrderReference"].parameters
        if parameter.name == "platform"
    )
    for system in parameter.enum:
        for number in ("1", "2", "3"):
            query = {"platform": system, "external_order_id": number}
            rows = seller.call("searchOrdersByExternalOrderReference", {}, query=query).data["orders"]
            expected = orders.get((str(system), number))
            assert [row["id"] for row in rows] == ([expected] if expected else []), (system, number)
