"""The list of a shop's promotions, and the page of one with the price that it makes, step by step."""

from __future__ import annotations

import csv
import io
from html import unescape

from tests.harness.calls import Seller
from tests.harness.trade import stocked

from .visitor import Visitor, words_of


def url(seller: Seller, rest: str = "") -> str:
    return f"/portal/shops/{seller.shop_id}/promotions{rest}"


def start(seller: Seller, **fields: object) -> str:
    made = seller.platform.post("/sandbox/activities", {"shop_cipher": seller.cipher, **fields})
    return str(made["activity_id"])


def test_the_list_shows_promotions_and_coupons_and_narrows_by_state_and_text(someone: Visitor, seller: Seller) -> None:
    assert "No promotions yet." in words_of(someone.open(url(seller)))
    sku = stocked(seller)
    start(seller, sku_ids=[sku], percent=20, title="Spring <b>sale</b>")
    start(seller, sku_ids=[sku], type="FLASHSALE", price="5.00", title="One hour", begins_in=3_600)
    seller.platform.post("/sandbox/coupons", {"shop_cipher": seller.cipher, "title": "Welcome", "percent": 10})
    page = someone.open(url(seller))
    words = words_of(page)
    assert "<b>sale</b>" not in page
    for text in ("Spring", "Running", "Discount", "One hour", "To come", "Flash deal", "Welcome", "10 %"):
        assert text in words
    assert "One hour" not in words_of(someone.open(url(seller, "?status=ONGOING")))
    assert "Spring" not in words_of(someone.open(url(seller, "?q=flash")))
    assert "No promotion matches" in words_of(someone.open(url(seller, "?q=nothing")))


def test_the_list_is_a_file_too(someone: Visitor, seller: Seller) -> None:
    activity = start(seller, sku_ids=[stocked(seller)], percent=20, title="Spring")
    text = someone.open(f"/portal/shops/{seller.shop_id}/files/promotions.csv")
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert [(row["Activity"], row["Title"], row["State"], row["Items"]) for row in rows] == [
        (activity, "Spring", "Running", "1")
    ]


def test_the_page_of_a_promotion_explains_which_offer_won_and_who_pays(someone: Visitor, seller: Seller) -> None:
    sku = stocked(seller)
    discount = start(seller, sku_ids=[sku], percent=20, title="Spring")
    start(
        seller, sku_ids=[sku], type="FIXED_PRICE", price="10.00", title="TikTok week", by="PLATFORM", platform_share=40
    )
    body = {"shop_cipher": seller.cipher, "title": "Welcome", "amount": "1.00"}
    coupon = seller.platform.post("/sandbox/coupons", body)["coupon_id"]
    words = unescape(words_of(someone.open(url(seller, f"/{discount}?sku={sku}&quantity=2&coupon={coupon}"))))
    for text in (
        "Usual price 2 units",
        "25.00",
        "TikTok week Fixed price Applies −3.00 −2.00 20.00",
        "Spring Discount Not used: a campaign of the platform (TikTok week) comes first",
        "Welcome Coupon Applies −1.00 19.00",
        "The buyer pays before shipping, taxes and fees, in GBP −4.00 −2.00 19.00",
    ):
        assert text in words, words
    assert "no SKU 17" in words_of(someone.open(url(seller, f"/{discount}?sku=17")))
