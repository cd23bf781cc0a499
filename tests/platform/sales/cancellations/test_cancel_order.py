"""Sellers cancel: what they may in which state and market, and what it does to stock, money, parcels and apps."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shopwright.testing import WebhookReceiver
from tests.harness.calls import Seller, new_seller
from tests.harness.cancellations import (
    OUT_OF_STOCK,
    WRONG_PRICE,
    ask,
    bought,
    british,
    cancel,
    cancelled,
    case,
    listen,
    refunded,
    told,
)
from tests.harness.server import RunningPlatform
from tests.harness.trade import HOUR, advance, buy, detail, holding, pass_time, shop_in, status_of, stocked
from tests.platform.catalogue.test_bundles import Bundled
from tests.platform.sales.packages.shipments import marked
from tests.platform.support import data_of

STATUSES = ("UNPAID", "ON_HOLD", "AWAITING_SHIPMENT", "AWAITING_COLLECTION", "IN_TRANSIT", "DELIVERED", "COMPLETED")
MARKETS = ("US", "GB", "DE", "ID", "BR", "JP")


@pytest.fixture
def seller(platform: RunningPlatform) -> Seller:
    return new_seller(platform, region="US")


@pytest.mark.parametrize("region", MARKETS)
def test_who_may_cancel_in_which_state(shared_platform: RunningPlatform, region: str) -> None:
    seller = shop_in(shared_platform, region)
    sku = stocked(seller, 10)
    codes = {}
    for status in STATUSES:
        order_id = str(buy(seller, sku, paid=status != "UNPAID")["order_id"])
        if status not in {"UNPAID", "ON_HOLD"}:
            advance(seller, order_id, status)
        reason = british(seller, "seller_cancel_paid_reason_address_not_deliver")
        codes[status] = seller.call("cancelOrder", {"order_id": order_id, "cancel_reason": reason}).code
        assert (status_of(seller, order_id) == "CANCELLED") == (codes[status] == 0)
    assert codes == {
        "UNPAID": 25020005,
        "ON_HOLD": 0,
        "AWAITING_SHIPMENT": 0,
        "AWAITING_COLLECTION": 0 if region == "US" else 25020005,
        "IN_TRANSIT": 25001045,
        "DELIVERED": 25001045,
        "COMPLETED": 25001051,
    }


@pytest.mark.own_platform
@pytest.mark.parametrize("status", ["AWAITING_SHIPMENT", "AWAITING_COLLECTION"])
def test_a_cancelled_order_gives_stock_money_and_parcels_back(seller: Seller, status: str) -> None:
    sku = stocked(seller, 5)
    order_id = bought(seller, (sku, 2), status=status)
    reply = data_of("cancelOrder", cancel(seller, order_id))
    assert reply["cancel_status"] == "CANCELLATION_REQUEST_SUCCESS"
    fields = detail(seller, order_id)
    assert (fields["status"], fields["cancellation_initiator"]) == ("CANCELLED", "SELLER")
    assert {line_item["package_status"] for line_item in fields["line_items"]} == {"CANCELLED"}
    assert holding(seller, sku) == (5, 0)
    cancellation = case(seller, reply["cancel_id"])
    assert cancellation["refund_amount"]["refund_total"] == fields["payment"]["total_amount"]
    assert cancellation["should_replenish_stock"] is True
    pass_time(seller.platform, HOUR)
    assert case(seller, reply["cancel_id"])["cancel_status"] == "CANCELLATION_REQUEST_COMPLETE"


@pytest.mark.parametrize("region", ["US", "GB", "VN"])
@pytest.mark.parametrize("status", ["ON_HOLD", "AWAITING_SHIPMENT"])
def test_what_the_seller_has_no_more_of_is_not_sold_again(
    shared_platform: RunningPlatform, region: str, status: str
) -> None:
    """Stock becomes 0 when a seller cancels as out of stock, says the title of an entry in TikTok's questions. What
    other orders hold stays theirs (docs/reference/stock.md#changes)."""
    seller = shop_in(shared_platform, region)
    sku, kept = stocked(seller, 5), stocked(seller, 5)
    other = bought(seller, sku)
    order_id = bought(seller, sku, status=status)
    reply = data_of("cancelOrder", cancel(seller, order_id, OUT_OF_STOCK))
    assert (holding(seller, sku), holding(seller, kept)) == ((1, 1), (5, 0))
    assert case(seller, reply["cancel_id"])["should_replenish_stock"] is False
    assert cancel(seller, other, WRONG_PRICE).code == 0
    assert holding(seller, sku) == (1, 0)


def test_of_a_bundle_that_is_out_of_stock_no_part_is_left(shared_platform: RunningPlatform) -> None:
    bundle = Bundled(shared_platform)
    order_id = bundle.buy()
    advance(bundle.seller, order_id, "AWAITING_SHIPMENT")
    assert cancel(bundle.seller, order_id, OUT_OF_STOCK).code == 0
    assert [holding(bundle.seller, part) for part in (bundle.sand, bundle.sea)] == [(0, 0), (0, 0)]


def test_what_is_packed_and_out_of_stock_does_not_come_back(shared_platform: RunningPlatform) -> None:
    seller = shop_in(shared_platform, "US")
    sku = stocked(seller, 5)
    order_id = bought(seller, (sku, 2), status="AWAITING_COLLECTION")
    assert cancel(seller, order_id, OUT_OF_STOCK).code == 0
    assert holding(seller, sku) == (0, 0)


@pytest.mark.parametrize("region", ["US", "GB"])
def test_single_line_items_that_are_out_of_stock_are_cancelled_alone(
    shared_platform: RunningPlatform, region: str
) -> None:
    seller = shop_in(shared_platform, region)
    sku, other = stocked(seller, 5), stocked(seller, 5)
    order_id = bought(seller, (sku, 2), other)
    lines = detail(seller, order_id)["line_items"]
    assert cancel(seller, order_id, WRONG_PRICE, order_line_item_ids=[lines[0]["id"]]).code == 25005010
    assert cancel(seller, order_id, order_line_item_ids=[lines[0]["id"]]).code == 0
    assert status_of(seller, order_id) == "AWAITING_SHIPMENT"
    assert holding(seller, sku) == (1, 1)
    last_line = [{"order_line_item_id": lines[2]["id"]}]
    assert cancel(seller, order_id, order_line_list=last_line).code == 0
    assert holding(seller, other) == (0, 0)
    assert cancel(seller, order_id, skus=[{"sku_id": sku, "quantity": 1}]).code == 0
    reply = detail(seller, order_id)
    assert reply["status"] == "CANCELLED"
    assert refunded(seller, order_id) == Decimal(reply["payment"]["total_amount"])
    assert len(cancelled(seller, order_ids=[order_id])) == 3


@pytest.mark.parametrize("region", ["DE", "ID", "BR"])
def test_elsewhere_only_whole_orders_are_cancelled(shared_platform: RunningPlatform, region: str) -> None:
    seller = shop_in(shared_platform, region)
    order_id = bought(seller, (stocked(seller, 5), 2))
    lines = [line_item["id"] for line_item in detail(seller, order_id)["line_items"]]
    assert cancel(seller, order_id, order_line_item_ids=lines[:1]).code == 25005010
    assert cancel(seller, order_id, order_line_item_ids=lines).code == 0
    assert status_of(seller, order_id) == "CANCELLED"


@pytest.mark.parametrize(
    ("region", "reason", "code"),
    [
        ("US", "no_such_reason", 25001014),
        ("US", "ecom_order_to_ship_canceled_reason_better_price", 25001015),
        ("US", "seller_cancel_unable_to_deliver_to_buyer_address", 25001020),
        ("GB", OUT_OF_STOCK, 25001020),
        ("US", "seller_cancel_unpaid_reason_out_of_stock", 25001021),
    ],
)
def test_a_reason_must_be_one_of_sellers_in_the_market_for_the_state(
    shared_platform: RunningPlatform, region: str, reason: str, code: int
) -> None:
    seller = shop_in(shared_platform, region)
    order_id = bought(seller, stocked(seller, 5))
    assert seller.call("cancelOrder", {"order_id": order_id, "cancel_reason": reason}).code == code
    assert status_of(seller, order_id) == "AWAITING_SHIPMENT"


def test_what_is_named_must_be_in_the_order_and_left(shared_platform: RunningPlatform) -> None:
    seller = shop_in(shared_platform, "US")
    sku = stocked(seller, 5)
    order_id = bought(seller, (sku, 2))
    first, second = [line["id"] for line in detail(seller, order_id)["line_items"]]
    wrong: list[tuple[dict[str, object], int]] = [
        ({"order_line_item_ids": ["123"]}, 25001001),
        ({"order_line_list": [{"sub_order_line_item_id": first}]}, 25001001),
        ({"order_line_item_ids": [first], "order_line_list": [{"order_line_item_id": first}]}, 25001001),
        ({"skus": [{"sku_id": "123", "quantity": 1}]}, 25001001),
        ({"skus": [{"sku_id": sku, "quantity": 0}]}, 25001001),
        ({"skus": [{"sku_id": sku, "quantity": 3}]}, 25005011),
        ({"skus": [{"sku_id": sku, "quantity": 2}, {"sku_id": sku, "quantity": 1}]}, 25005011),
    ]
    for fields, code in wrong:
        assert cancel(seller, order_id, **fields).code == code, fields
    assert cancel(seller, order_id, order_line_item_ids=[first, first]).code == 0
    assert cancel(seller, order_id, order_line_item_ids=[first, second]).code == 25001051
    assert cancel(seller, order_id, skus=[{"sku_id": sku, "quantity": 2}]).code == 25005011
    assert status_of(seller, order_id) == "AWAITING_SHIPMENT"


@pytest.mark.own_platform
def test_what_the_platform_fulfils_is_cancelled_until_it_is_shipped(platform: RunningPlatform) -> None:
    seller = new_seller(platform, region="GB")
    sku = stocked(seller, 5)
    first, second = (bought(seller, sku, fulfillment_type="FULFILLMENT_BY_TIKTOK") for _ in range(2))
    assert cancel(seller, first).code == 0
    pass_time(platform, 8 * HOUR)
    assert cancel(seller, second).code in {25020005, 25001045}
    assert (status_of(seller, first), holding(seller, sku)) == ("CANCELLED", (4, 0))


def test_orders_of_other_shops_are_unknown(shared_platform: RunningPlatform) -> None:
    seller, other = shop_in(shared_platform, "US"), shop_in(shared_platform, "US")
    order_id = bought(other, stocked(other, 5))
    assert cancel(seller, order_id).code == cancel(seller, "123").code == 25001001
    assert status_of(other, order_id) == "AWAITING_SHIPMENT"


def test_a_buyers_open_request_is_answered_first(shared_platform: RunningPlatform) -> None:
    seller = shop_in(shared_platform, "US")
    order_id = bought(seller, stocked(seller, 5))
    ask(seller, order_id)
    assert cancel(seller, order_id).code == 25001011


@pytest.mark.own_platform
def test_apps_are_told(platform: RunningPlatform, receiver: WebhookReceiver) -> None:
    seller = new_seller(platform, region="GB")
    sku, other = stocked(seller, 5), stocked(seller, 5)
    order_id = bought(seller, sku, other, shipping_type="TIKTOK")
    (package,) = detail(seller, order_id)["packages"]
    line = next(line_item for line_item in detail(seller, order_id)["line_items"] if line_item["sku_id"] == sku)
    listen(seller, receiver)
    assert cancel(seller, order_id, order_line_item_ids=[line["id"]]).code == 0
    (update,) = told(seller, receiver, 4, 1)
    assert (update["sc_type"], update["role_type"]) == ("PARTLY_CANCEL_SPLIT", "ROLE_SELLER")
    assert update["package_list"] == [{"package_id": package["id"], "order_id_list": [order_id]}]
    assert cancel(seller, order_id).code == 0
    (status,) = told(seller, receiver, 1, 1)
    assert (status["order_id"], status["order_status"]) == (order_id, "CANCEL")
    pass_time(platform, HOUR)
    words = [(item["cancel_status"], item["cancellations_role"]) for item in told(seller, receiver, 11, 4)]
    assert words == [
        ("CANCELLATION_REQUEST_SUCCESS", "SELLER"),
        ("CANCELLATION_REQUEST_SUCCESS", "SELLER"),
        ("CANCELLATION_REQUEST_COMPLETE", "SELLER"),
        ("CANCELLATION_REQUEST_COMPLETE", "SELLER"),
    ]
    moved = [item["change_detail"][0] for item in told(seller, receiver, 71, 3)]
    assert {item["trigger_source"] for item in moved} == {"order_canceled"}
    deltas = [(item["total_quantity_delta"], item["committed_quantity_delta"]) for item in moved]
    assert deltas == [(0, -1), (-5, 0), (0, -1)]
    (alert,) = told(seller, receiver, 27, 1)
    assert (alert["sku_id"], alert["current_inventory_status"]) == (sku, "OUT_OF_STOCK")


def test_a_part_that_a_carrier_has_keeps_the_whole_from_being_cancelled(seller: Seller) -> None:
    sku = stocked(seller, 5)
    order_id = bought(seller, (sku, 2), shipping_type="SELLER")
    first, second = [line["id"] for line in detail(seller, order_id)["line_items"]]
    package_id = marked(seller, order_id, first)["package_id"]
    assert status_of(seller, order_id) == "PARTIALLY_SHIPPING"
    seller.platform.post(f"/sandbox/packages/{package_id}/acts", {"act": "COLLECT"})
    assert cancel(seller, order_id).code == 25001045
    assert cancel(seller, order_id, order_line_item_ids=[second]).code == 0
    assert status_of(seller, order_id) == "IN_TRANSIT"


@pytest.mark.own_platform
def test_what_is_left_of_an_order_completes_it_once_all_of_that_is_paid_back(seller: Seller) -> None:
    """One unit is refunded while it travels, the other one's parcel is lost."""
    sku = stocked(seller, 5)
    order_id = bought(seller, (sku, 2), shipping_type="SELLER")
    lines = [line["id"] for line in detail(seller, order_id)["line_items"]]
    packages = [marked(seller, order_id, line)["package_id"] for line in lines]
    for package_id in packages:
        seller.platform.post(f"/sandbox/packages/{package_id}/acts", {"act": "COLLECT"})
    asked = {"return_type": "REFUND", "line_items": lines[:1]}
    return_id = seller.platform.post(f"/sandbox/orders/{order_id}/return", asked)["return_id"]
    approved = seller.call("approveReturn", {"decision": "APPROVE_REFUND"}, return_id=return_id)
    assert approved.code == 0, approved.message
    pass_time(seller.platform, HOUR)
    assert status_of(seller, order_id) == "IN_TRANSIT"
    seller.platform.post(f"/sandbox/packages/{packages[1]}/acts", {"act": "LOSE"})
    assert status_of(seller, order_id) == "COMPLETED"
    seller.platform.post(f"/sandbox/packages/{packages[0]}/acts", {"act": "LOSE"})
    assert status_of(seller, order_id) == "COMPLETED"
    (lost,) = cancelled(seller, order_ids=[order_id])
    assert (lost["role"], lost["should_replenish_stock"]) == ("SYSTEM", False)
    total = Decimal(detail(seller, order_id)["payment"]["total_amount"])
    (returned,) = seller.call("searchReturns", {"order_ids": [order_id]}).data["return_orders"]
    assert refunded(seller, order_id) + Decimal(returned["refund_amount"]["refund_total"]) == total
