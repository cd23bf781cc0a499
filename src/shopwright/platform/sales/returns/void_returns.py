"""Ends the returns of lines that are cancelled."""

from __future__ import annotations

from collections.abc import Iterable

from shopwright.platform.sales.orders.order import Line
from shopwright.platform.sales.orders.order_change import OrderChange

from .return_change import ReturnChange, hold_return
from .rma import follow
from .states import OWED, ReturnEvent
from .store import Returns


def void_returns(order: OrderChange, lines: Iterable[Line]) -> None:
    """Leave cancelled lines out of their returns, or end these; returns whose refund is on its way stay."""
    gone = {line.id: line for line in lines}
    claims = sorted({line.claim for line in gone.values() if line.claim})
    return_ids = [claim for claim in claims if order.tx[Returns].get(order.shop.shop_id, claim) is not None]
    changes = [hold_return(order, return_id) for return_id in return_ids]
    for change in changes:
        if change.case.is_open and change.case.status not in OWED:
            _end(change, gone.keys() & set(change.case.line_ids))


def _end(change: ReturnChange, line_ids: set[str]) -> None:
    case = change.case
    left = [line for line in case.lines if line.line_id not in line_ids]
    if left:
        case.lines = left
    else:
        change.note("CANCEL", "SYSTEM", "The order was cancelled, and the request with it.")
        change.apply(ReturnEvent.VOID)
    follow(change.order, case)
