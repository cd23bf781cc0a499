"""Cancels or returns units of a replayed order, at their historic time."""

from __future__ import annotations

from collections.abc import Sequence

from shopwright.platform.clock.store import DueActions
from shopwright.platform.market.reasons import cancel_reasons, return_reasons
from shopwright.platform.sales.cancellations.cancellation_change import REFUND, cancel_at_once, hold_cancellation
from shopwright.platform.sales.orders.order import Line, Order
from shopwright.platform.sales.orders.order_change import OrderChange
from shopwright.platform.sales.orders.states import OrderStatus
from shopwright.platform.sales.refunds.amounts import refund_of
from shopwright.platform.sales.returns.return_case import Return, ReturnedLine
from shopwright.platform.sales.returns.return_change import ReturnChange
from shopwright.platform.sales.returns.return_parcel import arrive, send_back, write_label
from shopwright.platform.sales.returns.states import FIRST_STATUS, ReturnEvent, ReturnType
from shopwright.wire.ids import IdKind


def cancel_units(change: OrderChange, lines: Sequence[Line], until: int) -> None:
    """The buyer cancels lines at the moment of the change, and has the money back if that has been by ``until``."""
    reason = cancel_reasons(change.order.region, "BUYER", str(change.order.status))[0].name
    case = cancel_at_once(change, lines, reason, "BUYER")
    repaid_at = change.at + change.rules.windows.refund_minutes * 60_000
    if change.order.paid_time and repaid_at <= until:
        change.at = repaid_at
        change.tx[DueActions].drop(REFUND, case.cancel_id)
        hold_cancellation(change, case.cancel_id).refund()


def return_units(change: OrderChange, lines: Sequence[Line], asked_at: int, repaid_at: int) -> None:
    """The buyer returned lines: asked, sent them back and had the money by ``repaid_at``.

    A history may have it after the order's completion, when a buyer could not ask any more.
    """
    step = (max(repaid_at, asked_at) - asked_at) // 4
    change.at = asked_at
    claim = ReturnChange(change, _asked(change, lines)).begin()
    case = claim.case
    change.at += step
    claim.note("APPROVE_RETURN", "SELLER", "The return was approved.")
    claim.apply(ReturnEvent.APPROVE_RETURN)
    write_label(change, case.parcel)
    change.at += step
    send_back(claim)
    change.at += step
    arrive(claim)
    claim.note("APPROVE_RECEIVED_PACKAGE", "SELLER", "The returned goods were accepted.")
    claim.apply(ReturnEvent.APPROVE_RECEIPT)
    change.at = max(repaid_at, asked_at)
    claim.refund()


def _asked(change: OrderChange, lines: Sequence[Line]) -> Return:
    order = change.order
    kind, tx = ReturnType.RETURN_AND_REFUND, change.tx
    reason = _usual_reason(order)
    return Return(
        return_id=tx.new_id(IdKind.RETURN),
        order_id=order.order_id,
        buyer_id=order.buyer_id,
        type=kind,
        status=FIRST_STATUS[kind],
        role="BUYER",
        reason=reason,
        lines=[
            ReturnedLine(
                tx.new_id(IdKind.RETURN_LINE),
                line.id,
                order.item_of(line),
                line.money,
                refund_of(line, with_shipping=True),
            )
            for line in lines
        ],
        created_at=change.at,
        updated_at=change.at,
        since=change.at,
    )


def _usual_reason(order: Order) -> str:
    """The usual reason to return what was delivered."""
    return return_reasons(order.region, "RETURN_AND_REFUND", "BUYER", str(OrderStatus.DELIVERED))[0].name
