"""Cancellations: at once by whoever may, or asked for by the buyer and answered by the seller."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Literal

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.clock.scheduler import declare, due, plan
from shopwright.platform.clock.store import DueAction, DueActions
from shopwright.platform.core.durations import HOUR_MS
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.change import Change
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.reasons import empties_stock
from shopwright.platform.sales.cases_store import CaseFilter, CaseIndex
from shopwright.platform.sales.orders.order import Line, Role
from shopwright.platform.sales.orders.order_change import OrderChange, change_order
from shopwright.platform.sales.packages.remove_lines import empty_packages
from shopwright.platform.sales.refunds.amounts import nothing_paid
from shopwright.platform.sales.refunds.refundable import Refundable
from shopwright.platform.sales.returns.errors import CANCELLATION_UNKNOWN, DECISION_DOES_NOT_FIT, REQUEST_RUNNING
from shopwright.platform.sales.returns.void_returns import void_returns
from shopwright.platform.webhooks.emit import emit
from shopwright.wire.ids import IdKind

from .cancellation import AT_SELLER, Cancellation, CancelledLine
from .rules import check_comment, check_reject_reason, why_not_approve, why_not_reject
from .states import CANCEL_TRANSITIONS, WEBHOOK_WORD, CancelEvent, CancelStatus
from .store import Cancellations

#: Due actions: the seller's time to answer ends; the buyer's money arrives.
ANSWER, REFUND = declare("cancellation.answer"), declare("cancellation.refund")


class CancelChange(Change[Cancellation]):
    """One cancellation on its way, with its order."""

    rank = 2

    def __init__(self, order: OrderChange, case: Cancellation) -> None:
        super().__init__(order.tx, case)
        self.order, self.shop = order, order.shop
        self._before = case.status

    @property
    def key(self) -> tuple[str, str]:
        return self.shop.shop_id, self.document.cancel_id

    @property
    def case(self) -> Cancellation:
        return self.document

    def _load(self, state: tuple[bytes, ...]) -> None:
        super()._load(state)
        self._before = self.case.status

    @property
    def lines(self) -> list[Line]:
        line_ids = set(self.case.line_ids)
        return [line for line in self.order.order.lines if line.id in line_ids]

    def apply(self, event: CancelEvent) -> None:
        """Go to the state that the table names; 25020003 where it names none."""
        after = CANCEL_TRANSITIONS.get((self.case.status, event))
        if after is None:
            raise DECISION_DOES_NOT_FIT(decision=str(event), status=str(self.case.status))
        self.case.status = after
        if event is not CancelEvent.REFUND:
            self.tx[DueActions].drop(ANSWER, self.case.cancel_id)

    def approve(self) -> None:
        """The lines are cancelled; the buyer's money is on its way."""
        self.apply(CancelEvent.APPROVE)
        self._close()
        lines = self.lines
        self.case.is_restocked = _is_restocked(lines, self.case.reason, self.case.role)
        self.order.cancel_lines(lines, self.case.reason, self.case.role)
        empty_packages(self.order, [line.id for line in lines], self.case.role)
        self._plan_refund()

    def reject(self, reason: str, comment: str = "", images: Iterable[str] = ()) -> None:
        """The seller says no, for a reason that was checked before: the order goes on."""
        self.case.reject_reason, self.case.reject_comment, self.case.images = reason, comment, list(images)
        self.end(CancelEvent.REJECT)

    def end(self, event: CancelEvent) -> None:
        """End a request that was rejected or withdrawn, and release its lines."""
        self.apply(event)
        self._close()
        for line in self.lines:
            line.claim = ""

    def leave_out(self, gone: Collection[str]) -> None:
        """Leave lines (by id) out of a request, as they are cancelled otherwise. Without any lines it is withdrawn."""
        left = [line for line in self.case.lines if line.line_id not in gone]
        if left:
            self.case.lines = left
        else:
            self.end(CancelEvent.WITHDRAW)

    def refund(self) -> None:
        """Record that the refund was paid."""
        self.apply(CancelEvent.REFUND)
        amounts = {line.line_id: line.refund for line in self.case.lines}
        for line in self.lines:
            line.is_refunded = True
            line.refunded += amounts[line.id]

    def _close(self) -> None:
        order = self.order.order
        order.claims = [claim for claim in order.claims if claim != self.case.cancel_id]
        if self.case.type == "BUYER_CANCEL":
            order.is_cancel_requested = False

    def _plan_refund(self) -> None:
        if nothing_paid(self.order.order):
            self.refund()
            return
        at = self.order.at + self.order.rules.windows.refund_minutes * 60_000
        plan(self.tx, REFUND, self.case.cancel_id, self.shop.shop_id, at)

    def _write(self) -> None:
        case = self.case
        case.updated_at = self.order.at
        if self.is_new:
            self.tx[Cancellations].add(self.shop.shop_id, _index(case), case)
        else:
            self.tx[Cancellations].save(self.shop.shop_id, _index(case), case)
        if self.is_new or case.status is not self._before:
            emit(self.tx, self.shop, 11, _status_changed(case))
        self._before = case.status


def _is_restocked(lines: Iterable[Line], reason: str, role: Role) -> bool:
    """Whether cancelled units go back into stock: those that no carrier has, unless the seller cancels as out of
    stock."""
    if role == "SELLER" and empties_stock(reason):
        return False
    return any(line.status in AT_SELLER for line in lines)


def cancel_at_once(order: OrderChange, lines: Sequence[Line], reason: str, role: Role) -> Cancellation:
    """Cancel lines at once and refund them. Requests to cancel or return them end."""
    gone = {line.id for line in lines}
    request = open_cancellation(order) if order.order.is_cancel_requested else None
    if request is not None and not gone.isdisjoint(request.case.line_ids):
        request.leave_out(gone)
    void_returns(order, lines)
    change = CancelChange(order, _new_case(order, lines, reason, role, "CANCEL")).begin()
    change.approve()
    return change.case


def request_cancel(order: OrderChange, lines: Sequence[Line], reason: str) -> Cancellation:
    """Open a buyer's request to cancel, which is approved unless the seller answers in time."""
    if order.order.is_cancel_requested or any(line.claim in order.order.claims for line in lines):
        raise REQUEST_RUNNING(order_id=order.order.order_id)
    case = CancelChange(order, _new_case(order, lines, reason, "BUYER", "BUYER_CANCEL")).begin().case
    case.deadline = order.at + order.rules.windows.cancel_answer * HOUR_MS
    order.order.request_cancel_time = order.now
    order.order.is_cancel_requested = True
    order.order.claims = [*order.order.claims, case.cancel_id]
    plan(order.tx, ANSWER, case.cancel_id, order.shop.shop_id, case.deadline)
    return case


def _new_case(
    order: OrderChange, lines: Sequence[Line], reason: str, role: Role, kind: Literal["CANCEL", "BUYER_CANCEL"]
) -> Cancellation:
    one_order = order.order
    cancel_id, refundable = order.tx.new_id(IdKind.CANCELLATION), Refundable(order.tx, order.shop, one_order)
    cancelled = [
        CancelledLine(
            order.tx.new_id(IdKind.RETURN_LINE), line.id, one_order.item_of(line), refundable.if_cancelled(line)
        )
        for line in lines
    ]
    for line in lines:
        line.claim = cancel_id
    return Cancellation(
        cancel_id=cancel_id,
        order_id=one_order.order_id,
        buyer_id=one_order.buyer_id,
        type=kind,
        status=CancelStatus.PENDING,
        role=role,
        reason=reason,
        lines=cancelled,
        created_at=order.at,
        updated_at=order.at,
        is_restocked=_is_restocked(lines, reason, role),
    )


def change_cancellation(tx: Tx, shop: Shop, cancel_id: str) -> CancelChange:
    """The cancellation and its order, held for change; 25007006 when the shop has none of that id."""
    case = tx[Cancellations].get(shop.shop_id, cancel_id)
    if case is None:
        raise CANCELLATION_UNKNOWN(cancel_id=cancel_id[:40])
    # The order first: whoever holds it may change its claims.
    return hold_cancellation(change_order(tx, shop, case.order_id), cancel_id)


def hold_cancellation(order: OrderChange, cancel_id: str) -> CancelChange:
    """A cancellation of an order that is held already."""
    kept = order.tx.kept(CancelChange, order.shop.shop_id, cancel_id)
    if kept is not None:
        return kept
    held = order.tx.stored(Cancellations).get(order.shop.shop_id, cancel_id, for_change=True)
    assert held is not None
    return CancelChange(order, held).keep()


def open_cancellation(order: OrderChange) -> CancelChange | None:
    """The buyer's request that waits for an answer, with its order."""
    mine = CaseFilter(order_ids=(order.order.order_id,), statuses=(str(CancelStatus.PENDING),))
    page = order.tx[Cancellations].page(order.shop.shop_id, mine, by="created_at", descending=True, after=None, size=1)
    return hold_cancellation(order, page[0][1].cancel_id) if page else None


def approve_request(change: CancelChange) -> None:
    """Approve a buyer's request; raises what stands in the way."""
    refused = why_not_approve(change.case, change.order.order)
    if refused is not None:
        raise refused
    change.approve()


def reject_request(change: CancelChange, reason: str, comment: str = "", images: Sequence[str] = ()) -> None:
    """Reject a buyer's request for one of the market's reasons; raises what stands in the way."""
    refused = why_not_reject(change.case)
    if refused is not None:
        raise refused
    check_reject_reason(change.shop.region, reason, change.order.now)
    check_comment(comment, images)
    change.reject(reason, comment, images)


def approve_or_reject(change: CancelChange, reason: str) -> None:
    """Approve a buyer's request, or, where the goods have left since, reject it for a reason."""
    if why_not_approve(change.case, change.order.order) is None:
        change.approve()
    else:
        change.reject(reason)


@due(ANSWER)
def approve_unanswered(tx: Tx, action: DueAction) -> None:
    """The seller did not answer in time: the request is approved, or, where the goods have left since, it ends."""
    shop = tx[Accounts].shop(action.shop_id)
    assert shop is not None
    approve_or_reject(change_cancellation(tx, shop, action.subject), "SHIPPED")


@due(REFUND)
def refund_cancelled(tx: Tx, action: DueAction) -> None:
    """The buyer's refund arrives."""
    shop = tx[Accounts].shop(action.shop_id)
    assert shop is not None
    change_cancellation(tx, shop, action.subject).refund()


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
