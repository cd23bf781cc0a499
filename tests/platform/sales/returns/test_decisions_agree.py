"""What getDecisionEligibility says can be decided is what approveReturn and rejectReturn take."""

from __future__ import annotations

from typing import Any

import pytest

from shopwright.contract.patches import patched_document
from tests.harness.calls import Seller
from tests.harness.returns import act, approve, ask, delivered, reason_for, reject
from tests.harness.server import Reply, RunningPlatform
from tests.harness.trade import shop_in

#: What was done to a return before, by its type.
STAGES: dict[str, tuple[tuple[str, ...], ...]] = {
    "REFUND": ((), ("REJECT_REFUND",), ("APPROVE_REFUND",), ("WITHDRAW",)),
    "RETURN_AND_REFUND": (
        (),
        ("APPROVE_RETURN",),
        ("APPROVE_RETURN", "SHIP"),
        ("APPROVE_RETURN", "SHIP", "ARRIVE"),
        ("REJECT_RETURN",),
    ),
    "REPLACEMENT": ((), ("REJECT_REPLACEMENT",), ("APPROVE_REPLACEMENT",)),
    "EXCHANGE": ((), ("APPROVE_REPLACEMENT",), ("WITHDRAW",)),
}
CASES = [(kind, stage) for kind, stages in STAGES.items() for stage in stages]
BUYERS_ACTS = {"SHIP", "ARRIVE", "WITHDRAW"}


def listed(operation_id: str, schema: str) -> set[str]:
    """The decisions that a call's contract has."""
    document: Any = patched_document()
    return set(document["components"]["schemas"][schema]["properties"]["decision"]["enum"])


def decide(seller: Seller, return_id: str, decision: str) -> Reply:
    if decision.startswith("REJECT"):
        known = reason_for(seller, return_id, decision) if eligible(seller, return_id)[decision] else "any"
        return reject(seller, return_id, decision, known)
    return approve(seller, return_id, decision)


def eligible(seller: Seller, return_id: str) -> dict[str, bool]:
    reply = seller.call("getDecisionEligibility", query={"return_or_cancel_id": return_id})
    assert reply.code == 0, reply.message
    return {row["decision"]: row["eligible"] for row in reply.data["decisions"]}


def at_stage(seller: Seller, kind: str, stage: tuple[str, ...]) -> str:
    return_id = ask(seller, delivered(seller), kind)
    for what in stage:
        if what in BUYERS_ACTS:
            act(seller, return_id, what)
        else:
            assert decide(seller, return_id, what).code == 0, what
    return return_id


@pytest.mark.parametrize(
    ("kind", "stage"), CASES, ids=lambda value: value if isinstance(value, str) else "-".join(value)
)
def test_what_is_eligible_is_taken_and_nothing_else(
    shared_platform: RunningPlatform, kind: str, stage: tuple[str, ...]
) -> None:
    seller = shop_in(shared_platform, "US")
    seen = eligible(seller, at_stage(seller, kind, stage))
    taken = listed("approveReturn", "ApproveReturnRequest") | listed("rejectReturn", "RejectReturnRequest")
    assert {decision for decision, may in seen.items() if may} <= taken
    for decision, may in seen.items():
        reply = decide(seller, at_stage(seller, kind, stage), decision)
        assert (reply.code == 0) is may, (decision, reply.message)
