"""Cancels or returns units of a replayed order, at their historic time."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from shopwright.platform.clock.store import DueActions
from shopwright.platform.market.reasons import cancel_reasons, return_reasons
from shopwright.platform.market.regions import region
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

from .model import Canceller, UndoKind


def cancel_units(
    change: OrderChange, lines: Sequence[Line], until: int, *, by: Canceller = "BUYER", reason: str = ""
) -> None:
    """Cancel lines at the moment of the change; the buyer has the money back if that has been by ``until``."""
    why = reason or cancel_reasons(change.order.region, "BUYER", str(change.order.status))[0].name
    case = cancel_at_once(change, lines, why, by)
    repaid_at = change.at + change.rules.windows.refund_minutes * 60_000
    if change.order.paid_time and repaid_at <= until:
        change.at = repaid_at
        change.tx[DueActions].drop(REFUND, case.cancel_id)
        hold_cancellation(change, case.cancel_id).refund()


def give_back(
    change: OrderChange, lines: Sequence[Line], asked_at: int, repaid_at: int, kind: UndoKind, refund: Decimal | None
) -> None:
    """The buyer asked for the money of lines, sent them back unless it was for the money alone, and had it by
    ``repaid_at``: all that was paid, or ``refund``.

    A history may have it after the order's completion, when a buyer could not ask any more.
    """
    change.at = asked_at
    is_return = kind == "RETURN"
    case = _asked(change, lines, ReturnType.RETURN_AND_REFUND if is_return else ReturnType.REFUND)
    if refund is not None:
        case.refund_only(refund, region(change.order.region).currency_decimals)
    claim = ReturnChange(change, case).begin()
    if is_return:
        _send_home(claim, (max(repaid_at, asked_at) - asked_at) // 4)
    else:
        claim.note("APPROVE_REFUND", "SELLER", "The refund was approved.")
        claim.apply(ReturnEvent.APPROVE_REFUND)
    change.at = max(repaid_at, asked_at)
    claim.refund()


def _send_home(claim: ReturnChange, step: int) -> None:
    """The goods come back and are accepted, each step so many milliseconds after the one before."""
    change = claim.order
    change.at += step
    claim.note("APPROVE_RETURN", "SELLER", "The return was approved.")
    claim.apply(ReturnEvent.APPROVE_RETURN)
    write_label(change, claim.case.parcel)
    change.at += step
    send_back(claim)
    change.at += step
    arrive(claim)
    claim.note("APPROVE_RECEIVED_PACKAGE", "SELLER", "The returned goods were accepted.")
    claim.apply(ReturnEvent.APPROVE_RECEIPT)


def _asked(change: OrderChange, lines: Sequence[Line], kind: ReturnType) -> Return:
    order, tx = change.order, change.tx
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
