"""Cancellations: at once by whoever may, or asked for by the buyer and answered by the seller."""

from __future__ import annotations

from collections.abc import Sequence

from shopwright.platform.clock import due, plan
from shopwright.platform.domain.trade.cancellation import (
    CANCEL_TRANSITIONS,
    WEBHOOK_WORD,
    CancelEvent,
    Cancellation,
    CancelledLine,
    CancelStatus,
    Refund,
)
from shopwright.platform.domain.trade.order import Line, Role
from shopwright.platform.domain.trade.refunds import nothing_paid, refund_of
from shopwright.platform.events.emit import emit
from shopwright.platform.store.accounts import Shop
from shopwright.platform.store.cases import CaseFilter, CaseIndex
from shopwright.platform.store.core import Tx
from shopwright.platform.store.due import DueAction
from shopwright.wire.codes.return_refund import CANCELLATION_UNKNOWN, DECISION_DOES_NOT_FIT, REQUEST_RUNNING
from shopwright.wire.ids import IdKind

from .changing import OrderChange, change_order
from .emptying import empty_packages

_HOUR_MS = 3_600_000

#: Due actions: the seller's time to answer ends; the buyer's money arrives.
ANSWER, REFUND = "cancellation.answer", "cancellation.refund"


class CancelChange:
    """One cancellation on its way, with its order. Saves both."""

    def __init__(self, order: OrderChange, case: Cancellation) -> None:
        self.order, self.case = order, case
        self.tx, self.shop = order.tx, order.shop

    @property
    def lines(self) -> list[Line]:
        named = {one.line_id for one in self.case.lines}
        return [one for one in self.order.order.lines if one.id in named]

    def fire(self, event: CancelEvent) -> None:
        """Go to the state that the table names; 25020003 where it names none."""
        after = CANCEL_TRANSITIONS.get((self.case.status, event))
        if after is None:
            raise DECISION_DOES_NOT_FIT(decision=str(event), status=str(self.case.status))
        self.case.status = after
        self.tx.due.drop(ANSWER, self.case.cancel_id)

    def approve(self) -> None:
        """The lines are cancelled; the buyer's money is on its way."""
        self.fire(CancelEvent.APPROVE)
        self._close()
        self.order.cancel_lines(self.lines, self.case.reason, self.case.role)
        empty_packages(self.order, [one.id for one in self.lines], self.case.role)
        self._plan_refund()

    def end(self, event: CancelEvent) -> None:
        """Rejected or withdrawn: the order goes on as if nothing had been asked."""
        self.fire(event)
        self._close()
        for line in self.lines:
            line.claim = ""

    def reject_by_shipping(self) -> None:
        """The seller shipped, which says no. The order is saved by whoever ships."""
        self.case.reject_reason = "SHIPPED"
        self.end(CancelEvent.REJECT)
        self._write()

    def refund(self) -> None:
        """The buyer has the money back."""
        self.fire(CancelEvent.REFUND)
        for line in self.lines:
            line.is_refunded = True

    def _close(self) -> None:
        order = self.order.order
        order.claims = [one for one in order.claims if one != self.case.cancel_id]
        order.request_cancel_time = 0

    def _plan_refund(self) -> None:
        if nothing_paid(self.order.order):
            self.refund()
            return
        at = self.order.at + self.order.rules.windows.refund_minutes * 60_000
        plan(self.tx, REFUND, self.case.cancel_id, self.shop.shop_id, at)

    def save(self) -> None:
        """Write cancellation and order, and tell of it."""
        self.order.save()
        self._write()

    def _write(self) -> None:
        case = self.case
        is_new = case.updated_at == 0
        case.updated_at = self.order.at
        if is_new:
            self.tx.cancellations.add(self.shop.shop_id, _index(case), case)
        else:
            self.tx.cancellations.save(self.shop.shop_id, _index(case), case)
        emit(self.tx, self.shop, 11, _status_changed(case))


def cancel_at_once(order: OrderChange, lines: Sequence[Line], reason: str, role: Role) -> Cancellation:
    """Cancel lines without asking anybody, and give the money back."""
    change = CancelChange(order, _new_case(order, lines, reason, role, "CANCEL", CancelStatus.PENDING))
    change.approve()
    change.save()
    return change.case


def request_cancel(order: OrderChange, lines: Sequence[Line], reason: str) -> Cancellation:
    """A buyer asks; the seller has so many hours to answer, then it is approved."""
    if order.order.is_cancel_requested:
        raise REQUEST_RUNNING(order_id=order.order.order_id)
    change = CancelChange(order, _new_case(order, lines, reason, "BUYER", "BUYER_CANCEL", CancelStatus.PENDING))
    case = change.case
    case.deadline = order.at + order.rules.windows.cancel_answer * _HOUR_MS
    order.order.request_cancel_time = order.now
    order.order.claims = [*order.order.claims, case.cancel_id]
    plan(order.tx, ANSWER, case.cancel_id, order.shop.shop_id, case.deadline)
    change.save()
    return case


def _new_case(
    order: OrderChange, lines: Sequence[Line], reason: str, role: Role, kind: str, status: CancelStatus
) -> Cancellation:
    cancel_id = order.tx.new_id(IdKind.CANCELLATION)
    is_free = nothing_paid(order.order)
    for line in lines:
        line.claim = cancel_id
    return Cancellation(
        cancel_id=cancel_id,
        order_id=order.order.order_id,
        buyer_id=order.order.buyer_id,
        type="BUYER_CANCEL" if kind == "BUYER_CANCEL" else "CANCEL",
        status=status,
        role=role,
        reason=reason,
        lines=[
            CancelledLine(
                order.tx.new_id(IdKind.RETURN_LINE),
                one.id,
                Refund() if is_free else refund_of(one, with_shipping=True),
            )
            for one in lines
        ],
        created_at=order.at,
        updated_at=0,
    )


def change_cancellation(tx: Tx, shop: Shop, cancel_id: str) -> CancelChange:
    """The cancellation and its order, held for change; 25007006 when the shop has none of that id."""
    case = tx.cancellations.get(shop.shop_id, cancel_id)
    if case is None:
        raise CANCELLATION_UNKNOWN(cancel_id=cancel_id[:40])
    order = change_order(tx, shop, case.order_id)  # the order first: whoever holds it may change its claims
    held = tx.cancellations.get(shop.shop_id, cancel_id, for_change=True)
    assert held is not None
    return CancelChange(order, held)


def open_cancellation(order: OrderChange) -> CancelChange | None:
    """The buyer's request that waits for an answer, with its order."""
    mine = CaseFilter(order_ids=(order.order.order_id,), statuses=(str(CancelStatus.PENDING),))
    found = order.tx.cancellations.page(order.shop.shop_id, mine, by="created_at", descending=True, after=None, size=1)
    return CancelChange(order, found[0][1]) if found else None


@due(ANSWER)
def approve_unanswered(tx: Tx, action: DueAction) -> None:
    """The seller did not answer in time: the request is approved."""
    shop = tx.accounts.shop(action.shop_id)
    assert shop is not None
    change = change_cancellation(tx, shop, action.subject)
    change.approve()
    change.save()


@due(REFUND)
def pay_back(tx: Tx, action: DueAction) -> None:
    """The buyer's money arrives."""
    shop = tx.accounts.shop(action.shop_id)
    assert shop is not None
    change = change_cancellation(tx, shop, action.subject)
    change.refund()
    change.save()


def _index(case: Cancellation) -> CaseIndex:
    return CaseIndex(
        case_id=case.cancel_id,
        order_id=case.order_id,
        buyer_id=case.buyer_id,
        type=case.type,
        status=str(case.status),
        created_at=case.created_at,
        updated_at=case.updated_at,
    )


def _status_changed(case: Cancellation) -> dict[str, object]:
    """The data of webhook 11, which spells one state in a way of its own."""
    return {
        "order_id": case.order_id,
        "cancellations_role": case.role,
        "cancel_status": WEBHOOK_WORD.get(case.status, str(case.status)),
        "cancel_id": case.cancel_id,
        "create_time": case.created_at // 1000,
    }
