"""getProductDiagnoses and diagnoseAndOptimizeProduct: what could be better, which changes when the seller mends it."""

from __future__ import annotations

from typing import Any

import pytest

from shopwright.platform.catalogue import taxonomy
from tests.harness.calls import Seller, new_seller
from tests.harness.catalogue import category, create_product, picture, product_body, upload_image
from tests.harness.server import RunningPlatform
from tests.harness.size_charts import create_chart
from tests.platform.support import data_of

#: Shoes: the category takes a size chart.
DRESS = "aa-1-4"
LONG = "A clear glass candle holder for tea lights and small candles. " * 6


@pytest.fixture
def seller(platform: RunningPlatform) -> Seller:
    return new_seller(platform, region="US")


def diagnosed(seller: Seller, product_id: str) -> Any:
    reply = seller.call("getProductDiagnoses", query={"product_ids": product_id})
    return data_of("getProductDiagnoses", reply)["products"][0]


def codes(row: Any) -> dict[str, list[str]]:
    """The codes of findings by field."""
    return {of["field"]: [result["code"] for result in of["diagnosis_results"]] for of in row["diagnoses"]}


def advise(seller: Seller, **fields: Any) -> Any:
    body = {"category_id": category(market="US"), **fields}
    return data_of("diagnoseAndOptimizeProduct", seller.call("diagnoseAndOptimizeProduct", body))


def three_attributes(seller: Seller) -> list[dict[str, Any]]:
    used = taxonomy.attributes(category(market="US"), "v2")
    return [
        {"id": of.id, "values": [{"id": of.values[0].id, "name": of.values[0].name}]}
        for of in used
        if of.type == "PRODUCT_PROPERTY" and of.values
    ][:3]


def large_image(seller: Seller, colour: int) -> str:
    data = picture(800, 800, colour=colour)
    return str(seller.upload("uploadProductImage", {"use_case": "MAIN_IMAGE"}, data).data["uri"])


def test_findings_vanish_one_by_one_as_the_seller_mends_the_product(seller: Seller) -> None:
    product_id = create_product(seller, title="CANDLE HOLDER")["product_id"]
    first = diagnosed(seller, product_id)
    findings = codes(first)
    assert findings["TITLE"] == ["TITLE_TOO_SHORT", "TITLE_IN_CAPITALS"]
    assert findings["DESCRIPTION"] == ["DESCRIPTION_TOO_SHORT", "DESCRIPTION_WITHOUT_IMAGE"]
    assert findings["IMAGE"] == ["IMAGE_TOO_FEW", "IMAGE_TOO_SMALL"]
    assert "ATTRIBUTE_TOO_FEW" in findings["ATTRIBUTE"]
    assert first["listing_quality"]["current_tier"] == "POOR"
    assert first["listing_quality"]["remaining_recommendations"] == sum(map(len, findings.values()))

    image = seller.upload("uploadProductImage", {"use_case": "DESCRIPTION_IMAGE"}, picture()).data
    mended = {
        "title": "Clear glass candle holder for tea lights, set of two",
        "description": f'<p>{LONG}</p><img src="{image["url"]}" width="300" height="300"/>',
        "main_images": [{"uri": large_image(seller, colour)} for colour in range(5)],
    }
    assert seller.call("partialEditProduct", mended, product_id=product_id).code == 0
    second = diagnosed(seller, product_id)
    assert codes(second) == {"ATTRIBUTE": findings["ATTRIBUTE"]}
    attributes = three_attributes(seller)
    assert seller.call("partialEditProduct", {"product_attributes": attributes}, product_id=product_id).code == 0
    last = diagnosed(seller, product_id)
    assert last["diagnoses"] == []
    assert last["listing_quality"] == {"current_tier": "GOOD", "remaining_recommendations": 0}


def test_a_listing_that_could_be_better_only_here_and_there_is_fair(seller: Seller) -> None:
    fields = {"title": "Candle holder", "description": f"<p>{LONG}</p>", "main_images": []}
    row = advise(seller, **{**fields, "main_images": [{"uri": large_image(seller, colour)} for colour in range(4)]})
    assert {result["quality_tier"] for of in row["diagnoses"] for result in of["diagnosis_results"]} == {"GOOD"}
    assert row["listing_quality"]["current_tier"] == "FAIR"


def test_suggestions_name_words_texts_and_images(seller: Seller) -> None:
    wide = seller.upload("uploadProductImage", {"use_case": "MAIN_IMAGE"}, picture(400, 300)).data["uri"]
    product_id = create_product(seller, wide, title="Glass thing")["product_id"]
    rows = {row["field"]: row for row in diagnosed(seller, product_id)["diagnoses"]}
    assert {"text": "candle holders"} in rows["TITLE"]["suggestion"]["seo_words"]
    assert rows["TITLE"]["suggestion"]["smart_texts"][0]["text"].startswith("Glass thing – Candle Holders")
    assert rows["DESCRIPTION"]["suggestion"]["smart_texts"][0]["text"].startswith("<p>Holds a tea light.</p><ul>")
    image = rows["IMAGE"]["suggestion"]["images"][0]
    assert (image["uri"], image["width"], image["height"]) == (wide, 400, 300)
    assert "IMAGE_NOT_SQUARE" in codes({"diagnoses": rows.values()})["IMAGE"]
    assert "suggestion" not in rows["ATTRIBUTE"]


def test_a_listing_is_diagnosed_over_its_product_and_its_images_put_on_white(seller: Seller) -> None:
    product_id = create_product(seller, title="Glass thing")["product_id"]
    row = advise(seller, product_id=product_id, title="Clear glass candle holder for tea lights, set of two")
    by_field = {of["field"]: of for of in row["diagnoses"]}
    assert "TITLE" not in by_field
    made = by_field["IMAGE"]["suggestion"]["images"][0]
    assert (made["width"], made["height"]) == (800, 800)
    assert made["optimized_uri"]
    seen = {of["field"]: of for of in diagnosed(seller, product_id)["diagnoses"]}
    assert seen["IMAGE"]["suggestion"]["images"][0]["optimized_uri"] == made["optimized_uri"]
    assert "TITLE" in seen, "the product itself is as it was"


def test_only_the_fields_asked_for_have_suggestions(seller: Seller) -> None:
    uri = upload_image(seller)
    for wanted, fields in (("TITLE", {"TITLE"}), ("NONE", set()), ("ALL", {"TITLE", "DESCRIPTION", "IMAGE"})):
        row = advise(seller, title="Thing", main_images=[{"uri": uri}], optimization_fields=[wanted])
        assert {of["field"] for of in row["diagnoses"] if "suggestion" in of} == fields


def test_brand_attributes_and_size_chart_that_are_sent_count(seller: Seller) -> None:
    brand_id = seller.call("createCustomBrands", {"name": "Larkmere"}).data["id"]
    row = advise(seller, title="Thing", brand_id=brand_id, product_attributes=three_attributes(seller))
    by_field = {of["field"]: of for of in row["diagnoses"]}
    assert "ATTRIBUTE" not in by_field
    assert by_field["TITLE"]["suggestion"]["smart_texts"][0]["text"].startswith("Larkmere Thing")
    dress = {"category_id": leaf_with_chart(), "title": "Thing"}
    assert codes(advise(seller, **dress))["SIZE_CHART"] == ["SIZE_CHART_MISSING"]
    chart = {"image": {"uri": upload_image(seller)}}
    assert "SIZE_CHART" not in codes(advise(seller, **dress, size_chart=chart))
    assert "SIZE_CHART" not in codes(advise(seller, **dress, size_chart={"template": {"id": create_chart(seller)}}))


def leaf_with_chart() -> str:
    dress = taxonomy.by_code(DRESS)
    assert dress is not None
    while not dress.is_leaf:
        dress = taxonomy.children(dress.id, "v2")[0]
    return dress.id


def test_what_is_not_there_is_refused(seller: Seller) -> None:
    other = new_seller(seller.platform, region="US")
    foreign, branch = upload_image(other), taxonomy.by_code("hg-3")
    assert branch is not None
    v1 = next(of for of in taxonomy.categories("v1") if of.is_leaf and not taxonomy.category(of.id, "v2").is_leaf)  # type: ignore[union-attr]
    refusals: list[tuple[int, dict[str, Any]]] = [
        (12052023, {"category_id": "999"}),
        (12052024, {"category_id": branch.id}),
        (12052024, {"category_id": v1.id}),
        (12052026, {"brand_id": "7082000000000009999"}),
        (12052722, {"main_images": [{"uri": foreign}]}),
        (12052722, {"size_chart": {"image": {"uri": foreign}}}),
        (12052128, {"size_chart": {"template": {"id": create_chart(other)}}}),
        (12052260, {"product_id": create_product(other)["product_id"]}),
    ]
    for code, fields in refusals:
        body = {"category_id": category(market="US"), **fields}
        assert seller.call("diagnoseAndOptimizeProduct", body).code == code, fields


@pytest.mark.parametrize(
    "operation_id", ["getProductDiagnoses", "getProductsSEOWords", "getRecommendedProductTitleAndDescription"]
)
def test_advice_is_for_at_most_20_products_of_the_shop(seller: Seller, operation_id: str) -> None:
    other = create_product(new_seller(seller.platform, region="US"))["product_id"]
    many = ",".join(str(number) for number in range(21))
    assert seller.call(operation_id, query={"product_ids": many}).code == 12019120
    assert seller.call(operation_id, query={"product_ids": other}).code == 12052260


@pytest.mark.parametrize("region", ["GB", "DE", "ID", "BR"])
def test_diagnoses_are_for_shops_of_the_us(platform: RunningPlatform, region: str) -> None:
    seller = new_seller(platform, region=region)
    product_id = seller.call("createProduct", product_body(seller)).data["product_id"]
    assert seller.call("getProductDiagnoses", query={"product_ids": product_id}).code == 12009014
    body = {"category_id": category(market=region)}
    assert seller.call("diagnoseAndOptimizeProduct", body).code == 36009004
