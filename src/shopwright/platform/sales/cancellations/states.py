"""The states of cancellations (docs/reference/cancellations.md#states)."""

from __future__ import annotations

from enum import StrEnum

from shopwright.platform.core.state_table import final_states


class CancelStatus(StrEnum):
    PENDING = "CANCELLATION_REQUEST_PENDING"
    SUCCESS = "CANCELLATION_REQUEST_SUCCESS"
    CANCEL = "CANCELLATION_REQUEST_CANCEL"
    COMPLETE = "CANCELLATION_REQUEST_COMPLETE"


class CancelEvent(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    REFUND = "refund"


_S, _E = CancelStatus, CancelEvent

#: (state, event) → next state; a pair that is not here is forbidden.
CANCEL_TRANSITIONS: dict[tuple[CancelStatus, CancelEvent], CancelStatus] = {
    (_S.PENDING, _E.APPROVE): _S.SUCCESS,
    (_S.PENDING, _E.REJECT): _S.CANCEL,
    (_S.PENDING, _E.WITHDRAW): _S.CANCEL,
    (_S.SUCCESS, _E.REFUND): _S.COMPLETE,
}

#: The states that nothing changes any more.
OVER = final_states(CancelStatus, CANCEL_TRANSITIONS)

#: The spelling of webhook 11, where it is not the API's.
WEBHOOK_WORD = {CancelStatus.CANCEL: "CANCELLATION_REQUEST_CANCELLED"}
