"""Codes that single operations on products answer, each by one call that earns it."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from tests.harness.calls import Seller, new_app, new_seller
from tests.harness.catalogue import TRUNK, category, coloured, create_product, product_body, sku_body, stock_of
from tests.harness.server import RunningPlatform
from tests.harness.trade import buy, stocked


@pytest.fixture(scope="module")
def seller(shared_platform: RunningPlatform) -> Seller:
    return new_seller(shared_platform)


@pytest.mark.parametrize(
    "operation_id", ["activateProducts", "deactivateProducts", "deleteProducts", "recoverProducts"]
)
def test_a_call_names_twenty_products_at_most(operation_id: str, seller: Seller) -> None:
    ids = [str(number) for number in range(1, 22)]
    assert seller.call(operation_id, {"product_ids": ids}).code == 12019120
    assert seller.call(operation_id, {"product_ids": ids[:20]}).code == 0


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"seller_skus": [f"S{number}" for number in range(11)]}, 12019027),
        ({"sku_ids": [str(number) for number in range(11)]}, 12019087),
        ({"create_time_ge": 2, "create_time_le": 1}, 12019118),
        ({"update_time_ge": 2, "update_time_le": 1}, 12019119),
        ({"seller_skus": [f"S{number}" for number in range(10)]}, 0),
        ({"create_time_ge": 1, "create_time_le": 1}, 0),
    ],
)
def test_a_search_of_products_has_filters_that_fit(body: dict[str, Any], code: int, seller: Seller) -> None:
    assert seller.call("searchProducts", body, query={"page_size": 10}).code == code


def test_a_search_of_products_ends_after_ten_thousand_rows(seller: Seller) -> None:
    for _ in range(2):
        create_product(seller)
    token = seller.call("searchProducts", {}, query={"page_size": 1}).data["next_page_token"]
    (product_id, seen), total, digest = json.loads(base64.urlsafe_b64decode(token))
    assert seen == 1
    for rows, code in ((9_999, 0), (10_000, 12052180)):
        forged = base64.urlsafe_b64encode(json.dumps([[product_id, rows], total, digest]).encode()).decode()
        assert seller.call("searchProducts", {}, query={"page_size": 1, "page_token": forged}).code == code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"sku_ids": [str(number) for number in range(601)]}, 12019015),
        ({"product_ids": [str(number) for number in range(101)]}, 12019120),
        ({"sku_ids": [str(number) for number in range(600)]}, 0),
    ],
)
def test_a_search_of_stock_names_so_many_at_most(body: dict[str, Any], code: int, seller: Seller) -> None:
    assert seller.call("inventorySearch", body).code == code


@pytest.mark.parametrize(
    ("price", "code"),
    [
        ({"currency": "EUR", "amount": "5.00"}, 12052084),
        ({"currency": "GBP", "amount": "0"}, 12052570),
        ({"currency": "GBP", "amount": "x"}, 12052012),
        ({"currency": "GBP", "amount": "5.001"}, 12052073),
        ({"currency": "GBP"}, 12052571),
    ],
)
def test_a_price_that_cannot_be_is_refused(price: dict[str, str], code: int, seller: Seller) -> None:
    made = create_product(seller)
    body = {"skus": [{"id": made["skus"][0]["id"], "price": price}]}
    reply = seller.call("updatePrice", body, product_id=made["product_id"])
    assert reply.code == code, reply.message


def test_prices_of_what_is_not_live_twice_named_or_listed_are_refused(seller: Seller) -> None:
    made = create_product(seller)
    row = {"id": made["skus"][0]["id"], "price": {"currency": "GBP", "amount": "5.00"}}
    update = {"product_id": made["product_id"]}
    listed = {**row, "list_price": {"currency": "GBP", "amount": "9.00"}}
    assert seller.call("updatePrice", {"skus": [row, row]}, **update).code == 12052553
    assert seller.call("updatePrice", {"skus": [listed]}, **update).code == 12052376
    seller.call("deactivateProducts", {"product_ids": [made["product_id"]]})
    assert seller.call("updatePrice", {"skus": [row]}, **update).code == 12052901
    levels = [{"warehouse_id": seller.warehouse_id, "quantity": 1}]
    stock = {"skus": [{"id": row["id"], "inventory": levels}]}
    assert seller.call("updateInventory", stock, **update).code == 12052901


@pytest.mark.parametrize(("amount", "code"), [("x", 12052375), ("999999", 12052383)])
def test_a_list_price_that_cannot_be_is_refused(amount: str, code: int, shared_platform: RunningPlatform) -> None:
    american = new_seller(shared_platform, region="US")
    made = create_product(american)
    price = {"currency": "USD", "amount": "5.00"}
    row = {"id": made["skus"][0]["id"], "price": price, "list_price": {"currency": "USD", "amount": amount}}
    assert american.call("updatePrice", {"skus": [row]}, product_id=made["product_id"]).code == code


def test_stock_that_orders_hold_and_places_that_are_disabled_are_not_set(shared_platform: RunningPlatform) -> None:
    seller = new_seller(shared_platform)
    made = create_product(seller)
    product_id, sku_id = made["product_id"], made["skus"][0]["id"]
    buy(seller, (sku_id, 3))

    def failures(quantity: int) -> list[int]:
        levels = [{"warehouse_id": seller.warehouse_id, "quantity": quantity}]
        reply = seller.call("updateInventory", {"skus": [{"id": sku_id, "inventory": levels}]}, product_id=product_id)
        return [extra["code"] for error in reply.data["errors"] for extra in error["detail"]["extra_errors"]]

    assert failures(3) == []
    assert failures(2) == [12052146]
    listing = product_body(seller, skus=[sku_body(seller, id=sku_id, quantity=2)])
    for operation_id in ("editProduct", "partialEditProduct"):
        body = listing if operation_id == "editProduct" else {"skus": listing["skus"]}
        assert seller.call(operation_id, body, product_id=product_id).code == 12052146
    shared_platform.patch(f"/sandbox/shops/{seller.shop_id}", {"warehouses": {seller.warehouse_id: "DISABLED"}})
    assert failures(9) == [12052531]


def test_an_edit_that_sells_out_leaves_nothing_available(seller: Seller) -> None:
    for operation_id in ("editProduct", "partialEditProduct"):
        sku_id = stocked(seller)
        stock = stock_of(seller, sku_id)
        assert stock["total_available_quantity"] == 10
        products = seller.call("searchProducts", {"sku_ids": [sku_id]}, query={"page_size": 1}).data["products"]
        listing = product_body(seller, skus=[sku_body(seller, id=sku_id, quantity=0)])
        body = listing if operation_id == "editProduct" else {"skus": listing["skus"]}
        reply = seller.call(operation_id, body, product_id=products[0]["id"])
        assert reply.code == 0, reply.message
        assert stock_of(seller, sku_id)["total_available_quantity"] == 0


def test_a_shop_lists_no_more_than_its_quota(shared_platform: RunningPlatform) -> None:
    seller = new_seller(shared_platform)
    shared_platform.patch(f"/sandbox/shops/{seller.shop_id}", {"listing_quota": 1})
    create_product(seller)
    assert seller.call("createProduct", product_body(seller)).code == 12052093


def test_a_product_that_comes_back_on_sale_takes_over_what_was_sent_last(shared_platform: RunningPlatform) -> None:
    seller = new_seller(shared_platform)
    made = create_product(seller, skus=coloured(seller, "Red", "Blue"))
    product_id, red = made["product_id"], made["skus"][0]["id"]
    kept = {**coloured(seller, "Red")[0], "id": red}
    shared_platform.patch(f"/sandbox/shops/{seller.shop_id}", {"audit": {"delay_seconds": 3600}})
    title = "A garden trunk of glass for tea lights"
    body = product_body(seller, title=title, category_id=category(TRUNK), skus=[kept])
    assert seller.call("editProduct", body, product_id=product_id).code == 0
    assert seller.call("deactivateProducts", {"product_ids": [product_id]}).data == {"errors": []}
    shared_platform.patch(f"/sandbox/shops/{seller.shop_id}", {"audit": {"delay_seconds": 0}})
    assert seller.call("activateProducts", {"product_ids": [product_id]}).data == {"errors": []}
    data = seller.call("getProduct", product_id=product_id).data
    assert (data["title"], [sku["id"] for sku in data["skus"]]) == (title, [red])


def test_a_partial_edit_goes_on_from_the_version_under_review(shared_platform: RunningPlatform) -> None:
    seller = new_seller(shared_platform)
    product_id = create_product(seller)["product_id"]
    shared_platform.patch(f"/sandbox/shops/{seller.shop_id}", {"audit": {"delay_seconds": 3600}})
    body = product_body(seller, category_id=category(TRUNK))
    assert seller.call("editProduct", body, product_id=product_id).code == 0
    shared_platform.patch(f"/sandbox/shops/{seller.shop_id}", {"audit": {"delay_seconds": 0}})
    title = "A garden trunk of glass for tea lights"
    assert seller.call("partialEditProduct", {"title": title}, product_id=product_id).code == 0
    data = seller.call("getProduct", product_id=product_id).data
    assert (data["title"], data["category_chains"][-1]["id"]) == (title, category(TRUNK))


def cross_border(platform: RunningPlatform, region: str) -> Seller:
    """A seller from abroad with a shop in a region."""
    app = new_app(platform)
    made = {"region": region, "authorize": [app["app_key"]], "seller_type": "CROSS_BORDER"}
    shop = platform.post("/sandbox/shops", made)
    return Seller(platform, app, shop, shop["tokens"][0])


def test_sellers_from_abroad_update_sale_prices(shared_platform: RunningPlatform) -> None:
    seller = cross_border(shared_platform, "US")
    price = {"currency": "USD", "amount": "12.50", "sale_price": "12.50"}
    made = create_product(seller, skus=[{**sku_body(seller), "price": price}])
    for sale_price, code in (("x", 12052092), ("11.50", 0)):
        body = {"skus": [{"id": made["skus"][0]["id"], "price": {**price, "sale_price": sale_price}}]}
        assert seller.call("updatePrice", body, product_id=made["product_id"]).code == code


@pytest.mark.parametrize(
    ("operation_id", "data", "most"),
    [("uploadProductImage", b"", 10 * 2**20), ("uploadProductFile", b"%PDF-1.4", 20 * 2**20)],
)
def test_a_file_over_its_limit_is_refused(operation_id: str, data: bytes, most: int, seller: Seller) -> None:
    file = data + bytes(most + 1 - len(data))
    assert seller.upload(operation_id, {"name": "file.pdf"}, file).code == 12038005
