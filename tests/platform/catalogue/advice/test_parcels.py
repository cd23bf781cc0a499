"""predictProductPackageDimensionsAndWeight, getProductPackageRecommendations and webhook 62."""

from __future__ import annotations

from typing import Any

import pytest

from shopwright.platform.catalogue import taxonomy
from tests.harness.calls import Seller, new_app, new_seller
from tests.harness.catalogue import category, create_product, product_body
from tests.harness.server import RunningPlatform
from tests.platform.support import data_of

#: An address that nobody serves: what was to be sent there is listed all the same.
NOBODY = "http://127.0.0.1:9/"

UNITS = {"US": ("INCH", "POUND"), **dict.fromkeys(("GB", "DE", "ID", "BR"), ("CENTIMETER", "KILOGRAM"))}


def predicted(seller: Seller, category_id: str) -> Any:
    reply = seller.call("predictProductPackageDimensionsAndWeight", {"category_id": category_id})
    return data_of("predictProductPackageDimensionsAndWeight", reply)


def recommendations(seller: Seller, *product_ids: str, **query: object) -> Any:
    body = {"product_ids": list(product_ids)} if product_ids else {}
    reply = seller.call("getProductPackageRecommendations", body, query={"page_size": 10, **query})
    return data_of("getProductPackageRecommendations", reply)


def parcel(kilograms: str, side: str = "10") -> dict[str, Any]:
    return {
        "package_weight": {"value": kilograms, "unit": "KILOGRAM"},
        "package_dimensions": {"length": side, "width": side, "height": side, "unit": "CENTIMETER"},
    }


@pytest.mark.parametrize("region", UNITS)
def test_a_parcel_is_predicted_in_the_units_of_the_market_and_can_be_listed(
    platform: RunningPlatform, region: str
) -> None:
    seller = new_seller(platform, region=region)
    told = predicted(seller, category(market=region))
    assert (told["package_dimensions"]["unit"], told["package_weight"]["unit"]) == UNITS[region]
    size = {name: str(value) for name, value in told["package_dimensions"].items()}
    assert create_product(seller, package_weight=told["package_weight"], package_dimensions=size)["product_id"]


def test_the_shops_own_parcels_move_the_prediction(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    before = predicted(seller, category())
    for _ in range(20):
        create_product(seller, **parcel("7.5", "44"))
    after = predicted(seller, category())
    assert before["package_weight"]["value"] != after["package_weight"]["value"] == "7.5"
    assert [after["package_dimensions"][side] for side in ("length", "width", "height")] == [44, 44, 44]


def test_a_category_without_a_parcel_and_none_near_it_has_a_usual_one(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    software = next(of for of in taxonomy.categories("v2") if of.is_leaf and of.code.startswith("so-"))
    assert predicted(seller, software.id)["package_dimensions"] == {
        "length": 20,
        "width": 15,
        "height": 10,
        "unit": "CENTIMETER",
    }


def test_a_prediction_for_no_leaf_is_refused(platform: RunningPlatform) -> None:
    seller, branch = new_seller(platform), taxonomy.by_code("hg-3")
    assert branch is not None
    for code, category_id in ((12052023, "999"), (12052024, branch.id), (12052023, "x")):
        reply = seller.call("predictProductPackageDimensionsAndWeight", {"category_id": category_id})
        assert reply.code == code
    mexican = new_seller(platform, region="BR")
    deep = next(of for of in taxonomy.categories("v2") if of.level > 3 and of.is_leaf)
    reply = mexican.call("predictProductPackageDimensionsAndWeight", {"category_id": deep.id})
    assert reply.code == 12052230


@pytest.mark.parametrize("region", ["BR", "MX"])
def test_products_with_parcels_far_off_are_listed_with_the_usual_range(platform: RunningPlatform, region: str) -> None:
    seller = new_seller(platform, region=region)
    usual = predicted(seller, category(market=region))
    size = {name: str(value) for name, value in usual["package_dimensions"].items()}
    right = create_product(seller, package_weight=usual["package_weight"], package_dimensions=size)["product_id"]
    heavy = create_product(seller, package_weight={"value": "29000", "unit": "GRAM"}, package_dimensions=size)
    light = create_product(seller, package_weight={"value": "1", "unit": "GRAM"}, package_dimensions=size)
    large = create_product(seller, **parcel(usual["package_weight"]["value"], "190"))["product_id"]
    tiny = create_product(seller, **parcel(usual["package_weight"]["value"], "0.5"))["product_id"]
    rows = {row["product_id"]: row for row in recommendations(seller)["products"]}
    assert {product_id: row["abnormality_types"] for product_id, row in rows.items()} == {
        heavy["product_id"]: ["WEIGHT_TOO_HIGH"],
        light["product_id"]: ["WEIGHT_TOO_LOW"],
        large: ["DIMENSION_TOO_LARGE"],
        tiny: ["DIMENSION_TOO_SMALL"],
    }
    weight = rows[large]["weight_recommendation"]
    assert weight["unit"] == "GRAM"
    assert int(weight["weight"]["min_value"]) * 4 == pytest.approx(int(weight["weight"]["max_value"]), rel=0.1)
    assert recommendations(seller, right)["products"] == []
    assert [row["product_id"] for row in recommendations(seller, right, tiny)["products"]] == [tiny]
    unknown = {"product_ids": ["1729000000000009999"]}
    assert seller.call("getProductPackageRecommendations", unknown, query={"page_size": 10}).code == 12052260
    first = recommendations(seller, page_size=3)
    assert (first["total_count"], len(first["products"])) == (4, 3)
    second = recommendations(seller, page_size=3, page_token=first["next_page_token"])
    assert [row["product_id"] for row in first["products"] + second["products"]] == sorted(rows, reverse=True)
    assert second["next_page_token"] == ""


@pytest.mark.parametrize("region", ["US", "GB", "DE", "ID"])
def test_parcels_are_recommended_in_latin_america_alone(platform: RunningPlatform, region: str) -> None:
    seller = new_seller(platform, region=region)
    assert seller.call("getProductPackageRecommendations", {}, query={"page_size": 10}).code == 36009004


@pytest.mark.own_platform
def test_an_hour_after_it_went_on_sale_apps_are_told_of_a_parcel_that_is_far_off(platform: RunningPlatform) -> None:
    seller = new_seller(platform, new_app(platform, webhook_url=NOBODY), region="BR")
    wrong = create_product(seller, **parcel("29", "10"))["product_id"]
    create_product(seller)
    mended = create_product(seller, **parcel("29", "10"))["product_id"]
    assert seller.call("partialEditProduct", product_body(seller) | {"skus": None}, product_id=mended).code == 0
    platform.post("/sandbox/clock/advance", {"seconds": 3500})
    assert told(seller) == []
    platform.post("/sandbox/clock/advance", {"seconds": 200})
    row = next(row for row in recommendations(seller)["products"] if row["product_id"] == wrong)
    assert told(seller) == [row]


def told(seller: Seller) -> list[Any]:
    """What apps were told of parcels."""
    rows = seller.platform.get("/sandbox/deliveries", shop_id=seller.shop_id, topic=62)["deliveries"]
    return [seller.platform.get(f"/sandbox/deliveries/{row['delivery_id']}")["body"]["data"] for row in rows]
