"""The seller's answers to what buyers ask for, as buttons: yes, or no for the market's usual reason."""

from __future__ import annotations

from collections.abc import Mapping

from shopwright.platform.core.control.replies import NOT_FOUND, WRONG_STATE
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.pages.actions import Act, Doing
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.reasons import cancel_reasons, reject_reasons
from shopwright.platform.sales.cancellations.cancellation import Cancellation, lines_left
from shopwright.platform.sales.cancellations.cancellation_change import (
    CancelChange,
    approve_request,
    cancel_at_once,
    change_cancellation,
    reject_request,
)
from shopwright.platform.sales.cancellations.rules import check_lines, why_not_approve
from shopwright.platform.sales.cancellations.store import Cancellations
from shopwright.platform.sales.orders.order import Order
from shopwright.platform.sales.orders.order_change import change_order
from shopwright.platform.sales.returns.return_case import Return, next_action
from shopwright.platform.sales.returns.return_change import change_return
from shopwright.platform.sales.returns.return_decisions import Answer, answer_return
from shopwright.platform.sales.returns.rules import reasons_to_reject
from shopwright.platform.sales.returns.states import UNANSWERED_DECISION, Decision, ReturnStatus, ReturnType
from shopwright.platform.sales.returns.store import Returns

_REJECTIONS: Mapping[ReturnType, Decision] = {
    ReturnType.REFUND: Decision.REJECT_REFUND,
    ReturnType.RETURN_AND_REFUND: Decision.REJECT_RETURN,
    ReturnType.REPLACEMENT: Decision.REJECT_REPLACEMENT,
    ReturnType.EXCHANGE: Decision.REJECT_REPLACEMENT,
}


def answers_to_cancellation(case: Cancellation, order: Order) -> list[Act]:
    """The answers that can be given, while one is awaited: a request for goods that left can only be rejected."""
    if not case.is_open:
        return []
    approve, reject = _answers("CANCELLATION", case.cancel_id)
    return [approve, reject] if why_not_approve(case, order) is None else [reject]


def answers_to_return(case: Return) -> list[Act]:
    """As for cancellations: to the request, or to the goods that came back."""
    return _answers("RETURN", case.return_id) if case.is_open and next_action(case) else []


def _answers(what: str, case_id: str) -> list[Act]:
    return [
        Act("For the seller", "Approve", f"APPROVE_{what}", case_id),
        Act("For the seller", "Reject", f"REJECT_{what}", case_id),
    ]


def the_cancellation(tx: Tx, shop: Shop, order_id: str, cancel_id: str) -> CancelChange:
    """A cancellation of an order, held for change; 404 where the order has none of that id."""
    case = tx[Cancellations].get(shop.shop_id, cancel_id)
    if case is None or case.order_id != order_id:
        raise NOT_FOUND(what=f"The cancellation {cancel_id[:40]} of the order {order_id[:40]}")
    return change_cancellation(tx, shop, cancel_id)


def the_return(tx: Tx, shop: Shop, order_id: str, return_id: str) -> Return:
    """A return of an order; 404 where the order has none of that id."""
    case = tx[Returns].get(shop.shop_id, return_id)
    if case is None or case.order_id != order_id:
        raise NOT_FOUND(what=f"The return {return_id[:40]} of the order {order_id[:40]}")
    return case


def _approve_cancellation(tx: Tx, shop: Shop, order_id: str, cancel_id: str) -> None:
    approve_request(the_cancellation(tx, shop, order_id, cancel_id))


def _reject_cancellation(tx: Tx, shop: Shop, order_id: str, cancel_id: str) -> None:
    reason = reject_reasons(shop.region, "CANCELLATION", tx.now())[0].name
    reject_request(the_cancellation(tx, shop, order_id, cancel_id), reason)


def _approve_return(tx: Tx, shop: Shop, order_id: str, return_id: str) -> None:
    case = the_return(tx, shop, order_id, return_id)
    came_back = case.status is ReturnStatus.SHIPPED
    decision = Decision.APPROVE_RECEIVED_PACKAGE if came_back else UNANSWERED_DECISION[case.type]
    answer_return(change_return(tx, shop, return_id), Answer(decision=decision))


def _reject_return(tx: Tx, shop: Shop, order_id: str, return_id: str) -> None:
    case = the_return(tx, shop, order_id, return_id)
    came_back = case.status is ReturnStatus.SHIPPED
    decision = Decision.REJECT_RECEIVED_PACKAGE if came_back else _REJECTIONS[case.type]
    reason = reasons_to_reject(shop.region, decision, tx.now())[0].name
    answer_return(change_return(tx, shop, return_id), Answer(decision=decision, reason=reason))


def _cancel_order(tx: Tx, shop: Shop, order_id: str, _: str) -> None:
    """Cancel all that is left of an order, for the market's first reason but that goods are missing."""
    change = change_order(tx, shop, order_id)
    order = change.order
    reasons = [reason.name for reason in cancel_reasons(order.region, "SELLER", str(order.status), change.now)]
    name = next((name for name in reasons if "out_of_stock" not in name), "")
    if not name:
        raise WRONG_STATE(reason=f"A seller may not cancel an order that is {order.status}.")
    lines = lines_left(order)
    check_lines(order, lines, "SELLER", change.rules)
    cancel_at_once(change, lines, name, "SELLER")


#: Each button's work.
ANSWER_DOING: Mapping[str, Doing] = {
    "APPROVE_CANCELLATION": _approve_cancellation,
    "REJECT_CANCELLATION": _reject_cancellation,
    "APPROVE_RETURN": _approve_return,
    "REJECT_RETURN": _reject_return,
    "CANCEL_AS_SELLER": _cancel_order,
}
