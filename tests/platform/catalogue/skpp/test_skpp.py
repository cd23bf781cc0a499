"""listProductSKPPStatuses, getShopSKPPSummary, getProductSKPPDetail: scores that follow the shop."""

from __future__ import annotations

from typing import Any

import pytest

from shopwright.platform.market.regions import region
from tests.harness.calls import Seller, new_seller
from tests.harness.catalogue import create_product, sku_body
from tests.harness.server import RunningPlatform
from tests.harness.trade import advance, buy
from tests.platform.support import data_of


def detail(seller: Seller, product_id: str) -> Any:
    return data_of("getProductSKPPDetail", seller.call("getProductSKPPDetail", product_id=product_id))


def tasks(seller: Seller, product_id: str) -> dict[str, Any]:
    return {task["category"]: task for task in detail(seller, product_id)["task_details"]}


def statuses(seller: Seller, **fields: Any) -> Any:
    return data_of("listProductSKPPStatuses", seller.call("listProductSKPPStatuses", fields))


def summary(seller: Seller) -> Any:
    return data_of("getShopSKPPSummary", seller.call("getShopSKPPSummary"))["shop_summary"]


def discounted(seller: Seller, quantity: int = 50) -> dict[str, Any]:
    """A product that buyers pay a fifth less for."""
    sku = sku_body(seller, quantity=quantity)
    currency = region(seller.shop["region"]).currency
    price = {"IDR": ("50000", "40000")}.get(currency, ("50.00", "40.00"))
    sku["price"] = {"currency": currency, "amount": price[0], "sale_price": price[1]}
    return create_product(seller, skus=[sku])


@pytest.mark.parametrize("market", ["US", "GB", "DE", "ID", "BR"])
def test_a_product_qualifies_by_its_price_and_stock(platform: RunningPlatform, market: str) -> None:
    seller = new_seller(platform, region=market)
    good = discounted(seller)["product_id"]
    plain = create_product(seller, skus=[sku_body(seller, quantity=50)])["product_id"]
    row = detail(seller, good)
    assert (row["skpp_status"], row["total_score"], row["target_score"]) == ("QUALIFIED", 60, 60)
    pricing = tasks(seller, good)["PRICING"]
    assert (pricing["current_value"], pricing["passed"], pricing["action_suggestions"]) == ("20", True, [])
    pricing = tasks(seller, plain)["PRICING"]
    assert (pricing["current_value"], pricing["passed"]) == ("0", False)
    suggestion = pricing["action_suggestions"][0]
    assert suggestion["score_increase"] == 40
    assert suggestion["url"].endswith(f"/portal/shops/{seller.shop_id}/products/{plain}")
    listed = {row["product_id"]: row for row in statuses(seller)["products"]}
    assert {key: row["skpp_status"] for key, row in listed.items()} == {good: "QUALIFIED", plain: "NOT_QUALIFIED"}
    rewards = {reward["reward_type"]: reward["status"] for reward in listed[good]["rewards"]}
    assert rewards == {"ADS_CREDIT": "PENDING", "SHOPTAB_PV": "AVAILABLE"}
    assert {reward["status"] for reward in listed[plain]["rewards"]} == {"NOT_GRANTED"}
    assert summary(seller) == {
        "qualified_products_count": 1,
        "eligible_products_count": 2,
        "earned_ad_credit": "0.00",
        "increased_visibility_l30d": "0",
    }


def test_a_change_of_price_or_stock_changes_the_status_at_once(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    made = discounted(seller)
    product_id, sku_id = made["product_id"], made["skus"][0]["id"]
    body = {"skus": [{"id": sku_id, "inventory": [{"warehouse_id": seller.warehouse_id, "quantity": 19}]}]}
    assert seller.call("updateInventory", body, product_id=product_id).code == 0
    assert tasks(seller, product_id)["STOCK"]["current_value"] == "19"
    assert detail(seller, product_id)["skpp_status"] == "NOT_QUALIFIED"
    body["skus"][0]["inventory"][0]["quantity"] = 20
    assert seller.call("updateInventory", body, product_id=product_id).code == 0
    assert detail(seller, product_id)["skpp_status"] == "QUALIFIED"
    price = {"skus": [{"id": sku_id, "price": {"currency": "GBP", "amount": "44.00", "sale_price": "40.00"}}]}
    assert seller.call("updatePrice", price, product_id=product_id).code == 0
    assert tasks(seller, product_id)["PRICING"]["current_value"] == "9"
    assert detail(seller, product_id)["skpp_status"] == "NOT_QUALIFIED"


def test_a_qualified_product_that_sells_earns_its_credit(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    made = discounted(seller)
    product_id, sku_id = made["product_id"], made["skus"][0]["id"]
    for number in range(9):
        buy(seller, sku_id, buyer=f"Ann {number}")

    def credit() -> Any:
        return next(of for of in detail(seller, product_id)["rewards"] if of["reward_type"] == "ADS_CREDIT")

    assert credit()["status"] == "PENDING"
    assert [(of["condition_type"], of["current_value"], of["target_value"]) for of in credit()["claim_conditions"]] == [
        ("GMV", "360.00", "200.00"),
        ("ORDER", "9", "10"),
    ]
    last = str(buy(seller, sku_id, buyer="Bob")["order_id"])
    assert (credit()["status"], credit()["ad_credit_claim_status"]) == ("AVAILABLE", "UNCLAIMED")
    assert summary(seller)["earned_ad_credit"] == "50.00"
    assert tasks(seller, product_id)["FULFILMENT"]["current_value"] == "0"
    advance(seller, last, "IN_TRANSIT")
    assert tasks(seller, product_id)["FULFILMENT"]["current_value"] == "10"
    campaign = next(of for of in detail(seller, product_id)["rewards"] if of["reward_type"] == "BIG_PROMOTION_CAMPAIGN")
    assert campaign["campaign_id"]


def test_a_product_that_is_not_on_sale_is_not_eligible(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    product_id = discounted(seller)["product_id"]
    assert seller.call("deactivateProducts", {"product_ids": [product_id]}).code == 0
    assert detail(seller, product_id)["skpp_status"] == "NOT_ELIGIBLE"
    assert statuses(seller)["products"] == []
    assert summary(seller)["eligible_products_count"] == 0


def test_the_list_is_limited_by_status_and_ids_and_comes_in_pages(platform: RunningPlatform) -> None:
    seller, other = new_seller(platform), new_seller(platform)
    good = [discounted(seller)["product_id"] for _ in range(3)]
    plain = create_product(seller)["product_id"]
    foreign = discounted(other)["product_id"]

    def ids(**fields: Any) -> list[str]:
        return [row["product_id"] for row in statuses(seller, **fields)["products"]]

    assert ids(skpp_status="QUALIFIED") == good[::-1]
    assert ids(skpp_status="NOT_QUALIFIED") == [plain]
    assert ids(product_ids=[good[0], plain, foreign]) == [plain, good[0]]
    assert ids(page_size=2, page_no=2) == good[1::-1]
    beyond = statuses(seller, page_size=2, page_no=3)
    assert (beyond["products"], beyond["total_count"]) == ([], 4)
    assert seller.call("listProductSKPPStatuses", {"skpp_status": "MAYBE"}).code == 36009004
    assert seller.call("getProductSKPPDetail", product_id=foreign).code == 12052260
