"""A cancellation of an order or of some of its lines (docs/reference/cancellations.md)."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

import msgspec

from shopwright.platform.market.trade_rules import Rules
from shopwright.platform.sales.orders.order import Item, Line, Order, Role
from shopwright.platform.sales.orders.refund import Refund
from shopwright.platform.sales.orders.states import LineStatus, OrderStatus

from .states import CancelStatus


class CancelledLine(msgspec.Struct, frozen=True):
    """One line of a cancellation, as it was bought, and its refund."""

    id: str
    line_id: str
    item: Item
    refund: Refund


class Cancellation(msgspec.Struct, kw_only=True, omit_defaults=True):
    """``CANCEL`` needs no answer, ``BUYER_CANCEL`` waits for the seller's.

    ``is_restocked``: its units go back on the shelf, as no carrier has them. Times in milliseconds, ``deadline`` too.
    """

    cancel_id: str
    order_id: str
    buyer_id: str
    type: Literal["CANCEL", "BUYER_CANCEL"]
    status: CancelStatus
    role: Role
    reason: str
    lines: list[CancelledLine]
    created_at: int
    updated_at: int
    deadline: int = 0
    is_restocked: bool = False
    reject_reason: str = ""
    reject_comment: str = ""
    images: list[str] = []

    @property
    def is_open(self) -> bool:
        return self.status is CancelStatus.PENDING

    @property
    def line_ids(self) -> list[str]:
        return [line.line_id for line in self.lines]


class Say(StrEnum):
    """What a buyer's wish to cancel does."""

    IS_DONE = "is done at once"
    IS_ASKED = "waits for the seller's answer"
    IS_REFUSED = "is refused"


_O, _L = OrderStatus, LineStatus

_BUYERS_SAY: dict[OrderStatus, Say] = {
    _O.UNPAID: Say.IS_DONE,
    _O.ON_HOLD: Say.IS_DONE,
    _O.AWAITING_SHIPMENT: Say.IS_ASKED,
    _O.PARTIALLY_SHIPPING: Say.IS_ASKED,
}

#: The states in which lines are with no carrier yet.
AT_SELLER = frozenset({_L.UNPAID, _L.AWAITING_SHIPMENT, _L.AWAITING_COLLECTION})


def buyers_say(status: OrderStatus, rules: Rules) -> Say:
    """What a buyer's wish to cancel does in a state of the order."""
    if status is _O.AWAITING_COLLECTION and rules.buyer_cancels_until_collection:
        return Say.IS_ASKED
    return _BUYERS_SAY.get(status, Say.IS_REFUSED)


def lines_open_to_buyer(order: Order, rules: Rules) -> list[Line]:
    """The lines that a buyer may cancel or ask to have cancelled: those nobody has shipped, or, in some markets, none
    has collected."""
    if buyers_say(order.status, rules) is Say.IS_REFUSED:
        return []
    states = {_L.UNPAID, _L.AWAITING_SHIPMENT}
    if order.status is _O.AWAITING_COLLECTION:
        states.add(_L.AWAITING_COLLECTION)
    return [
        active_line
        for active_line in order.active_lines
        if active_line.status in states and not active_line.is_refunded
    ]


def lines_left(order: Order) -> list[Line]:
    """The lines that are neither cancelled nor refunded."""
    return [active_line for active_line in order.active_lines if not active_line.is_refunded]
