"""What time does to returns, aftersales requests and RMAs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.clock.scheduler import due
from shopwright.platform.clock.store import DueAction
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.sales.orders.order_change import change_order

from .arbitration import end_dispute
from .return_case import ReturnStep, next_step
from .return_change import STEP, ReturnChange, hold_return
from .return_decisions import Answer, carry_out, refuse_offer
from .return_parcel import arrive, has_goods, send_back
from .rma import REQUEST_STEP, RMA_STEP, follow
from .states import UNANSWERED_DECISION, Decision, ReturnEvent
from .store import AftersalesRequests, Returns, Rmas


@due(STEP)
def step_return(tx: Tx, action: DueAction) -> None:
    """Do to one return what is due."""
    case = tx[Returns].get(action.shop_id, action.subject)
    assert case is not None
    _step(tx, action, case.order_id, [case.return_id])


@due(REQUEST_STEP)
def step_request(tx: Tx, action: DueAction) -> None:
    """Do to the returns of a request what is due."""
    request = tx[AftersalesRequests].get(action.shop_id, action.subject)
    assert request is not None
    _step(tx, action, request.order_id, request.return_ids)


@due(RMA_STEP)
def step_rma(tx: Tx, action: DueAction) -> None:
    """Do to the returns of an RMA what is due."""
    rma = tx[Rmas].get(action.shop_id, action.subject)
    assert rma is not None
    _step(tx, action, rma.order_id, rma.return_ids)


def _step(tx: Tx, action: DueAction, order_id: str, return_ids: Sequence[str]) -> None:
    order = change_order(tx, _shop(tx, action), order_id)
    changes = [hold_return(order, return_id) for return_id in return_ids]
    for change in changes:
        step = next_step(change.case, order.rules, by_itself=change.shop.has_automatic_carrier)
        if step is not None and step.at <= order.at:
            _ACTS[step.what](change)
        else:
            change.plan_step()
    follow(order, changes[0].case)


def _shop(tx: Tx, action: DueAction) -> Shop:
    shop = tx[Accounts].shop(action.shop_id)
    assert shop is not None
    return shop


def _approve(change: ReturnChange) -> None:
    carry_out(change, Answer(decision=UNANSWERED_DECISION[change.case.type], role="SYSTEM"))


def _send_back(change: ReturnChange) -> None:
    if has_goods(change):
        send_back(change)
    else:  # the time to send them begins when they are there
        change.restart_wait()


def _approve_receipt(change: ReturnChange) -> None:
    carry_out(change, Answer(decision=Decision.APPROVE_RECEIVED_PACKAGE, role="SYSTEM"))


def _refuse_offer(change: ReturnChange) -> None:
    refuse_offer(change, "SYSTEM")


def _close_unsent(change: ReturnChange) -> None:
    change.note("CLOSE", "SYSTEM", "The buyer did not send the goods in time.")
    change.apply(ReturnEvent.EXPIRE)


_ACTS: dict[ReturnStep, Callable[[ReturnChange], None]] = {
    ReturnStep.APPROVE: _approve,
    ReturnStep.REFUSE_OFFER: _refuse_offer,
    ReturnStep.SEND_BACK: _send_back,
    ReturnStep.CLOSE_UNSENT: _close_unsent,
    ReturnStep.ARRIVE: arrive,
    ReturnStep.APPROVE_RECEIPT: _approve_receipt,
    ReturnStep.END_DISPUTE: end_dispute,
    ReturnStep.REFUND: ReturnChange.refund,
}
