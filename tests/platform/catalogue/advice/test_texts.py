"""getProductsSEOWords and getRecommendedProductTitleAndDescription."""

from __future__ import annotations

import pytest

from shopwright.platform.catalogue import taxonomy
from shopwright.platform.market.regions import region
from tests.harness.calls import Seller, new_seller
from tests.harness.catalogue import category, create_product
from tests.harness.server import RunningPlatform
from tests.platform.support import data_of


def words(seller: Seller, product_id: str) -> list[str]:
    reply = seller.call("getProductsSEOWords", query={"product_ids": product_id})
    row = data_of("getProductsSEOWords", reply)["products"][0]
    assert row["id"] == product_id
    return [word["text"] for word in row["seo_words"]]


def texts(seller: Seller, product_id: str) -> dict[str, str]:
    reply = seller.call("getRecommendedProductTitleAndDescription", query={"product_ids": product_id})
    row = data_of("getRecommendedProductTitleAndDescription", reply)["products"][0]
    return {of["field"]: of["items"][0]["text"] for of in row["suggestions"]}


@pytest.mark.parametrize("market", ["US", "GB", "ID"])
def test_words_come_from_category_attributes_and_the_shops_other_products(
    platform: RunningPlatform, market: str
) -> None:
    seller = new_seller(platform, region=market)
    create_product(seller, title="Scandinavian lantern with snowflakes for winter")
    product_id = create_product(seller, title="A thing of glass that holds lights")["product_id"]
    told = words(seller, product_id)
    leaf = taxonomy.category(category(market=market), region(market).category_versions.tree)
    assert leaf is not None
    assert leaf.name.casefold() in told
    assert "scandinavian" in told
    assert len(told) <= 10


def test_a_word_that_the_title_has_is_not_told(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    product_id = create_product(seller, title="Candle holders and other things for the home")["product_id"]
    assert "candle holders" not in words(seller, product_id)


@pytest.mark.parametrize("market", ["DE", "BR"])
def test_words_are_not_told_in_markets_without_them(platform: RunningPlatform, market: str) -> None:
    seller = new_seller(platform, region=market)
    product_id = create_product(seller)["product_id"]
    assert seller.call("getProductsSEOWords", query={"product_ids": product_id}).code == 12009014


@pytest.mark.parametrize("market", ["US", "GB", "DE", "ID", "BR"])
def test_texts_are_made_of_the_listing_and_can_be_used(platform: RunningPlatform, market: str) -> None:
    seller = new_seller(platform, region=market)
    brand_id = seller.call("createCustomBrands", {"name": "Larkmere"}).data["id"]
    product_id = create_product(seller, brand_id=brand_id, description="<p>Holds a light & more.</p>")["product_id"]
    told = texts(seller, product_id)
    assert told["TITLE"].startswith("Larkmere Glass candle holder for tea lights, set of two")
    assert told["DESCRIPTION"].startswith("<p>Holds a light &amp; more.</p><ul><li>Brand: Larkmere</li>")
    edited = {"title": told["TITLE"], "description": told["DESCRIPTION"]}
    assert seller.call("partialEditProduct", edited, product_id=product_id).code == 0
    assert texts(seller, product_id)["TITLE"].count("Larkmere") == 1
