"""The seller's answers to returns, and what the platform answers when nobody does."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from shopwright.platform.core.money import text
from shopwright.platform.market.reasons import find_reason
from shopwright.platform.market.regions import region
from shopwright.platform.sales.orders.order import Role
from shopwright.wire.errors import ApiError, ErrorCode

from .errors import (
    ALREADY_APPROVED,
    ALREADY_CANCELLED,
    CANNOT_APPROVE,
    DECISION_DOES_NOT_FIT,
    DECISION_NOT_OF_TYPE,
    OFFER_NOT_POSSIBLE,
    OFFER_OPEN,
    OVER_REFUNDABLE,
    PARCEL_ACCEPTED,
    PARCEL_NOT_REFUSABLE,
    PARCEL_NOT_THERE,
    REASON_NOT_OF_DECISION,
    REASON_NOT_OFFERED,
    REASON_OF_CANCELLATIONS,
    REASON_UNKNOWN,
    RECEIPT_NOT_APPROVABLE,
    RECEIVED_BY_PLATFORM,
    REQUEST_ANSWERED,
    RETURN_PARAMETER_WRONG,
    WITH_PLATFORM,
)
from .replacement_order import reship
from .return_case import Offer, Return
from .return_change import ReturnChange
from .return_parcel import write_label
from .rma import follow
from .rules import is_reason_to_reject, reasons_to_reject
from .states import CHOICES, DISPUTABLE, OWED, RETURN_TRANSITIONS, WITHOUT_RESULT, Decision, ReturnEvent, ReturnStatus

#: The codes that any decision can be refused with, and those of rejections and offers for what was sent back.
REFUSALS: tuple[ErrorCode, ...] = (
    ALREADY_APPROVED,
    ALREADY_CANCELLED,
    DECISION_DOES_NOT_FIT,
    DECISION_NOT_OF_TYPE,
    OFFER_NOT_POSSIBLE,
    OFFER_OPEN,
    OVER_REFUNDABLE,
    RECEIVED_BY_PLATFORM,
    RETURN_PARAMETER_WRONG,
    WITH_PLATFORM,
)
APPROVAL_REFUSALS: tuple[ErrorCode, ...] = (CANNOT_APPROVE, RECEIPT_NOT_APPROVABLE, REQUEST_ANSWERED)
REJECTION_REFUSALS: tuple[ErrorCode, ...] = (
    PARCEL_ACCEPTED,
    PARCEL_NOT_REFUSABLE,
    PARCEL_NOT_THERE,
    REASON_NOT_OFFERED,
    REASON_NOT_OF_DECISION,
    REASON_OF_CANCELLATIONS,
    REASON_UNKNOWN,
)

_NEEDS_PARCEL = frozenset({ReturnEvent.REJECT_RECEIPT, ReturnEvent.OFFER_PART_FOR_RECEIVED})
_OFFERS = frozenset({ReturnEvent.OFFER_PART, ReturnEvent.OFFER_PART_FOR_RECEIVED})
_RECEIPTS = frozenset({ReturnEvent.APPROVE_RECEIPT, *_NEEDS_PARCEL})
_REJECTIONS = frozenset({ReturnEvent.REJECT, ReturnEvent.REJECT_RECEIPT})
#: States in which the buyer's parcel is not to be decided about: it is not sent, or was refused.
_NOT_ON_ITS_WAY = frozenset({ReturnStatus.AWAITING_SHIP, ReturnStatus.RECEIPT_REJECTED})
_DONE = OWED | {ReturnStatus.COMPLETE, ReturnStatus.REPLACEMENT_COMPLETE, ReturnStatus.EXCHANGE_COMPLETE}


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody decides about a return. ``amount`` is what an offer offers, in the market's currency."""

    decision: Decision
    role: Role = "SELLER"
    keeps_goods: bool = False
    amount: str | None = None
    currency: str | None = None
    reason: str = ""
    comment: str = ""
    images: Sequence[str] = ()


def why_not_decide(case: Return, decision: Decision) -> ApiError | None:
    """What stands in the way of a decision about a return now, ``None`` when nothing does."""
    choice, case_id = CHOICES[decision], case.return_id
    if case.type not in choice.types:
        return DECISION_NOT_OF_TYPE(decision=decision, kind=case.type)
    if case.status in WITHOUT_RESULT:
        return ALREADY_CANCELLED(return_id=case_id)
    if case.is_received_by_platform and choice.event in _RECEIPTS:
        return RECEIVED_BY_PLATFORM(return_id=case_id)
    if case.status in _DONE:
        return _why_not_again(case, choice.event)
    if case.arbitration == "IN_PROGRESS":
        return WITH_PLATFORM(return_id=case_id)
    if case.status is ReturnStatus.AWAITING_ANSWER:
        return OFFER_OPEN(return_id=case_id)
    if (case.status, choice.event) not in RETURN_TRANSITIONS:
        return _why_not_in_state(case, choice.event)
    if choice.event in _NEEDS_PARCEL and not case.parcel.received_at:
        return PARCEL_NOT_THERE(return_id=case_id)
    if choice.event in _OFFERS and case.offer is not None and case.offer.is_refused:
        return OFFER_NOT_POSSIBLE(return_id=case_id)
    return None


def _why_not_again(case: Return, event: ReturnEvent) -> ApiError:
    """The refusal of a decision about a return that is approved already."""
    if event is ReturnEvent.REJECT_RECEIPT and case.parcel.received_at:
        return PARCEL_ACCEPTED(return_id=case.return_id)
    if event not in _REJECTIONS and case.status not in OWED:
        return CANNOT_APPROVE(return_id=case.return_id)
    return ALREADY_APPROVED(return_id=case.return_id)


def _why_not_in_state(case: Return, event: ReturnEvent) -> ApiError:
    """Why a decision does not fit the state of a return that is not over."""
    if case.status in _NOT_ON_ITS_WAY and event is ReturnEvent.APPROVE_RECEIPT:
        return RECEIPT_NOT_APPROVABLE(return_id=case.return_id)
    if case.status in _NOT_ON_ITS_WAY and event is ReturnEvent.REJECT_RECEIPT:
        return PARCEL_NOT_REFUSABLE(return_id=case.return_id)
    if case.status in DISPUTABLE and event not in _REJECTIONS:
        return REQUEST_ANSWERED(return_id=case.return_id)
    return DECISION_DOES_NOT_FIT(decision=str(event), status=str(case.status))


def check_answer(change: ReturnChange, answer: Answer) -> None:
    """Whether an answer can be given now, its reason and its offer included; raises why not."""
    case = change.case
    refused = why_not_decide(case, answer.decision)
    if refused is not None:
        raise refused
    reasons = reasons_to_reject(change.shop.region, answer.decision, change.order.now)
    if reasons and answer.role == "SELLER":
        if find_reason(answer.reason) is None:
            raise REASON_UNKNOWN(reason=answer.reason[:80])
        if all(reason.name != answer.reason for reason in reasons):
            raise _problem_with(answer, change.shop.region)
    if CHOICES[answer.decision].event in _OFFERS:
        _check_amount(change, answer)


def _problem_with(answer: Answer, region_code: str) -> ApiError:
    """Why a reason that is known does not hold for a rejection now."""
    name = answer.reason
    if is_reason_to_reject(name, answer.decision):
        return REASON_NOT_OFFERED(reason=name, region=region_code)
    if is_reason_to_reject(name):
        return REASON_OF_CANCELLATIONS(reason=name)
    return REASON_NOT_OF_DECISION(reason=name, decision=answer.decision)


def _check_amount(change: ReturnChange, answer: Answer) -> None:
    market, most = region(change.shop.region), change.case.refund.total
    if answer.currency not in (None, "", market.currency):
        raise RETURN_PARAMETER_WRONG(reason=f"the currency must be {market.currency}.")
    amount = read_amount(answer.amount or "", market.currency_decimals)
    if amount > most:
        raise OVER_REFUNDABLE(amount=amount, refundable=text(most, market.currency_decimals))


def read_amount(value: str, decimals: int) -> Decimal:
    """An amount above 0 with no more decimals than the currency has; 25001001 for any other text."""
    plain = value.replace(".", "", 1)
    if not (plain.isascii() and plain.isdigit() and len(value) <= _LONGEST) or not value[0].isdigit():
        raise RETURN_PARAMETER_WRONG(reason="an amount must be given as decimal text.")
    amount = Decimal(value)
    if amount <= 0 or -_exponent(amount) > decimals:
        raise RETURN_PARAMETER_WRONG(reason=f"an amount must be above 0 and have at most {decimals} decimals.")
    return amount


_LONGEST = 15


def _exponent(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return min(exponent, 0)


def answer_return(change: ReturnChange, answer: Answer) -> None:
    """Do what was decided; raises what stands in the way."""
    check_answer(change, answer)
    carry_out(change, answer)
    follow(change.order, change.case)


def withdraw(change: ReturnChange) -> None:
    """The buyer withdraws the request; raises where the state forbids it."""
    change.apply(ReturnEvent.WITHDRAW)
    change.note("CANCEL", "BUYER", "The buyer withdrew the request.")


def carry_out(change: ReturnChange, answer: Answer) -> None:
    """Do what was decided, which was checked before."""
    case, event = change.case, CHOICES[answer.decision].event
    change.note(
        str(answer.decision),
        answer.role,
        _WORDS[event],
        reason=answer.reason,
        note=answer.comment,
        images=answer.images,
    )
    if event is ReturnEvent.APPROVE_RETURN and answer.keeps_goods:
        event = ReturnEvent.REFUND_AT_ONCE
    if event is ReturnEvent.APPROVE_REPLACEMENT:
        approve_new_goods(change, event)
        return
    if event in _OFFERS:
        amount = Decimal(answer.amount or 0)
        case.offer = Offer(amount, for_received=event is ReturnEvent.OFFER_PART_FOR_RECEIVED)
    elif event in {ReturnEvent.REJECT, ReturnEvent.REJECT_RECEIPT}:
        case.reject_reason = answer.reason
    elif event is ReturnEvent.APPROVE_RECEIPT and not case.parcel.received_at:
        case.parcel.received_at = change.order.at
    change.apply(event)
    if case.status is ReturnStatus.AWAITING_SHIP and not case.request_id:
        write_label(change.order, case.parcel)


_WORDS: dict[ReturnEvent, str] = {
    ReturnEvent.APPROVE_REFUND: "The refund was approved.",
    ReturnEvent.APPROVE_RETURN: "The return was approved.",
    ReturnEvent.APPROVE_RECEIPT: "The returned goods were accepted.",
    ReturnEvent.APPROVE_REPLACEMENT: "New goods were approved.",
    ReturnEvent.REFUND_AT_ONCE: "The buyer is refunded and keeps the goods.",
    ReturnEvent.OFFER_PART: "A partial refund was offered.",
    ReturnEvent.OFFER_PART_FOR_RECEIVED: "A partial refund was offered for the returned goods.",
    ReturnEvent.REJECT: "The request was rejected.",
    ReturnEvent.REJECT_RECEIPT: "The returned goods were rejected.",
}


def approve_new_goods(change: ReturnChange, event: ReturnEvent) -> None:
    """Place the order for replacement goods, or refund the buyer where none are in stock."""
    if reship(change):
        change.apply(event)
        change.note("REPLACEMENT_ORDER", "SYSTEM", f"The order {change.case.new_order_id} was made.")
    else:
        change.apply(ReturnEvent.REFUND_FOR_LACK)
        change.note("REFUND_FOR_LACK", "SYSTEM", "Nothing is in stock: the buyer is refunded instead.")


def accept_offer(change: ReturnChange) -> None:
    """The buyer takes the part that was offered."""
    case = change.case
    change.apply(ReturnEvent.ACCEPT_OFFER)
    if case.offer is not None:
        amount = min(case.offer.amount, case.refund.total)  # of less, where a part was cancelled since the offer
        case.refund_only(amount, region(change.shop.region).currency_decimals)
    change.note("ACCEPT_PARTIAL_REFUND", "BUYER", "The buyer accepted the partial refund.")


def refuse_offer(change: ReturnChange, role: Role = "BUYER") -> None:
    """Refuse an offer for the buyer; the seller then answers the request, or the returned goods, once more."""
    case = change.case
    for_received = case.offer is not None and case.offer.for_received
    change.apply(ReturnEvent.REFUSE_OFFER_FOR_RECEIVED if for_received else ReturnEvent.REFUSE_OFFER)
    if case.offer is not None:
        case.offer = msgspec.structs.replace(case.offer, is_refused=True)
    change.note("REJECT_PARTIAL_REFUND", role, "The partial refund was refused.")
