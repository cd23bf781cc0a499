"""searchReturns: filters, order, pages; createReturn; what the replies hold."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from tests.harness.calls import Seller, new_seller
from tests.harness.returns import REFUND, act, approve, ask, delivered, done, reject, returned, sellers_reason
from tests.harness.server import RunningPlatform
from tests.harness.trade import DAY, pass_time, status_of
from tests.platform.support import data_of

pytestmark = pytest.mark.own_platform


@pytest.fixture
def seller(platform: RunningPlatform) -> Seller:
    platform.post("/sandbox/clock/freeze")
    return new_seller(platform, region="US")


def search(seller: Seller, body: Mapping[str, object] | None = None, **query: object) -> list[str]:
    reply = data_of("searchReturns", seller.call("searchReturns", body or {}, query=query))
    return [return_order["return_id"] for return_order in reply["return_orders"]]


def test_returns_are_found_by_what_they_are(seller: Seller) -> None:
    orders = [delivered(seller) for _ in range(4)]
    kinds = ("REFUND", "RETURN_AND_REFUND", "REPLACEMENT", "REFUND")
    ids = [ask(seller, order, kind) for order, kind in zip(orders, kinds, strict=True)]
    offer = {"amount": "1", "currency": "USD"}
    done(approve(seller, ids[1], "OFFER_PARTIAL_REFUND", partial_refund=offer))
    done(reject(seller, ids[3], "REJECT_REFUND"))
    act(seller, ids[3], "APPEAL")
    assert search(seller, {"return_types": ["REFUND"]}) == [ids[0], ids[3]]
    assert search(seller, {"order_ids": [orders[2]["order_id"]]}) == [ids[2]]
    assert search(seller, {"buyer_user_ids": [orders[0]["buyer_id"]]}) == [ids[0]]
    assert search(seller, {"return_status": ["REPLACEMENT_REQUEST_PENDING"]}) == [ids[2]]
    assert search(seller, {"arbitration_status": ["IN_PROGRESS"]}) == [ids[3]]
    assert search(seller, {"seller_proposed_return_type": ["PARTIAL_REFUND"]}) == [ids[1]]
    both = {"seller_proposed_return_type": ["PARTIAL_REFUND"], "arbitration_status": ["IN_PROGRESS"]}
    assert search(seller, both) == []
    now = seller.platform.get("/sandbox/clock")["now"]
    assert search(seller, {"create_time_ge": now + DAY}) == []
    assert search(seller, {"update_time_lt": now + DAY}) == ids


def test_the_oldest_comes_first_unless_asked_otherwise(seller: Seller) -> None:
    ids = []
    for _ in range(2):
        ids.append(ask(seller, delivered(seller), "REFUND"))
        pass_time(seller.platform, 1)
    assert search(seller) == ids
    assert search(seller, sort_order="DESC") == ids[::-1]
    act(seller, ids[0], "WITHDRAW")
    assert search(seller, sort_field="update_time") == ids[::-1]


def test_a_page_holds_10_to_50_returns(seller: Seller) -> None:
    order = delivered(seller, 5, 5, 1)
    ids = [ask(seller, order, "REFUND", line_items=[line_item["id"]]) for line_item in order["line_items"]]
    first = seller.call("searchReturns", {}).data
    assert (len(first["return_orders"]), first["total_count"]) == (10, 11)
    assert search(seller, page_token=first["next_page_token"]) == ids[10:]
    assert search(seller, page_size=11) == ids
    for size in (9, 51, 100, "x"):  # seen in a public report: the service's code, not the gateway's
        reply = seller.call("searchReturns", {}, query={"page_size": size})
        assert (reply.status, reply.code) == (200, 98001004)
        assert "Value Out Of Range" in reply.message


def test_a_seller_refunds_a_delivered_order_without_further_approval(seller: Seller) -> None:
    order = delivered(seller, 2)
    sku = order["line_items"][0]["sku_id"]
    body = {
        "order_id": order["order_id"],
        "return_type": "REFUND",
        "return_reason": sellers_reason("REFUND"),
        "skus": [{"sku_id": sku, "quantity": 1}],
    }
    reply = done(seller.call("createReturn", body))
    made = data_of("createReturn", reply)
    assert made["return_status"] == "RETURN_OR_REFUND_REQUEST_SUCCESS"
    assert returned(seller, made["return_id"])["role"] == "SELLER"
    body["order_line_list"] = [{"order_line_item_id": order["line_items"][1]["id"]}]
    done(seller.call("createReturn", body))
    pass_time(seller.platform, REFUND)
    assert status_of(seller, order["order_id"]) == "COMPLETED"


def test_a_seller_names_how_much_is_paid_back(seller: Seller) -> None:
    order = delivered(seller, 2)
    body = {
        "order_id": order["order_id"],
        "return_type": "REFUND",
        "return_reason": sellers_reason("REFUND"),
        "refund_total": "5.01",
        "currency": "USD",
    }
    made = done(seller.call("createReturn", body)).data
    reply = returned(seller, made["return_id"])
    parts = [
        Decimal(return_line_item["refund_amount"]["refund_total"]) for return_line_item in reply["return_line_items"]
    ]
    assert (reply["refund_amount"]["refund_total"], sum(parts)) == ("5.01", Decimal("5.01"))


def test_an_american_seller_starts_a_return_of_goods_in_transit(seller: Seller) -> None:
    order = delivered(seller, status="IN_TRANSIT")
    body = {
        "order_id": order["order_id"],
        "return_type": "RETURN_AND_REFUND",
        "return_reason": sellers_reason("RETURN_AND_REFUND", status="IN_TRANSIT"),
        "shipment_type": "PLATFORM",
        "handover_method": "PICKUP",
    }
    made = done(seller.call("createReturn", body)).data
    reply = returned(seller, made["return_id"])
    assert (reply["return_status"], reply["handover_method"]) == ("AWAITING_BUYER_SHIP", "PICKUP")
    early = seller.platform.refuse("POST", f"/sandbox/returns/{made['return_id']}/acts", {"act": "SHIP"})
    assert early.code == 40931, "the buyer has no goods to send back yet"
    pass_time(seller.platform, 40 * DAY)
    assert returned(seller, made["return_id"])["return_status"] == "RETURN_OR_REFUND_REQUEST_COMPLETE"
    assert status_of(seller, order["order_id"]) == "COMPLETED"


@pytest.mark.parametrize(("reason", "is_paid"), [("_no_need", False), ("_damaged", True)])
def test_shipping_is_paid_back_where_the_seller_is_at_fault(seller: Seller, reason: str, is_paid: bool) -> None:
    order = delivered(seller, 1)
    name = f"ecom_order_delivered_refund_and_return_reason{reason}"
    refund_amount = returned(seller, ask(seller, order, "RETURN_AND_REFUND", reason=name))["refund_amount"]
    assert (Decimal(refund_amount["refund_shipping_fee"]) > 0) is is_paid
    parts = ("refund_subtotal", "refund_shipping_fee", "refund_tax")
    assert Decimal(refund_amount["refund_total"]) == sum(Decimal(refund_amount[part]) for part in parts)
    assert (refund_amount["refund_total"] == order["total_amount"]) is is_paid


def test_every_reply_is_as_the_contract_says(seller: Seller) -> None:
    return_id = ask(seller, delivered(seller, 2), "RETURN_AND_REFUND")
    query = {"seller_id": 7, "return_or_cancel_id": return_id}
    data_of("getAvailableReviewDecisions", seller.call("getAvailableReviewDecisions", query=query))
    asked = {**query, "check_decisions": "APPROVE_RETURN,REJECT_RETURN"}
    reply = data_of("getAvailableReviewDecisions", seller.call("getAvailableReviewDecisions", query=asked))
    assert [[decision["decision"] for decision in line["decisions"]] for line in reply["line_items"]] == [
        ["APPROVE_RETURN", "REJECT_RETURN"]
    ] * 2
    wrong = {**query, "check_decisions": "GUESS"}
    assert seller.call("getAvailableReviewDecisions", query=wrong).code == 36009004
    data_of("approveReturn", approve(seller, return_id, "APPROVE_RETURN"))
    data_of("getReturnRecords", seller.call("getReturnRecords", return_id=return_id))
    act(seller, return_id, "SHIP", "ARRIVE")
    data_of("rejectReturn", reject(seller, return_id, "REJECT_RECEIVED_PACKAGE"))
