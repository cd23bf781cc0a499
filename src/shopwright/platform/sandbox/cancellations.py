"""``/sandbox/cancellations``: a buyer who asked to cancel thinks better of it."""

from __future__ import annotations

from shopwright.platform.domain.trade.cancellation import CancelEvent, CancelStatus
from shopwright.platform.store.transaction import Tx
from shopwright.platform.trade.cancelling import change_cancellation
from shopwright.wire.codes.buying import BUYER_MAY_NOT_WITHDRAW

from .find import cancelled_in
from .orders import CancelView, view


def withdraw_cancellation(tx: Tx, cancel_id: str) -> CancelView:
    """The buyer withdraws a request that nobody answered: the order goes on."""
    shop, seen = cancelled_in(tx, cancel_id)
    change = change_cancellation(tx, shop, seen.cancel_id)
    if change.case.status is not CancelStatus.PENDING:
        raise BUYER_MAY_NOT_WITHDRAW(cancel_id=cancel_id, status=str(change.case.status))
    change.end(CancelEvent.WITHDRAW)
    change.save()
    return CancelView(cancel_id=cancel_id, cancel_status=str(change.case.status), order=view(shop, change.order.order))
