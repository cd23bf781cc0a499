"""publishGlobalProduct: local products by each market's rules, in its currency, with an audit of their own."""

from __future__ import annotations

import pytest

from tests.harness.catalogue import get_product
from tests.harness.global_products import (
    create_global,
    get_global,
    global_seller,
    publish,
    published,
    target,
    tinted,
)
from tests.harness.server import RunningPlatform
from tests.platform.support import data_of

PRICES = {"GB": ("GBP", "11.85"), "DE": ("EUR", "13.80"), "ID": ("IDR", "240000"), "US": ("USD", "15.00")}


@pytest.mark.parametrize("market", PRICES)
def test_a_local_product_is_on_sale_in_the_market_s_currency(market: str, platform: RunningPlatform) -> None:
    seller = global_seller(platform, market)
    made = create_global(seller)
    reply = publish(seller, made, market)
    row = data_of("publishGlobalProduct", reply)["products"][0]
    assert row["shop_id"] == seller[market].shop_id
    local = get_product(seller[market], row["id"])
    assert local["status"] == "ACTIVATE"
    assert local["global_product_association"]["global_product_id"] == made["global_product_id"]
    price = local["skus"][0]["price"]
    assert (price["currency"], price["tax_exclusive_price"]) == PRICES[market]


def test_a_global_product_shows_its_local_products_and_which_skus_they_share(platform: RunningPlatform) -> None:
    seller = global_seller(platform, "GB", "DE", "ID")
    made = create_global(seller, skus=tinted("Red", "Blue"))
    rows = published(seller, made, "GB", "DE", "ID")
    detail = data_of("getGlobalProduct", seller.call("getGlobalProduct", global_product_id=made["global_product_id"]))
    assert [(row["region"], row["id"]) for row in detail["products"]] == [
        (m, rows[m]["id"]) for m in ("GB", "DE", "ID")
    ]
    for row in detail["products"]:
        local = get_product(seller[row["region"]], row["id"])
        mappings = row["sku_mappings"]
        assert mappings == local["global_product_association"]["sku_mappings"]
        assert [mapping["local_sku_id"] for mapping in mappings] == [sku["id"] for sku in local["skus"]]
        assert [mapping["global_sku_id"] for mapping in mappings] == [sku["id"] for sku in detail["skus"]]
        for mapping, sku, there in zip(mappings, detail["skus"], local["skus"], strict=True):
            (attribute,), (mine,), (theirs,) = (
                mapping["sales_attribute_mappings"],
                sku["sales_attributes"],
                there["sales_attributes"],
            )
            assert attribute == {
                "global_attribute_id": mine["id"],
                "local_attribute_id": theirs["id"],
                "global_value_id": mine["value_id"],
                "local_value_id": theirs["value_id"],
            }


def test_a_market_that_does_not_take_the_content_says_why_and_the_others_go_on(platform: RunningPlatform) -> None:
    seller = global_seller(platform, "GB", "ID")
    made = create_global(seller)
    dear = target("ID", made, price={"currency": "IDR", "amount": "100000001"})
    data = data_of("publishGlobalProduct", publish(seller, made, "GB", dear))
    assert [(row["region"], row["status"]) for row in data["publish_result"]] == [("GB", "SUCCESS"), ("ID", "FAILED")]
    (reason,) = data["publish_result"][1]["fail_reasons"]
    assert reason["message"].startswith("12052570 skus[0].price")
    assert [row["region"] for row in data["products"]] == ["GB"]
    assert [row["region"] for row in get_global(seller, made)["products"]] == ["GB"]


def test_a_title_that_is_too_short_for_one_market_makes_a_draft_there(platform: RunningPlatform) -> None:
    seller = global_seller(platform, "GB", "ID")
    made = create_global(seller, title="Candle holder")
    data = publish(seller, made, "GB", "ID").data
    assert [(row["region"], row["status"]) for row in data["publish_result"]] == [("GB", "SUCCESS"), ("ID", "DRAFT")]
    (reason,) = data["publish_result"][1]["fail_reasons"]
    assert reason["message"].startswith("12052051 title")


def test_a_local_product_that_lacks_something_is_kept_as_a_draft(platform: RunningPlatform) -> None:
    seller = global_seller(platform, "GB", "DE")
    body = {"manufacturer_ids": [], "responsible_person_ids": []}
    made = create_global(seller, **body)
    data = publish(seller, made, "DE").data
    assert data["publish_result"][0]["status"] == "DRAFT"
    assert any(row["message"].startswith("12052282") for row in data["publish_result"][0]["fail_reasons"])
    assert get_product(seller["DE"], data["products"][0]["id"])["status"] == "DRAFT"


def test_a_price_is_the_market_s_or_in_dollars(platform: RunningPlatform) -> None:
    seller = global_seller(platform, "GB", "DE")
    made = create_global(seller)
    own = target("GB", made, price={"currency": "GBP", "amount": "9.99", "sale_price": "12.50"})
    dollars = target("DE", made, price={"currency": "USD", "amount": "10.00"})
    rows = published(seller, made, own, dollars)
    (there,) = get_product(seller["GB"], rows["GB"]["id"])["skus"]
    assert (there["price"]["tax_exclusive_price"], there["price"]["sale_price"]) == ("9.99", "12.50")
    (here,) = get_product(seller["DE"], rows["DE"]["id"])["skus"]
    assert (here["price"]["currency"], here["price"]["tax_exclusive_price"]) == ("EUR", "9.20")
    assert publish(seller, made, target("GB", made)).code == 12019212
