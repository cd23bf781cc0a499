"""searchProductsForComplianceAuditing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.calls import Seller, new_app, new_seller
from tests.harness.catalogue import category, create_product
from tests.harness.server import Reply, RunningPlatform
from tests.platform.support import data_of

NAME = "searchProductsForComplianceAuditing"


def search(seller: Seller, query: dict[str, object] | None = None, **filters: object) -> Reply:
    return seller.call(NAME, filters, query={"page_size": 100, **(query or {})})


def ids(seller: Seller, query: dict[str, object] | None = None, **filters: object) -> list[str]:
    data = data_of(NAME, search(seller, query, **filters))
    assert data["total_count"] == len(data["products"])
    return [row["id"] for row in data["products"]]


@pytest.mark.parametrize("market", ["US", "GB", "DE", "ID", "BR"])
def test_a_product_is_shown_as_buyers_see_it(platform: RunningPlatform, market: str) -> None:
    seller = new_seller(platform, region=market)
    brand = seller.call("createCustomBrands", {"name": "Larkmere"}).data["id"]
    made = create_product(seller, brand_id=brand)
    (row,) = data_of(NAME, search(seller))["products"]
    account = platform.get(f"/sandbox/accounts/{seller.account_id}")
    assert (row["id"], row["country"], row["seller_id"]) == (made["product_id"], market, seller.account_id)
    assert (row["brand_id"], row["brand_name"], row["seller_name"]) == (brand, "Larkmere", account["name"])
    assert row["variants"] == [{"id": made["skus"][0]["id"]}]
    assert row["title"].startswith("Glass candle holder")
    assert row["description"]
    leaf = row["categories"][-1]
    assert (leaf["id"], leaf["is_leaf"], leaf["level"]) == (category(market=market), True, len(row["categories"]))
    assert leaf["parent_id"] == row["categories"][-2]["id"]
    image = platform.send("GET", row["main_image_urls"][0].removeprefix(platform.url), None, {})
    assert image.status == 200
    assert platform.send("GET", row["listing_url"].removeprefix(platform.url), None, {}).status == 200


def test_only_the_seller_s_own_products_on_sale_are_found(platform: RunningPlatform) -> None:
    seller, other = new_seller(platform), new_seller(platform)
    create_product(other)
    create_product(seller, save_mode="AS_DRAFT")
    live, resting = (create_product(seller)["product_id"] for _ in range(2))
    seller.call("deactivateProducts", {"product_ids": [resting]})
    assert ids(seller) == [live]
    assert ids(seller, seller_id=other.account_id) == []


def test_products_are_narrowed_by_each_filter(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    brand = seller.call("createCustomBrands", {"name": "Larkmere"}).data["id"]
    cup = create_product(seller, title="A blue cup of the finest clay", brand_id=brand)["product_id"]
    trunk = create_product(seller, category_id=category("hg-3-65"))["product_id"]
    name = platform.get(f"/sandbox/accounts/{seller.account_id}")["name"]
    assert ids(seller) == [trunk, cup]
    assert ids(seller, product_title="BLUE CUP") == [cup]
    assert ids(seller, product_ids=[trunk, "1"]) == [trunk]
    assert ids(seller, brand_ids=[brand]) == [cup]
    assert ids(seller, category_ids=[category("hg-3-65"), "1"]) == [trunk]
    root = data_of(NAME, search(seller))["products"][0]["categories"][0]["id"]
    assert ids(seller, category_ids=[root]) == [trunk, cup]
    assert ids(seller, seller_id=seller.account_id, seller_name=name[3:].lower()) == [trunk, cup]
    assert ids(seller, seller_name="nobody") == []


def test_a_seller_s_shops_are_searched_together_or_one_by_its_cipher(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    app = new_app(platform)
    body = {"region": "DE", "account_id": seller.account_id, "authorize": [app["app_key"]]}
    shop = platform.post("/sandbox/shops", body)
    german = Seller(platform, app, shop, shop["tokens"][0])
    here, there = create_product(seller)["product_id"], create_product(german)["product_id"]
    assert set(ids(seller)) == {here, there}
    assert ids(seller, {"shop_cipher": german.cipher}) == [there]
    assert ids(seller, {"shop_cipher": new_seller(platform).cipher}) == []
    rows: list[Any] = []
    token = ""
    for _ in range(2):
        data = search(seller, {"page_size": 1} | ({"page_token": token} if token else {})).data
        rows, token = [*rows, *data["products"]], data["next_page_token"]
    assert ({row["id"] for row in rows}, token) == ({here, there}, "")
