"""Refunds without goods: every way that a request can go (docs/reference/returns.md)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shopwright.platform.sales.cancellations.store import Cancellations
from tests.harness.calls import Seller, new_seller
from tests.harness.returns import (
    ANSWER,
    ARBITRATION,
    REFUND,
    act,
    approve,
    ask,
    available,
    delivered,
    done,
    reject,
    returned,
    sellers_reason,
    state,
)
from tests.harness.server import RunningPlatform
from tests.harness.trade import DAY, HOUR, detail, holding, pass_time, status_of

pytestmark = pytest.mark.own_platform

PENDING, SUCCESS = "RETURN_OR_REFUND_REQUEST_PENDING", "RETURN_OR_REFUND_REQUEST_SUCCESS"
COMPLETE, CANCEL = "RETURN_OR_REFUND_REQUEST_COMPLETE", "RETURN_OR_REFUND_REQUEST_CANCEL"
REJECTED = "REFUND_OR_RETURN_REQUEST_REJECT"


@pytest.fixture
def seller(platform: RunningPlatform) -> Seller:
    platform.post("/sandbox/clock/freeze")
    return new_seller(platform, region="DE")


def test_an_approved_refund_is_paid_and_ends_an_order_of_which_all_is_paid_back(seller: Seller) -> None:
    order = delivered(seller, 2)
    return_id = ask(seller, order, "REFUND")
    assert state(seller, return_id) == PENDING
    done(approve(seller, return_id, "APPROVE_REFUND"))
    assert state(seller, return_id) == SUCCESS
    pass_time(seller.platform, REFUND)
    assert state(seller, return_id) == COMPLETE
    assert status_of(seller, order["order_id"]) == "COMPLETED"
    sku = order["line_items"][0]["sku_id"]
    assert holding(seller, sku) == (3, 0), "the buyer kept the goods"


@pytest.mark.parametrize("status", ["AWAITING_COLLECTION", "IN_TRANSIT"])
def test_a_refund_before_delivery_pays_all_back_and_the_parcel_changes_nothing_any_more(
    seller: Seller, status: str
) -> None:
    order = delivered(seller, 1, status=status)
    return_id = ask(seller, order, "REFUND")
    assert returned(seller, return_id)["refund_amount"]["refund_total"] == order["total_amount"]
    done(approve(seller, return_id, "APPROVE_REFUND"))
    pass_time(seller.platform, 40 * DAY)
    reply = detail(seller, order["order_id"])
    assert (reply["status"], reply["line_items"][0]["display_status"]) == ("COMPLETED", "COMPLETED")


def test_a_refund_of_one_line_leaves_the_order_open_for_the_others(seller: Seller) -> None:
    order = delivered(seller, 2)
    return_id = ask(seller, order, "REFUND", line_items=[order["line_items"][0]["id"]])
    done(approve(seller, return_id, "APPROVE_REFUND"))
    pass_time(seller.platform, REFUND)
    assert status_of(seller, order["order_id"]) == "DELIVERED"
    second = ask(seller, order, "REFUND")
    assert [
        return_line_item["order_line_item_id"] for return_line_item in returned(seller, second)["return_line_items"]
    ] == [order["line_items"][1]["id"]]
    done(approve(seller, second, "APPROVE_REFUND"))
    pass_time(seller.platform, REFUND)
    assert status_of(seller, order["order_id"]) == "COMPLETED"


def test_what_the_seller_does_not_answer_in_48_hours_is_approved(seller: Seller) -> None:
    return_id = ask(seller, delivered(seller), "REFUND")
    (asked,) = returned(seller, return_id)["seller_next_action_response"]
    assert asked["action"] == "SELLER_RESPOND_REFUND"
    assert asked["deadline"] == seller.platform.get("/sandbox/clock")["now"] + ANSWER
    pass_time(seller.platform, ANSWER - 1)
    assert state(seller, return_id) == PENDING
    pass_time(seller.platform, 1)
    assert state(seller, return_id) == SUCCESS
    assert "seller_next_action_response" not in returned(seller, return_id)


def test_the_refund_of_an_order_in_transit_past_its_estimate_is_approved_at_once(seller: Seller) -> None:
    seller.platform.patch(f"/sandbox/shops/{seller.shop_id}", {"carrier": "MANUAL"})
    order = delivered(seller, status="IN_TRANSIT")
    pass_time(seller.platform, 192 * HOUR + 2 * HOUR)
    assert state(seller, ask(seller, order, "REFUND")) == SUCCESS


def test_a_buyer_withdraws_and_may_ask_again(seller: Seller) -> None:
    order = delivered(seller)
    assert act(seller, ask(seller, order, "REFUND"), "WITHDRAW") == CANCEL
    assert state(seller, ask(seller, order, "REFUND")) == PENDING


def test_an_order_with_an_open_request_does_not_complete(seller: Seller) -> None:
    order = delivered(seller)
    pass_time(seller.platform, 29 * DAY)
    return_id = ask(seller, order, "REFUND")
    done(reject(seller, return_id, "REJECT_REFUND"))
    pass_time(seller.platform, 2 * DAY)
    assert status_of(seller, order["order_id"]) == "DELIVERED"
    act(seller, return_id, "WITHDRAW")
    pass_time(seller.platform, 1)
    assert status_of(seller, order["order_id"]) == "COMPLETED"


def test_a_rejection_stands_when_the_buyer_does_not_appeal_in_time(seller: Seller) -> None:
    return_id = ask(seller, delivered(seller), "REFUND")
    done(reject(seller, return_id, "REJECT_REFUND", comment="It works.", images=[{"image_id": "uri/1"}]))
    assert state(seller, return_id) == REJECTED
    pass_time(seller.platform, ARBITRATION)
    assert state(seller, return_id) == CANCEL
    records = done(seller.call("getReturnRecords", return_id=return_id)).data["records"]
    (rejection,) = [record for record in records if record["event"] == "REJECT_REFUND"]
    assert (rejection["role"], rejection["note"], len(rejection["images"])) == ("SELLER", "It works.", 1)
    assert rejection["reason_text"]


@pytest.mark.parametrize(
    ("ruling", "arbitration", "after"),
    [("RULE_FOR_BUYER", "SUPPORT_BUYER", SUCCESS), ("RULE_FOR_SELLER", "SUPPORT_SELLER", CANCEL)],
)
def test_the_platform_rules_about_a_rejection_that_the_buyer_appeals(
    seller: Seller, ruling: str, arbitration: str, after: str
) -> None:
    return_id = ask(seller, delivered(seller), "REFUND")
    done(reject(seller, return_id, "REJECT_REFUND"))
    act(seller, return_id, "APPEAL")
    assert returned(seller, return_id)["arbitration_status"] == "IN_PROGRESS"
    assert approve(seller, return_id, "APPROVE_REFUND").code == 25011010
    assert act(seller, return_id, ruling) == after
    assert returned(seller, return_id)["arbitration_status"] == arbitration


def test_an_appeal_on_which_nobody_rules_is_closed(seller: Seller) -> None:
    return_id = ask(seller, delivered(seller), "REFUND")
    done(reject(seller, return_id, "REJECT_REFUND"))
    act(seller, return_id, "APPEAL")
    pass_time(seller.platform, ARBITRATION)
    assert returned(seller, return_id)["arbitration_status"] == "CLOSED"
    assert state(seller, return_id) == CANCEL


def test_a_buyer_takes_a_part_of_the_money(seller: Seller) -> None:
    order = delivered(seller)
    return_id = ask(seller, order, "REFUND")
    offer = {"amount": "3.50", "currency": "EUR"}
    done(approve(seller, return_id, "OFFER_PARTIAL_REFUND", partial_refund=offer))
    reply = returned(seller, return_id)
    assert reply["return_status"] == "AWAITING_BUYER_RESPONSE"
    assert (reply["seller_proposed_return_type"], reply["partial_refund"]) == ("PARTIAL_REFUND", offer)
    assert reply["buyer_rejected_partial_refund"] is False
    assert approve(seller, return_id, "APPROVE_REFUND").code == 25007007
    assert act(seller, return_id, "ACCEPT_OFFER") == SUCCESS
    pass_time(seller.platform, REFUND)
    assert returned(seller, return_id)["refund_amount"]["refund_total"] == "3.50"
    assert status_of(seller, order["order_id"]) == "DELIVERED", "the order is not paid back as a whole"


@pytest.mark.parametrize("how", ["REFUSE_OFFER", "silence"])
def test_a_refused_offer_leaves_the_request_to_be_answered_anew(seller: Seller, how: str) -> None:
    return_id = ask(seller, delivered(seller), "REFUND")
    offer = {"amount": "1", "currency": "EUR"}
    done(approve(seller, return_id, "OFFER_PARTIAL_REFUND", partial_refund=offer))
    if how == "silence":
        pass_time(seller.platform, ANSWER)
    else:
        act(seller, return_id, how)
    reply = returned(seller, return_id)
    assert (reply["return_status"], reply["buyer_rejected_partial_refund"]) == (PENDING, True)
    assert approve(seller, return_id, "OFFER_PARTIAL_REFUND", partial_refund=offer).code == 25011032
    assert available(seller, return_id)["OFFER_PARTIAL_REFUND"]["ineligible_code"] == 25011032
    pass_time(seller.platform, ANSWER)
    assert state(seller, return_id) == SUCCESS
    assert returned(seller, return_id)["refund_amount"]["refund_total"] != "1.00"


def test_a_cancelled_order_ends_the_request_and_pays_nothing_twice(platform: RunningPlatform) -> None:
    seller = new_seller(platform, region="DE")
    platform.patch(f"/sandbox/shops/{seller.shop_id}", {"carrier": "MANUAL"})
    order = delivered(seller, 2, status="IN_TRANSIT")
    refunded = ask(seller, order, "REFUND", line_items=[order["line_items"][0]["id"]])
    done(approve(seller, refunded, "APPROVE_REFUND"))
    rejected = ask(seller, order, "REFUND")
    done(reject(seller, rejected, "REJECT_REFUND"))
    act(seller, rejected, "APPEAL")
    platform.patch(f"/sandbox/shops/{seller.shop_id}", {"trade": {"windows": {"arbitration": 9000}}})
    pass_time(platform, 40 * DAY)
    assert status_of(seller, order["order_id"]) == "CANCELLED"
    assert (state(seller, refunded), state(seller, rejected)) == (COMPLETE, CANCEL)
    cases = platform.inside(lambda tx: tx[Cancellations].of_orders(seller.shop_id, [order["order_id"]]))
    paid = [line.refund.total for case in cases for line in case.lines]
    assert sorted(amount > 0 for amount in paid) == [False, True]


def test_an_order_is_paid_back_in_several_steps(seller: Seller) -> None:
    order = delivered(seller, 2)
    first = ask(seller, order, "REFUND")
    offer = {"amount": "4.00", "currency": "EUR"}
    done(approve(seller, first, "OFFER_PARTIAL_REFUND", partial_refund=offer))
    act(seller, first, "ACCEPT_OFFER")
    lines = [line_item["id"] for line_item in order["line_items"]]
    pass_time(seller.platform, REFUND)
    withdrawn = ask(seller, order, "REFUND")
    act(seller, withdrawn, "WITHDRAW")
    second = ask(seller, order, "REFUND", line_items=lines)
    rest, whole = (Decimal(returned(seller, item)["refund_amount"]["refund_subtotal"]) for item in (second, withdrawn))
    assert rest == whole == sum(Decimal(line_item["price"]) for line_item in order["line_items"]) - 4
    done(approve(seller, second, "APPROVE_REFUND"))
    pass_time(seller.platform, REFUND)
    assert status_of(seller, order["order_id"]) == "COMPLETED"


def test_goods_that_were_replaced_are_not_asked_for_again(seller: Seller) -> None:
    order = delivered(seller)
    done(approve(seller, ask(seller, order, "REPLACEMENT"), "APPROVE_REPLACEMENT"))
    lines = [line_item["id"] for line_item in order["line_items"]]
    body = {"return_type": "REFUND", "line_items": lines}
    refused = seller.platform.refuse("POST", f"/sandbox/orders/{order['order_id']}/return", body)
    assert refused.code == 40930


def test_a_cancelled_order_ends_the_return_that_its_seller_started(platform: RunningPlatform) -> None:
    seller = new_seller(platform, region="US")
    windows = {"ship_back": 9000, "buyer_ships_back": 9000}
    platform.patch(f"/sandbox/shops/{seller.shop_id}", {"carrier": "MANUAL", "trade": {"windows": windows}})
    order = delivered(seller, status="IN_TRANSIT")
    reason = sellers_reason("RETURN_AND_REFUND", status="IN_TRANSIT")
    body = {"order_id": order["order_id"], "return_type": "RETURN_AND_REFUND", "return_reason": reason}
    return_id = done(seller.call("createReturn", body)).data["return_id"]
    assert state(seller, return_id) == "AWAITING_BUYER_SHIP"
    pass_time(platform, 90 * DAY)
    assert (status_of(seller, order["order_id"]), state(seller, return_id)) == ("CANCELLED", CANCEL)
