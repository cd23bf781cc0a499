"""A seller reviews aftersales requests and RMAs, SKU by SKU."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.regions import region
from shopwright.platform.sales.orders.order_change import OrderChange, change_order

from .errors import DECISION_NOT_OF_TYPE, RETURN_PARAMETER_WRONG, RETURN_UNKNOWN
from .return_case import Return
from .return_change import ReturnChange, hold_return
from .return_decisions import Answer, carry_out, check_answer, read_amount
from .rma import follow
from .states import Decision, ReturnType
from .store import AftersalesRequests, Rmas

_T, _D = ReturnType, Decision

#: What a review's action decides, by the type of the return.
ACTIONS: dict[str, dict[ReturnType, Decision]] = {
    "APPROVE_REQUEST": {
        _T.REFUND: _D.APPROVE_REFUND,
        _T.RETURN_AND_REFUND: _D.APPROVE_RETURN,
        _T.REPLACEMENT: _D.APPROVE_REPLACEMENT,
        _T.EXCHANGE: _D.APPROVE_REPLACEMENT,
    },
    "REJECT_REQUEST": {
        _T.REFUND: _D.REJECT_REFUND,
        _T.RETURN_AND_REFUND: _D.REJECT_RETURN,
        _T.REPLACEMENT: _D.REJECT_REPLACEMENT,
        _T.EXCHANGE: _D.REJECT_REPLACEMENT,
    },
    "APPROVE_RETURN_PACKAGE": {_T.RETURN_AND_REFUND: _D.APPROVE_RECEIVED_PACKAGE},
    "REJECT_RETURN_PACKAGE": {_T.RETURN_AND_REFUND: _D.REJECT_RECEIVED_PACKAGE},
    "REFUND_INSTEAD": {
        _T.RETURN_AND_REFUND: _D.DIRECT_REFUND,
        _T.REPLACEMENT: _D.ISSUE_REPLACEMENT_REFUND,
        _T.EXCHANGE: _D.ISSUE_EXCHANGE_REFUND,
    },
    "OFFER_PARTIAL_REFUND": {
        _T.REFUND: _D.OFFER_PARTIAL_REFUND,
        _T.RETURN_AND_REFUND: _D.OFFER_PARTIAL_REFUND,
    },
    "OFFER_PARTIAL_REFUND_AFTER_RECEIVING_PKG": {
        _T.RETURN_AND_REFUND: _D.OFFER_PARTIAL_REFUND_AFTER_RECEIVING_PKG,
    },
}


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """One action about some lines; ``amount`` is offered for each of them."""

    line_ids: Sequence[str]
    action: str
    amount: str | None = None
    currency: str | None = None
    reason: str = ""
    comment: str = ""
    images: Sequence[str] = ()


def returns_under(tx: Tx, shop: Shop, request_id: str, kind: str | None) -> tuple[str, list[str]]:
    """The order, and the returns, of an aftersales request or an RMA (``kind`` says which, else either)."""
    if kind != "RMA" and (request := tx[AftersalesRequests].get(shop.shop_id, request_id)) is not None:
        return request.order_id, request.return_ids
    if kind != "AFTERSALES" and (rma := tx[Rmas].get(shop.shop_id, request_id)) is not None:
        return rma.order_id, rma.return_ids
    raise RETURN_UNKNOWN(return_id=request_id[:40])


def review(tx: Tx, shop: Shop, request_id: str, kind: str | None, verdicts: Sequence[Verdict]) -> None:
    """Give all verdicts about a request or an RMA, or none: the first that cannot be given is raised."""
    order_id, return_ids = returns_under(tx, shop, request_id, kind)
    order = change_order(tx, shop, order_id)
    changes = [hold_return(order, return_id) for return_id in return_ids]
    answers: dict[str, tuple[ReturnChange, Answer]] = {}
    for verdict in verdicts:
        for change in _about(changes, verdict):
            if change.case.return_id in answers:
                raise RETURN_PARAMETER_WRONG(reason="a SKU has two decisions.")
            answer = _answer(order, change.case, verdict)
            check_answer(change, answer)
            answers[change.case.return_id] = (change, answer)
    for change, answer in answers.values():
        carry_out(change, answer)
    follow(order, changes[0].case)


def _about(changes: Sequence[ReturnChange], verdict: Verdict) -> list[ReturnChange]:
    """The returns whose lines a verdict names, all lines of each."""
    left, return_changes = set(verdict.line_ids), []
    for change in changes:
        mine = {line.id for line in change.case.lines}
        if left & mine:
            if not mine <= left:
                raise RETURN_PARAMETER_WRONG(reason="a decision must name all line items of a SKU.")
            left -= mine
            return_changes.append(change)
    if left or not return_changes:
        raise RETURN_PARAMETER_WRONG(reason=f"the line item {min(left, default='')} is not in this request.")
    return return_changes


def _answer(order: OrderChange, case: Return, verdict: Verdict) -> Answer:
    decision = ACTIONS[verdict.action].get(case.type)
    if decision is None:
        raise DECISION_NOT_OF_TYPE(decision=verdict.action, kind=case.type)
    amount = verdict.amount
    if amount is not None:
        amount = str(read_amount(amount, _decimals(order)) * Decimal(len(case.lines)))
    return Answer(
        decision=decision,
        amount=amount,
        currency=verdict.currency,
        reason=verdict.reason,
        comment=verdict.comment,
        images=verdict.images,
    )


def _decimals(order: OrderChange) -> int:
    return region(order.shop.region).currency_decimals
