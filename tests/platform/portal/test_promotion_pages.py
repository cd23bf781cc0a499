"""The list of a shop's promotions, and the page of one with the price that it makes, step by step."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from tests.harness.calls import Seller, new_seller
from tests.harness.trade import stocked

from .shop_pages import chips, keys
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


def bulk(someone: Visitor, seller: Seller, act: str, *ids: str) -> tuple[int, list[tuple[str, int]]]:
    """Do one act to some rows as the list's script does: how many it was done to, and the id and code of the others."""
    form = [("act", act), *(("id", activity) for activity in ids)]
    reply = someone.send(f"/{_shop(seller)}/bulk/promotions", *form, page=url(seller), headers={"x-fragment": "1"})
    result = reply.json()
    return result["done"], [(row["id"], row["code"]) for row in result["refused"]]


def _shop(seller: Seller) -> str:
    return f"portal/shops/{seller.shop_id}"


def status(seller: Seller, activity: str) -> str:
    return str(seller.call("getActivity", activity_id=activity).data["status"])


def test_ticked_promotions_are_ended_with_a_result_for_each_row(someone: Visitor, seller: Seller) -> None:
    sku = stocked(seller)
    mine = start(seller, sku_ids=[sku], percent=20, title="Spring")
    campaign = start(seller, sku_ids=[sku], type="FIXED_PRICE", price="5.00", title="TikTok week", by="PLATFORM")
    other = new_seller(seller.platform)
    theirs = start(other, sku_ids=[stocked(other)], percent=10)
    done = bulk(someone, seller, "DEACTIVATE", mine, campaign, theirs)
    assert done == (1, [(campaign, 17029028), (theirs, 17029009)])
    assert [status(seller, activity) for activity in (mine, campaign)] == ["DEACTIVATED", "ONGOING"]
    assert status(other, theirs) == "ONGOING"


@pytest.mark.parametrize(
    ("act", "begins_in", "after"),
    [
        ("BEGIN", 3_600, "ONGOING"),
        ("DEACTIVATE", 3_600, "DEACTIVATED"),
        ("TERMINATE", 0, "NOT_EFFECTIVE"),
    ],
)
def test_an_act_on_many_promotions_fits_once(
    someone: Visitor, seller: Seller, act: str, begins_in: int, after: str
) -> None:
    ids = [start(seller, sku_ids=[stocked(seller)], percent=20, begins_in=begins_in) for _ in range(2)]
    assert bulk(someone, seller, act, *ids) == (2, [])
    assert [status(seller, activity) for activity in ids] == [after, after]
    assert bulk(someone, seller, act, *ids) == (0, [(activity, 40982) for activity in ids])


def test_what_the_seller_ended_is_published_again_for_as_long_as_before(someone: Visitor, seller: Seller) -> None:
    activity = start(seller, sku_ids=[stocked(seller)], percent=20, lasts=7_200)
    assert bulk(someone, seller, "REPUBLISH", activity)[0] == 0, "it still runs"
    bulk(someone, seller, "DEACTIVATE", activity)
    assert bulk(someone, seller, "REPUBLISH", activity) == (1, [])
    data = seller.call("getActivity", activity_id=activity).data
    assert (data["status"], data["end_time"] - data["begin_time"]) == ("NOT_START", 7_200)


def test_the_page_of_a_promotion_has_the_acts_that_fit_it(someone: Visitor, seller: Seller) -> None:
    activity = start(seller, sku_ids=[stocked(seller)], percent=20, begins_in=3_600)
    page = someone.open(url(seller, f"/{activity}"))
    assert re.findall(r'name="act" value="(\w+)"', page) == ["BEGIN", "DEACTIVATE", "TERMINATE"]
    acts = url(seller, f"/{activity}/acts")
    reply = someone.send(acts, ("act", "BEGIN"), page=url(seller, f"/{activity}"))
    assert (reply.status_code, reply.headers["location"]) == (303, url(seller, f"/{activity}"))
    assert status(seller, activity) == "ONGOING"
    campaign = start(seller, sku_ids=[stocked(seller)], percent=20, by="PLATFORM")
    page = someone.open(url(seller, f"/{campaign}"))
    assert re.findall(r'name="act" value="(\w+)"', page) == ["TERMINATE"]
    assert someone.send(acts, ("act", "NOPE"), page=url(seller, f"/{activity}")).status_code == 400
    reply = someone.send(f"/{_shop(seller)}/bulk/promotions", ("act", "NOPE"), ("id", activity), page=url(seller))
    assert reply.status_code == 400


def test_the_list_is_narrowed_by_the_day_of_the_begin_counts_states_and_goes_either_way(
    someone: Visitor, seller: Seller
) -> None:
    today = start(seller, sku_ids=[stocked(seller)], percent=20, title="Spring")
    later = start(seller, sku_ids=[stocked(seller)], percent=20, title="Summer", begins_in=5 * 86_400)
    begin = datetime.fromtimestamp(seller.call("getActivity", activity_id=later).data["begin_time"], UTC).date()
    assert keys(someone.open(url(seller))) == [later, today]
    assert keys(someone.open(url(seller, "?sort=created"))) == [today, later]
    assert keys(someone.open(url(seller, f"?since={begin}"))) == [later]
    assert keys(someone.open(url(seller, f"?until={begin - timedelta(days=1)}"))) == [today]
    assert chips(someone.open(url(seller))) == {
        url(seller): 2,
        url(seller, "?status=NOT_START"): 1,
        url(seller, "?status=ONGOING"): 1,
    }
    ids = someone.open(f"/{_shop(seller)}/files/promotions.ids?status=NOT_START")
    assert json.loads(ids) == [later]
