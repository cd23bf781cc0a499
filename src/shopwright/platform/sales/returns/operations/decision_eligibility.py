"""getRejectReasons, getDecisionEligibility: how a buyer's request can be answered now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.market.reasons import Reason, reject_reasons
from shopwright.platform.sales.cancellations.cancellation import Cancellation
from shopwright.platform.sales.cancellations.errors import CLAIM_UNKNOWN, NO_CANCELLATION_DECISION, NO_RETURN_DECISION
from shopwright.platform.sales.cancellations.rules import why_not_approve, why_not_reject
from shopwright.platform.sales.cancellations.store import Cancellations
from shopwright.platform.sales.orders.order import Order
from shopwright.platform.sales.orders.store import Orders
from shopwright.platform.sales.returns.errors import DECISION_NOT_OF_TYPE
from shopwright.platform.sales.returns.return_case import Return
from shopwright.platform.sales.returns.return_decisions import why_not_decide
from shopwright.platform.sales.returns.rules import reasons_to_reject
from shopwright.platform.sales.returns.states import Decision
from shopwright.platform.sales.returns.store import Returns
from shopwright.wire.errors import ApiError

from .eligibility import listed

if TYPE_CHECKING:
    from shopwright.contract.types.replies_return_refund import (
        GetDecisionEligibilityResponseData,
        GetDecisionEligibilityResponseDataDecision,
        GetRejectReasonsResponseData,
    )
    from shopwright.contract.types.replies_return_refund import Reason as ShownReason

_APPROVE, _REJECT = "APPROVE_REQUEST_CANCEL", "REJECT_REQUEST_CANCEL"
_OF_CANCELLATIONS = (_APPROVE, _REJECT)
#: Those about returns that can be asked about; offers of a part of the money cannot.
_OF_RETURNS = tuple(str(decision) for decision in Decision if not decision.startswith("OFFER"))
#: Known to this operation, and taken by neither approveReturn nor rejectReturn.
_NEVER_TAKEN = Decision.ISSUE_EXCHANGE_REFUND


class Asked(Protocol):
    """A buyer's request of whose decisions one wants to know, and the decisions that are made about its kind."""

    decisions: tuple[str, ...]

    def why_not(self, decision: str) -> ApiError | None:
        """What stands in the way of a decision now, ``None`` when nothing does."""

    def reasons(self, decision: str) -> Sequence[Reason]:
        """The reasons that a rejection needs; none for another decision."""


class _ToCancel:
    decisions: tuple[str, ...] = _OF_CANCELLATIONS

    def __init__(self, case: Cancellation, order: Order, now: int) -> None:
        self._case, self._order, self._now = case, order, now

    def why_not(self, decision: str) -> ApiError | None:
        if decision == _APPROVE:
            return why_not_approve(self._case, self._order)
        if decision == _REJECT:
            return why_not_reject(self._case)
        return NO_CANCELLATION_DECISION(decision=decision)

    def reasons(self, decision: str) -> Sequence[Reason]:
        return reject_reasons(self._order.region, "CANCELLATION", self._now) if decision == _REJECT else ()


class _ToReturn:
    decisions: tuple[str, ...] = _OF_RETURNS

    def __init__(self, case: Return, code: str, now: int) -> None:
        self._case, self._region, self._now = case, code, now

    def why_not(self, decision: str) -> ApiError | None:
        if decision in _OF_CANCELLATIONS:
            return NO_RETURN_DECISION(decision=decision)
        if decision == _NEVER_TAKEN:
            return DECISION_NOT_OF_TYPE(decision=decision, kind=self._case.type)
        return why_not_decide(self._case, Decision(decision))

    def reasons(self, decision: str) -> Sequence[Reason]:
        return reasons_to_reject(self._region, Decision(decision), self._now)


def _asked(call: Call) -> Asked:
    tx, shop, claim_id = call.tx, call.shop, call.text("return_or_cancel_id") or ""
    cancellation = tx[Cancellations].get(shop.shop_id, claim_id)
    order = tx[Orders].get(shop.shop_id, cancellation.order_id) if cancellation else None
    if cancellation and order:
        return _ToCancel(cancellation, order, tx.now())
    case = tx[Returns].get(shop.shop_id, claim_id)
    if case is None:
        raise CLAIM_UNKNOWN(claim_id=claim_id[:40])
    return _ToReturn(case, shop.region, tx.now())


@operation(
    "getRejectReasons",
    raises=(CLAIM_UNKNOWN,),
    differs="The documentation names no error code for an unknown id. Texts are English.",
)
def get_reject_reasons(call: Call) -> GetRejectReasonsResponseData:
    """For what a request can be rejected now; none when it cannot."""
    asked = _asked(call)
    shown_reasons: list[ShownReason] = []
    for decision in asked.decisions:
        reasons = asked.reasons(decision)
        if reasons and asked.why_not(decision) is None:
            shown_reasons += _reason_replies(reasons)
    return {"reasons": shown_reasons}


@operation(
    "getDecisionEligibility",
    raises=(CLAIM_UNKNOWN,),
    differs="The documentation names no error codes: a decision that is not eligible has the code that making it would "
    "answer. ISSUE_EXCHANGE_REFUND is never eligible, as approveReturn does not take it: ISSUE_REPLACEMENT_REFUND "
    "refunds exchanges. Texts are English.",
)
def get_decision_eligibility(call: Call) -> GetDecisionEligibilityResponseData:
    """Whether decisions about a request can be made now: those asked about, or all for its kind."""
    asked = _asked(call)
    known = (*_OF_CANCELLATIONS, *_OF_RETURNS)
    wanted = listed(call, "check_decisions", known) if call.query.get("check_decisions") else asked.decisions
    return {"decisions": [_eligibility(asked, decision) for decision in wanted]}


def _eligibility(asked: Asked, decision: str) -> GetDecisionEligibilityResponseDataDecision:
    problem = asked.why_not(decision)
    if problem is not None:
        return {
            "decision": decision,
            "eligible": False,
            "ineligible_code": problem.code,
            "ineligible_reason": problem.message,
        }
    return {
        "decision": decision,
        "eligible": True,
        "available_reject_reasons": _reason_replies(asked.reasons(decision)),
    }


def _reason_replies(reasons: Sequence[Reason]) -> list[ShownReason]:
    return [{"name": reason.name, "text": reason.text} for reason in reasons]
