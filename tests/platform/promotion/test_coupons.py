"""Coupons: made with the control API, read with the Partner API, claimed and used by buyers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.calls import Seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import buy, pass_time, shop_in

from .promo import DAY, coupon, product_of

REFUSED = 40981


@pytest.fixture
def seller(platform: RunningPlatform) -> Seller:
    return shop_in(platform, "ID")


def test_a_coupon_is_read_with_its_terms_and_its_use(seller: Seller) -> None:
    product_id, sku = product_of(seller, "30000")
    made = coupon(
        seller,
        title="Ten off",
        percent=10,
        max_discount="2000",
        min_spend="1000",
        product_ids=[product_id],
        display_type="PROMO_CODE",
        promo_code="TENOFF",
        valid_days=3,
        claim_limit=9,
        use_limit=8,
        terms="Once.",
    )
    buyer = buy(seller, sku, coupon_ids=[made])["buyer_id"]
    whole = seller.call("getCoupon", coupon_id=made).data["coupon"]
    assert whole["discount"] == {
        "type": "PERCENT_OFF",
        "percentage": "10",
        "max_discount": {"amount": "2000", "currency": "IDR"},
    }
    assert whole["threshold"] == {"type": "MIN_SPEND", "min_spend": {"amount": "1000", "currency": "IDR"}}
    assert whole["usage_stats"] == {"claimed_count": 1, "redeemed_count": 1}
    assert whole["usage_limits"] == {"single_buyer_claim_limit": 1, "total_claim_limit": 9, "redemption_limit": 8}
    (row,) = seller.call("searchCouponList", {}).data["coupons"]
    assert row == {name: whole[name] for name in row}
    assert (whole["product_ids"], whole["promo_code"], whole["seller_tnc"]) == ([product_id], "TENOFF", "Once.")
    assert whole["redemption_duration"] == {"type": "RELATIVE", "relative_time": 3}
    again = {"shop_cipher": seller.cipher, "line_items": [{"sku_id": sku}], "buyer_id": buyer, "coupon_ids": [made]}
    assert seller.platform.refuse("POST", "/sandbox/orders", again).code == REFUSED


def test_searches_select_by_state_kind_and_the_beginning_of_a_word(seller: Seller) -> None:
    spring, live = (
        coupon(seller, title="Big Spring Sale", amount="500"),
        coupon(seller, title="Live only", amount="500", display_type="LIVE"),
    )
    coming = coupon(seller, title="Summer", amount="500", begins_in=3_600)
    coupon(seller, title="The platform's spring", amount="500", by="PLATFORM")

    def search(**fields: Any) -> list[str]:
        data = seller.call("searchCouponList", fields, query={"page_size": 10}).data
        return [each["id"] for each in data["coupons"]]

    assert search() == [coming, live, spring]
    assert search(status=["NOT_START", "EXPIRED"]) == [coming]
    assert search(display_type=["LIVE"]) == [live]
    assert search(title_keyword="spring s") == [spring]
    assert search(title_keyword="pring") == []
    assert seller.call("searchCouponList", {"title_keyword": "x" * 101}).code == 36009004
    first = seller.call("searchCouponList", {}, query={"page_size": 2}).data
    rest = seller.call("searchCouponList", {}, query={"page_size": 2, "page_token": first["next_page_token"]}).data
    assert (first["total_count"], [each["id"] for each in rest["coupons"]]) == (3, [spring])
    assert seller.call("getCoupon", coupon_id=live).data["coupon"]["live_tasks"] == [{"type": "NONE"}]


def test_a_coupon_that_cannot_be_used_is_refused_and_nothing_is_bought(seller: Seller) -> None:
    product_id, sku = product_of(seller, "30000")
    other, _ = product_of(seller, "30000")
    ended = coupon(seller, amount="500")
    seller.platform.post(f"/sandbox/coupons/{ended}/deactivate")
    assert seller.platform.refuse("POST", f"/sandbox/coupons/{ended}/deactivate").code == REFUSED
    used_up = coupon(seller, amount="500", claim_limit=1)
    buy(seller, sku, coupon_ids=[used_up])
    unusable = [
        ended,
        used_up,
        coupon(seller, amount="500", begins_in=60),
        coupon(seller, amount="500", min_spend="30001"),
        coupon(seller, amount="500", product_ids=[other]),
        coupon(seller, amount="500", buyers="REPEAT_CUSTOMERS"),
    ]
    before = len(seller.call("getOrderList", {}, query={"page_size": 50}).data["orders"])
    for coupon_id in unusable:
        body = {"shop_cipher": seller.cipher, "line_items": [{"sku_id": sku}], "coupon_ids": [coupon_id]}
        assert seller.platform.refuse("POST", "/sandbox/orders", body).code == REFUSED, coupon_id
    body = {"shop_cipher": seller.cipher, "line_items": [{"sku_id": sku}], "coupon_ids": ["1"]}
    assert seller.platform.refuse("POST", "/sandbox/orders", body).code == 40404
    assert len(seller.call("getOrderList", {}, query={"page_size": 50}).data["orders"]) == before
    assert seller.call("getCoupon", coupon_id="7652000000009999999").code == 36009004
    assert product_id != other


@pytest.mark.own_platform
def test_a_claimed_coupon_waits_for_its_buyer_and_ends_with_time(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "ID")
    _, sku = product_of(seller, "30000")
    made = coupon(seller, amount="500", days=2, valid_days=1, buyers="NEW")
    regular = buy(seller, sku, buyer="Ann")["buyer_id"]
    body = {"shop_cipher": seller.cipher, "line_items": [{"sku_id": sku}], "buyer_id": regular, "coupon_ids": [made]}
    assert platform.refuse("POST", "/sandbox/orders", body).code == REFUSED
    other = coupon(seller, amount="500", days=2, valid_days=1)
    claimed = platform.post(f"/sandbox/coupons/{other}/claim", {"buyer_id": regular})
    assert claimed["usable_until"] - claimed["usable_from"] == DAY
    assert platform.refuse("POST", f"/sandbox/coupons/{other}/claim", {"buyer_id": regular}).code == REFUSED
    pass_time(platform, DAY)
    assert platform.refuse("POST", "/sandbox/orders", {**body, "coupon_ids": [other]}).code == REFUSED
    pass_time(platform, 2 * DAY)
    assert seller.call("getCoupon", coupon_id=other).data["coupon"]["status"] == "EXPIRED"
    assert [each["coupon_id"] for each in platform.get("/sandbox/coupons", shop_id=seller.shop_id)["coupons"]] == [
        other,
        made,
    ]


@pytest.mark.own_platform
def test_simulated_buyers_claim_and_use_coupons(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")
    product_of(seller, "10.00")
    made = coupon(seller, amount="1.00")
    mix = {"coupon": 1, "payment_failure": 0, "returning_buyer": 0}
    platform.post("/sandbox/world", {"shop_cipher": seller.cipher, "orders_per_hour": 10, "seed": "7", "mix": mix})
    pass_time(platform, 3_600)
    stats = seller.call("getCoupon", coupon_id=made).data["coupon"]["usage_stats"]
    orders = platform.get("/sandbox/world", shop_id=seller.shop_id)["counts"]["orders"]
    assert stats == {"claimed_count": orders, "redeemed_count": orders}
    assert orders > 0
