"""Every field of a global product is shown as it was sent, and reaches its local products."""

from __future__ import annotations

from typing import Any

import pytest

from shopwright.platform.catalogue import taxonomy
from tests.harness.calls import Seller
from tests.harness.catalogue import category, get_product, picture, upload_image
from tests.harness.global_products import (
    GlobalSeller,
    create_global,
    get_global,
    global_seller,
    global_sku,
    published,
    target,
)
from tests.harness.server import RunningPlatform
from tests.harness.size_charts import DRESSES, create_chart
from tests.harness.trade import buy
from tests.platform.media.video_files import moving
from tests.platform.support import data_of

#: A category of dresses, which take a size chart, and one of beer, which takes a certificate.
DRESS, BEER = "aa-1-2-3", "fb-1-8-1"
PERSONS = ("manufacturer_ids", "responsible_person_ids")


@pytest.fixture(scope="module")
def seller(shared_platform: RunningPlatform) -> GlobalSeller:
    return global_seller(shared_platform, "GB", "DE")


def upload(seller: Seller, kind: str) -> str:
    data = moving(720, 1280) if kind == "video" else b"%PDF-1.4 a certificate"
    name = f"a.{'mp4' if kind == 'video' else 'pdf'}"
    return str(seller.upload("uploadProductFile", {"name": name}, data, name).data["id"])


def whole_body(detail: dict[str, Any]) -> dict[str, Any]:
    """What a whole edit sends to leave a global product as it is, its SKUs aside."""
    return {
        "title": detail["title"],
        "description": detail["description"],
        "category_id": detail["category"]["id"],
        "category_version": "v2",
        "main_images": [{"uri": image["uri"]} for image in detail["main_images"]],
        "package_weight": detail["package_weight"],
        **{name: detail[name] for name in PERSONS if name in detail},
    }


def edited(seller: GlobalSeller, made: dict[str, Any], operation_id: str, **fields: Any) -> dict[str, Any]:
    """A global product after an edit of everything that it has, or of some fields."""
    detail = get_global(seller, made)
    sku = {"id": made["global_skus"][0]["id"], "price": detail["skus"][0]["price"] | {}, "global_quantity": 20}
    sku["price"].pop("unit_price", None)
    whole = {**whole_body(detail), "skus": [sku]}
    body = {**whole, **fields} if operation_id == "editGlobalProduct" else fields
    if "skus" in fields:
        body["skus"] = [{**sku, **fields["skus"][0]}]
    reply = seller.call(operation_id, body, global_product_id=made["global_product_id"])
    assert reply.code == 0, reply.message
    reply = seller.call("getGlobalProduct", global_product_id=made["global_product_id"])
    detail = data_of("getGlobalProduct", reply)
    return dict(detail)


EDITS = pytest.mark.parametrize(
    "operation_id", ["createGlobalProduct", "editGlobalProduct", "partialEditGlobalProduct"]
)


def sent(seller: GlobalSeller, operation_id: str, **fields: Any) -> dict[str, Any]:
    """A global product that was made with fields, or got them by an edit."""
    if operation_id == "createGlobalProduct":
        if "skus" in fields:
            fields["skus"] = [global_sku(**fields["skus"][0])]
        return get_global(seller, create_global(seller, **fields))
    place = {name: fields[name] for name in ("category_id", "product_attributes") if name in fields}
    made = create_global(seller, **place)
    return edited(seller, made, operation_id, **fields)


@EDITS
def test_codes_and_counts_of_goods(operation_id: str, seller: GlobalSeller) -> None:
    sku = {
        "identifier_code": {"code": "4006381333931", "type": "EAN"},
        "external_global_sku_id": "EXT-SKU",
        "sku_unit_count": "500",
    }
    (sku_row,) = sent(seller, operation_id, skus=[sku])["skus"]
    assert {name: sku_row[name] for name in sku} == sku
    assert sku_row["price"]["unit_price"] == "0.03"


@EDITS
def test_further_codes_within_the_eu(operation_id: str, shared_platform: RunningPlatform) -> None:
    seller = global_seller(shared_platform, "DE", "FR")
    sku = {
        "identifier_code": {"code": "4006381333931", "type": "EAN"},
        "extra_identifier_codes": ["9780201379624"],
    }
    (sku_row,) = sent(seller, operation_id, skus=[sku])["skus"]
    assert sku_row["extra_identifier_codes"] == ["9780201379624"]


@EDITS
def test_attributes_of_the_platform_s_list_and_pictures_of_variants(operation_id: str, seller: GlobalSeller) -> None:
    color = taxonomy.attribute_by_handle("color")
    assert color is not None
    uri = upload_image(seller.first, "ATTRIBUTE_IMAGE")
    red = next(value for value in color.values if value.name == "Red")
    own = [{"id": color.id, "value_id": red.id, "sku_img": {"uri": uri}}]
    (sku_row,) = sent(seller, operation_id, skus=[{"sales_attributes": own}])["skus"]
    (attribute,) = sku_row["sales_attributes"]
    assert (attribute["id"], attribute["name"], attribute["value_name"]) == (color.id, color.name, "Red")
    assert attribute["sku_img"]["uri"] == uri


@EDITS
def test_brand_maker_film_and_attributes(operation_id: str, seller: GlobalSeller) -> None:
    name = f"Larkmere {'abcdefgh'[len(operation_id) % 8]} Lights"
    brand = seller.call("createCustomBrands", {"name": name}).data["id"]
    maker = {"name": "Candle Works", "address": "1 Wick Lane", "phone_number": "+44 20", "email": "a@example.com"}
    gender = taxonomy.attribute_by_handle("country-of-origin")
    assert gender is not None
    attributes = [{"id": gender.id, "values": [{"id": gender.values[0].id}]}]
    fields = {
        "brand_id": brand,
        "manufacturer": maker,
        "video": {"id": upload(seller.first, "video")},
        **{key: seller["DE"].shop[key] for key in PERSONS},
        "external_global_product_id": "EXT-1",
    }
    detail = sent(seller, operation_id, category_id=category("fb-1-7"), product_attributes=attributes, **fields)
    assert detail["brand"] == {"id": brand}
    assert detail["product_attributes"][0]["values"][0]["name"] == gender.values[0].name
    assert {key: detail[key] for key in fields if key != "brand_id"} == {
        key: value for key, value in fields.items() if key != "brand_id"
    }


@EDITS
def test_certificates_reach_the_market_that_takes_them(operation_id: str, seller: GlobalSeller) -> None:
    rules = seller.call("getGlobalCategoryRules", query={"category_version": "v2"}, category_id=category(BEER)).data
    paper = {
        "id": rules["product_certifications"][0]["id"],
        "images": [{"uri": upload_image(seller.first, "CERTIFICATION_IMAGE")}],
        "files": [{"id": upload(seller.first, "pdf"), "name": "a.pdf", "format": "PDF"}],
    }
    (certificate,) = sent(seller, operation_id, category_id=category(BEER), certifications=[paper])["certifications"]
    assert certificate["title"] == rules["product_certifications"][0]["name"]
    assert certificate["files"][0]["urls"]
    assert certificate["images"][0]["width"] == 400


@EDITS
def test_a_size_chart(operation_id: str, seller: GlobalSeller) -> None:
    data = picture(1024, 1400)
    uri = seller.first.upload("uploadProductImage", {"use_case": "SIZE_CHART_IMAGE"}, data).data["uri"]
    chart = {"image": {"uri": uri}}
    fields = {"category_id": category(DRESS), "size_chart": chart}
    if operation_id == "createGlobalProduct":
        detail = sent(seller, operation_id, **fields)
    else:
        detail = edited(seller, create_global(seller), operation_id, **fields)
    assert detail["size_chart"] == {"image": {"uri": uri, "width": 1024, "height": 1400}}


@EDITS
def test_a_size_chart_of_the_shop(operation_id: str, shared_platform: RunningPlatform) -> None:
    seller = global_seller(shared_platform, "GB")
    fields = {"category_id": category(DRESSES), "size_chart": {"template": {"id": create_chart(seller.first)}}}
    if operation_id == "createGlobalProduct":
        detail = sent(seller, operation_id, **fields)
    else:
        detail = edited(seller, create_global(seller), operation_id, **fields)
    assert detail["size_chart"] == fields["size_chart"]


def test_a_deposit_is_each_market_s(seller: GlobalSeller) -> None:
    origin = taxonomy.attribute_by_handle("country-of-origin")
    assert origin is not None
    attributes = [{"id": origin.id, "values": [{"id": origin.values[0].id}]}]
    persons = {key: seller["DE"].shop[key] for key in PERSONS}
    made = create_global(seller, category_id=category("fb-1-7"), product_attributes=attributes, **persons)
    fees = [{"type": "PFAND", "amount": "0.25", "additional_attribute": "SINGLE_USE"}]
    rows = published(seller, made, target("DE", made, fees=fees))
    assert get_product(seller["DE"], rows["DE"]["id"])["skus"][0]["fees"] == fees


@pytest.mark.parametrize("operation_id", ["editGlobalProduct", "partialEditGlobalProduct"])
def test_a_new_category_is_told_in_every_market(operation_id: str, platform: RunningPlatform) -> None:
    seller = global_seller(platform, "GB", "US", webhook_url="http://127.0.0.1:9/")
    made = create_global(seller)
    published(seller, made, "GB", "US")
    platform.patch(f"/sandbox/shops/{seller['US'].shop_id}", {"audit": {"verdict": "FAILED"}})
    edited(seller, made, operation_id, category_id=category("hg-3-65"))
    told = seller.told("GB", 18)
    assert [(data["previous_category_id"], data["current_category_id"]) for data in told] == [
        (category(), category("hg-3-65"))
    ]
    assert seller.told("US", 5)[-1]["status"] == "PRODUCT_AUDIT_FAILURE"


@pytest.mark.parametrize("operation_id", ["editGlobalProduct", "partialEditGlobalProduct"])
def test_an_edit_of_stock_by_place_moves_what_markets_share(operation_id: str, platform: RunningPlatform) -> None:
    seller = global_seller(platform, "GB", "DE", webhook_url="http://127.0.0.1:9/")
    place = seller.call("getGlobalSellerWarehouses").data["global_warehouses"][0]["id"]
    sku = {
        "price": {"currency": "USD", "amount": "15.00"},
        "inventory": [{"global_warehouse_id": place, "quantity": 9}],
    }
    made = create_global(seller, skus=[sku])
    published(seller, made, "GB", "DE")
    (sku_row,) = edited(
        seller, made, operation_id, skus=[{"inventory": [{"global_warehouse_id": place, "quantity": 4}]}]
    )["skus"]
    assert sku_row["inventory"] == [{"global_warehouse_id": place, "quantity": 4}]
    assert seller.told("DE", 71)[-1]["quantity_snapshot_after_change"]["total_available_quantity"] == 4
    local = get_global(seller, made)["products"][0]["sku_mappings"][0]["local_sku_id"]
    buy(seller["GB"], (local, 3))
    fewer = {"id": made["global_skus"][0]["id"], "inventory": [{"global_warehouse_id": place, "quantity": 2}]}
    body = {**whole_body(get_global(seller, made)), "skus": [{**fewer, "price": sku["price"]}]}
    body = body if operation_id == "editGlobalProduct" else {"skus": body["skus"]}
    assert seller.call(operation_id, body, global_product_id=made["global_product_id"]).code == 12052146


def test_a_partial_edit_says_why_a_market_did_not_take_it(seller: GlobalSeller) -> None:
    made = create_global(seller)
    published(seller, made, "GB")
    sku = {"id": made["global_skus"][0]["id"], "sale_prices": [{"region": "GB", "amount": "99999"}]}
    path = {"global_product_id": made["global_product_id"]}
    reply = seller.call("partialEditGlobalProduct", {"skus": [sku]}, **path)
    (result,) = data_of("partialEditGlobalProduct", reply)["publish_results"]
    assert result["status"] == "FAILED"
    assert result["fail_reasons"][0]["message"].startswith("12052570")
