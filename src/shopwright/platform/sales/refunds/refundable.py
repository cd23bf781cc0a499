"""What was refunded already, so that nothing is refunded twice."""

from __future__ import annotations

from decimal import Decimal

from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.sales.orders.order import Line, Order
from shopwright.platform.sales.orders.refund import Refund
from shopwright.platform.sales.returns.states import OWED
from shopwright.platform.sales.returns.store import Returns

from .amounts import nothing_paid, reduced, refund_of, return_refund_of


class Refundable:
    """What can still be refunded for the lines of one order."""

    def __init__(self, tx: Tx, shop: Shop, order: Order) -> None:
        self._is_free = nothing_paid(order)
        self._refunded: dict[str, Decimal] = {}
        if not any(line.claim for line in order.lines):
            return
        for case in tx[Returns].of_orders(shop.shop_id, [order.order_id]):
            if case.refunded_at or case.status in OWED:
                for line in case.lines:
                    self._refunded[line.line_id] = self._refunded.get(line.line_id, Decimal(0)) + line.refund.total

    def if_cancelled(self, line: Line) -> Refund:
        """All that was paid for a line, its shares of shipping and fees included, less what was refunded."""
        return self._left(line, refund_of(line, with_shipping=True))

    def if_returned(self, line: Line, reason: str) -> Refund:
        """What a refund or a return of a line gives for a reason, less what was refunded."""
        return self._left(line, return_refund_of(line, reason))

    def _left(self, line: Line, refund: Refund) -> Refund:
        if self._is_free or line.is_refunded:
            return Refund()
        return reduced(refund, self._refunded.get(line.id, Decimal(0)))
