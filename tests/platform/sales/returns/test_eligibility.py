"""What may be asked for and decided is told beforehand, and is what asking and deciding then answer."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.calls import Seller
from tests.harness.cancellations import approve, ask, bought, cancel, reject, reject_reasons
from tests.harness.server import RunningPlatform
from tests.harness.trade import advance, buy, detail, shop_in, status_of, stocked
from tests.platform.support import data_of

MARKETS = ("US", "GB", "DE", "ES", "FR", "IE", "IT", "JP", "BR", "MX", "ID", "MY", "PH", "SG", "TH", "VN")
STATUSES = ("UNPAID", "ON_HOLD", "AWAITING_SHIPMENT", "AWAITING_COLLECTION", "IN_TRANSIT", "DELIVERED", "COMPLETED")


def eligible(seller: Seller, order_id: str, **query: object) -> list[dict[str, Any]]:
    """The rows of getAftersaleEligibility, of all SKUs."""
    reply = seller.call("getAftersaleEligibility", query=query, order_id=order_id)
    sku_eligibility = data_of("getAftersaleEligibility", reply)["sku_eligibility"]
    return [{**row, "sku_id": sku["sku_id"]} for sku in sku_eligibility for row in sku["line_item_eligibility"]]


def decidable(seller: Seller, claim_id: str, **query: object) -> dict[str, dict[str, Any]]:
    """What getDecisionEligibility says, by decision."""
    reply = seller.call("getDecisionEligibility", query={"return_or_cancel_id": claim_id, **query})
    return {decision["decision"]: decision for decision in data_of("getDecisionEligibility", reply)["decisions"]}


def in_state(seller: Seller, status: str) -> str:
    sku = stocked(seller, 5)
    order_id = str(buy(seller, sku, paid=status != "UNPAID")["order_id"])
    if status not in {"UNPAID", "ON_HOLD"}:
        advance(seller, order_id, status)
    return order_id


@pytest.mark.parametrize("region", MARKETS)
def test_a_seller_can_cancel_what_is_said_to_be_eligible_for_each_reason(
    shared_platform: RunningPlatform, region: str
) -> None:
    seller = shop_in(shared_platform, region)
    (row,) = eligible(seller, in_state(seller, "AWAITING_SHIPMENT"), request_types="CANCEL")
    assert row["eligible"] is True
    for reason in row["available_reason_names"]:
        order_id = in_state(seller, "AWAITING_SHIPMENT")
        assert seller.call("cancelOrder", {"order_id": order_id, "cancel_reason": reason}).code == 0, reason
        assert status_of(seller, order_id) == "CANCELLED"


@pytest.mark.parametrize("region", ["US", "GB", "ID"])
def test_what_is_said_of_cancelling_is_what_cancelling_answers(shared_platform: RunningPlatform, region: str) -> None:
    seller = shop_in(shared_platform, region)
    for status in STATUSES:
        order_id = in_state(seller, status)
        (row,) = eligible(seller, order_id, request_types="CANCEL", initiate_aftersale_user="SELLER")
        code = cancel(seller, order_id).code
        assert (row["eligible"], row.get("ineligible_code", 0)) == (code == 0, code), status
        assert bool(row["available_reason_names"]) == (code == 0)


@pytest.mark.parametrize("region", ["GB", "ID"])
def test_what_is_said_of_a_buyers_wish_is_what_comes_of_it(shared_platform: RunningPlatform, region: str) -> None:
    seller = shop_in(shared_platform, region)
    for status in STATUSES:
        order_id = in_state(seller, status)
        (row,) = eligible(seller, order_id, request_types="CANCEL", initiate_aftersale_user="BUYER")
        done = shared_platform.ask("POST", f"/sandbox/orders/{order_id}/cancel", {}).status == 200
        assert row["eligible"] is done, status


def test_all_types_are_told_by_default_and_lines_of_one_fate_together(shared_platform: RunningPlatform) -> None:
    seller = shop_in(shared_platform, "US")
    sku, other = stocked(seller, 5), stocked(seller, 5)
    order_id = bought(seller, (sku, 3), other)
    first, *rest = [
        line_item["id"] for line_item in detail(seller, order_id)["line_items"] if line_item["sku_id"] == sku
    ]
    cancel(seller, order_id, order_line_item_ids=[first])
    rows = [item for item in eligible(seller, order_id) if item["sku_id"] == sku]
    assert {row["request_type"] for row in rows} == {"CANCEL", "REFUND", "RETURN_AND_REFUND"}
    gone, left = [row for row in rows if row["request_type"] == "CANCEL"]
    assert (gone["order_line_items_ids"], gone["eligible"], gone["ineligible_code"]) == ([first], False, 25001051)
    assert (left["order_line_items_ids"], left["eligible"]) == (rest, True)
    assert left["order_line_list"] == [{"order_line_item_id": item} for item in rest]
    assert {item["sku_id"] for item in eligible(seller, order_id)} == {sku, other}


@pytest.mark.parametrize(
    ("region", "by", "status", "refund", "goods"),
    [
        ("GB", "BUYER", "AWAITING_SHIPMENT", 25001003, 25001003),
        ("GB", "BUYER", "IN_TRANSIT", 0, 25001003),
        ("GB", "BUYER", "DELIVERED", 0, 0),
        ("GB", "SELLER", "DELIVERED", 0, 25020005),
        ("GB", "SELLER", "IN_TRANSIT", 25001003, 25020005),
        ("US", "SELLER", "IN_TRANSIT", 0, 0),
        ("GB", "SELLER", "COMPLETED", 25001051, 25001051),
    ],
)
def test_refunds_and_returns_are_told_of_too(
    shared_platform: RunningPlatform, region: str, by: str, status: str, refund: int, goods: int
) -> None:
    seller = shop_in(shared_platform, region)
    order_id = in_state(seller, status)
    rows = eligible(seller, order_id, request_types="REFUND,RETURN_AND_REFUND", initiate_aftersale_user=by)
    codes = {row["request_type"]: row.get("ineligible_code", 0) for row in rows}
    assert codes == {"REFUND": refund, "RETURN_AND_REFUND": goods}
    if by == "SELLER" and not refund:
        reason = rows[0]["available_reason_names"][0]
        body = {"order_id": order_id, "return_reason": reason, "return_type": "REFUND"}
        assert seller.call("createReturn", body).code == 0


def test_what_is_unknown_is_refused(shared_platform: RunningPlatform) -> None:
    seller = shop_in(shared_platform, "GB")
    assert seller.call("getAftersaleEligibility", order_id="123").code == 21008111
    order_id = in_state(seller, "ON_HOLD")
    wrong = seller.call("getAftersaleEligibility", query={"request_types": "EXCHANGE"}, order_id=order_id)
    assert (wrong.status, wrong.code) == (400, 36009004)
    for operation in ("getRejectReasons", "getDecisionEligibility"):
        assert seller.call(operation, query={"return_or_cancel_id": "123"}).code == 25007006
    cancel_id = ask(seller, in_state(seller, "AWAITING_SHIPMENT"))
    query = {"return_or_cancel_id": cancel_id, "check_decisions": "MAYBE"}
    assert seller.call("getDecisionEligibility", query=query).code == 36009004


def test_decisions_about_a_request_to_cancel(shared_platform: RunningPlatform) -> None:
    seller = shop_in(shared_platform, "GB")
    cancel_id = ask(seller, in_state(seller, "AWAITING_SHIPMENT"))
    decisions = decidable(seller, cancel_id)
    assert {name: item["eligible"] for name, item in decisions.items()} == {
        "APPROVE_REQUEST_CANCEL": True,
        "REJECT_REQUEST_CANCEL": True,
    }
    offered = [
        available_reject_reason["name"]
        for available_reject_reason in decisions["REJECT_REQUEST_CANCEL"]["available_reject_reasons"]
    ]
    assert offered == reject_reasons(seller, cancel_id)
    other = decidable(seller, cancel_id, check_decisions="APPROVE_REFUND,APPROVE_REQUEST_CANCEL")
    assert list(other) == ["APPROVE_REFUND", "APPROVE_REQUEST_CANCEL"]
    assert (other["APPROVE_REFUND"]["eligible"], other["APPROVE_REFUND"]["ineligible_code"]) == (False, 25020004)
    assert approve(seller, cancel_id).code == 0
    assert {name: item["ineligible_code"] for name, item in decidable(seller, cancel_id).items()} == {
        "APPROVE_REQUEST_CANCEL": 25011012,
        "REJECT_REQUEST_CANCEL": 25020010,
    }
    assert reject_reasons(seller, cancel_id) == []


@pytest.mark.parametrize("region", MARKETS)
def test_every_reason_that_is_offered_rejects(shared_platform: RunningPlatform, region: str) -> None:
    seller = shop_in(shared_platform, region)
    offered = reject_reasons(seller, ask(seller, in_state(seller, "AWAITING_SHIPMENT")))
    assert offered
    for reason in offered:
        assert reject(seller, ask(seller, in_state(seller, "AWAITING_SHIPMENT")), reason).code == 0


def test_decisions_about_a_return(shared_platform: RunningPlatform) -> None:
    seller = shop_in(shared_platform, "GB")
    order_id = in_state(seller, "DELIVERED")
    return_id = shared_platform.post(f"/sandbox/orders/{order_id}/return", {"return_type": "REFUND"})["return_id"]
    decisions = decidable(seller, return_id)
    assert len(decisions) == 11
    assert {name for name, item in decisions.items() if item["eligible"]} == {"APPROVE_REFUND", "REJECT_REFUND"}
    offered = [
        available_reject_reason["name"]
        for available_reject_reason in decisions["REJECT_REFUND"]["available_reject_reasons"]
    ]
    assert offered == reject_reasons(seller, return_id) != []
    other = decidable(seller, return_id, check_decisions="APPROVE_REQUEST_CANCEL")
    assert other["APPROVE_REQUEST_CANCEL"]["ineligible_code"] == 25020004
    body = {"decision": "REJECT_REFUND", "reject_reason": offered[0]}
    assert seller.call("rejectReturn", body, return_id=return_id).code == 0
    assert reject_reasons(seller, return_id) == []
