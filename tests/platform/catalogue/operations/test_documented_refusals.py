"""Codes that the documentation of single operations on products lists, each by a condition that comes about here."""

from __future__ import annotations

from typing import Any

import pytest

from shopwright.platform.market.regions import region
from tests.harness.calls import Seller, new_seller
from tests.harness.catalogue import category, create_product, picture, product_body, sku_body, upload_image
from tests.harness.server import RunningPlatform
from tests.harness.trade import DAY, pass_time, shop_in
from tests.platform.support import data_of

#: A category that takes a certificate with a last day.
FOOD = "fb-1-8-1"

WRITES = ("createProduct", "editProduct", "partialEditProduct", "updatePrice", "updateInventory")
BATCHES = ("deactivateProducts", "deleteProducts", "recoverProducts")


@pytest.fixture
def seller(shared_platform: RunningPlatform) -> Seller:
    return new_seller(shared_platform)


def body_of(operation_id: str, seller: Seller, product: dict[str, Any]) -> dict[str, Any]:
    """A body that the operation takes for a product."""
    sku_id = product["skus"][0]["id"]
    levels = [{"warehouse_id": seller.warehouse_id, "quantity": 3}]
    bodies: dict[str, dict[str, Any]] = {
        "createProduct": product_body(seller),
        "editProduct": product_body(seller, skus=[sku_body(seller, id=sku_id)]),
        "partialEditProduct": {"title": "Glass candle holder for one tea light"},
        "updatePrice": {"skus": [{"id": sku_id, "price": {"currency": "GBP", "amount": "5.00"}}]},
        "updateInventory": {"skus": [{"id": sku_id, "inventory": levels}]},
    }
    return bodies.get(operation_id, {"product_ids": [product["product_id"]]})


def fail(seller: Seller, *items: str) -> None:
    """Let checks of the shop fail; those that are not named pass."""
    switched = dict.fromkeys(items, "It is missing.")
    seller.platform.patch(f"/sandbox/shops/{seller.shop_id}", {"failed_prerequisites": switched})


@pytest.mark.parametrize("operation_id", [*WRITES, *BATCHES])
def test_products_do_not_change_while_tax_data_are_missing(operation_id: str, seller: Seller) -> None:
    product = create_product(seller)
    body = body_of(operation_id, seller, product)
    path = {"product_id": product["product_id"]} if operation_id in WRITES[1:] else {}
    fail(seller, "SHOP_TAX")
    assert seller.call(operation_id, body, **path).code == 12052703
    fail(seller)
    assert seller.call(operation_id, body, **path).code == 0


def test_products_are_not_created_while_contact_data_are_missing(seller: Seller) -> None:
    fail(seller, "CONTACT_INFO")
    assert seller.call("createProduct", product_body(seller)).code == 12052923


@pytest.mark.parametrize("operation_id", ["activateProducts", "deactivateProducts"])
def test_a_call_without_products_is_refused(operation_id: str, seller: Seller) -> None:
    assert seller.call(operation_id, {"product_ids": []}).code == 12052910


@pytest.mark.parametrize("operation_id", ["partialEditProduct", "updateInventory"])
def test_an_id_that_is_no_number_is_not_one_of_a_product(operation_id: str, seller: Seller) -> None:
    body = body_of(operation_id, seller, create_product(seller))
    assert seller.call(operation_id, body, product_id="mug").code == 12052031


def test_stock_is_not_searched_by_ids_that_are_no_numbers(seller: Seller) -> None:
    assert seller.call("inventorySearch", {"product_ids": ["mug"]}).code == 12019008


def test_an_edit_tells_another_shop_of_the_seller_from_another_seller(shared_platform: RunningPlatform) -> None:
    seller, stranger = new_seller(shared_platform), new_seller(shared_platform)
    body = {"region": "US", "account_id": seller.shop["account_id"], "authorize": [seller.app["app_key"]]}
    made = shared_platform.post("/sandbox/shops", body)
    second = Seller(shared_platform, seller.app, made, made["tokens"][0])
    product_id = create_product(seller)["product_id"]
    answers = [
        editor.call("editProduct", product_body(editor), product_id=product_id).code for editor in (second, stranger)
    ]
    assert answers == [12052034, 12052048]
    assert second.call("getProduct", product_id=product_id).code == 12052048


def errors_of(reply: Any) -> list[tuple[int, list[int]]]:
    """The code of each item that failed, with the codes of its reasons."""
    return [
        (error["code"], [extra["code"] for extra in error["detail"].get("extra_errors", [])])
        for error in reply.data["errors"]
    ]


def test_a_product_is_not_activated_beyond_the_quota(seller: Seller) -> None:
    first, second = create_product(seller)["product_id"], create_product(seller)["product_id"]
    seller.call("deactivateProducts", {"product_ids": [first]})
    seller.platform.patch(f"/sandbox/shops/{seller.shop_id}", {"listing_quota": 1})
    assert errors_of(seller.call("activateProducts", {"product_ids": [first]})) == [(12052093, [])]
    seller.call("deleteProducts", {"product_ids": [second]})
    assert errors_of(seller.call("activateProducts", {"product_ids": [first]})) == []


@pytest.mark.parametrize(
    ("check", "code"), [("SHIPPING_TEMPLATE", 12052402), ("DELIVERY_OPTION", 12052405)], ids=["template", "option"]
)
def test_a_product_without_delivery_by_now_is_not_activated(
    check: str, code: int, shared_platform: RunningPlatform
) -> None:
    seller = shop_in(shared_platform, "ID")
    options = seller.call("getWarehouseDeliveryOptions", warehouse_id=seller.warehouse_id).data["delivery_options"]
    product_id = create_product(seller, delivery_option_ids=[options[0]["id"]])["product_id"]
    seller.call("deactivateProducts", {"product_ids": [product_id]})
    fail(seller, check)
    assert errors_of(seller.call("activateProducts", {"product_ids": [product_id]})) == [(12052990, [code])]
    fail(seller)
    assert errors_of(seller.call("activateProducts", {"product_ids": [product_id]})) == []


def test_a_bundle_is_activated_after_its_parts(seller: Seller) -> None:
    parts = create_product(seller)
    combined = [{"product_id": parts["product_id"], "sku_id": parts["skus"][0]["id"], "sku_count": 2}]
    sku = sku_body(seller, combined_skus=combined)
    bundle_id = create_product(seller, skus=[sku], primary_combined_product_id=parts["product_id"])["product_id"]
    both = {"product_ids": [bundle_id, parts["product_id"]]}
    assert errors_of(seller.call("deactivateProducts", both)) == []
    assert errors_of(seller.call("activateProducts", both)) == [(12052990, [12052845])]
    assert errors_of(seller.call("activateProducts", {"product_ids": [bundle_id]})) == []


@pytest.mark.own_platform
def test_a_product_with_a_certificate_that_has_ended_is_not_activated(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    version = {"category_version": region("GB").category_versions.tree}
    (rule,) = seller.call("getCategoryRules", query=version, category_id=category(FOOD)).data["product_certifications"]
    ends = int(platform.get("/sandbox/clock")["now"]) + DAY
    images = [{"uri": upload_image(seller, "CERTIFICATION_IMAGE")}]
    paper = {"id": rule["id"], "images": images, "expiration_date": ends}
    made = create_product(seller, category_id=category(FOOD), certifications=[paper])
    (shown,) = data_of("getProduct", seller.call("getProduct", product_id=made["product_id"]))["certifications"]
    assert shown["title"] == rule["name"]
    seller.call("deactivateProducts", {"product_ids": [made["product_id"]]})
    pass_time(platform, 2 * DAY)
    reply = seller.call("activateProducts", {"product_ids": [made["product_id"]]})
    assert errors_of(reply) == [(12052990, [12052385])]


def test_stock_is_set_for_named_skus_of_one_s_own_warehouses(seller: Seller, shared_platform: RunningPlatform) -> None:
    product = create_product(seller)
    sku_id, path = product["skus"][0]["id"], {"product_id": product["product_id"]}
    level = {"warehouse_id": seller.warehouse_id, "quantity": 3}
    theirs = {**level, "warehouse_id": new_seller(shared_platform).warehouse_id}

    def answer(*skus: dict[str, Any]) -> Any:
        reply = seller.call("updateInventory", {"skus": list(skus)}, **path)
        return reply.code or errors_of(reply)

    assert answer({"id": "", "inventory": [level]}) == 12052036
    assert answer(*({"id": str(number), "inventory": [level]} for number in range(1, 302))) == 12052050
    assert answer({"id": sku_id, "inventory": []}) == [(12052990, [12052096])]
    assert answer({"id": sku_id, "inventory": [level, theirs]}) == [(12052990, [12052530])]
    assert answer({"id": sku_id, "inventory": [level]}) == []


def test_a_bundle_does_not_become_dearer_than_its_parts(seller: Seller) -> None:
    parts = create_product(seller, skus=[sku_body(seller, amount="5.00")])
    combined = [{"product_id": parts["product_id"], "sku_id": parts["skus"][0]["id"], "sku_count": 2}]
    sku = sku_body(seller, amount="9.00", combined_skus=combined)
    made = create_product(seller, skus=[sku], primary_combined_product_id=parts["product_id"])

    def updated(amount: str) -> int:
        price = {"currency": "GBP", "amount": amount}
        body = {"skus": [{"id": made["skus"][0]["id"], "price": price}]}
        return seller.call("updatePrice", body, product_id=made["product_id"]).code

    assert [updated("10.00"), updated("10.01")] == [0, 12052861]


def test_pictures_for_a_recommendation_have_the_proportions_of_a_listing_s(shared_platform: RunningPlatform) -> None:
    seller = shop_in(shared_platform, "GB")
    wide = seller.upload("uploadProductImage", {"use_case": "MAIN_IMAGE"}, picture(3900, 310)).data["uri"]
    body = {"product_title": "Glass candle holder", "images": [{"uri": wide}]}
    assert seller.call("recommendCategory", body).code == 12052305
    assert seller.call("createProduct", product_body(seller, wide)).code == 12052305
    body = {"product_title": "Glass candle holder", "images": [{"uri": upload_image(seller)}]}
    assert seller.call("recommendCategory", body).code == 0
