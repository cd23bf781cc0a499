"""Decisions that are sent twice with one idempotency key: the first result is answered again, nothing more is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from tests.harness import cancellations, returns
from tests.harness.calls import Seller, new_seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import stocked

#: An operation, its body and its path.
Made = tuple[str, Mapping[str, object], Mapping[str, str]]


@pytest.fixture
def seller(platform: RunningPlatform) -> Seller:
    return new_seller(platform, region="US")


def request(seller: Seller) -> str:
    return returns.ask(seller, returns.delivered(seller), "REFUND")


def cancellation(seller: Seller) -> str:
    return cancellations.ask(seller, cancellations.bought(seller, stocked(seller, 5)))


def approve_return(seller: Seller) -> Made:
    return "approveReturn", {"decision": "APPROVE_REFUND"}, {"return_id": request(seller)}


def reject_return(seller: Seller) -> Made:
    return_id = request(seller)
    reason = returns.reason_for(seller, return_id, "REJECT_REFUND")
    return "rejectReturn", {"decision": "REJECT_REFUND", "reject_reason": reason}, {"return_id": return_id}


def approve_cancellation(seller: Seller) -> Made:
    return "approveCancellation", {}, {"cancel_id": cancellation(seller)}


def reject_cancellation(seller: Seller) -> Made:
    cancel_id = cancellation(seller)
    reason = cancellations.reject_reasons(seller, cancel_id)[0]
    return "rejectCancellation", {"reject_reason": reason}, {"cancel_id": cancel_id}


def create_return(seller: Seller) -> Made:
    order = returns.delivered(seller)
    body = {
        "order_id": order["order_id"],
        "return_type": "REFUND",
        "return_reason": returns.sellers_reason("REFUND"),
    }
    return "createReturn", body, {}


@pytest.mark.parametrize(
    "make",
    [approve_return, reject_return, approve_cancellation, reject_cancellation, create_return],
)
def test_the_first_result_is_answered_again(seller: Seller, make: Callable[[Seller], Made]) -> None:
    operation_id, body, path = make(seller)
    first, again = (seller.call(operation_id, body, query={"idempotency_key": "once"}, **path) for _ in range(2))
    assert (first.code, again.code) == (0, 0), first.message
    assert again.json["data"] == first.json["data"]
    assert seller.call(operation_id, body, query={"idempotency_key": "twice"}, **path).code != 0
