"""Which code tells why a return, a cancellation or an order cannot be decided about or read
(docs/reference/codes.md#cancellations-and-returns)."""

from __future__ import annotations

import pytest

from shopwright.platform.market.reasons import Rejected, reject_reasons, return_reasons
from shopwright.platform.market.regions import all_regions
from tests.harness import cancellations
from tests.harness.calls import Seller
from tests.harness.returns import act, approve, ask, delivered, done, reject, returned, state
from tests.harness.server import RunningPlatform
from tests.harness.trade import HOUR, advance, buy, pass_time, shop_in, stocked
from tests.platform.sales.returns.test_aftersales_requests import ask as ask_rma
from tests.platform.sales.returns.test_aftersales_requests import decision, lines_of, request, review, rmas, verdict

BACK = "RETURN_AND_REFUND"


@pytest.fixture
def seller(shared_platform: RunningPlatform) -> Seller:
    return shop_in(shared_platform, "US")


@pytest.mark.parametrize(
    "stage", [("APPROVE_RETURN",), ("APPROVE_RETURN", "SHIP", "ARRIVE", "REJECT_RECEIVED_PACKAGE")]
)
def test_a_parcel_that_is_not_sent_or_was_refused_is_neither_accepted_nor_refused(
    seller: Seller, stage: tuple[str, ...]
) -> None:
    return_id = ask(seller, delivered(seller), BACK)
    for what in stage:
        if what.startswith("REJECT"):
            done(reject(seller, return_id, what))
        elif what.startswith("APPROVE"):
            done(approve(seller, return_id, what))
        else:
            act(seller, return_id, what)
    assert approve(seller, return_id, "APPROVE_RECEIVED_PACKAGE").code == 25011013
    assert reject(seller, return_id, "REJECT_RECEIVED_PACKAGE", "any").code == 25020012


def test_a_parcel_that_was_accepted_is_not_refused(seller: Seller) -> None:
    return_id = ask(seller, delivered(seller), BACK)
    done(approve(seller, return_id, "APPROVE_RETURN"))
    act(seller, return_id, "SHIP", "ARRIVE")
    done(approve(seller, return_id, "APPROVE_RECEIVED_PACKAGE"))
    assert reject(seller, return_id, "REJECT_RECEIVED_PACKAGE", "any").code == 25020011


def test_what_was_rejected_is_not_approved(seller: Seller) -> None:
    return_id = ask(seller, delivered(seller), "REFUND")
    done(reject(seller, return_id, "REJECT_REFUND"))
    assert approve(seller, return_id, "APPROVE_REFUND").code == 25011012


@pytest.mark.own_platform
def test_what_is_over_is_not_approved(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "US")
    return_id = ask(seller, delivered(seller), "REFUND")
    done(approve(seller, return_id, "APPROVE_REFUND"))
    pass_time(platform, HOUR)
    assert approve(seller, return_id, "APPROVE_REFUND").code == 25001044
    assert reject(seller, return_id, "REJECT_REFUND", "any").code == 25020010


@pytest.mark.own_platform
def test_the_platform_receives_what_it_fulfilled(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "US")
    order = delivered(seller, fulfillment_type="FULFILLMENT_BY_TIKTOK")
    return_id = ask(seller, order, BACK)
    done(approve(seller, return_id, "APPROVE_RETURN"))
    act(seller, return_id, "SHIP", "ARRIVE")
    assert approve(seller, return_id, "APPROVE_RECEIVED_PACKAGE").code == 25011026
    assert reject(seller, return_id, "REJECT_RECEIVED_PACKAGE", "any").code == 25011026
    assert "seller_next_action_response" not in returned(seller, return_id)
    pass_time(platform, 48 * HOUR)
    assert state(seller, return_id).startswith("RETURN_OR_REFUND_REQUEST_")


def of_cancellations_alone() -> str:
    """A reason that rejects requests to cancel and, in no market, a return or its parcel."""
    names: dict[Rejected, set[str]] = {
        "CANCELLATION": set(),
        "REFUND": set(),
        "RETURN": set(),
        "RECEIVED_PACKAGE": set(),
    }
    for market in all_regions():
        for what in names:
            names[what] |= {reason.name for reason in reject_reasons(market.code, what)}
    return min(names["CANCELLATION"] - names["REFUND"] - names["RETURN"] - names["RECEIVED_PACKAGE"])


@pytest.mark.parametrize(
    ("reason", "code"), [(of_cancellations_alone(), 25001057), ("seller_reject_package_empty_package", 25001016)]
)
def test_a_reason_of_another_kind_does_not_reject_a_return(seller: Seller, reason: str, code: int) -> None:
    return_id = ask(seller, delivered(seller), "REFUND")
    assert reject(seller, return_id, "REJECT_REFUND", reason).code == code


def elsewhere(region: str) -> str:
    """A reason to reject a refund that other markets have."""
    others = set.union(*(offered(code, "REJECT") for code in ("US", "ID", "DE", "JP", "BR")))
    return min(others - offered(region, "REJECT"))


def offered(region: str, operation: str) -> set[str]:
    if operation == "REJECT":
        return {reason.name for reason in reject_reasons(region, "REFUND")}
    return {
        reason.name
        for status in ("AWAITING_COLLECTION", "IN_TRANSIT", "DELIVERED")
        for reason in return_reasons(region, "REFUND", "SELLER", status)
    }


def test_a_reason_of_another_market_is_not_offered_here(shared_platform: RunningPlatform) -> None:
    seller = shop_in(shared_platform, "ID")
    theirs = min(offered("US", "ASK") - offered("ID", "ASK"))
    body = {"order_id": delivered(seller)["order_id"], "return_type": "REFUND", "return_reason": theirs}
    assert seller.call("createReturn", body).code == 25001020


def test_a_reason_of_another_market_does_not_reject_here(shared_platform: RunningPlatform) -> None:
    seller = shop_in(shared_platform, "GB")
    theirs = elsewhere("GB")
    return_id = ask(seller, delivered(seller), "REFUND")
    assert reject(seller, return_id, "REJECT_REFUND", theirs).code == 25001020


def test_what_cannot_be_an_id_is_a_wrong_parameter(seller: Seller) -> None:
    assert cancellations.approve(seller, "nonsense").code == 25001001
    assert cancellations.reject(seller, "nonsense", "any").code == 25001001
    assert seller.call("getOrderPriceDetails", order_id="nonsense").code == 21001001


@pytest.mark.parametrize("operation_id", ["searchReturns", "searchCancellations"])
@pytest.mark.parametrize("name", ["create_time", "update_time"])
def test_a_range_of_time_does_not_end_before_it_begins(seller: Seller, operation_id: str, name: str) -> None:
    assert seller.call(operation_id, {f"{name}_ge": 200, f"{name}_lt": 100}).code == 25001001
    assert seller.call(operation_id, {f"{name}_ge": 100, f"{name}_lt": 100}).code == 0


@pytest.mark.own_platform
def test_reviews_are_refused_with_the_codes_of_decisions(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "US")
    platform.patch(f"/sandbox/shops/{seller.shop_id}", {"aftersales_flow": "RMA"})
    asked = ask_rma(seller, delivered(seller))
    request_id, return_id = asked["aftersales_request_id"], asked["return_id"]
    lines = lines_of(request(seller, request_id))

    def code(action: str, **fields: object) -> int:
        (rma,) = rmas(seller, request_id)
        given = {"reason": {"reason_id": "any"}, **fields}
        return review(seller, decision(rma["id"], verdict(action, lines, **given), request_id_type="RMA")).code

    assert review(seller, decision(request_id, verdict("APPROVE_REQUEST", lines))).code == 0
    assert (code("APPROVE_RETURN_PACKAGE"), code("REJECT_RETURN_PACKAGE")) == (25011013, 25020012)
    act(seller, return_id, "SHIP", "ARRIVE")
    packed = {"reason": {"reason_id": of_cancellations_alone()}}
    assert code("REJECT_RETURN_PACKAGE", **packed) == 25001057
    assert code("APPROVE_RETURN_PACKAGE") == 0
    assert code("REJECT_RETURN_PACKAGE") == 25020011
    pass_time(platform, HOUR)
    assert code("APPROVE_RETURN_PACKAGE") == 25001044


@pytest.mark.own_platform
def test_reviews_of_what_was_rejected_or_goes_to_the_platform_are_refused(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")
    platform.patch(f"/sandbox/shops/{seller.shop_id}", {"aftersales_flow": "RMA"})
    asked = ask_rma(seller, delivered(seller), "REFUND")
    request_id = asked["aftersales_request_id"]
    lines = lines_of(request(seller, request_id))
    theirs = elsewhere("GB")

    def rejected(reason: str) -> int:
        return review(seller, decision(request_id, verdict("REJECT_REQUEST", lines, reason={"reason_id": reason}))).code

    assert rejected(theirs) == 25001020
    assert rejected(min(offered("GB", "REJECT"))) == 0
    assert review(seller, decision(request_id, verdict("APPROVE_REQUEST", lines))).code == 25011012
    order = buy(seller, stocked(seller), fulfillment_type="FULFILLMENT_BY_TIKTOK")
    advance(seller, order["order_id"], "DELIVERED")
    asked = ask_rma(seller, order)
    lines = lines_of(request(seller, asked["aftersales_request_id"]))
    assert review(seller, decision(asked["aftersales_request_id"], verdict("APPROVE_REQUEST", lines))).code == 0
    (rma,) = rmas(seller, asked["aftersales_request_id"])
    accept = decision(rma["id"], verdict("APPROVE_RETURN_PACKAGE", lines), request_id_type="RMA")
    assert review(seller, accept).code == 25011026
