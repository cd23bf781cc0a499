"""Codes of cancelling orders and answering buyers who ask for it.

Facts: docs/reference/codes.md#cancellations-and-returns and docs/reference/cancellations.md.
"""

from __future__ import annotations

from shopwright.wire.errors import ErrorCode

CLAIM_UNKNOWN = ErrorCode(
    25007006,
    "There is neither a cancellation nor a return {claim_id} in this shop.",
    remedy="Use an id that searchCancellations or searchReturns answers for this shop's cipher.",
)
ORDER_UNKNOWN = ErrorCode(
    25007006,
    "There is no order {order_id} in this shop.",
    remedy="Use an id that getOrderList answers for this shop's cipher.",
)
REASON_NOT_FOR_REJECTING = ErrorCode(
    25001016,
    "The reason {reason} is not one for rejecting a request.",
    remedy="Use a name that getRejectReasons answers for the request.",
)
REASON_WITHDRAWN = ErrorCode(
    25001020,
    "The reason {reason} is not offered in {region}.",
    remedy="Reasons differ by market: use a name that is answered for this order or request.",
)
ORDER_TOO_FAR = ErrorCode(
    25001003,
    "The order {order_id} is {status}: its cancellation cannot be approved any more.",
    remedy="Reject the request; the buyer may return the goods.",
)
CARRIER_HAS_IT = ErrorCode(
    25001045,
    "The line item {line_id} is {status}: its carrier cannot stop it.",
    remedy="Let it arrive; the buyer may return it, or refuse the parcel.",
)
ORDER_ENDED = ErrorCode(
    25001051,
    "The order {order_id} is {status}: there is nothing to cancel.",
    remedy="Read the order's status first.",
)
LINE_ENDED = ErrorCode(
    25001051,
    "The line item {line_id} was cancelled or paid back already.",
    remedy="Leave the line item out; searchCancellations and searchReturns show what became of it.",
)
REASON_NOT_OF_REQUEST = ErrorCode(
    25001057,
    "The reason {reason} rejects returns, not cancellations.",
    remedy="Use a name that getRejectReasons answers for the cancel_id.",
)
NO_LINE_ITEM_CANCEL = ErrorCode(
    25005010,
    "Single line items of the order {order_id} cannot be cancelled: {reason}.",
    remedy="Name no line items to cancel the whole order. Single ones go in US and GB, if out of stock.",
)
TOO_MANY_TO_CANCEL = ErrorCode(
    25005011,
    "The order {order_id} holds fewer of the SKU {sku_id} that can be cancelled than {quantity}.",
    remedy="Name at most as many units as were bought and are not cancelled yet.",
)
REJECTION_TOO_LATE = ErrorCode(
    25011011,
    "The request {cancel_id} is {status}: it cannot be rejected again.",
    remedy="Nothing is left to decide; the order goes on.",
)
APPROVAL_TOO_LATE = ErrorCode(
    25011012,
    "The request {cancel_id} is {status}: it cannot be approved again.",
    remedy="Nothing is left to decide; the money is on its way to the buyer.",
)
NEEDS_NO_ANSWER = ErrorCode(
    25020004,
    "The cancellation {cancel_id} is of type {kind}: it needs no answer.",
    remedy="Answer only those of type BUYER_CANCEL that are CANCELLATION_REQUEST_PENDING.",
)
NO_CANCELLATION_DECISION = ErrorCode(
    25020004,
    "The decision {decision} does not fit a cancellation.",
    remedy="Cancellations take APPROVE_REQUEST_CANCEL and REJECT_REQUEST_CANCEL.",
)
NO_RETURN_DECISION = ErrorCode(
    25020004,
    "The decision {decision} does not fit a return.",
    remedy="It is for cancellations; check the decisions for returns.",
)
MAY_NOT_CANCEL = ErrorCode(
    25020005,
    "A {role} in {region} cannot cancel an order that is {status}.",
    remedy="getAftersaleEligibility says who may cancel what, and webhook 1 when an order's status changes.",
)
MAY_NOT_ASK = ErrorCode(
    25020005,
    "A {role} in {region} cannot ask for {kind} of an order that is {status}.",
    remedy="No reason holds for it here; check the other types of request.",
)
REQUEST_GONE = ErrorCode(
    25020009,
    "The request {cancel_id} was withdrawn or rejected.",
    remedy="Nothing is left to decide; the buyer may ask anew.",
)
REQUEST_APPROVED = ErrorCode(
    25020010,
    "The request {cancel_id} was approved already.",
    remedy="The lines are cancelled; searchCancellations shows the refund.",
)
