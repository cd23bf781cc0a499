"""Operations that show one product, or one SKU, say the same of it; what a listing sends, readers see."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from shopwright.contract.load import operation
from shopwright.contract.patches import patched_document
from tests.harness.calls import Seller, new_seller
from tests.harness.catalogue import create_product, get_product, product_body, sku_body
from tests.harness.server import RunningPlatform
from tests.harness.trade import shop_in
from tests.platform.support import data_of

RELEASE_IN_S = 10 * 86_400
MARKETS = ("US", "ID", "DE")


def unfolded(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema without a reference."""
    while "$ref" in schema:
        schema = schemas()[schema["$ref"].rsplit("/", 1)[1]]
    return schema


@cache
def schemas() -> dict[str, Any]:
    known: dict[str, Any] = patched_document()["components"]["schemas"]
    return known


def fields_of(operation_id: str, *path: str) -> frozenset[str]:
    """The fields of an object in an operation's reply."""
    schema = unfolded(schemas()[operation(operation_id).reply])
    for name in path:
        schema = unfolded(schema["properties"][name])
        schema = unfolded(schema.get("items", schema))
    return frozenset(schema["properties"])


def shared(first: tuple[str, ...], second: tuple[str, ...]) -> list[str]:
    """The fields that two objects of replies both have by the contract."""
    return sorted(fields_of(*first) & fields_of(*second))


PRODUCT, ROW = ("getProduct",), ("searchProducts", "products")
SKU, SKU_OF_ROW = (*PRODUCT, "skus"), (*ROW, "skus")
SUMMARY, STOCK = ("createProduct", "skus"), ("inventorySearch", "inventory", "skus")

#: Named alike and not the same thing: a product's price and stock have more than a search shows, images less.
PARTLY = {"price", "inventory", "audit", "sales_attributes", "skus"}


def seller_with_everything(platform: RunningPlatform, market: str) -> tuple[Seller, str]:
    """A product with whatever its market has a field for."""
    seller = shop_in(platform, market)
    now = int(platform.get("/sandbox/clock")["now"])
    body = product_body(seller)
    body["scheduled_sale"] = {"is_enabled_scheduled_sale": True, "schedule_sale_time": (now + RELEASE_IN_S) * 1000}
    body["product_tag_operations"] = [{"product_tag": "AUCTION", "enable": True}]
    body["selling_format"] = "FIXED_PRICE_AND_LIVE_AUCTION"
    (sku,) = body["skus"]
    sku |= {"seller_sku": "CANDLE-1", "external_sku_id": "there-1"}
    if market == "US":
        sku |= {"list_price": {"currency": "USD", "amount": "20.00"}}
        sku |= {"external_list_prices": [{"source": "SHOPIFY_COMPARE_AT_PRICE", "currency": "USD", "amount": "21.00"}]}
        sku["inventory"][0] |= {"backorder_quantity": 4, "handling_time": 5}
    if market == "ID":
        body["listing_platforms"] = ["TIKTOK_SHOP", "TOKOPEDIA"]
    if market == "DE":
        sku |= {"fees": [{"type": "PFAND", "amount": "0.25", "additional_attribute": "SINGLE_USE"}]}
    made = seller.call("createProduct", body)
    return seller, str(data_of("createProduct", made)["product_id"])


@pytest.fixture(scope="module", params=MARKETS)
def listed(request: pytest.FixtureRequest, shared_platform: RunningPlatform) -> tuple[Seller, str]:
    return seller_with_everything(shared_platform, request.param)


def searched(seller: Seller, product_id: str) -> dict[str, Any]:
    reply = seller.call("searchProducts", {"status": "ALL"}, query={"page_size": 10})
    rows = data_of("searchProducts", reply)["products"]
    return next(row for row in rows if row["id"] == product_id)


def product_of(seller: Seller, product_id: str) -> dict[str, Any]:
    return dict(data_of("getProduct", seller.call("getProduct", product_id=product_id)))


def test_a_search_shows_of_a_product_what_the_product_shows(listed: tuple[Seller, str]) -> None:
    row, product = searched(*listed), product_of(*listed)
    for name in shared(PRODUCT, ROW):
        assert name in PARTLY or row.get(name) == product.get(name), name
    assert row["audit"] == product["audit"]


def test_a_search_shows_of_a_sku_what_the_product_shows(listed: tuple[Seller, str]) -> None:
    (row,), (sku,) = searched(*listed)["skus"], product_of(*listed)["skus"]
    for name in shared(SKU, SKU_OF_ROW):
        assert name in PARTLY or row.get(name) == sku.get(name), name
    assert row["inventory"] == sku["inventory"]
    assert row["price"].items() <= sku["price"].items()


def test_an_edit_answers_of_a_sku_what_the_product_shows(listed: tuple[Seller, str]) -> None:
    seller, product_id = listed
    (sku,) = product_of(*listed)["skus"]
    reply = seller.call("partialEditProduct", {"title": "Glass candle holder for one tea light"}, product_id=product_id)
    (summary,) = data_of("partialEditProduct", reply)["skus"]
    for name in shared(SKU, SUMMARY):
        assert name in PARTLY or summary.get(name) == sku.get(name), name


def test_a_search_of_stock_shows_of_a_sku_what_the_product_shows(listed: tuple[Seller, str]) -> None:
    seller, product_id = listed
    (sku,) = product_of(*listed)["skus"]
    reply = seller.call("inventorySearch", {"product_ids": [product_id]})
    (row,) = data_of("inventorySearch", reply)["inventory"][0]["skus"]
    for name in shared(SKU, STOCK):
        assert row.get(name) == sku.get(name), name


def test_a_search_shows_the_reasons_for_which_an_audit_is_open(shared_platform: RunningPlatform) -> None:
    seller = new_seller(shared_platform)
    audit = {"delay_seconds": 0, "verdict": "PRE_APPROVED", "reasons": ["KYC_PENDING"]}
    shared_platform.patch(f"/sandbox/shops/{seller.shop_id}", {"audit": audit})
    product_id = create_product(seller)["product_id"]
    expected = {"status": "PRE_APPROVED", "pre_approved_reasons": ["KYC_PENDING"]}
    assert searched(seller, product_id)["audit"] == product_of(seller, product_id)["audit"] == expected
    reply = seller.call("getProduct", query={"return_under_review_version": True}, product_id=product_id)
    assert data_of("getProduct", reply)["audit"] == expected


def test_lists_that_are_empty_are_shown(shared_platform: RunningPlatform) -> None:
    seller = new_seller(shared_platform)
    product_id = create_product(seller)["product_id"]
    product, row = product_of(seller, product_id), searched(seller, product_id)
    assert [product[name] for name in ("product_tags", "recommended_categories", "manufacturer_ids")] == [[], [], []]
    assert [row[name] for name in ("product_tags", "recommended_categories")] == [[], []]


def test_a_tag_that_is_given_on_creation_is_shown_until_an_edit_takes_it(shared_platform: RunningPlatform) -> None:
    seller = new_seller(shared_platform)
    body = product_body(seller, product_tag_operations=[{"product_tag": "AUCTION", "enable": True}])
    product_id = seller.call("createProduct", body).data["product_id"]
    assert get_product(seller, product_id)["product_tags"] == ["AUCTION"]
    kept = {**body, "title": "Glass candle holder for tea lights, set of three"}
    del kept["product_tag_operations"]
    assert seller.call("editProduct", kept, product_id=product_id).code == 0
    assert get_product(seller, product_id)["product_tags"] == ["AUCTION"]
    taken = {**body, "product_tag_operations": [{"product_tag": "AUCTION", "enable": False}]}
    assert seller.call("editProduct", taken, product_id=product_id).code == 0
    assert get_product(seller, product_id)["product_tags"] == []


def test_each_sku_shows_how_many_of_it_a_buyer_may_order(shared_platform: RunningPlatform) -> None:
    seller = new_seller(shared_platform)
    limit = {"maximum_order_quantity": 3, "cumulative_order_quantity": 5}
    product_id = create_product(seller, purchase_order_quantity_limit=limit)["product_id"]
    assert [sku["purchase_order_quantity_limit"] for sku in product_of(seller, product_id)["skus"]] == [limit]


@pytest.mark.parametrize("market", ["ID", "TH"])
def test_a_product_shows_the_delivery_options_that_it_names(market: str, shared_platform: RunningPlatform) -> None:
    seller = shop_in(shared_platform, market)
    options = seller.call("getWarehouseDeliveryOptions", warehouse_id=seller.warehouse_id).data["delivery_options"]
    product_id = create_product(seller, delivery_option_ids=[options[-1]["id"]])["product_id"]
    assert product_of(seller, product_id)["delivery_options"] == [
        {"id": options[-1]["id"], "name": options[-1]["name"], "is_available": True}
    ]


def test_an_edit_keeps_what_its_operation_has_no_field_for(shared_platform: RunningPlatform) -> None:
    seller = new_seller(shared_platform)
    body = product_body(seller, is_not_for_sale=True)
    product_id = seller.call("createProduct", body).data["product_id"]
    del body["is_not_for_sale"]
    assert seller.call("editProduct", {**body, "title": "Glass candle holder, a gift"}, product_id=product_id).code == 0
    assert product_of(seller, product_id)["is_not_for_sale"] is True


def test_a_price_per_unit_is_shown_in_the_eu(shared_platform: RunningPlatform) -> None:
    seller = shop_in(shared_platform, "DE")
    product_id = create_product(seller, skus=[sku_body(seller, amount="10.00", sku_unit_count="0.75")])["product_id"]
    assert product_of(seller, product_id)["skus"][0]["price"]["unit_price"] == "13.33"


def test_a_subscription_is_shown_and_rules_out_drafts(shared_platform: RunningPlatform) -> None:
    seller = shop_in(shared_platform, "US")
    product_id = create_product(seller)["product_id"]
    details = [{"discount_level": "LEVEL1", "discount_value": 10}]
    edit = {"subscribe_info_edit": {"subscribe_status": "ENABLED", "discount_details": details}}
    for operation_id, body in (("partialEditProduct", {}), ("editProduct", product_body(seller))):
        assert seller.call(operation_id, {**body, **edit}, product_id=product_id).code == 0
        assert product_of(seller, product_id)["subscribe_info"] == {
            "support_subscribe": True,
            "subscribe_status": "ENABLED",
            "subscribe_discount_details": details,
        }
    for operation_id, body in (
        ("partialEditProduct", {"title": "Candle holder"}),
        ("editProduct", product_body(seller)),
    ):
        assert seller.call(operation_id, {**body, "save_mode": "AS_DRAFT"}, product_id=product_id).code == 12052359


def test_what_is_printed_on_demand_is_shown_with_its_pictures(shared_platform: RunningPlatform) -> None:
    seller = shop_in(shared_platform, "US")
    body = product_body(seller)
    product_id = seller.call("createProduct", body).data["product_id"]
    uri = body["main_images"][0]["uri"]
    place = {"height": "40", "width": "30", "rotate_degree": "90", "x_coordinate": "5", "y_coordinate": "6"}
    text = {
        "align_type": "LEFT",
        "colors": ["#102030"],
        "default_text": "Ada",
        "fonts": ["Serif"],
        "max_text_length": 20,
    }
    area = {"area_name": "Front", "area_type": "TEXT", "is_required": True, "text_area": text}
    area |= {"area_placement": place, "external_area_id": "front-1"}
    drawn = {"area_name": "Back", "image_area": {"default_image": {"uri": uri}, "min_height": 40, "min_width": 30}}
    surface = {"surface_name": "Side", "external_surface_id": "side-1", "custom_areas": [area, drawn]}
    surface |= {"background_image": {"uri": uri}, "mask_image": {"uri": uri}}
    sku_id = get_product(seller, product_id)["skus"][0]["id"]
    head = {"template_name": "Mug", "pod_template_id": "77", "remark": "Dishwasher safe", "sku_ids": [sku_id]}
    pod = {"pod_templates": [{**head, "surfaces": [surface]}]}
    assert seller.call("partialEditProduct", {"pod_info": pod}, product_id=product_id).code == 0
    (template,) = product_of(seller, product_id)["pod_info"]["pod_templates"]
    (shown,) = template["surfaces"]
    assert shown["background_image"]["uri"] == uri
    assert shown["background_image"]["width"] == 400
    assert shown["mask_image"]["uri"] == uri
    assert shown["custom_areas"][0] == area
    assert shown["custom_areas"][1]["image_area"]["default_image"]["uri"] == uri
    assert {name: template[name] for name in head} == head


@pytest.mark.parametrize("field", [{"inventory_mode": "SHARED"}, {"replicated_products": [{"region": "FR"}]}])
def test_replicas_of_a_product_that_has_none_are_not_edited(
    field: dict[str, Any], shared_platform: RunningPlatform
) -> None:
    seller = shop_in(shared_platform, "DE")
    product_id = create_product(seller)["product_id"]
    for operation_id, body in (("partialEditProduct", {}), ("editProduct", product_body(seller))):
        reply = seller.call(operation_id, {**body, **field}, product_id=product_id)
        assert reply.code == 12052512, reply.message


def test_backorders_are_shown_until_they_are_set_to_none(shared_platform: RunningPlatform) -> None:
    seller = shop_in(shared_platform, "US")
    made = create_product(seller)
    product_id, sku_id = made["product_id"], made["skus"][0]["id"]

    def updated(**fields: object) -> int:
        line = {"warehouse_id": seller.warehouse_id, "quantity": 10, **fields}
        reply = seller.call("updateInventory", {"skus": [{"id": sku_id, "inventory": [line]}]}, product_id=product_id)
        errors = data_of("updateInventory", reply)["errors"]
        return errors[0]["detail"]["extra_errors"][0]["code"] if errors else 0

    def line_shown() -> dict[str, Any]:
        return dict(product_of(seller, product_id)["skus"][0]["inventory"][0])

    assert updated(backorder_quantity=4, handling_time=5) == 0
    assert line_shown() | {"backorder_quantity": 4, "handling_time": 5} == line_shown()
    assert updated() == 0
    assert line_shown()["backorder_quantity"] == 4
    assert updated(backorder_quantity=0) == 0
    assert "backorder_quantity" not in line_shown()
    assert updated(backorder_quantity=4) == 12052490
    assert updated(backorder_quantity=-1, handling_time=5) == 12052310
    assert updated(backorder_quantity=1_000_000, handling_time=5) == 12052311


def test_backorders_are_refused_where_the_market_has_none(shared_platform: RunningPlatform) -> None:
    seller = new_seller(shared_platform)
    made = create_product(seller)
    line = {"warehouse_id": seller.warehouse_id, "quantity": 1, "backorder_quantity": 1, "handling_time": 3}
    body = {"skus": [{"id": made["skus"][0]["id"], "inventory": [line]}]}
    (error,) = seller.call("updateInventory", body, product_id=made["product_id"]).data["errors"]
    assert [extra["code"] for extra in error["detail"]["extra_errors"]] == [12052309]


def test_products_of_live_sessions_are_searched_for_on_request(shared_platform: RunningPlatform) -> None:
    seller = new_seller(shared_platform)
    usual, quick = create_product(seller)["product_id"], create_product(seller, is_live_quick=True)["product_id"]

    def search(**body: object) -> tuple[int, set[str]]:
        data = seller.call("searchProducts", body, query={"page_size": 10}).data
        return data["total_count"], {row["id"] for row in data["products"]}

    assert search() == search(include_live_quick_products=False) == (1, {usual})
    assert search(include_live_quick_products=True) == (2, {usual, quick})
    assert search(include_live_quick_products=True, status="ACTIVATE") == (2, {usual, quick})
    assert search(include_live_quick_products=False, category_version="v2") == (1, {usual})
