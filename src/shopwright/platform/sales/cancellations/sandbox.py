"""``/sandbox/cancellations``: a buyer who asked to cancel thinks better of it."""

from __future__ import annotations

from shopwright.platform.database.transaction import Tx
from shopwright.platform.sales.find import find_cancellation
from shopwright.platform.sales.orders.buyer_errors import BUYER_MAY_NOT_WITHDRAW
from shopwright.platform.sales.orders.sandbox.orders import CancelView, view

from .cancellation_change import change_cancellation
from .states import CancelEvent, CancelStatus


def withdraw_cancellation(tx: Tx, cancel_id: str) -> CancelView:
    """The buyer withdraws a request that nobody answered: the order goes on."""
    shop, seen = find_cancellation(tx, cancel_id)
    change = change_cancellation(tx, shop, seen.cancel_id)
    if change.case.status is not CancelStatus.PENDING:
        raise BUYER_MAY_NOT_WITHDRAW(cancel_id=cancel_id, status=str(change.case.status))
    change.end(CancelEvent.WITHDRAW)
    return CancelView(cancel_id=cancel_id, cancel_status=str(change.case.status), order=view(shop, change.order.order))
