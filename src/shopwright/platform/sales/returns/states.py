"""The state tables of returns, aftersales requests and RMAs, and which of a seller's decisions fits which return.

Facts: docs/reference/returns.md#states, docs/reference/aftersales.md#states.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec

from shopwright.platform.core.state_table import final_states


class ReturnType(StrEnum):
    REFUND = "REFUND"
    RETURN_AND_REFUND = "RETURN_AND_REFUND"
    REPLACEMENT = "REPLACEMENT"
    EXCHANGE = "EXCHANGE"


class ReturnStatus(StrEnum):
    PENDING = "RETURN_OR_REFUND_REQUEST_PENDING"
    REJECTED = "REFUND_OR_RETURN_REQUEST_REJECT"
    AWAITING_ANSWER = "AWAITING_BUYER_RESPONSE"
    AWAITING_SHIP = "AWAITING_BUYER_SHIP"
    SHIPPED = "BUYER_SHIPPED_ITEM"
    RECEIPT_REJECTED = "REJECT_RECEIVE_PACKAGE"
    SUCCESS = "RETURN_OR_REFUND_REQUEST_SUCCESS"
    COMPLETE = "RETURN_OR_REFUND_REQUEST_COMPLETE"
    CANCEL = "RETURN_OR_REFUND_REQUEST_CANCEL"
    REPLACEMENT_PENDING = "REPLACEMENT_REQUEST_PENDING"
    REPLACEMENT_REJECTED = "REPLACEMENT_REQUEST_REJECT"
    REPLACEMENT_REFUND = "REPLACEMENT_REQUEST_REFUND_SUCCESS"
    REPLACEMENT_COMPLETE = "REPLACEMENT_REQUEST_COMPLETE"
    REPLACEMENT_CANCEL = "REPLACEMENT_REQUEST_CANCEL"
    EXCHANGE_PENDING = "EXCHANGE_REQUEST_PENDING"
    EXCHANGE_REFUND = "EXCHANGE_REQUEST_REFUND_SUCCESS"
    EXCHANGE_COMPLETE = "EXCHANGE_REQUEST_COMPLETE"
    EXCHANGE_CANCEL = "EXCHANGE_REQUEST_CANCEL"


class ReturnEvent(StrEnum):
    """What happens to a return, in words that fit "one cannot … a return"."""

    APPROVE_REFUND = "approve the refund of"
    APPROVE_RETURN = "approve"
    APPROVE_RECEIPT = "approve the returned parcel of"
    APPROVE_REPLACEMENT = "approve the replacement of"
    REFUND_AT_ONCE = "refund at once"
    REFUND_FOR_LACK = "refund for want of goods"
    OFFER_PART = "offer a partial refund for"
    OFFER_PART_FOR_RECEIVED = "offer a partial refund for the parcel of"
    REJECT = "reject"
    REJECT_RECEIPT = "reject the returned parcel of"
    ACCEPT_OFFER = "accept the offer for"
    REFUSE_OFFER = "refuse the offer for"
    REFUSE_OFFER_FOR_RECEIVED = "refuse the offer for the parcel of"
    SHIP = "send back"
    WITHDRAW = "withdraw"
    EXPIRE = "close by its deadline"
    RULE_FOR_BUYER = "rule for the buyer of"
    RULE_THAT_GOODS_RETURN = "rule that the goods go back for"
    VOID = "end for a cancelled order"
    REFUND = "refund"


_S, _E = ReturnStatus, ReturnEvent

#: (state, event) → next state; a pair that is not here is forbidden.
RETURN_TRANSITIONS: dict[tuple[ReturnStatus, ReturnEvent], ReturnStatus] = {
    (_S.PENDING, _E.APPROVE_REFUND): _S.SUCCESS,
    (_S.PENDING, _E.APPROVE_RETURN): _S.AWAITING_SHIP,
    (_S.PENDING, _E.REFUND_AT_ONCE): _S.SUCCESS,
    (_S.PENDING, _E.OFFER_PART): _S.AWAITING_ANSWER,
    (_S.PENDING, _E.REJECT): _S.REJECTED,
    (_S.PENDING, _E.WITHDRAW): _S.CANCEL,
    (_S.PENDING, _E.VOID): _S.CANCEL,
    (_S.AWAITING_ANSWER, _E.ACCEPT_OFFER): _S.SUCCESS,
    (_S.AWAITING_ANSWER, _E.REFUSE_OFFER): _S.PENDING,
    (_S.AWAITING_ANSWER, _E.REFUSE_OFFER_FOR_RECEIVED): _S.SHIPPED,
    (_S.AWAITING_ANSWER, _E.WITHDRAW): _S.CANCEL,
    (_S.AWAITING_ANSWER, _E.VOID): _S.CANCEL,
    (_S.AWAITING_SHIP, _E.SHIP): _S.SHIPPED,
    (_S.AWAITING_SHIP, _E.EXPIRE): _S.CANCEL,
    (_S.AWAITING_SHIP, _E.WITHDRAW): _S.CANCEL,
    (_S.AWAITING_SHIP, _E.VOID): _S.CANCEL,
    (_S.SHIPPED, _E.APPROVE_RECEIPT): _S.SUCCESS,
    (_S.SHIPPED, _E.OFFER_PART_FOR_RECEIVED): _S.AWAITING_ANSWER,
    (_S.SHIPPED, _E.REJECT_RECEIPT): _S.RECEIPT_REJECTED,
    (_S.SHIPPED, _E.VOID): _S.CANCEL,
    (_S.REJECTED, _E.RULE_FOR_BUYER): _S.SUCCESS,
    (_S.REJECTED, _E.RULE_THAT_GOODS_RETURN): _S.AWAITING_SHIP,
    (_S.REJECTED, _E.EXPIRE): _S.CANCEL,
    (_S.REJECTED, _E.WITHDRAW): _S.CANCEL,
    (_S.REJECTED, _E.VOID): _S.CANCEL,
    (_S.RECEIPT_REJECTED, _E.RULE_FOR_BUYER): _S.SUCCESS,
    (_S.RECEIPT_REJECTED, _E.EXPIRE): _S.CANCEL,
    (_S.RECEIPT_REJECTED, _E.WITHDRAW): _S.CANCEL,
    (_S.RECEIPT_REJECTED, _E.VOID): _S.CANCEL,
    (_S.SUCCESS, _E.REFUND): _S.COMPLETE,
    (_S.REPLACEMENT_PENDING, _E.APPROVE_REPLACEMENT): _S.REPLACEMENT_COMPLETE,
    (_S.REPLACEMENT_PENDING, _E.REFUND_AT_ONCE): _S.REPLACEMENT_REFUND,
    (_S.REPLACEMENT_PENDING, _E.REFUND_FOR_LACK): _S.REPLACEMENT_REFUND,
    (_S.REPLACEMENT_PENDING, _E.REJECT): _S.REPLACEMENT_REJECTED,
    (_S.REPLACEMENT_PENDING, _E.WITHDRAW): _S.REPLACEMENT_CANCEL,
    (_S.REPLACEMENT_PENDING, _E.VOID): _S.REPLACEMENT_CANCEL,
    (_S.REPLACEMENT_REJECTED, _E.RULE_FOR_BUYER): _S.REPLACEMENT_COMPLETE,
    (_S.REPLACEMENT_REJECTED, _E.REFUND_FOR_LACK): _S.REPLACEMENT_REFUND,
    (_S.REPLACEMENT_REJECTED, _E.EXPIRE): _S.REPLACEMENT_REJECTED,
    (_S.REPLACEMENT_REJECTED, _E.VOID): _S.REPLACEMENT_CANCEL,
    (_S.EXCHANGE_PENDING, _E.APPROVE_REPLACEMENT): _S.EXCHANGE_COMPLETE,
    (_S.EXCHANGE_PENDING, _E.REFUND_AT_ONCE): _S.EXCHANGE_REFUND,
    (_S.EXCHANGE_PENDING, _E.REFUND_FOR_LACK): _S.EXCHANGE_REFUND,
    (_S.EXCHANGE_PENDING, _E.REJECT): _S.EXCHANGE_CANCEL,
    (_S.EXCHANGE_PENDING, _E.WITHDRAW): _S.EXCHANGE_CANCEL,
    (_S.EXCHANGE_PENDING, _E.VOID): _S.EXCHANGE_CANCEL,
}

#: The states in which a return may stay for good: those that no event leaves, and a rejection that the buyer let stand.
OVER = final_states(ReturnStatus, RETURN_TRANSITIONS) | {
    status for status in ReturnStatus if RETURN_TRANSITIONS.get((status, _E.EXPIRE)) is status
}

#: The state in which a request of each type begins.
FIRST_STATUS: dict[ReturnType, ReturnStatus] = {
    ReturnType.REFUND: _S.PENDING,
    ReturnType.RETURN_AND_REFUND: _S.PENDING,
    ReturnType.REPLACEMENT: _S.REPLACEMENT_PENDING,
    ReturnType.EXCHANGE: _S.EXCHANGE_PENDING,
}

#: States in which the seller's answer to the request is awaited.
UNANSWERED = frozenset(FIRST_STATUS.values())
#: States that a buyer may take to arbitration.
DISPUTABLE = frozenset({_S.REJECTED, _S.RECEIPT_REJECTED, _S.REPLACEMENT_REJECTED})
#: States in which the buyer's refund is on its way.
OWED = frozenset({_S.SUCCESS, _S.REPLACEMENT_REFUND, _S.EXCHANGE_REFUND})
#: States of a request that was withdrawn or refused: other requests may claim its lines again.
WITHOUT_RESULT = frozenset({_S.CANCEL, _S.REPLACEMENT_CANCEL, _S.EXCHANGE_CANCEL})
#: States in which goods went to the buyer instead of money.
RESHIPPED = frozenset({_S.REPLACEMENT_COMPLETE, _S.EXCHANGE_COMPLETE})


class Decision(StrEnum):
    """What a seller may decide; the exchange's own refund is only asked about, never sent."""

    APPROVE_REFUND = "APPROVE_REFUND"
    APPROVE_RETURN = "APPROVE_RETURN"
    APPROVE_RECEIVED_PACKAGE = "APPROVE_RECEIVED_PACKAGE"
    APPROVE_REPLACEMENT = "APPROVE_REPLACEMENT"
    ISSUE_REPLACEMENT_REFUND = "ISSUE_REPLACEMENT_REFUND"
    ISSUE_EXCHANGE_REFUND = "ISSUE_EXCHANGE_REFUND"
    DIRECT_REFUND = "DIRECT_REFUND"
    OFFER_PARTIAL_REFUND = "OFFER_PARTIAL_REFUND"
    REJECT_REFUND = "REJECT_REFUND"
    REJECT_RETURN = "REJECT_RETURN"
    REJECT_RECEIVED_PACKAGE = "REJECT_RECEIVED_PACKAGE"
    REJECT_REPLACEMENT = "REJECT_REPLACEMENT"
    OFFER_PARTIAL_REFUND_AFTER_RECEIVING_PKG = "OFFER_PARTIAL_REFUND_AFTER_RECEIVING_PKG"


class Choice(msgspec.Struct, frozen=True):
    """The types of return that a decision fits, and what it does to one."""

    types: frozenset[ReturnType]
    event: ReturnEvent


_REFUND = frozenset({ReturnType.REFUND})
_RETURN = frozenset({ReturnType.RETURN_AND_REFUND})
_EXCHANGE = frozenset({ReturnType.EXCHANGE})
#: The API has no decisions of its own for exchanges: those for replacements serve both.
_NEW_GOODS = frozenset({ReturnType.REPLACEMENT, ReturnType.EXCHANGE})
_D = Decision

CHOICES: dict[Decision, Choice] = {
    _D.APPROVE_REFUND: Choice(_REFUND, _E.APPROVE_REFUND),
    _D.APPROVE_RETURN: Choice(_RETURN, _E.APPROVE_RETURN),
    _D.APPROVE_RECEIVED_PACKAGE: Choice(_RETURN, _E.APPROVE_RECEIPT),
    _D.APPROVE_REPLACEMENT: Choice(_NEW_GOODS, _E.APPROVE_REPLACEMENT),
    _D.ISSUE_REPLACEMENT_REFUND: Choice(_NEW_GOODS, _E.REFUND_AT_ONCE),
    _D.ISSUE_EXCHANGE_REFUND: Choice(_EXCHANGE, _E.REFUND_AT_ONCE),
    _D.DIRECT_REFUND: Choice(_RETURN, _E.REFUND_AT_ONCE),
    _D.OFFER_PARTIAL_REFUND: Choice(_REFUND | _RETURN, _E.OFFER_PART),
    _D.REJECT_REFUND: Choice(_REFUND, _E.REJECT),
    _D.REJECT_RETURN: Choice(_RETURN, _E.REJECT),
    _D.REJECT_RECEIVED_PACKAGE: Choice(_RETURN, _E.REJECT_RECEIPT),
    _D.REJECT_REPLACEMENT: Choice(_NEW_GOODS, _E.REJECT),
    _D.OFFER_PARTIAL_REFUND_AFTER_RECEIVING_PKG: Choice(_RETURN, _E.OFFER_PART_FOR_RECEIVED),
}

#: What becomes of a request that nobody answers in time.
UNANSWERED_DECISION: dict[ReturnType, Decision] = {
    ReturnType.REFUND: _D.APPROVE_REFUND,
    ReturnType.RETURN_AND_REFUND: _D.APPROVE_RETURN,
    ReturnType.REPLACEMENT: _D.APPROVE_REPLACEMENT,
    ReturnType.EXCHANGE: _D.APPROVE_REPLACEMENT,
}


class RequestStatus(StrEnum):
    INIT = "INIT"
    PENDING = "PENDING_REQUEST_REVIEW"
    COMPLETED = "REQUEST_REVIEW_COMPLETED"


class RequestEvent(StrEnum):
    SUBMIT = "submit"
    REVIEW = "review"


class RmaStatus(StrEnum):
    INIT = "INIT"
    AWAITING_RETURN = "AWAITING_BUYER_RETURN"
    IN_TRANSIT = "RETURN_IN_TRANSIT"
    PENDING_REVIEW = "PENDING_PACKAGE_REVIEW"
    COMPLETED = "PACKAGE_REVIEW_COMPLETED"


class RmaEvent(StrEnum):
    AUTHORIZE = "authorize"
    SHIP = "ship"
    ARRIVE = "arrive"
    CLOSE = "close"


REQUEST_TRANSITIONS: dict[tuple[RequestStatus, RequestEvent], RequestStatus] = {
    (RequestStatus.INIT, RequestEvent.SUBMIT): RequestStatus.PENDING,
    (RequestStatus.PENDING, RequestEvent.REVIEW): RequestStatus.COMPLETED,
}

RMA_TRANSITIONS: dict[tuple[RmaStatus, RmaEvent], RmaStatus] = {
    (RmaStatus.INIT, RmaEvent.AUTHORIZE): RmaStatus.AWAITING_RETURN,
    (RmaStatus.AWAITING_RETURN, RmaEvent.SHIP): RmaStatus.IN_TRANSIT,
    (RmaStatus.AWAITING_RETURN, RmaEvent.CLOSE): RmaStatus.COMPLETED,
    (RmaStatus.IN_TRANSIT, RmaEvent.ARRIVE): RmaStatus.PENDING_REVIEW,
    (RmaStatus.IN_TRANSIT, RmaEvent.CLOSE): RmaStatus.COMPLETED,
    (RmaStatus.PENDING_REVIEW, RmaEvent.CLOSE): RmaStatus.COMPLETED,
}

#: The spelling of webhook 65, where it is not the API's.
RMA_WEBHOOK_WORD = {RmaStatus.AWAITING_RETURN: "AWAITING_BUYER_SHIPPED"}
