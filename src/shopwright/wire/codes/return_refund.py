"""Codes of cancellations, returns and refunds (contract/semantics 3.6)."""

from __future__ import annotations

from shopwright.wire.errors import ErrorCode

CANCELLATION_UNKNOWN = ErrorCode(
    25007006,
    "There is no cancellation {cancel_id} in this shop.",
    remedy="Use a cancel_id that searchCancellations answers for this shop's cipher.",
)
REQUEST_RUNNING = ErrorCode(
    25001011,
    "A request of the order {order_id} waits for an answer already.",
    remedy="Approve or reject the open request first.",
)
DECISION_DOES_NOT_FIT = ErrorCode(
    25020003,
    "One cannot {decision} a request that is {status}.",
    remedy="Read the request's status with the search first.",
)
