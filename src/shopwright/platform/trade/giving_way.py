"""Returns of lines that are cancelled: they end, and no money is paid back twice."""

from __future__ import annotations

from collections.abc import Iterable

from shopwright.platform.domain.trade.order import Line
from shopwright.platform.domain.trade.return_states import OWED, ReturnEvent

from .authorizing import follow
from .changing import OrderChange
from .returning import ReturnChange, hold_return


def give_way(order: OrderChange, lines: Iterable[Line]) -> frozenset[str]:
    """What was asked for these lines ends; answers the ids of those whose money goes back by a return.

    Writes the returns, not the order.
    """
    gone = {one.id: one for one in lines}
    claims = sorted({one.claim for one in gone.values() if one.claim})
    known = [one for one in claims if order.tx.returns.get(order.shop.shop_id, one) is not None]
    changes = [hold_return(order, one) for one in known]
    paid = {one.id for one in gone.values() if one.is_refunded}
    for change in changes:
        case = change.case
        mine = gone.keys() & set(case.line_ids)
        if case.status in OWED or case.refunded_at:
            paid |= mine
        elif case.is_open:
            _end(change, mine)
    return frozenset(paid)


def _end(change: ReturnChange, line_ids: set[str]) -> None:
    case = change.case
    left = [one for one in case.lines if one.line_id not in line_ids]
    if left:
        case.lines = left
    else:
        change.note("CANCEL", "SYSTEM", "The order was cancelled, and the request with it.")
        change.fire(ReturnEvent.VOID)
    change.write()
    follow(change.order, case)
