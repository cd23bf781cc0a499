"""Buyers ask to cancel: the seller answers, or time does, or the buyer thinks better of it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shopwright.testing import WebhookReceiver
from tests.harness.calls import Seller, new_seller
from tests.harness.cancellations import (
    approve,
    ask,
    bought,
    cancel,
    cancelled,
    case,
    listen,
    refunded,
    reject,
    reject_reasons,
    told,
)
from tests.harness.server import RunningPlatform
from tests.harness.trade import DAY, HOUR, advance, buy, detail, holding, pass_time, shop_in, status_of, stocked
from tests.platform.sales.packages.shipments import marked, ship
from tests.platform.support import data_of

PENDING, SUCCESS = "CANCELLATION_REQUEST_PENDING", "CANCELLATION_REQUEST_SUCCESS"
CANCEL, COMPLETE = "CANCELLATION_REQUEST_CANCEL", "CANCELLATION_REQUEST_COMPLETE"


@pytest.fixture
def seller(platform: RunningPlatform) -> Seller:
    return new_seller(platform, region="GB")


@pytest.mark.parametrize(("paid", "status"), [(False, COMPLETE), (True, SUCCESS)], ids=["unpaid", "on hold"])
def test_an_early_cancel_is_done_at_once(shared_platform: RunningPlatform, paid: bool, status: str) -> None:
    seller = shop_in(shared_platform, "GB")
    sku = stocked(seller, 5)
    order_id = str(buy(seller, sku, paid=paid)["order_id"])
    cancellation = case(seller, ask(seller, order_id))
    assert (cancellation["cancel_type"], cancellation["cancel_status"], cancellation["role"]) == (
        "CANCEL",
        status,
        "BUYER",
    )
    assert "seller_next_action_response" not in cancellation
    assert (status_of(seller, order_id), holding(seller, sku)) == ("CANCELLED", (5, 0))
    total = detail(seller, order_id)["payment"]["total_amount"]
    assert cancellation["refund_amount"]["refund_total"] == (total if paid else "0.00")


@pytest.mark.own_platform
def test_a_later_one_waits_48_hours_for_the_seller_and_is_then_approved(seller: Seller) -> None:
    sku = stocked(seller, 5)
    order_id = bought(seller, sku)
    cancel_id = ask(seller, order_id)
    cancellation = case(seller, cancel_id)
    assert (cancellation["cancel_type"], cancellation["cancel_status"]) == ("BUYER_CANCEL", PENDING)
    (action,) = cancellation["seller_next_action_response"]
    assert action == {"action": "SELLER_RESPOND_BUYER_CANCEL", "deadline": cancellation["create_time"] + 2 * DAY}
    assert detail(seller, order_id)["is_buyer_request_cancel"] is True
    pass_time(seller.platform, 2 * DAY - 30)
    assert case(seller, cancel_id)["cancel_status"] == PENDING
    pass_time(seller.platform, 30)
    assert case(seller, cancel_id)["cancel_status"] == SUCCESS
    assert (status_of(seller, order_id), holding(seller, sku)) == ("CANCELLED", (5, 0))
    pass_time(seller.platform, HOUR)
    assert case(seller, cancel_id)["cancel_status"] == COMPLETE


def test_an_approved_request_cancels_and_cannot_be_answered_again(anywhere: RunningPlatform) -> None:
    seller = new_seller(anywhere, region="DE")
    sku = stocked(seller, 5)
    order_id = bought(seller, sku)
    cancel_id = ask(seller, order_id)
    reason = reject_reasons(seller, cancel_id)[0]
    assert data_of("approveCancellation", approve(seller, cancel_id)) == {}
    reply = detail(seller, order_id)
    assert (reply["status"], reply["cancellation_initiator"]) == ("CANCELLED", "BUYER")
    assert reply["is_buyer_request_cancel"] is False
    assert holding(seller, sku) == (5, 0)
    assert approve(seller, cancel_id).code == 25011012
    assert reject(seller, cancel_id, reason).code == 25020010
    pass_time(anywhere, HOUR)
    assert case(seller, cancel_id)["cancel_status"] == COMPLETE
    assert approve(seller, cancel_id).code == reject(seller, cancel_id, reason).code == 25020003


@pytest.mark.own_platform
def test_after_a_rejection_the_order_goes_on_and_the_buyer_may_ask_anew(seller: Seller) -> None:
    sku = stocked(seller, 5)
    order_id = bought(seller, sku)
    cancel_id = ask(seller, order_id)
    reason = reject_reasons(seller, cancel_id)[0]
    assert data_of("rejectCancellation", reject(seller, cancel_id, comment="It is packed.")) == {}
    cancellation = case(seller, cancel_id)
    assert cancellation["cancel_status"] == CANCEL
    assert "seller_next_action_response" not in cancellation
    assert detail(seller, order_id)["is_buyer_request_cancel"] is False
    assert holding(seller, sku) == (5, 1)
    assert approve(seller, cancel_id).code == 25020009
    assert reject(seller, cancel_id, reason).code == 25011011
    pass_time(seller.platform, 3 * DAY)
    assert case(seller, cancel_id)["cancel_status"] == CANCEL
    assert ask(seller, order_id) != cancel_id
    assert reject(seller, cancelled(seller)[-1]["cancel_id"], reason).code == 0
    advance(seller, order_id, "COMPLETED")


def test_a_request_is_withdrawn_once(shared_platform: RunningPlatform) -> None:
    seller = shop_in(shared_platform, "GB")
    order_id = bought(seller, stocked(seller, 5))
    cancel_id = ask(seller, order_id)
    path = f"/sandbox/cancellations/{cancel_id}/withdraw"
    done = shared_platform.post(path, {})
    assert (done["cancel_status"], done["order"]["status"]) == (CANCEL, "AWAITING_SHIPMENT")
    assert done["order"]["open_claims"] == []
    assert shared_platform.refuse("POST", path, {}).code == 40922
    assert shared_platform.refuse("POST", "/sandbox/cancellations/123/withdraw", {}).status == 404
    assert approve(seller, cancel_id).code == 25020009


@pytest.mark.parametrize(
    ("region", "reason", "code"),
    [
        ("US", "no_such_reason", 25001014),
        ("US", "seller_cancel_reason_out_of_stock", 25001016),
        ("US", "seller_reject_apply_product_has_been_packed", 25001020),
        ("GB", "reverse_reject_request_reason_1_uk", 25001057),
        ("GB", "seller_reject_package_items_missing", 25001057),
        ("GB", "seller_reject_replacement_out_of_stock", 25001057),
    ],
)
def test_a_rejection_needs_a_reason_of_the_markets_list(
    shared_platform: RunningPlatform, region: str, reason: str, code: int
) -> None:
    seller = shop_in(shared_platform, region)
    cancel_id = ask(seller, bought(seller, stocked(seller, 5)))
    assert reject(seller, cancel_id, reason).code == code
    assert reject(seller, cancel_id, comment="x" * 501).code == 25001001
    assert reject(seller, cancel_id, images=[{"image_id": "1"}] * 7).code == 25001001
    assert case(seller, cancel_id)["cancel_status"] == PENDING


def test_of_a_long_reason_that_nobody_knows_the_message_says_80_characters(shared_platform: RunningPlatform) -> None:
    seller = shop_in(shared_platform, "US")
    order_id = bought(seller, stocked(seller, 5))
    unknown = "u" * 200
    for refused in (cancel(seller, order_id, unknown), reject(seller, ask(seller, order_id), unknown)):
        assert refused.code == 25001014
        assert "u" * 80 in refused.message
        assert "u" * 81 not in refused.message


def test_what_needs_no_answer_takes_none(shared_platform: RunningPlatform) -> None:
    seller = shop_in(shared_platform, "GB")
    done = ask(seller, str(buy(seller, stocked(seller, 5))["order_id"]))
    assert approve(seller, done).code == reject(seller, done, "any").code == 25020004
    other = shop_in(shared_platform, "GB")
    for unknown in ("123", ask(other, bought(other, stocked(other, 5)))):
        assert approve(seller, unknown).code == reject(seller, unknown, "any").code == 25007006


def test_in_the_us_shipping_says_no(shared_platform: RunningPlatform) -> None:
    seller = shop_in(shared_platform, "US")
    order_id = bought(seller, stocked(seller, 5), shipping_type="SELLER")
    cancel_id = ask(seller, order_id)
    marked(seller, order_id)
    assert case(seller, cancel_id)["cancel_status"] == CANCEL
    reply = detail(seller, order_id)
    assert (reply["status"], reply["is_buyer_request_cancel"]) == ("AWAITING_COLLECTION", False)


def test_elsewhere_the_request_stands_in_the_way_of_shipping(shared_platform: RunningPlatform) -> None:
    seller = shop_in(shared_platform, "ID")
    order_id = bought(seller, stocked(seller, 5), shipping_type="TIKTOK")
    cancel_id = ask(seller, order_id)
    (package,) = detail(seller, order_id)["packages"]
    assert ship(seller, package["id"], handover_method="DROP_OFF") == 21011007
    assert reject(seller, cancel_id).code == 0
    assert ship(seller, package["id"], handover_method="DROP_OFF") == 0


@pytest.mark.parametrize("region", ["GB", "ID"])
def test_only_buyers_in_south_east_asia_ask_until_collection(shared_platform: RunningPlatform, region: str) -> None:
    seller = shop_in(shared_platform, region)
    sku = stocked(seller, 5)
    order_id = bought(seller, sku, status="AWAITING_COLLECTION")
    if region == "GB":
        assert shared_platform.refuse("POST", f"/sandbox/orders/{order_id}/cancel", {}).code == 40916
        return
    cancel_id = ask(seller, order_id)
    assert approve(seller, cancel_id).code == 0
    assert (status_of(seller, order_id), holding(seller, sku)) == ("CANCELLED", (5, 0))


@pytest.mark.own_platform
@pytest.mark.parametrize(("reached", "code"), [("IN_TRANSIT", 25001045), ("DELIVERED", 25001003)])
def test_a_request_that_the_parcel_has_overtaken_cannot_be_approved_and_ends_unanswered(
    platform: RunningPlatform, reached: str, code: int
) -> None:
    seller = new_seller(platform, region="ID")
    platform.patch(f"/sandbox/shops/{seller.shop_id}", {"carrier": "MANUAL"})
    order_id = bought(seller, stocked(seller, 5), status="AWAITING_COLLECTION")
    cancel_id = ask(seller, order_id)
    advance(seller, order_id, reached)
    assert approve(seller, cancel_id).code == code
    pass_time(platform, 2 * DAY)
    assert case(seller, cancel_id)["cancel_status"] == CANCEL
    assert status_of(seller, order_id) == reached
    assert detail(seller, order_id)["is_buyer_request_cancel"] is False


@pytest.mark.own_platform
def test_what_time_cancels_ends_the_request_and_pays_once(platform: RunningPlatform) -> None:
    """The seller ships too late while a request waits that was made shortly before."""
    seller = new_seller(platform, region="GB")
    order_id = bought(seller, stocked(seller, 5))
    due = detail(seller, order_id)["shipping_due_time"]
    pass_time(platform, due - platform.get("/sandbox/clock")["now"] - HOUR)
    asked = ask(seller, order_id)
    pass_time(platform, 2 * HOUR)
    assert case(seller, asked)["cancel_status"] == CANCEL
    assert detail(seller, order_id)["is_buyer_request_cancel"] is False
    pass_time(platform, 3 * DAY)
    first, second = cancelled(seller, order_ids=[order_id])
    assert (first["cancel_id"], first["cancel_status"], first["role"]) == (asked, CANCEL, "BUYER")
    assert (second["cancel_status"], second["role"]) == (COMPLETE, "SYSTEM")
    assert status_of(seller, order_id) == "CANCELLED"


def test_a_lost_parcel_leaves_the_request_for_the_rest(platform: RunningPlatform, receiver: WebhookReceiver) -> None:
    seller = new_seller(platform, region="ID")
    platform.patch(f"/sandbox/shops/{seller.shop_id}", {"carrier": "MANUAL"})
    order_id = bought(seller, stocked(seller, 5), stocked(seller, 5), shipping_type="TIKTOK")
    lines = [line_item["id"] for line_item in detail(seller, order_id)["line_items"]]
    groups = [{"id": str(at), "order_line_item_ids": [line]} for at, line in enumerate(lines)]
    split = seller.call("confirmOrderSplit", {"splittable_groups": groups}, order_id=order_id)
    assert split.code == 0, split.message
    advance(seller, order_id, "AWAITING_COLLECTION")
    listen(seller, receiver)
    cancel_id = ask(seller, order_id)
    lost = detail(seller, order_id)["line_items"][0]
    platform.post(f"/sandbox/packages/{lost['package_id']}/acts", {"act": "LOSE"})
    left = case(seller, cancel_id)
    assert left["cancel_status"] == PENDING
    assert [cancel_line_item["order_line_item_id"] for cancel_line_item in left["cancel_line_items"]] == lines[1:]
    assert approve(seller, cancel_id).code == 0
    assert [item["cancel_status"] for item in told(seller, receiver, 11, 3)] == [PENDING, SUCCESS, SUCCESS]
    reply = detail(seller, order_id)
    assert reply["status"] == "CANCELLED"
    assert refunded(seller, order_id) == Decimal(reply["payment"]["total_amount"])


def test_a_key_gives_the_first_result_for_its_request_alone(shared_platform: RunningPlatform) -> None:
    seller = shop_in(shared_platform, "GB")
    first, second = (ask(seller, bought(seller, stocked(seller, 5))) for _ in range(2))
    key = {"idempotency_key": "k" * 255}
    assert approve(seller, first, **key).code == approve(seller, first, **key).code == 0
    other = approve(seller, second, **key)
    assert (other.status, other.code) == (400, 36009004)
    assert approve(seller, second, idempotency_key="k" * 256).code == 36009004
    assert case(seller, second)["cancel_status"] == PENDING
    body = {"reject_reason": reject_reasons(seller, second)[0]}
    for _ in range(2):
        assert seller.call("rejectCancellation", body, cancel_id=second, query={"idempotency_key": "no"}).code == 0
    assert seller.call("rejectCancellation", body, cancel_id=second).code == 25011011


def test_apps_are_told_in_the_webhooks_own_spelling(platform: RunningPlatform, receiver: WebhookReceiver) -> None:
    seller = new_seller(platform, region="GB")
    order_id = bought(seller, stocked(seller, 5))
    listen(seller, receiver)
    cancel_id = ask(seller, order_id)
    assert reject(seller, cancel_id).code == 0
    asked, refused = told(seller, receiver, 11, 2)
    assert asked["cancel_status"] == PENDING
    assert refused["cancel_status"] == "CANCELLATION_REQUEST_CANCELLED"
    assert case(seller, cancel_id)["cancel_status"] == "CANCELLATION_REQUEST_CANCEL"
    assert {(item["order_id"], item["cancel_id"], item["cancellations_role"]) for item in (asked, refused)} == {
        (order_id, cancel_id, "BUYER")
    }
    told(seller, receiver, 1, 0)
