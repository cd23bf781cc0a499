"""Codes of cancellations, returns and refunds (docs/reference/codes.md#cancellations-and-returns)."""

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
RETURN_UNKNOWN = ErrorCode(
    25007006,
    "There is no return {return_id} in this shop.",
    remedy="Use a return_id that searchReturns answers for this shop's cipher.",
)
RETURN_PARAMETER_WRONG = ErrorCode(
    25001001,
    "{reason}",
    remedy="Correct the field that the message names, and send the call again.",
)
ORDER_NOT_RETURNABLE = ErrorCode(
    25001003,
    "A {role} cannot ask for {kind} of the order {order_id} while it is {status}.",
    remedy="getAftersaleEligibility says what can be asked for, and when.",
)
ALREADY_RETURNED = ErrorCode(
    25001010,
    "The line item {line_id} was returned, refunded or cancelled already.",
    remedy="Leave the line item out; searchReturns and searchCancellations show what became of it.",
)
LINE_CLAIMED = ErrorCode(
    25001011,
    "A request for the line item {line_id} is open already.",
    remedy="Answer the open request first, or leave the line item out.",
)
REASON_UNKNOWN = ErrorCode(
    25001014,
    "There is no reason {reason}.",
    remedy="Use a name that getAftersaleEligibility, getRejectReasons or getDecisionEligibility answers.",
)
ORDER_CLOSED = ErrorCode(
    25001051,
    "The order {order_id} is {status}: nothing can be returned any more.",
    remedy="Ask before the order completes; webhook 1 tells when it does.",
)
OVER_REFUNDABLE = ErrorCode(
    25005005,
    "A refund of {amount} is more than the {refundable} that can be paid back.",
    remedy="calculateRefund and getAvailableReviewDecisions tell the most that can be paid.",
)
OFFER_OPEN = ErrorCode(
    25007007,
    "The buyer considers an offer for the return {return_id}.",
    remedy="Wait for the buyer's answer, which webhook 12 tells.",
)
WITH_PLATFORM = ErrorCode(
    25011010,
    "The return {return_id} is with the platform, which decides about it.",
    remedy="Wait for the ruling; arbitration_status in searchReturns shows it.",
)
OFFER_NOT_POSSIBLE = ErrorCode(
    25011032,
    "The buyer refused a partial refund for the return {return_id} already.",
    remedy="Approve or reject the request.",
)
PARCEL_NOT_THERE = ErrorCode(
    25011035,
    "The parcel of the return {return_id} has not arrived: it cannot be refused yet.",
    remedy="Wait until it is delivered, then inspect the goods.",
)
DECISION_NOT_OF_TYPE = ErrorCode(
    25020004,
    "The decision {decision} does not fit a return of type {kind}.",
    remedy="getDecisionEligibility and getAvailableReviewDecisions name the decisions that fit.",
)
NOT_PERMITTED = ErrorCode(
    25020005,
    "Sellers in {region} cannot start a return on behalf of a buyer.",
    remedy="Refund the order instead (return_type REFUND), or let the buyer ask.",
)
ALREADY_CANCELLED = ErrorCode(
    25020009,
    "The return {return_id} was cancelled.",
    remedy="Nothing is left to decide; the buyer may ask anew.",
)
ALREADY_APPROVED = ErrorCode(
    25020010,
    "The return {return_id} was approved already.",
    remedy="Read its return_status with searchReturns first.",
)
CANNOT_APPROVE = ErrorCode(
    25001044,
    "The return {return_id} is over: it cannot be approved any more.",
    remedy="Nothing is left to decide; read its return_status with searchReturns.",
)
REQUEST_ANSWERED = ErrorCode(
    25011012,
    "The request of the return {return_id} was rejected: it cannot be approved.",
    remedy="The buyer may take it to the platform, or ask anew.",
)
RECEIPT_NOT_APPROVABLE = ErrorCode(
    25011013,
    "The parcel of the return {return_id} cannot be accepted: it is not sent, or was refused.",
    remedy="Accept it after the buyer sent it; return_status in searchReturns tells.",
)
RECEIVED_BY_PLATFORM = ErrorCode(
    25011026,
    "The platform's warehouse receives the parcel of the return {return_id}, and decides about it.",
    remedy="Leave the receipt of orders that the platform fulfils to it.",
)
PARCEL_ACCEPTED = ErrorCode(
    25020011,
    "The parcel of the return {return_id} was accepted already.",
    remedy="Nothing is left to decide about it; the buyer's money is on its way.",
)
PARCEL_NOT_REFUSABLE = ErrorCode(
    25020012,
    "The parcel of the return {return_id} cannot be refused: it is not sent, or was refused already.",
    remedy="Refuse it once, after it arrived; return_status in searchReturns tells.",
)
REASON_NOT_OFFERED = ErrorCode(
    25001020,
    "The reason {reason} is not offered in {region}.",
    remedy="Reasons differ by market and time: use a name that is answered for this order or return.",
)
REASON_OF_CANCELLATIONS = ErrorCode(
    25001057,
    "The reason {reason} rejects cancellations, not returns.",
    remedy="Use a name that getDecisionEligibility answers for the return_id.",
)
REASON_NOT_OF_DECISION = ErrorCode(
    25001016,
    "The reason {reason} does not fit the decision {decision}.",
    remedy="Use a name that getDecisionEligibility or getAvailableReviewDecisions answers for this decision.",
)
REASON_NOT_FOR_SELLERS = ErrorCode(
    25001015,
    "The reason {reason} is one of buyers.",
    remedy="Use a name that getAftersaleEligibility answers for the order and for sellers.",
)
REASON_NOT_FOR_STATUS = ErrorCode(
    25001021,
    "The reason {reason} does not hold for an order that is {status}.",
    remedy="Use a name that getAftersaleEligibility answers for the order now.",
)
