"""What is refused about returns, and with which code (docs/reference/codes.md#cancellations-and-returns)."""

from __future__ import annotations

import pytest

from shopwright.platform.market.reasons import return_reasons
from tests.harness import cancellations
from tests.harness.calls import Seller, new_seller
from tests.harness.returns import (
    REFUND,
    act,
    approve,
    ask,
    available,
    delivered,
    done,
    reason_for,
    reject,
    sellers_reason,
    state,
)
from tests.harness.server import RunningPlatform
from tests.harness.trade import buy, pass_time, shop_in, stocked


@pytest.fixture(scope="module")
def seller(shared_platform: RunningPlatform) -> Seller:
    return new_seller(shared_platform, region="US")


@pytest.mark.parametrize("decision", ["APPROVE_REFUND", "APPROVE_REPLACEMENT", "ISSUE_REPLACEMENT_REFUND"])
def test_a_decision_for_another_type_is_refused(seller: Seller, decision: str) -> None:
    return_id = ask(seller, delivered(seller), "RETURN_AND_REFUND")
    assert approve(seller, return_id, decision).code == 25020004
    assert available(seller, return_id)[decision]["ineligible_code"] == 25020004


def test_a_decision_for_another_state_is_refused(seller: Seller) -> None:
    return_id = ask(seller, delivered(seller), "RETURN_AND_REFUND")
    assert approve(seller, return_id, "APPROVE_RECEIVED_PACKAGE").code == 25020003
    done(approve(seller, return_id, "APPROVE_RETURN"))
    assert approve(seller, return_id, "APPROVE_RETURN").code == 25020003
    act(seller, return_id, "WITHDRAW")
    assert approve(seller, return_id, "APPROVE_RETURN").code == 25020009


def test_what_was_approved_is_not_rejected(seller: Seller) -> None:
    return_id = ask(seller, delivered(seller), "REFUND")
    done(approve(seller, return_id, "APPROVE_REFUND"))
    assert reject(seller, return_id, "REJECT_REFUND", "any").code == 25020010


@pytest.mark.parametrize(
    ("reason", "code"), [("nonsense", 25001014), ("seller_reject_package_empty_package", 25001016)]
)
def test_a_rejection_needs_a_reason_that_fits(seller: Seller, reason: str, code: int) -> None:
    return_id = ask(seller, delivered(seller), "REFUND")
    assert reject(seller, return_id, "REJECT_REFUND", reason).code == code
    assert state(seller, return_id) == "RETURN_OR_REFUND_REQUEST_PENDING"


@pytest.mark.parametrize(
    ("offer", "code"),
    [
        ({"amount": "999", "currency": "USD"}, 25005005),
        ({"amount": "1", "currency": "EUR"}, 25001001),
        ({"amount": "0", "currency": "USD"}, 25001001),
        ({"amount": "1.001", "currency": "USD"}, 25001001),
        ({"amount": "-1", "currency": "USD"}, 25001001),
        ({"amount": "1e3", "currency": "USD"}, 25001001),
        (None, 25001001),
    ],
)
def test_an_offer_is_an_amount_that_can_be_paid(seller: Seller, offer: dict[str, str] | None, code: int) -> None:
    return_id = ask(seller, delivered(seller), "REFUND")
    fields = {"partial_refund": offer} if offer else {}
    assert approve(seller, return_id, "OFFER_PARTIAL_REFUND", **fields).code == code


def test_the_range_of_an_offer_is_shown_for_each_line(seller: Seller) -> None:
    return_id = ask(seller, delivered(seller, 2), "REFUND")
    offer_partial_refund = available(seller, return_id, line=1)["OFFER_PARTIAL_REFUND"]
    assert offer_partial_refund["eligible"] is True
    assert offer_partial_refund["partial_refund_amount_range"]["min_amount"] == "0.01"
    assert offer_partial_refund["partial_refund_amount_range"]["currency"] == "USD"


def test_nobody_knows_a_return_of_another_shop(seller: Seller, shared_platform: RunningPlatform) -> None:
    return_id = ask(seller, delivered(seller), "REFUND")
    other = new_seller(shared_platform, region="US")
    assert approve(other, return_id, "APPROVE_REFUND").code == 25007006
    assert other.call("getReturnRecords", return_id=return_id).code == 25007006
    assert other.call("searchReturns", {"return_ids": [return_id]}).data["return_orders"] == []
    query = {"seller_id": 1, "return_or_cancel_id": return_id}
    assert other.call("getAvailableReviewDecisions", query=query).code == 25007006


def create(seller: Seller, order_id: str, kind: str = "REFUND", **fields: object) -> int:
    body = {"order_id": order_id, "return_type": kind, "return_reason": sellers_reason("REFUND"), **fields}
    return seller.call("createReturn", body).code


def test_a_line_is_asked_for_once(seller: Seller) -> None:
    order = delivered(seller, 1)
    ask(seller, order, "REFUND")
    line = order["line_items"][0]["id"]
    reason = sellers_reason("REFUND")
    assert create(seller, order["order_id"], return_reason=reason, order_line_item_ids=[line]) == 25001011
    assert create(seller, order["order_id"], return_reason=reason) == 25001001


def test_a_seller_starts_a_return_with_no_wrong_field(seller: Seller) -> None:
    order = delivered(seller, 2)
    order_id, sku = order["order_id"], order["line_items"][0]["sku_id"]
    reason = sellers_reason("REFUND")
    right = {"return_reason": reason}
    assert create(seller, "1", **right) == 21008111
    assert create(seller, order_id, "REPLACEMENT", **right) == 25001001
    assert create(seller, order_id, return_reason="nonsense") == 25001014
    assert create(seller, order_id, order_line_item_ids=["1"], **right) == 25001001
    assert create(seller, order_id, skus=[{"sku_id": sku, "quantity": 3}], **right) == 25005011
    assert create(seller, order_id, refund_total="999", currency="USD", **right) == 25005005
    assert create(seller, order_id, refund_total="1", currency="EUR", **right) == 25001001
    assert create(seller, order_id, shipment_type="PIGEON", **right) == 25001001
    assert create(seller, order_id, handover_method="THROW", **right) == 25001001


@pytest.mark.own_platform
def test_before_shipment_and_after_the_end_nothing_is_returned(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "US")
    order = buy(seller, stocked(seller))
    assert create(seller, order["order_id"]) == 25001003
    done_order = delivered(seller, status="COMPLETED")
    assert create(seller, done_order["order_id"]) == 25001051
    path = f"/sandbox/orders/{done_order['order_id']}/return"
    assert platform.refuse("POST", path, {"return_type": "REFUND"}).code == 40930
    pass_time(platform, 3600)


def test_sellers_start_returns_of_goods_only_in_some_markets(shared_platform: RunningPlatform) -> None:
    german = new_seller(shared_platform, region="DE")
    order = delivered(german)
    assert create(german, order["order_id"], "RETURN_AND_REFUND") == 25020005


def test_a_reason_of_buyers_is_not_one_of_sellers(shared_platform: RunningPlatform) -> None:
    german = new_seller(shared_platform, region="DE")
    order = delivered(german)
    mine = {return_reason.name for return_reason in return_reasons("DE", "REFUND", "SELLER", "DELIVERED")}
    theirs = [
        return_reason.name
        for return_reason in return_reasons("DE", "REFUND", "BUYER", "DELIVERED")
        if return_reason.name not in mine
    ]
    assert create(german, order["order_id"], return_reason=theirs[0]) == 25001015


def test_a_key_gives_the_first_result(seller: Seller) -> None:
    return_id = ask(seller, delivered(seller), "REFUND")
    query = {"idempotency_key": "key-1"}
    body = {"decision": "APPROVE_REFUND"}
    assert seller.call("approveReturn", body, query=query, return_id=return_id).code == 0
    assert seller.call("approveReturn", body, query=query, return_id=return_id).code == 0
    assert seller.call("approveReturn", body, return_id=return_id).code == 25020010


def test_a_buyers_act_that_does_not_fit_is_refused(seller: Seller) -> None:
    return_id = ask(seller, delivered(seller), "REFUND")
    for item in ("SHIP", "ARRIVE", "ACCEPT_OFFER", "REFUSE_OFFER", "APPEAL", "RULE_FOR_BUYER", "RULE_FOR_SELLER"):
        refused = seller.platform.refuse("POST", f"/sandbox/returns/{return_id}/acts", {"act": item})
        assert (refused.code, refused.status) == (40931, 409), item
    assert seller.platform.refuse("GET", "/sandbox/returns/1").status == 404


OFFER_FOR_RECEIVED = "OFFER_PARTIAL_REFUND_AFTER_RECEIVING_PKG"


def test_a_rejection_is_refused_where_an_approval_would_be(seller: Seller) -> None:
    order = delivered(seller)
    return_id = ask(seller, order, "RETURN_AND_REFUND")
    assert reject(seller, return_id, "REJECT_REFUND", "any").code == 25020004
    assert reject(seller, return_id, "REJECT_RECEIVED_PACKAGE", "any").code == 25020003
    act(seller, return_id, "WITHDRAW")
    assert reject(seller, return_id, "REJECT_RETURN", "any").code == 25020009


def test_nothing_is_rejected_while_the_buyer_considers_an_offer(seller: Seller) -> None:
    return_id = ask(seller, delivered(seller), "REFUND")
    done(approve(seller, return_id, "OFFER_PARTIAL_REFUND", partial_refund={"amount": "1", "currency": "USD"}))
    assert reject(seller, return_id, "REJECT_REFUND", "any").code == 25007007


def test_nothing_is_rejected_while_the_platform_decides(seller: Seller) -> None:
    return_id = ask(seller, delivered(seller), "REFUND")
    done(reject(seller, return_id, "REJECT_REFUND"))
    act(seller, return_id, "APPEAL")
    assert reject(seller, return_id, "REJECT_REFUND", "any").code == 25011010


def test_an_offer_for_what_came_back_is_an_amount_that_can_be_paid(seller: Seller) -> None:
    return_id = ask(seller, delivered(seller), "RETURN_AND_REFUND")
    done(approve(seller, return_id, "APPROVE_RETURN"))
    act(seller, return_id, "SHIP", "ARRIVE")
    reason = reason_for(seller, return_id, OFFER_FOR_RECEIVED)
    for amount, code in (("999", 25005005), ("x", 25001001)):
        offer = {"partial_refund_total": amount, "currency": "USD"}
        assert reject(seller, return_id, OFFER_FOR_RECEIVED, reason, partial_refund_amount=offer).code == code
    images = [{"image_id": str(number)} for number in range(7)]
    assert reject(seller, return_id, "REJECT_RECEIVED_PACKAGE", images=images).code == 25001001


def test_a_reason_for_another_state_of_the_order_is_refused(seller: Seller) -> None:
    order = delivered(seller)
    fitting = {
        return_reason.name
        for role in ("BUYER", "SELLER")
        for return_reason in return_reasons("US", "REFUND", role, "DELIVERED")
    }
    others = [
        return_reason.name
        for role in ("BUYER", "SELLER")
        for status in ("IN_TRANSIT", "AWAITING_COLLECTION")
        for return_reason in return_reasons("US", "REFUND", role, status)
    ]
    elsewhere = next(name for name in others if name not in fitting)
    assert create(seller, order["order_id"], return_reason=elsewhere) == 25001021


@pytest.mark.own_platform
def test_what_was_refunded_is_not_returned_again(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "US")
    order = delivered(seller, 1, 1)
    line = order["line_items"][0]["id"]
    assert create(seller, order["order_id"], order_line_item_ids=[line]) == 0
    pass_time(platform, REFUND)
    assert create(seller, order["order_id"], order_line_item_ids=[line]) == 25001010


@pytest.mark.parametrize("count", [6, 7])
def test_a_rejection_of_either_kind_has_six_pictures_at_the_most(seller: Seller, count: int) -> None:
    images = [{"image_id": "1"}] * count
    return_id = ask(seller, delivered(seller), "REFUND")
    cancel_id = cancellations.ask(seller, delivered(seller, status="AWAITING_SHIPMENT")["order_id"])
    codes = (
        reject(seller, return_id, "REJECT_REFUND", images=images).code,
        cancellations.reject(seller, cancel_id, images=images).code,
    )
    assert codes == ((0, 0) if count == 6 else (25001001, 25001001))
