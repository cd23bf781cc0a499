"""The values at which an offer, a coupon or a period begins or ends to count."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.harness.calls import Seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import buy, detail, pass_time, shop_in

from .offers import gift, gifts, shipping
from .promo import DAY, activity_body, begin, coupon, create, get, now_of, offer, product_of, put, start

REFUSED = 40981
NO_LIMIT = [{"type": "BUYER_NO_LIMIT"}]


@pytest.fixture
def seller(platform: RunningPlatform) -> Seller:
    return shop_in(platform, "GB")


def renewed(seller: Seller) -> Seller:
    """The seller with tokens that hold after so long."""
    body = {"app_key": seller.app["app_key"], "account_id": seller.account_id}
    return replace(seller, tokens=seller.platform.post("/sandbox/tokens", body))


def order_code(seller: Seller, sku: str, **fields: Any) -> int:
    """What a buyer's order is answered."""
    body = {"shop_cipher": seller.cipher, "line_items": [{"sku_id": sku}], **fields}
    return seller.platform.ask("POST", "/sandbox/orders", body).code


def test_a_per_cent_that_comes_to_no_coin_uses_no_quota(seller: Seller) -> None:
    _, sku = product_of(seller, "0.40")
    activity = start(seller, sku_ids=[sku], percent=1, quantity_limit=5)["activity_id"]
    (step, *_) = seller.platform.get(f"/sandbox/prices/{sku}")["steps"]
    assert step["why"] == "its price is not below the usual one"
    buy(seller, sku)
    (product,) = get(seller, activity)["products"]
    assert product["skus"][0]["used_quantity"] == 0


@pytest.mark.parametrize(("least", "code"), [("10.00", 0), ("10.01", REFUSED)])
def test_a_coupon_is_used_from_its_least_amount_on(seller: Seller, least: str, code: int) -> None:
    _, sku = product_of(seller, "10.00")
    assert order_code(seller, sku, coupon_ids=[coupon(seller, amount="1.00", min_spend=least)]) == code


def test_shipping_costs_less_only_where_every_product_takes_part(seller: Seller) -> None:
    product_id, sku = product_of(seller, "10.00")
    _, other = product_of(seller, "10.00")
    activity = create(seller, "SHIPPING_DISCOUNT", "PRODUCT", discount=shipping())
    assert put(seller, activity, offer(product_id)).code == 0
    begin(seller, activity)
    for lines, is_less in (([sku], True), ([sku, other], False), ([other], False)):
        payment = detail(seller, buy(seller, *lines)["order_id"])["payment"]
        assert (payment["shipping_fee_seller_discount"] != "0.00") is is_less


@pytest.mark.own_platform
def test_a_coupon_is_claimed_and_used_until_its_times_and_not_at_them(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")
    platform.post("/sandbox/clock/freeze", {})
    _, sku = product_of(seller, "10.00")
    ann, ben = (str(buy(seller, sku, buyer=name)["buyer_id"]) for name in ("Ann", "Ben"))
    made = coupon(seller, amount="1.00", days=1, valid_days=1, claims_per_buyer=9)
    pass_time(platform, DAY - 1)
    for _ in range(2):
        platform.post(f"/sandbox/coupons/{made}/claim", {"buyer_id": ann})
    pass_time(platform, 1)
    assert platform.refuse("POST", f"/sandbox/coupons/{made}/claim", {"buyer_id": ben}).code == REFUSED
    pass_time(platform, DAY - 2)
    assert order_code(seller, sku, buyer_id=ann, coupon_ids=[made]) == 0
    pass_time(platform, 1)
    assert order_code(seller, sku, buyer_id=ann, coupon_ids=[made]) == REFUSED


def test_a_coupon_for_customers_who_come_back_is_for_them_alone(seller: Seller) -> None:
    _, sku = product_of(seller, "10.00")
    made = coupon(seller, amount="1.00", buyers="REPEAT_CUSTOMERS")
    assert order_code(seller, sku, buyer="Ann", coupon_ids=[made]) == REFUSED
    assert order_code(seller, sku, buyer="Ann") == 0
    assert order_code(seller, sku, buyer="Ann", coupon_ids=[made]) == 0


def test_an_activity_may_begin_when_another_ends_and_end_when_another_begins(seller: Seller) -> None:
    product_id, _ = product_of(seller)
    noon = now_of(seller) + 3 * DAY
    periods = [(0, 1, 0), (1, 2, 0), (-1, 0, 0), (0.5, 1.5, 17029022), (1.9, 3, 17029022), (-2, -0.9, 17029022)]
    for first, last, code in periods:
        times = {"begin_time": noon + int(first * DAY), "end_time": noon + int(last * DAY)}
        activity = create(seller, "FIXED_PRICE", title=f"{first} {last}", **times)
        assert put(seller, activity, offer(product_id, price="5.00")).code == code


@pytest.mark.own_platform
def test_a_deal_counts_for_30_days_after_its_end_and_its_products_are_shown_for_180(platform: RunningPlatform) -> None:
    platform.post("/sandbox/clock/freeze", {})
    seller = shop_in(platform, "GB")
    product_id, sku = product_of(seller, "10.00")
    deal = start(seller, sku_ids=[sku], percent=50, lasts=DAY)["activity_id"]
    later = []
    for days in (30, 1):
        pass_time(platform, days * DAY)
        seller = renewed(seller)
        flash = create(seller, "FLASHSALE", title=f"After {days}")
        later.append(put(seller, flash, offer(product_id, "9.00")).code)
    assert later == [17029062, 0]
    assert get(seller, deal)["products"]
    pass_time(platform, 150 * DAY - 1)
    assert get(renewed(seller), deal)["products"]
    pass_time(platform, 2)
    assert get(renewed(seller), deal).get("products", []) == []


def test_an_amount_off_may_come_to_the_threshold_and_a_gift_to_what_is_spent(seller: Seller) -> None:
    terms = {"tier": 1, "threshold_type": "MINIMAL_ORDER_AMOUNT", "threshold_value": "10", "type": "AMOUNT_OFF"}
    for value, code in (("10", 0), ("10.01", 17029109)):
        body = activity_body(
            seller,
            "BUY_MORE_SAVE_MORE",
            "PRODUCT",
            title=value,
            participation_limit=NO_LIMIT,
            discount={"bmsm_discount": {"details": [{**terms, "value": value}]}},
        )
        assert seller.call("createPromotionActivity", body).code == code
    product_id, sku = product_of(seller, "10.00")
    for spent, is_taken in (("10.00", True), ("9.99", False)):
        discount = gifts((spent, [gift(product_id, sku)]), threshold="MINIMAL_ORDER_AMOUNT")
        body = activity_body(
            seller,
            "GIFT_WITH_PURCHASE",
            "PRODUCT",
            title=f"Gift {spent}",
            participation_limit=NO_LIMIT,
            discount=discount,
        )
        assert (seller.call("createPromotionActivity", body).code == 0) is is_taken


def test_an_activity_ends_within_the_calendar_and_pages_show_it_to_its_last_year(seller: Seller) -> None:
    last = 253_402_214_400  # 31 December 9999
    codes = []
    for number, end in enumerate((last - 1, last, 2**40 - 1)):
        body = activity_body(seller, title=f"Far {number}", begin_time=end - DAY, end_time=end)
        codes.append(seller.call("createPromotionActivity", body).code)
    assert codes == [0, 17029082, 17029082]
    page = seller.platform.ask("GET", f"/portal/shops/{seller.shop_id}/promotions")
    assert (page.status, b"9999" in page.body) == (200, True)
