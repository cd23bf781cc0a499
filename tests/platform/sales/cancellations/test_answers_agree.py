"""Whether a request to cancel can be answered: what says so agrees with what does it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.calls import Seller
from tests.harness.cancellations import approve, ask, bought, reject, reject_reasons
from tests.harness.returns import available
from tests.harness.server import Reply, RunningPlatform
from tests.harness.trade import HOUR, advance, buy, pass_time, shop_in, stocked

APPROVE, REJECT = "APPROVE_REQUEST_CANCEL", "REJECT_REQUEST_CANCEL"

#: The markets in which a request outlives the shipment, so that a carrier may have the parcel before it is answered.
ASK_UNTIL_COLLECTION = ["TH", "VN"]
EVERYWHERE = [*ASK_UNTIL_COLLECTION, "US", "GB", "DE"]

#: The states of a request, each with the answers that it still takes.
STATES = {
    "at once": {},
    "pending": {APPROVE, REJECT},
    "approved": {},
    "refunded": {},
    "rejected": {},
    "withdrawn": {},
}
#: Where the parcel of a pending request is, each with the answers that it leaves.
PARCELS = {
    "AWAITING_COLLECTION": {APPROVE, REJECT},
    "IN_TRANSIT": {REJECT},
    "DELIVERED": {REJECT},
}


def request_in(seller: Seller, state: str) -> str:
    """The id of a cancellation in a state."""
    if state == "at once":
        return ask(seller, str(buy(seller, stocked(seller, 5), paid=False)["order_id"]))
    cancel_id = ask(seller, bought(seller, stocked(seller, 5)))
    if state in {"approved", "refunded"}:
        assert approve(seller, cancel_id).code == 0
    if state == "refunded":
        pass_time(seller.platform, HOUR)
    if state == "rejected":
        assert reject(seller, cancel_id).code == 0
    if state == "withdrawn":
        seller.platform.post(f"/sandbox/cancellations/{cancel_id}/withdraw", {})
    return cancel_id


def request_with_parcel(seller: Seller, status: str) -> str:
    """The id of a pending request whose parcel was shipped before, and has come so far since."""
    order_id = bought(seller, stocked(seller, 5), status="AWAITING_COLLECTION")
    cancel_id = ask(seller, order_id)
    advance(seller, order_id, status)
    return cancel_id


def eligible(seller: Seller, cancel_id: str) -> dict[str, dict[str, Any]]:
    """What getDecisionEligibility says of a request, by decision."""
    reply = seller.call("getDecisionEligibility", query={"return_or_cancel_id": cancel_id})
    assert reply.code == 0, reply.message
    return {row["decision"]: row for row in reply.data["decisions"]}


def code_of(row: dict[str, Any]) -> int:
    """The code that a decision would answer, 0 for one that can be made."""
    return 0 if row["eligible"] else int(row["ineligible_code"])


def answer(seller: Seller, cancel_id: str, decision: str) -> Reply:
    if decision == APPROVE:
        return approve(seller, cancel_id)
    return reject(seller, cancel_id, next(iter(reject_reasons(seller, cancel_id)), "none"))


def assert_all_agree(seller: Seller, cancel_id: str, decision: str, *, can_be_made: bool) -> None:
    reviewed, asked = available(seller, cancel_id)[decision], eligible(seller, cancel_id)[decision]
    done = answer(seller, cancel_id, decision)
    assert code_of(reviewed) == code_of(asked) == done.code
    assert (done.code == 0) is can_be_made, done.message


@pytest.mark.own_platform
@pytest.mark.parametrize("decision", [APPROVE, REJECT])
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("region", EVERYWHERE)
def test_an_answer_is_called_possible_in_the_states_that_take_it(
    platform: RunningPlatform, region: str, state: str, decision: str
) -> None:
    seller = shop_in(platform, region)
    assert_all_agree(seller, request_in(seller, state), decision, can_be_made=decision in STATES[state])


@pytest.mark.parametrize("decision", [APPROVE, REJECT])
@pytest.mark.parametrize("status", PARCELS)
@pytest.mark.parametrize("region", ASK_UNTIL_COLLECTION)
def test_an_answer_is_called_possible_while_no_carrier_has_the_parcel(
    shared_platform: RunningPlatform, region: str, status: str, decision: str
) -> None:
    seller = shop_in(shared_platform, region)
    cancel_id = request_with_parcel(seller, status)
    assert_all_agree(seller, cancel_id, decision, can_be_made=decision in PARCELS[status])


@pytest.mark.parametrize("region", ASK_UNTIL_COLLECTION)
def test_a_request_for_a_parcel_that_a_carrier_has_cannot_be_approved(
    shared_platform: RunningPlatform, region: str
) -> None:
    seller = shop_in(shared_platform, region)
    cancel_id = request_with_parcel(seller, "IN_TRANSIT")
    reviewed, asked = available(seller, cancel_id)[APPROVE], eligible(seller, cancel_id)[APPROVE]
    assert (reviewed["ineligible_code"], asked["ineligible_code"]) == (25001045, 25001045)
    assert approve(seller, cancel_id).code == 25001045
