"""Codes that operations on global products answer, each by one call that earns it."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from tests.harness.catalogue import picture
from tests.harness.global_products import (
    GlobalSeller,
    create_global,
    global_body,
    global_seller,
    global_sku,
    publish,
    published,
    target,
    tinted,
)
from tests.harness.server import RunningPlatform

#: A warehouse line at the seller's first place.
PLACE = "place"


@pytest.fixture(scope="module")
def seller(shared_platform: RunningPlatform) -> GlobalSeller:
    return global_seller(shared_platform, "GB", "DE")


@pytest.fixture(scope="module")
def uri(seller: GlobalSeller) -> str:
    data = picture(500, 500)
    return str(seller.first.upload("uploadProductImage", {"use_case": "MAIN_IMAGE"}, data).data["uri"])


def at(seller: GlobalSeller, number: int = 0, quantity: int = 5) -> dict[str, Any]:
    """A line of stock at one of the seller's places."""
    rows = seller.call("getGlobalSellerWarehouses").data["global_warehouses"]
    return {"global_warehouse_id": rows[number]["id"], "quantity": quantity}


def by_place(seller: GlobalSeller, *lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
    sku = global_sku(inventory=list(lines), **fields)
    del sku["global_quantity"]
    return sku


def price(amount: str, currency: str = "USD") -> dict[str, str]:
    return {"currency": currency, "amount": amount}


@pytest.mark.parametrize(
    ("sku", "code"),
    [
        (global_sku(price=price("5.00", "EUR")), 12052084),
        (global_sku(price=price("much")), 12052012),
        (global_sku(price=price("5.001")), 12052073),
        (global_sku(price=price("0")), 12052073),
        (global_sku(price=price("100000000")), 12052570),
        (global_sku(global_quantity=100_000), 12052055),
        (global_sku(global_quantity=-1), 12052055),
        ({"price": price("5.00")}, 12052096),
        (global_sku(seller_sku=""), 12052054),
        (global_sku(id="1730000000009000001", sales_attributes=[{"name": "Tint", "value_name": "Sand"}]), 12052557),
        (global_sku(external_global_sku_id="x" * 1000), 12052910),
    ],
)
@pytest.mark.parametrize("operation_id", ["createGlobalProduct", "editGlobalProduct", "partialEditGlobalProduct"])
def test_a_sku_that_cannot_be_is_refused(
    operation_id: str, sku: dict[str, Any], code: int, seller: GlobalSeller, uri: str
) -> None:
    if operation_id == "createGlobalProduct":
        sent = {name: value for name, value in sku.items() if name != "id"}
        expected = 0 if "id" in sku else code
        assert seller.call(operation_id, global_body(seller, uri, skus=[sent])).code == expected
        return
    made = create_global(seller, uri=uri)
    body = global_body(seller, uri, skus=[sku]) if operation_id == "editGlobalProduct" else {"skus": [sku]}
    if code == 12052096:
        body["skus"][0]["sales_attributes"] = [{"name": "Tint", "value_name": "Red"}]
    assert seller.call(operation_id, body, global_product_id=made["global_product_id"]).code == code


@pytest.mark.parametrize("operation_id", ["createGlobalProduct", "editGlobalProduct", "partialEditGlobalProduct"])
def test_stock_lies_at_places_of_the_seller_the_same_for_each_sku(
    operation_id: str, seller: GlobalSeller, uri: str, shared_platform: RunningPlatform
) -> None:
    def code(asked: GlobalSeller, *skus: dict[str, Any]) -> int:
        body: dict[str, Any] = global_body(asked, uri if asked is seller else None, skus=list(skus))
        if operation_id == "createGlobalProduct":
            return asked.call(operation_id, body).code
        made = create_global(asked, uri=body["main_images"][0]["uri"], skus=tinted("Red", "Blue"))
        body = body if operation_id == "editGlobalProduct" else {"skus": body["skus"]}
        return asked.call(operation_id, body, global_product_id=made["global_product_id"]).code

    red, blue = ([{"name": "Tint", "value_name": name}] for name in ("Red", "Blue"))
    apart = [
        by_place(seller, at(seller, 0), sales_attributes=red),
        by_place(seller, at(seller, 1), sales_attributes=blue),
    ]
    assert code(seller, *apart) == 12052143
    strange = {"global_warehouse_id": "7137000000009000001", "quantity": 5}
    assert code(seller, by_place(seller, strange, sales_attributes=red)) == 12052530
    assert code(seller, by_place(seller, at(seller), at(seller), sales_attributes=red)) == 12052555
    twice = [by_place(seller, at(seller), sales_attributes=red)] * 2
    assert code(seller, *twice) == 12052560
    single = global_seller(shared_platform, "GB")
    assert code(single, by_place(single, at(single), at(single), sales_attributes=red)) == 12052142
    shop = single["GB"]
    disabled = {"warehouses": {shop.warehouse_id: "DISABLED"}}
    shared_platform.patch(f"/sandbox/shops/{shop.shop_id}", disabled)
    assert code(single, by_place(single, at(single), sales_attributes=red)) == 12052531


@pytest.mark.parametrize("operation_id", ["createGlobalProduct", "editGlobalProduct", "partialEditGlobalProduct"])
@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"brand_id": "7082000000009000001"}, 12052026),
        ({"manufacturer_ids": ["7600000000009000001"]}, 12052284),
        ({"responsible_person_ids": ["7600000000009000001"]}, 12052289),
        ({"external_global_product_id": "x" * 1000}, 12052910),
        ({"skus": []}, 12052910),
        ({"title": " "}, 12052261),
        ({"category_id": "1"}, 12052023),
        ({"description": "<p> </p>"}, 12052015),
    ],
)
def test_content_that_no_market_takes_is_refused(
    operation_id: str, fields: dict[str, Any], code: int, seller: GlobalSeller, uri: str
) -> None:
    if operation_id == "createGlobalProduct":
        assert seller.call(operation_id, global_body(seller, uri, **fields)).code == code
        return
    made = create_global(seller, uri=uri)
    known = [global_sku(id=made["global_skus"][0]["id"])]
    whole = global_body(seller, uri, skus=known) if operation_id == "editGlobalProduct" else {}
    path = {"global_product_id": made["global_product_id"]}
    assert seller.call(operation_id, {**whole, **fields}, **path).code == code


def test_an_edit_does_not_change_codes_of_goods(seller: GlobalSeller, uri: str) -> None:
    code = {"code": "4006381333931", "type": "EAN"}
    made = create_global(seller, uri=uri, skus=[global_sku(identifier_code=code)])
    id_ = made["global_skus"][0]["id"]
    path = {"global_product_id": made["global_product_id"]}
    for changed, refusal in (({**code, "code": "9780201379624"}, 12052593), ({**code, "type": "JAN"}, 12052594)):
        for operation_id in ("editGlobalProduct", "partialEditGlobalProduct"):
            body = global_body(seller, uri, skus=[global_sku(id=id_, identifier_code=changed)])
            assert seller.call(operation_id, body, **path).code == refusal


def test_shops_without_tax_data_have_no_global_products(shared_platform: RunningPlatform) -> None:
    seller = global_seller(shared_platform, "GB")
    made = create_global(seller)
    failed = {"failed_prerequisites": {"SHOP_TAX": "It is missing."}}
    shared_platform.patch(f"/sandbox/shops/{seller.first.shop_id}", failed)
    assert seller.call("createGlobalProduct", global_body(seller)).code == 12052703
    path = {"global_product_id": made["global_product_id"]}
    assert seller.call("editGlobalProduct", global_body(seller), **path).code == 12052703
    assert seller.call("partialEditGlobalProduct", {"title": "Glass"}, **path).code == 12052703


def test_what_is_wrong_with_a_market_keeps_all_from_being_published(
    seller: GlobalSeller, uri: str, shared_platform: RunningPlatform
) -> None:
    made = create_global(seller, uri=uri)

    def code(*targets: dict[str, Any]) -> int:
        return publish(seller, made, *targets).code

    sku_id = made["global_skus"][0]["id"]
    assert code() == 12052910
    assert code(target("GB", made), target("GB", made)) == 12052910
    assert code(target("GB", made), {"region": "DE", "skus": []}) == 12052910
    assert code(target("GB", made), target("US", made)) == 12052903
    assert code({"region": "GB", "skus": [{"related_global_sku_id": sku_id}] * 2}) == 12052910
    assert code({"region": "GB", "skus": [{"related_global_sku_id": "1730000000009000001"}]}) == 12052556
    assert code(target("GB", made, price=price("5.00", "EUR"))) == 12052084
    assert code(target("GB", made, price=price("0", "GBP"))) == 12019010
    assert code(target("GB", made, inventory={"quantity": 100_000})) == 12052055
    assert code(target("GB", made, inventory={"warehouse_id": "7136000000009000001"})) == 12019016
    for_returns = next(each for each in seller["GB"].shop["warehouses"] if each["type"] == "RETURN_WAREHOUSE")
    assert code(target("GB", made, inventory={"warehouse_id": for_returns["warehouse_id"]})) == 12019016
    assert code(target("GB", made, inventory={"warehouse_id": seller["DE"].warehouse_id})) == 12052379
    assert seller.call("getGlobalProduct", global_product_id=made["global_product_id"]).data["products"] == []
    place = at(seller, 0)["global_warehouse_id"]
    published(seller, made, target("GB", made, inventory={"warehouse_id": place}))
    shop = seller["DE"]
    shared_platform.patch(f"/sandbox/shops/{shop.shop_id}", {"warehouses": {shop.warehouse_id: "DISABLED"}})
    assert code(target("DE", made, inventory={"warehouse_id": shop.warehouse_id})) == 12052531
    shared_platform.patch(f"/sandbox/shops/{shop.shop_id}", {"warehouses": {shop.warehouse_id: "ENABLED"}})
    path = {"global_product_id": "1729000000009000001"}
    assert seller.call("publishGlobalProduct", {"publish_target": [target("GB", made)]}, **path).code == 12052260


def test_a_shop_without_quota_keeps_a_draft_and_shops_without_any_refuse(shared_platform: RunningPlatform) -> None:
    seller = global_seller(shared_platform, "GB", "US")
    first, second = create_global(seller), create_global(seller)
    published(seller, first, "GB")
    shared_platform.patch(f"/sandbox/shops/{seller['GB'].shop_id}", {"listing_quota": 1})
    assert publish(seller, second, "GB").code == 12052117
    results = publish(seller, second, "GB", "US").data["publish_result"]
    assert [(row["region"], row["status"]) for row in results] == [("GB", "DRAFT"), ("US", "SUCCESS")]
    assert results[0]["fail_reasons"][0]["message"].startswith("The listing quota")


def test_a_deleted_product_is_neither_published_nor_stocked(seller: GlobalSeller, uri: str) -> None:
    made = create_global(seller, uri=uri, skus=[by_place(seller, at(seller))])
    seller.call("deleteGlobalProducts", {"global_product_ids": [made["global_product_id"]]})
    assert publish(seller, made, "GB").code == 12052901
    sku = {"id": made["global_skus"][0]["id"], "inventory": [at(seller)]}
    path = {"global_product_id": made["global_product_id"]}
    assert seller.call("updateGlobalInventory", {"global_skus": [sku]}, **path).code == 12052901
    assert seller.call("partialEditGlobalProduct", {"title": "Glass"}, **path).code == 12052901


def test_stock_is_set_for_skus_of_the_product_at_places_of_the_seller(
    seller: GlobalSeller, uri: str, shared_platform: RunningPlatform
) -> None:
    made = create_global(seller, uri=uri, skus=[by_place(seller, at(seller))])
    id_ = made["global_skus"][0]["id"]

    def code(asked: GlobalSeller, product: dict[str, Any], *skus: dict[str, Any]) -> int:
        path = {"global_product_id": product["global_product_id"]}
        return asked.call("updateGlobalInventory", {"global_skus": list(skus)}, **path).code

    assert code(seller, made) == 12052902
    assert code(seller, made, {"id": "1730000000009000001", "inventory": [at(seller)]}) == 12052556
    assert code(seller, made, {"id": id_, "inventory": [at(seller, quantity=-1)]}) == 12052055
    strange = {"global_warehouse_id": "7137000000009000001", "quantity": 5}
    assert code(seller, made, {"id": id_, "inventory": [strange]}) == 12052530
    whole = create_global(seller, uri=uri)
    assert code(seller, whole, {"id": whole["global_skus"][0]["id"], "inventory": [at(seller)]}) == 12052142
    two = [
        by_place(seller, at(seller), **sku)
        for sku in ({"sales_attributes": each["sales_attributes"]} for each in tinted("Red", "Blue"))
    ]
    both = create_global(seller, uri=uri, skus=two)
    more = {"id": both["global_skus"][0]["id"], "inventory": [at(seller, 1)]}
    assert code(seller, both, more) == 12052143
    single = global_seller(shared_platform, "GB")
    alone = create_global(single, skus=[by_place(single, at(single))])
    shop = single["GB"]
    shared_platform.patch(f"/sandbox/shops/{shop.shop_id}", {"warehouses": {shop.warehouse_id: "DISABLED"}})
    assert code(single, alone, {"id": alone["global_skus"][0]["id"], "inventory": [at(single)]}) == 12052531


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"seller_skus": ["A", "B"]}, 12019015),
        ({"create_time_ge": 2, "create_time_le": 1}, 12019118),
        ({"update_time_ge": 2, "update_time_le": 1}, 12019119),
        ({"seller_skus": ["A"]}, 0),
    ],
)
def test_a_search_has_filters_that_fit(body: dict[str, Any], code: int, seller: GlobalSeller) -> None:
    assert seller.call("searchGlobalProducts", body, query={"page_size": 10}).code == code


def test_a_search_ends_after_ten_thousand_rows(seller: GlobalSeller, uri: str) -> None:
    for _ in range(2):
        create_global(seller, uri=uri)
    data = seller.call("searchGlobalProducts", {}, query={"page_size": 1}).data
    following = seller.call("searchGlobalProducts", {}, query={"page_size": 1, "page_token": data["next_page_token"]})
    assert following.data["global_products"][0]["id"] < data["global_products"][0]["id"]
    (product_id, _), total, digest = json.loads(base64.urlsafe_b64decode(data["next_page_token"]))
    for rows, code in ((9_999, 0), (10_000, 12052180)):
        forged = base64.urlsafe_b64encode(json.dumps([[product_id, rows], total, digest]).encode()).decode()
        assert seller.call("searchGlobalProducts", {}, query={"page_size": 1, "page_token": forged}).code == code
