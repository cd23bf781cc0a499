"""What buyers pay while promotions run, and who pays the rest."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.calls import Seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import buy, detail, shop_in

from .promo import activity_body, begin, coupon, create, get, offer, product_of, put, start


@pytest.fixture
def seller(platform: RunningPlatform) -> Seller:
    return shop_in(platform, "GB")


def prices(seller: Seller, order_id: str) -> list[tuple[str, str, str]]:
    """Sale price, the seller's and the platform's discount of each line."""
    return [
        (line["sale_price"], line["seller_discount"], line["platform_discount"])
        for line in detail(seller, order_id)["line_items"]
    ]


def paid(seller: Seller, *lines: tuple[str, int] | str, **fields: Any) -> list[tuple[str, str, str]]:
    return prices(seller, buy(seller, *lines, **fields)["order_id"])


def test_a_fixed_price_is_what_buyers_pay_from_its_begin_to_its_end(seller: Seller) -> None:
    product_id, sku = product_of(seller, "10.00")
    activity = create(seller, "FIXED_PRICE")
    assert put(seller, activity, offer(product_id, price="7.99")).code == 0
    assert paid(seller, sku) == [("10.00", "0.00", "0.00")]
    begin(seller, activity)
    assert paid(seller, sku) == [("7.99", "2.01", "0.00")]
    seller.call("deactivateActivity", {}, activity_id=activity)
    assert paid(seller, sku) == [("10.00", "0.00", "0.00")]


def test_a_discount_takes_its_per_cent_off_halves_up(seller: Seller) -> None:
    _, sku = product_of(seller, "9.99")
    start(seller, sku_ids=[sku], percent=15)
    assert paid(seller, sku) == [("8.49", "1.50", "0.00")]


def test_a_campaign_comes_before_a_flash_deal_and_that_before_a_discount(seller: Seller) -> None:
    product_id, sku = product_of(seller, "10.00")
    start(seller, sku_ids=[sku], percent=50)
    assert paid(seller, sku)[0][0] == "5.00"
    flash = start(seller, product_ids=[product_id], type="FLASHSALE", price="4.50")
    assert paid(seller, sku)[0][0] == "4.50"
    campaign = start(seller, sku_ids=[sku], type="FIXED_PRICE", price="6.00", by="PLATFORM", platform_share=25)
    assert paid(seller, sku) == [("6.00", "3.00", "1.00")]
    explained = seller.platform.get(f"/sandbox/prices/{sku}")
    assert [(step["source_id"], bool(step["why"])) for step in explained["steps"][:2]] == [
        (campaign["activity_id"], False),
        (flash["activity_id"], True),
    ]
    assert (explained["buyer_pays"], explained["seller_pays"], explained["platform_pays"]) == ("6.00", "3.00", "1.00")


def test_units_over_a_quota_or_a_buyers_limit_have_the_usual_price(seller: Seller) -> None:
    _, sku = product_of(seller, "10.00")
    made = start(seller, sku_ids=[sku], percent=10, quantity_limit=3, quantity_per_user=2)
    assert [price for price, *_ in paid(seller, (sku, 3), buyer="Ann")] == ["9.00", "9.00", "10.00"]
    assert [price for price, *_ in paid(seller, sku, buyer="Ann")] == ["10.00"]
    assert [price for price, *_ in paid(seller, (sku, 2), buyer="Bob")] == ["9.00", "10.00"]
    (product,) = get(seller, made["activity_id"])["products"]
    assert product["skus"][0]["used_quantity"] == 3


@pytest.mark.parametrize(("limit", "code"), [("quantity_limit", 17029050), ("quantity_per_user", 17029014)])
def test_an_activity_of_the_control_api_has_the_limits_of_the_others(seller: Seller, limit: str, code: int) -> None:
    _, sku = product_of(seller, "10.00")
    body = {"shop_cipher": seller.cipher, "sku_ids": [sku], "percent": 10, limit: 0}
    assert seller.platform.refuse("POST", "/sandbox/activities", body).code == code


def test_an_unpaid_order_that_is_cancelled_gives_its_units_and_coupons_back(seller: Seller) -> None:
    _, sku = product_of(seller, "10.00")
    start(seller, sku_ids=[sku], percent=10, quantity_limit=1)
    coupon_id = coupon(seller, amount="1.00")
    first = buy(seller, sku, paid=False, buyer="Ann", coupon_ids=[coupon_id])
    assert prices(seller, first["order_id"]) == [("8.00", "2.00", "0.00")]
    seller.platform.post(f"/sandbox/orders/{first['order_id']}/cancel", {})
    assert paid(seller, sku, buyer="Ann", coupon_ids=[coupon_id]) == [("8.00", "2.00", "0.00")]


def test_a_paid_order_that_is_cancelled_keeps_its_part_of_the_quota(seller: Seller) -> None:
    _, sku = product_of(seller, "10.00")
    start(seller, sku_ids=[sku], percent=10, quantity_limit=1)
    first = buy(seller, sku)
    seller.platform.post(f"/sandbox/orders/{first['order_id']}/cancel", {})
    assert paid(seller, sku)[0][0] == "10.00"


def tiers(*pairs: tuple[str, str], threshold: str = "MINIMAL_ITEM_QUANTITY", kind: str = "PERCENTAGE_OFF") -> Any:
    details = [
        {"tier": place, "threshold_type": threshold, "threshold_value": least, "type": kind, "value": value}
        for place, (least, value) in enumerate(pairs, 1)
    ]
    return {"bmsm_discount": {"details": details}}


NO_LIMIT = [{"type": "BUYER_NO_LIMIT"}]


def test_who_buys_more_saves_by_the_highest_tier_that_is_reached(seller: Seller) -> None:
    product_id, sku = product_of(seller, "10.00")
    _, other = product_of(seller, "4.00")
    discount = tiers(("2", "10"), ("3", "20"))
    activity = create(seller, "BUY_MORE_SAVE_MORE", participation_limit=NO_LIMIT, discount=discount)
    assert put(seller, activity, offer(product_id)).code == 0
    begin(seller, activity)
    assert [price for price, *_ in paid(seller, sku)] == ["10.00"]
    assert [price for price, *_ in paid(seller, (sku, 2), other)] == ["9.00", "9.00", "4.00"]
    assert [price for price, *_ in paid(seller, (sku, 3))] == ["8.00"] * 3


def test_an_amount_off_is_shared_by_price_to_the_penny_in_the_whole_shop(seller: Seller) -> None:
    _, sku = product_of(seller, "10.00")
    _, other = product_of(seller, "5.00")
    excluded_product, excluded = product_of(seller, "7.00")
    discount = tiers(("12.00", "1.00"), threshold="MINIMAL_ORDER_AMOUNT", kind="AMOUNT_OFF")
    limit = [{"type": "BUYER_LIMIT_ONLY_ONE"}]
    activity = create(seller, "BUY_MORE_SAVE_MORE", "SHOP", participation_limit=limit, discount=discount)
    reply = put(seller, activity, exclude_product_ids=[excluded_product])
    assert (reply.code, reply.data["total_count"]) == (0, 0)
    begin(seller, activity)
    assert paid(seller, sku, excluded)[0][0] == "10.00"
    assert [off for _, off, _ in paid(seller, sku, other, buyer="Ann")] == ["0.67", "0.33"]
    assert [off for _, off, _ in paid(seller, sku, other, buyer="Ann")] == ["0.00", "0.00"]


def test_who_buys_two_gets_the_cheapest_third_for_nothing(seller: Seller) -> None:
    product_id, sku = product_of(seller, "10.00")
    cheap_product, cheap = product_of(seller, "3.00")
    terms = {
        "threshold_type": "MINIMAL_ITEM_QUANTITY",
        "threshold_value": "2",
        "discount_type": "FREE",
        "discount_value": "0",
        "benefit_max_applicable_quantity": "1",
        "benefit_max_applicable_times": "1",
    }
    activity = create(seller, "BUY_X_GET_Y", participation_limit=NO_LIMIT, discount={"bxgy_discount": terms})
    assert put(seller, activity, offer(product_id), benefit_product_ids=[cheap_product]).code == 0
    begin(seller, activity)
    assert [price for price, *_ in paid(seller, (sku, 2), (cheap, 2))] == ["10.00", "10.00", "0.00", "3.00"]
    assert [price for price, *_ in paid(seller, sku, cheap)] == ["10.00", "3.00"]
    assert get(seller, activity)["benefit_products"] == [{"id": cheap_product}]


def test_a_gift_comes_with_the_order_while_its_quota_lasts(seller: Seller) -> None:
    product_id, sku = product_of(seller, "10.00")
    gift_product, gift = product_of(seller, "2.00")
    detail_ = {"product_id": gift_product, "sku_id": gift, "total_claim_limit": "1"}
    tier = {
        "tier": 1,
        "threshold_type": "MINIMAL_ORDER_AMOUNT",
        "threshold_value": "15.00",
        "gift_details": [detail_],
    }
    terms = {"gift_receiving_type": "ALL_RECEIVE", "gift_infos": [tier]}
    activity = create(seller, "GIFT_WITH_PURCHASE", participation_limit=NO_LIMIT, discount={"gift_discount": terms})
    assert put(seller, activity, offer(product_id)).code == 0
    begin(seller, activity)
    assert len(paid(seller, sku)) == 1
    order = detail(seller, buy(seller, (sku, 2))["order_id"])
    assert [(line["sku_id"], line["is_gift"], line["sale_price"]) for line in order["line_items"]] == [
        (sku, False, "10.00"),
        (sku, False, "10.00"),
        (gift, True, "0.00"),
    ]
    assert len(paid(seller, (sku, 2))) == 2


def shipping(**fields: Any) -> Any:
    terms = {"threshold_type": "NO_THRESHOLD", "type": "FREE_SHIPPING", "area_scope": {"type": "WHOLE"}, **fields}
    return {"shipping_discount": terms}


def test_free_shipping_takes_the_fee_off_at_the_sellers_cost(seller: Seller) -> None:
    _, sku = product_of(seller, "10.00")
    fee = detail(seller, buy(seller, sku)["order_id"])["payment"]["shipping_fee"]
    assert fee != "0.00"
    body = activity_body(seller, "SHIPPING_DISCOUNT", "SHOP", discount=shipping(), duration_type="INDEFINITE")
    reply = seller.call("createPromotionActivity", {**body, "begin_time": 0, "end_time": 0})
    assert reply.data["status"] == "ONGOING"
    order_id = buy(seller, sku)["order_id"]
    payment = detail(seller, order_id)["payment"]
    assert (payment["shipping_fee"], payment["shipping_fee_seller_discount"]) == ("0.00", fee)
    (line,) = seller.call("getOrderPriceDetails", order_id=order_id).data["line_items"]
    assert line["seller_funded_shipping_promotions"] == [
        {"activity_id": reply.data["activity_id"], "discount_amount": fee, "discount_type": "SHIPPING_DISCOUNT"}
    ]


@pytest.mark.parametrize(
    ("terms", "applies"),
    [
        (shipping(type="DISCOUNT_SHIPPING_FEE", value="0.50"), True),
        (shipping(threshold_type="MINIMAL_ORDER_AMOUNT", threshold_value="10.00"), True),
        (shipping(threshold_type="MINIMAL_ORDER_AMOUNT", threshold_value="10.01"), False),
        (shipping(threshold_type="MINIMAL_ITEM_QUANTITY", threshold_value="2"), False),
        (shipping(shipping_method="EXPRESS_SHIPPING"), False),
        (shipping(shipping_method="ALL_SHIPPING_METHOD"), True),
        (shipping(inventory_type="FULFILLED_BY_TIKTOK"), False),
        (shipping(inventory_type="ALL"), True),
        (shipping(area_scope={"type": "SPECIFIC_AREAS", "specific_areas": ["Nowhere"]}), False),
        (shipping(area_scope={"type": "SPECIFIC_AREAS", "specific_areas": ["england", "scotland", "wales"]}), True),
    ],
)
def test_a_discount_on_shipping_applies_where_its_terms_are_met(seller: Seller, terms: Any, applies: bool) -> None:
    _, sku = product_of(seller, "10.00")
    activity = create(seller, "SHIPPING_DISCOUNT", "SHOP", discount=terms)
    begin(seller, activity)
    payment = detail(seller, buy(seller, sku)["order_id"])["payment"]
    assert (payment["shipping_fee_seller_discount"] != "0.00") is applies


def test_coupons_come_on_top_of_activities_and_name_who_pays(seller: Seller) -> None:
    _, sku = product_of(seller, "10.00")
    activity = start(seller, sku_ids=[sku], percent=20)["activity_id"]
    mine, theirs = coupon(seller, amount="1.00"), coupon(seller, percent=10, max_discount="0.50", by="PLATFORM")
    order_id = buy(seller, sku, coupon_ids=[mine, theirs])["order_id"]
    assert prices(seller, order_id) == [("6.50", "3.00", "0.50")]
    whole = seller.call("getOrderPriceDetails", order_id=order_id).data
    (line,) = whole["line_items"]
    assert (whole["voucher_deduction_seller"], whole["voucher_deduction_platform"]) == ("1.00", "0.50")
    assert (line["voucher_deduction_seller"], line["voucher_deduction_platform"]) == ("1.00", "0.50")
    assert line["seller_funded_product_promotions"] == [
        {"activity_id": activity, "discount_amount": "2.00", "discount_type": "DIRECT_DISCOUNT"}
    ]


def test_what_an_order_brings_by_itself_stays_and_names_no_activity(seller: Seller) -> None:
    _, sku = product_of(seller, "10.00")
    start(seller, sku_ids=[sku], percent=20)
    body = {"shop_cipher": seller.cipher, "line_items": [{"sku_id": sku, "seller_discount": "1.00"}]}
    order_id = seller.platform.post("/sandbox/orders", body)["order_id"]
    assert prices(seller, order_id) == [("9.00", "1.00", "0.00")]
    (line,) = seller.call("getOrderPriceDetails", order_id=order_id).data["line_items"]
    assert line["seller_funded_product_promotions"] == []


@pytest.mark.parametrize("user_type", ["SHOP_NEW_CUSTOMER", "SHOP_EXISTING_CUSTOMER", "SHOP_REPEAT_CUSTOMER"])
def test_an_activity_for_some_customers_is_for_them_alone(seller: Seller, user_type: str) -> None:
    _, sku = product_of(seller, "10.00")
    activity = create(
        seller,
        "BUY_MORE_SAVE_MORE",
        "SHOP",
        participation_limit=NO_LIMIT,
        discount=tiers(("1", "50")),
        target_user_info={"user_type": user_type},
    )
    begin(seller, activity)
    least = {"SHOP_NEW_CUSTOMER": (0, 0), "SHOP_EXISTING_CUSTOMER": (1, 9), "SHOP_REPEAT_CUSTOMER": (2, 9)}[user_type]
    buyer_id = ""
    for before in range(3):
        expected = "5.00" if least[0] <= before <= least[1] else "10.00"
        asked = f"/sandbox/prices/{sku}" + (f"?buyer_id={buyer_id}" if buyer_id else "")
        assert seller.platform.get(asked)["buyer_pays"] == expected, before
        order = buy(seller, sku, buyer="Ann")
        assert prices(seller, order["order_id"])[0][0] == expected, before
        buyer_id = order["buyer_id"]


@pytest.mark.parametrize("market", ["US", "DE", "ID", "BR"])
def test_promotions_are_priced_in_the_markets_currency(platform: RunningPlatform, market: str) -> None:
    seller = shop_in(platform, market)
    price, expected = ("30000", "24000") if market == "ID" else ("30.00", "24.00")
    _, sku = product_of(seller, price)
    start(seller, sku_ids=[sku], percent=20)
    coupon_id = coupon(seller, percent=10)
    assert paid(seller, sku)[0][0] == expected
    assert float(paid(seller, sku, coupon_ids=[coupon_id])[0][0]) == float(expected) * 0.9
