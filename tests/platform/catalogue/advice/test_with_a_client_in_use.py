"""The advice on listings as `tiktok-shop-api`, a client in use, asks for it and reads it."""

from __future__ import annotations

from shopwright.platform.catalogue import taxonomy
from shopwright.platform.market.regions import region
from tests.harness.catalogue import category, create_product, get_product, upload_image
from tests.harness.client_in_use import MARKETS, client_of, in_each_form
from tests.harness.server import RunningPlatform
from tests.harness.trade import shop_in

CENTIMETRES = {"length": "10", "width": "10", "height": "10", "unit": "CENTIMETER"}


@in_each_form("US", async_in="US")
def test_a_diagnosis_changes_when_the_seller_takes_the_advice(
    platform: RunningPlatform, market: str, *, is_async: bool
) -> None:
    seller = shop_in(platform, market)
    product_id = create_product(seller, title="GLASS THING")["product_id"]
    with client_of(seller, is_async=is_async) as client:
        products = client.products
        (before,) = products.get_product_diagnoses(product_ids=[product_id]).products
        assert (before.id, before.listing_quality.current_tier) == (product_id, "POOR")
        body = {"category_id": category(market=market), "product_id": product_id, "optimization_fields": ["TITLE"]}
        advice = {row.field: row for row in products.diagnose_and_optimize_product(body=body).diagnoses}
        codes = [result.code for result in advice["TITLE"].diagnosis_results]
        assert codes == ["TITLE_TOO_SHORT", "TITLE_IN_CAPITALS"]
        title = "Clear glass candle holder for tea lights, set of two"
        products.partial_edit_product(product_id, body={"title": title})
        (after,) = products.get_product_diagnoses(product_ids=[product_id]).products
    left = after.listing_quality.remaining_recommendations
    assert left == before.listing_quality.remaining_recommendations - len(codes)
    assert "TITLE" not in {row.field for row in after.diagnoses}


@in_each_form(*MARKETS)
def test_texts_that_it_suggests_become_the_listing_s(platform: RunningPlatform, market: str, *, is_async: bool) -> None:
    seller = shop_in(platform, market)
    brand_id = seller.call("createCustomBrands", {"name": "Larkmere"}).data["id"]
    product_id = create_product(seller, brand_id=brand_id)["product_id"]
    with client_of(seller, is_async=is_async) as client:
        (row,) = client.products.get_recommended_product_title_and_description(product_ids=[product_id]).products
        told = {each.field: each.items[0].text for each in row.suggestions}
        assert told["TITLE"].startswith("Larkmere Glass candle holder")
        edit = {"title": told["TITLE"], "description": told["DESCRIPTION"]}
        client.products.partial_edit_product(product_id, body=edit)
    assert get_product(seller, product_id)["title"] == told["TITLE"]


@in_each_form("US", "GB", "ID")
def test_words_come_from_the_shop_s_other_products(platform: RunningPlatform, market: str, *, is_async: bool) -> None:
    seller = shop_in(platform, market)
    create_product(seller, title="Scandinavian lantern with snowflakes for winter")
    product_id = create_product(seller, title="A thing of glass that holds lights")["product_id"]
    with client_of(seller, is_async=is_async) as client:
        (row,) = client.products.get_products_seo_words(product_ids=[product_id]).products
    assert "scandinavian" in [word.text for word in row.seo_words]


@in_each_form(*MARKETS)
def test_a_brand_and_properties_are_read_off_texts_and_pictures(
    platform: RunningPlatform, market: str, *, is_async: bool
) -> None:
    seller = shop_in(platform, market)
    leaf, uri = category(market=market), upload_image(seller)
    with client_of(seller, is_async=is_async) as client:
        products = client.products
        brand_id = products.create_custom_brands(body={"name": "Larkmere"}).id
        told = {"product_title": "A red Larkmere cup", "category_id": leaf, "images": [{"uri": uri}]}
        (brand,) = products.suggest_brands(body=told).brands
        assert (brand.id, brand.is_authorized) == (brand_id, True)
        version = region(market).category_versions.tree
        colour = next(each for each in taxonomy.attributes(leaf, version) if each.handle == "color")
        body = {**told, "target_property_ids": [colour.id]}
        (row,) = products.recommend_required_product_properties(body=body).recommended_properties
    assert (row.id, row.type_) == (colour.id, "SALES_PROPERTY")
    assert "Red" in [value.name for value in row.values]


@in_each_form(*MARKETS)
def test_a_predicted_parcel_can_be_listed(platform: RunningPlatform, market: str, *, is_async: bool) -> None:
    seller = shop_in(platform, market)
    with client_of(seller, is_async=is_async) as client:
        body = {"category_id": category(market=market)}
        told = client.products.predict_product_package_dimensions_and_weight(body=body)
        assert (told.package_weight.unit == "POUND") is (market == "US")
    size = {name: str(value) for name, value in told.package_dimensions.to_dict().items()}
    weight = told.package_weight.to_dict()
    assert create_product(seller, package_weight=weight, package_dimensions=size)["product_id"]


@in_each_form("BR", async_in="BR")
def test_parcels_far_off_are_told_with_the_usual_range(
    platform: RunningPlatform, market: str, *, is_async: bool
) -> None:
    seller = shop_in(platform, market)
    heavy = {"package_weight": {"value": "29", "unit": "KILOGRAM"}, "package_dimensions": CENTIMETRES}
    product_id = create_product(seller, **heavy)["product_id"]
    with client_of(seller, is_async=is_async) as client:
        (row,) = client.products.get_product_package_recommendations(body={}, page_size=10).products
    assert row.product_id == product_id
    assert "WEIGHT_TOO_HIGH" in row.abnormality_types
    assert int(row.weight_recommendation.weight.max_value) < 29_000
