"""getAvailableReviewDecisions, reviewAftersalesRequests."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, cast

import msgspec

from shopwright.platform.clock.state import PlatformState
from shopwright.platform.core.call import Call
from shopwright.platform.core.idempotency import Idempotency, StoredReply
from shopwright.platform.core.money import text
from shopwright.platform.core.registry import operation
from shopwright.platform.market.reasons import reject_reasons
from shopwright.platform.market.regions import region
from shopwright.platform.sales.cancellations.cancellation import Cancellation
from shopwright.platform.sales.cancellations.rules import why_not_approve, why_not_reject
from shopwright.platform.sales.cancellations.store import Cancellations
from shopwright.platform.sales.orders.store import Orders
from shopwright.platform.sales.returns.aftersales_review import Verdict, returns_under, review
from shopwright.platform.sales.returns.errors import DECISION_NOT_OF_TYPE, RETURN_UNKNOWN
from shopwright.platform.sales.returns.return_case import Return
from shopwright.platform.sales.returns.return_decisions import (
    APPROVAL_REFUSALS,
    REFUSALS,
    REJECTION_REFUSALS,
    why_not_decide,
)
from shopwright.platform.sales.returns.rules import reasons_to_reject
from shopwright.platform.sales.returns.states import CHOICES, Decision, ReturnEvent
from shopwright.platform.sales.returns.store import Returns
from shopwright.wire.errors import ApiError
from shopwright.wire.gateway_codes import INVALID
from shopwright.wire.message_keywords import FIELD_MISSING

if TYPE_CHECKING:
    from shopwright.contract.types.replies_return_refund import (
        GetAvailableReviewDecisionsResponseData,
        GetAvailableReviewDecisionsResponseDataError,
        GetAvailableReviewDecisionsResponseDataLineItem,
        GetAvailableReviewDecisionsResponseDataLineItemDecision,
        ReviewAftersalesRequestsResponseData,
    )
    from shopwright.contract.types.requests_return_refund import (
        ReviewAftersalesRequestsRequest,
        ReviewAftersalesRequestsRequestAftersalesRequestDecision,
    )

#: The decisions about a buyer's request to cancel, as the operation names them.
_APPROVE_CANCEL, _REJECT_CANCEL = "APPROVE_REQUEST_CANCEL", "REJECT_REQUEST_CANCEL"
_CANCEL = (_APPROVE_CANCEL, _REJECT_CANCEL)
_KNOWN = (*_CANCEL, *(str(decision) for decision in Decision))
_OFFERS = frozenset({ReturnEvent.OFFER_PART, ReturnEvent.OFFER_PART_FOR_RECEIVED})


@operation(
    "getAvailableReviewDecisions",
    raises=(RETURN_UNKNOWN,),
    differs="An aftersales request's and an RMA's id are understood as well. seller_id is not looked at.",
)
def get_available_review_decisions(call: Call) -> GetAvailableReviewDecisionsResponseData:
    """What the seller may decide about each line of a return or a cancellation, and why not."""
    name = call.text("return_or_cancel_id") or ""
    asked = cast("list[str]", call.query.get("check_decisions") or list(_KNOWN))
    if not set(asked) <= set(_KNOWN):
        raise INVALID(reason=f"CheckDecisions must be among [{', '.join(_KNOWN)}].")
    cancellation = call.tx[Cancellations].get(call.shop.shop_id, name)
    line_items = _of_cancellation(call, cancellation, asked) if cancellation else _of_returns(call, name, asked)
    return {"line_items": list(line_items), "request_log_id": call.request_id, "errors": []}


def _of_cancellation(
    call: Call, case: Cancellation, asked: Sequence[str]
) -> Iterator[GetAvailableReviewDecisionsResponseDataLineItem]:
    order = call.tx[Orders].get(call.shop.shop_id, case.order_id)
    assert order is not None, "cancellations have an order"
    refusals = {_APPROVE_CANCEL: why_not_approve(case, order), _REJECT_CANCEL: why_not_reject(case)}
    reasons = reject_reasons(call.shop.region, "CANCELLATION", call.tx.now())
    for line in case.lines:
        decisions: list[GetAvailableReviewDecisionsResponseDataLineItemDecision] = []
        for name in asked:
            refusal = refusals[name] if name in refusals else DECISION_NOT_OF_TYPE(decision=name, kind="cancellation")
            line_item_decision = _decision_reply(name, refusal)
            if refusal is None and name == _REJECT_CANCEL:
                line_item_decision["available_reject_reasons"] = [
                    {"name": reason.name, "text": reason.text} for reason in reasons
                ]
            decisions.append(line_item_decision)
        yield {"return_line_item_id": line.id, "decisions": decisions}


def _of_returns(
    call: Call, case_id: str, asked: Sequence[str]
) -> Iterator[GetAvailableReviewDecisionsResponseDataLineItem]:
    shop_id, returns = call.shop.shop_id, call.tx[Returns]
    single = returns.get(shop_id, case_id)
    return_ids = returns_under(call.tx, call.shop, case_id, None)[1] if single is None else [case_id]
    for case in (existing for return_id in return_ids if (existing := returns.get(shop_id, return_id))):
        for line in case.lines:
            decisions = [_decision(call, case, name, line.refund.total) for name in asked]
            yield {"return_line_item_id": line.id, "decisions": decisions}


def _decision(
    call: Call, case: Return, name: str, most: Decimal
) -> GetAvailableReviewDecisionsResponseDataLineItemDecision:
    if name in _CANCEL:
        return _decision_reply(name, DECISION_NOT_OF_TYPE(decision=name, kind=case.type))
    decision = Decision(name)
    refused = why_not_decide(case, decision)
    if refused is not None:
        return _decision_reply(name, refused)
    line_item_decision = _decision_reply(name, None)
    if reasons := reasons_to_reject(call.shop.region, decision, call.tx.now()):
        line_item_decision["available_reject_reasons"] = [
            {"name": reason.name, "text": reason.text} for reason in reasons
        ]
    if CHOICES[decision].event in _OFFERS:
        market = region(call.shop.region)
        coin = Decimal(1).scaleb(-market.currency_decimals)
        line_item_decision["partial_refund_amount_range"] = {
            "min_amount": text(coin, market.currency_decimals),
            "max_amount": text(most, market.currency_decimals),
            "currency": market.currency,
        }
    return line_item_decision


def _decision_reply(name: str, error: ApiError | None) -> GetAvailableReviewDecisionsResponseDataLineItemDecision:
    if error is None:
        return {"decision": name, "eligible": True}
    return {"decision": name, "eligible": False, "ineligible_code": error.code, "ineligible_reason": error.message}


@operation(
    "reviewAftersalesRequests",
    raises=(*REFUSALS, *APPROVAL_REFUSALS, *REJECTION_REFUSALS, RETURN_UNKNOWN),
    webhooks=(1, 12, 64, 65, 71),
    differs="The documentation names no error codes; ours are those of approveReturn and rejectReturn. "
    "action_unix_time is not looked at.",
)
def review_aftersales_requests(
    call: Call, body: ReviewAftersalesRequestsRequest
) -> ReviewAftersalesRequestsResponseData:
    """Decide about requests and RMAs, SKU by SKU. All decisions about one are made, or none.

    Those that fail are listed; when all do, the call fails with the first one's code.
    """
    decisions = body.aftersales_request_decisions or []
    if not decisions:
        raise FIELD_MISSING(field="AftersalesRequestDecisions")
    errors: list[GetAvailableReviewDecisionsResponseDataError] = []
    failures: list[ApiError] = []
    for decision in decisions:
        try:
            with call.tx.attempt():
                _review_once(call, decision)
        except ApiError as error:
            failures.append(error)
            errors.append({"code": str(error.code), "message": f"{decision.request_id[:40]}: {error.message}"})
    if len(failures) == len(decisions):
        raise failures[0]
    return {"errors": errors}


def _review_once(call: Call, request_decision: ReviewAftersalesRequestsRequestAftersalesRequestDecision) -> None:
    """A decision with a key that succeeded before is made no second time."""
    key, shop_id = request_decision.idempotency_key, call.shop.shop_id
    digest = hashlib.sha256(msgspec.json.encode(request_decision)).hexdigest()
    if key:
        stored = call.tx[Idempotency].find(shop_id, call.operation.id, key)
        if stored is not None:
            if stored.body_digest != digest and call.tx[PlatformState].settings.same_key_other_body == "refuse":
                raise INVALID(reason="this idempotency key was used with another decision.")
            return
    review(
        call.tx,
        call.shop,
        request_decision.request_id,
        request_decision.request_id_type,
        list(_verdicts(request_decision)),
    )
    if key:
        call.tx[Idempotency].add(shop_id, call.operation.id, key, StoredReply(digest, "{}"), call.tx.now_ms())


def _verdicts(request_decision: ReviewAftersalesRequestsRequestAftersalesRequestDecision) -> Iterator[Verdict]:
    for line_item_decision in request_decision.line_item_decisions:
        offer, reason = line_item_decision.alternative_solution_details, line_item_decision.reason
        media = reason.media if reason else None
        yield Verdict(
            line_ids=[line.return_line_item_id for line in line_item_decision.line_items],
            action=line_item_decision.action,
            amount=offer.partial_refund_amount if offer else None,
            currency=offer.currency if offer else None,
            reason=(reason.reason_id if reason else None) or "",
            comment=(reason.text if reason else None) or "",
            images=[media.uri] if media and media.uri else [],
        )
