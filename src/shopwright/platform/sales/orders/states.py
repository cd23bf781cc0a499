"""The states of orders and their lines (docs/reference/orders.md#states)."""

from __future__ import annotations

from enum import StrEnum

from shopwright.platform.core.state_table import final_states


class OrderStatus(StrEnum):
    UNPAID = "UNPAID"
    ON_HOLD = "ON_HOLD"
    AWAITING_SHIPMENT = "AWAITING_SHIPMENT"
    PARTIALLY_SHIPPING = "PARTIALLY_SHIPPING"
    AWAITING_COLLECTION = "AWAITING_COLLECTION"
    IN_TRANSIT = "IN_TRANSIT"
    DELIVERED = "DELIVERED"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"


class OrderEvent(StrEnum):
    PAY = "pay"
    PAY_WITHOUT_HOLD = "pay at once for"
    RELEASE = "release"
    SHIP_SOME = "ship a part of"
    SHIP_ALL = "ship"
    COLLECT = "collect"
    DELIVER = "deliver"
    COMPLETE = "complete"
    REFUND_ALL = "refund all of"
    CANCEL = "cancel"


_S, _E = OrderStatus, OrderEvent

#: (state, event) → next state; a pair that is not here is forbidden.
TRANSITIONS: dict[tuple[OrderStatus, OrderEvent], OrderStatus] = {
    (_S.UNPAID, _E.PAY): _S.ON_HOLD,
    (_S.UNPAID, _E.PAY_WITHOUT_HOLD): _S.AWAITING_SHIPMENT,
    (_S.UNPAID, _E.CANCEL): _S.CANCELLED,
    (_S.ON_HOLD, _E.RELEASE): _S.AWAITING_SHIPMENT,
    (_S.ON_HOLD, _E.CANCEL): _S.CANCELLED,
    (_S.AWAITING_SHIPMENT, _E.SHIP_SOME): _S.PARTIALLY_SHIPPING,
    (_S.AWAITING_SHIPMENT, _E.SHIP_ALL): _S.AWAITING_COLLECTION,
    (_S.AWAITING_SHIPMENT, _E.CANCEL): _S.CANCELLED,
    (_S.PARTIALLY_SHIPPING, _E.SHIP_ALL): _S.AWAITING_COLLECTION,
    (_S.PARTIALLY_SHIPPING, _E.CANCEL): _S.CANCELLED,
    (_S.AWAITING_COLLECTION, _E.COLLECT): _S.IN_TRANSIT,
    (_S.AWAITING_COLLECTION, _E.CANCEL): _S.CANCELLED,
    (_S.AWAITING_COLLECTION, _E.REFUND_ALL): _S.COMPLETED,
    (_S.IN_TRANSIT, _E.DELIVER): _S.DELIVERED,
    (_S.IN_TRANSIT, _E.CANCEL): _S.CANCELLED,
    (_S.IN_TRANSIT, _E.REFUND_ALL): _S.COMPLETED,
    (_S.DELIVERED, _E.COMPLETE): _S.COMPLETED,
    (_S.DELIVERED, _E.REFUND_ALL): _S.COMPLETED,
}

#: The states that nothing changes any more.
OVER = final_states(OrderStatus, TRANSITIONS)

#: The states in which a seller can ship an order, or the rest of it.
SHIPPABLE = frozenset(status for status, event in TRANSITIONS if event is _E.SHIP_ALL)


def next_status(status: OrderStatus, event: OrderEvent) -> OrderStatus | None:
    """The state after an event, or ``None`` when the state forbids it."""
    return TRANSITIONS.get((status, event))


class LineStatus(StrEnum):
    """``display_status`` of a line item; in the order of a sale."""

    UNPAID = "UNPAID"
    AWAITING_SHIPMENT = "AWAITING_SHIPMENT"
    AWAITING_COLLECTION = "AWAITING_COLLECTION"
    IN_TRANSIT = "IN_TRANSIT"
    DELIVERED = "DELIVERED"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"


_L = LineStatus
#: How far a line has come; a cancelled one has left the way.
_PROGRESS = {
    line_status: rank
    for rank, line_status in enumerate(
        (_L.UNPAID, _L.AWAITING_SHIPMENT, _L.AWAITING_COLLECTION, _L.IN_TRANSIT, _L.DELIVERED, _L.COMPLETED)
    )
}


def event_of_lines(status: OrderStatus, lines: list[LineStatus]) -> OrderEvent | None:
    """What the states of its lines do to an order, one step at a time; ``None`` when they fit its state.

    An order is as far as the last of its lines, and cancelled when all of them are.
    """
    active = [_PROGRESS[line] for line in lines if line is not _L.CANCELLED]
    if not active:
        return None if status is _S.CANCELLED else _E.CANCEL
    least, most = min(active), max(active)
    if status in (_S.AWAITING_SHIPMENT, _S.PARTIALLY_SHIPPING):
        if least > _PROGRESS[_L.AWAITING_SHIPMENT]:
            return _E.SHIP_ALL
        is_part = most > _PROGRESS[_L.AWAITING_SHIPMENT] and status is _S.AWAITING_SHIPMENT
        return _E.SHIP_SOME if is_part else None
    if status is _S.AWAITING_COLLECTION and least > _PROGRESS[_L.AWAITING_COLLECTION]:
        return _E.COLLECT
    if status is _S.IN_TRANSIT and least > _PROGRESS[_L.IN_TRANSIT]:
        return _E.DELIVER
    return None


#: What an order's event does to its lines that are not cancelled; the other events come from the lines themselves.
LINES_AFTER: dict[OrderEvent, LineStatus] = {
    OrderEvent.PAY: LineStatus.AWAITING_SHIPMENT,
    OrderEvent.PAY_WITHOUT_HOLD: LineStatus.AWAITING_SHIPMENT,
    OrderEvent.COMPLETE: LineStatus.COMPLETED,
    OrderEvent.REFUND_ALL: LineStatus.COMPLETED,
    OrderEvent.CANCEL: LineStatus.CANCELLED,
}
