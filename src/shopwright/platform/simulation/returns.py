"""What simulated buyers send back, and how a simulated seller answers."""

from __future__ import annotations

from shopwright.platform.sales.orders.order_change import OrderChange
from shopwright.platform.sales.returns.open_return import Wish, open_return
from shopwright.platform.sales.returns.return_case import Return
from shopwright.platform.sales.returns.return_change import ReturnChange
from shopwright.platform.sales.returns.return_decisions import Answer, answer_return, why_not_decide
from shopwright.platform.sales.returns.rules import reasons_to_ask, reasons_to_reject
from shopwright.platform.sales.returns.states import UNANSWERED_DECISION, Decision, ReturnType

#: The share of requests that ask for money alone [invented].
_MONEY_ALONE = 0.3

_REJECTIONS = {ReturnType.REFUND: Decision.REJECT_REFUND, ReturnType.RETURN_AND_REFUND: Decision.REJECT_RETURN}


def ask_for_return(change: OrderChange, luck: float) -> list[Return]:
    """Open returns of some lines of a delivered order for its buyer; an empty list where no line can be returned."""
    order = change.order
    open_lines = [
        active_line
        for active_line in order.active_lines
        if not active_line.claim and not active_line.is_refunded and not active_line.is_gift
    ]
    kind = ReturnType.REFUND if luck < _MONEY_ALONE else ReturnType.RETURN_AND_REFUND
    reasons = reasons_to_ask(order, kind, "BUYER", change.now)
    if not open_lines or not reasons:
        return []
    lines = open_lines[: 1 + int(luck * len(open_lines))]
    reason = reasons[int(luck * len(reasons))].name
    return open_return(change, Wish(type=kind, by="BUYER", lines=lines, reason=reason))


def answer_one(change: ReturnChange, *, approves: bool) -> bool:
    """Answer a return that waits for its seller; false where none waits."""
    case = change.case
    decision = UNANSWERED_DECISION[case.type] if approves else _REJECTIONS[case.type]
    if why_not_decide(case, decision) is not None:
        return False
    reasons = reasons_to_reject(change.shop.region, decision, change.order.now)
    answer_return(change, Answer(decision=decision, reason=reasons[0].name if reasons else ""))
    return True
