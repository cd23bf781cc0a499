"""searchCancellations: what is shown, what the filters select, and how pages follow each other."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.harness.calls import Seller, new_seller
from tests.harness.cancellations import approve, ask, bought, cancel, cancelled, case, reject
from tests.harness.server import RunningPlatform
from tests.harness.trade import HOUR, buy, detail, pass_time, shop_in, stocked
from tests.platform.support import data_of

PARTS = ("refund_subtotal", "refund_shipping_fee", "refund_tax", "retail_delivery_fee", "buyer_service_fee")


@pytest.mark.parametrize("region", ["US", "GB", "DE", "ID", "JP", "TH"])
def test_the_money_of_the_whole_is_that_of_its_lines_and_of_the_order(
    shared_platform: RunningPlatform, region: str
) -> None:
    seller = shop_in(shared_platform, region)
    order_id = bought(seller, (stocked(seller, 5), 3), stocked(seller, 5), insured=True)
    cancellation = case(seller, cancel(seller, order_id).data["cancel_id"])
    whole, lines = (
        cancellation["refund_amount"],
        [cancel_line_item["refund_amount"] for cancel_line_item in cancellation["cancel_line_items"]],
    )
    assert len(lines) == 4
    for name in ("refund_total", *PARTS):
        assert Decimal(whole[name]) == sum(Decimal(line[name]) for line in lines)
    for item in (whole, *lines):
        assert Decimal(item["refund_total"]) == sum(Decimal(item[name]) for name in PARTS)
    payment = detail(seller, order_id)["payment"]
    assert (whole["currency"], whole["refund_total"]) == (payment["currency"], payment["total_amount"])


def test_a_cancellation_shows_its_reason_and_lines(shared_platform: RunningPlatform) -> None:
    seller = shop_in(shared_platform, "GB")
    sku = stocked(seller, 5)
    order_id = bought(seller, sku)
    cancel(seller, order_id)
    data = data_of("searchCancellations", seller.call("searchCancellations", {"order_ids": [order_id]}))
    (cancellation,) = data["cancellations"]
    assert data["total_count"] == 1
    assert (cancellation["cancel_type"], cancellation["role"]) == ("CANCEL", "SELLER")
    assert cancellation["cancel_reason"] == "seller_cancel_reason_wrong_price_uk"
    assert cancellation["cancel_reason_text"]
    (line,) = cancellation["cancel_line_items"]
    (bought_line,) = detail(seller, order_id)["line_items"]
    assert line["order_line_item_id"] == bought_line["id"]
    for name in ("sku_id", "product_name", "seller_sku"):
        assert line[name] == bought_line[name]
    assert line["product_image"]["url"] == bought_line["sku_image"]


@pytest.fixture
def seller(platform: RunningPlatform) -> Seller:
    return new_seller(platform, region="GB")


@pytest.mark.own_platform
def test_filters_select(seller: Seller) -> None:
    sku = stocked(seller, 20)
    by_seller = bought(seller, sku)
    cancel(seller, by_seller)
    pass_time(seller.platform, HOUR)
    pending, refused, approved = (bought(seller, sku) for _ in range(3))
    asked = [ask(seller, item) for item in (pending, refused, approved)]
    between = seller.platform.get("/sandbox/clock")["now"] + HOUR
    pass_time(seller.platform, 2 * HOUR)
    assert reject(seller, asked[1]).code == approve(seller, asked[2]).code == 0
    filters = {
        "all": {},
        "orders": {"order_ids": [by_seller, refused]},
        "cancels": {"cancel_ids": asked[:2]},
        "types": {"cancel_types": ["BUYER_CANCEL"]},
        "pending": {"cancel_status": ["CANCELLATION_REQUEST_PENDING"]},
        "two states": {"cancel_status": ["CANCELLATION_REQUEST_CANCEL", "CANCELLATION_REQUEST_SUCCESS"]},
        "buyers": {"buyer_user_ids": [detail(seller, approved)["user_id"]]},
        "changed later": {"update_time_ge": between},
        "changed before": {"update_time_lt": between},
        "made later": {"create_time_ge": between},
        "made before": {"create_time_lt": between, "cancel_types": ["CANCEL"]},
    }
    assert {name: [item["order_id"] for item in cancelled(seller, **body)] for name, body in filters.items()} == {
        "all": [by_seller, pending, refused, approved],
        "orders": [by_seller, refused],
        "cancels": [pending, refused],
        "types": [pending, refused, approved],
        "pending": [pending],
        "two states": [refused, approved],
        "buyers": [approved],
        "changed later": [refused, approved],
        "changed before": [by_seller, pending],
        "made later": [],
        "made before": [by_seller],
    }
    newest = seller.call("searchCancellations", {}, query={"sort_field": "update_time", "sort_order": "DESC"})
    assert [cancellation["order_id"] for cancellation in newest.data["cancellations"]][-2:] == [pending, by_seller]


def test_pages_follow_each_other_with_the_documented_default_of_ten(shared_platform: RunningPlatform) -> None:
    seller = shop_in(shared_platform, "GB")
    sku = stocked(seller, 20)
    for _ in range(12):
        ask(seller, str(buy(seller, sku, paid=False)["order_id"]))
    first = seller.call("searchCancellations", {}).data
    assert (len(first["cancellations"]), first["total_count"]) == (10, 12)
    rest = seller.call("searchCancellations", {}, query={"page_token": first["next_page_token"]}).data
    assert (len(rest["cancellations"]), rest["next_page_token"]) == (2, "")
    assert len({cancellation["cancel_id"] for cancellation in first["cancellations"] + rest["cancellations"]}) == 12
    assert len(seller.call("searchCancellations", {}, query={"page_size": 3}).data["cancellations"]) == 3
    assert seller.call("searchCancellations", {}, query={"page_size": 51}).code == 98001004


def test_shops_see_their_own(shared_platform: RunningPlatform) -> None:
    seller, other = shop_in(shared_platform, "GB"), shop_in(shared_platform, "GB")
    cancel_id = ask(seller, bought(seller, stocked(seller, 5)))
    assert cancelled(other) == []
    assert cancelled(other, cancel_ids=[cancel_id]) == []
