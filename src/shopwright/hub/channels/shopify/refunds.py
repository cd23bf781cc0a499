"""Shopify's refunds without a return, and its cancelled orders, as the channel protocol has them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from shopwright.hub.channels.cases import (
    AnswerKind,
    CaseAnswer,
    CaseKind,
    CaseLine,
    ExternalCancellation,
    ExternalReturn,
    Goods,
    Money,
    Party,
    Refundable,
)
from shopwright.hub.channels.protocol import ExternalLine

from . import refund_queries as shapes
from .api import Api
from .orders import gid, number_of

#: What the id of a case begins with that is a refund: those of returns are numbers too.
PREFIX = "refund-"
#: The answer to a cancelled order whose money was kept.
OWED = "REFUND"
#: How long before the order shows as cancelled its refund may have been made.
_BEFORE = timedelta(minutes=5)
#: Nothing of these lines comes back: they were not sent, or stay with the buyer.
_STAYS = frozenset({"CANCEL", "NO_RESTOCK"})


def read_refund(api: Api, refund_id: str) -> ExternalReturn | None:
    """A refund that belongs to no return; None for one that is not there, or belongs to one."""
    row = api.call(shapes.REFUND, shapes.RefundReply, id=gid("Refund", refund_id)).refund
    return refund_of(row) if row and row.returned is None else None


def refund_of(row: shapes.Refund) -> ExternalReturn:
    """A refund as a case that is over, or whose money is on its way.

    One that was made by the cancelling of its order is the cancellation's: as a case of its own it has no money.
    """
    lines = row.refund_line_items.nodes
    is_cancels = is_of_cancellation(row)
    state = Money.NONE if is_cancels else money_of([row])
    came_back = any(line.restock_type not in _STAYS for line in lines)
    return ExternalReturn(
        external_id=f"{PREFIX}{number_of(row.id)}",
        order_id=number_of(row.order.id),
        kind=CaseKind.REFUND,
        raw_status="CANCELLATION" if is_cancels else f"REFUND {state}",
        money=state,
        waits_for=Party.CHANNEL if state is Money.PROMISED else Party.NOBODY,
        reason=(row.note or "")[:120],
        reason_words=(row.note or "")[:300],
        lines=tuple(_line(line, position) for position, line in enumerate(lines)),
        amount=Decimal(0) if is_cancels else row.total_refunded_set.shop_money.amount,
        currency=row.order.currency_code,
        opened_at=row.created_at or row.updated_at,
        updated_at=max(row.updated_at, row.order.updated_at),
        goods=Goods.ARRIVED if came_back else Goods.NONE,
    )


def refundable(api: Api, order_id: str) -> Refundable | None:
    """What of an order's money may be given back; None for an order that is not there."""
    row = api.call(shapes.CANCELLED, shapes.CancelledReply, id=gid("Order", order_id)).order
    if row is None:
        return None
    back = sum((item.total_refunded_set.shop_money.amount for item in row.refunds), Decimal(0))
    return Refundable(max(row.net_payment_set.shop_money.amount, Decimal(0)), back, row.currency_code)


def money_of(refunds: Sequence[shapes.Refund]) -> Money:
    """Where the money of refunds stands, by their transactions."""
    states = {item.status for refund in refunds for item in refund.transactions.nodes}
    if states & {"PENDING", "AWAITING_RESPONSE", "UNKNOWN"}:
        return Money.PROMISED
    total = sum((item.total_refunded_set.shop_money.amount for item in refunds), Decimal(0))
    return Money.REFUNDED if total and (not states or "SUCCESS" in states) else Money.NONE


def is_of_cancellation(row: shapes.Refund) -> bool:
    """Whether a refund was made by the cancelling of its order."""
    over = row.order.cancelled_at
    if over is None or row.returned is not None or (row.created_at or row.updated_at) < over - _BEFORE:
        return False
    return all(line.restock_type in _STAYS for line in row.refund_line_items.nodes)


def read_cancellation(api: Api, order_id: str, lines: Sequence[ExternalLine]) -> ExternalCancellation | None:
    """The cancellation of an order, whose id it has; None for an order that is not cancelled."""
    row = api.call(shapes.CANCELLED, shapes.CancelledReply, id=gid("Order", order_id)).order
    return cancellation_of(row, lines) if row and row.cancelled_at else None


def cancellation_of(row: shapes.Cancelled, lines: Sequence[ExternalLine]) -> ExternalCancellation:
    assert row.cancelled_at
    own = [item for item in row.refunds if is_of_cancellation(item)]
    back = sum((item.total_refunded_set.shop_money.amount for item in own), Decimal(0))
    owed = row.net_payment_set.shop_money.amount
    # Goods that were sent before are paid for, or come back as a return.
    is_owed = owed > 0 and not any(line.is_gone for line in lines)
    reason = (row.cancel_reason or "").lower()
    return ExternalCancellation(
        external_id=number_of(row.id),
        order_id=number_of(row.id),
        kind=CaseKind.CANCELLATION,
        raw_status=f"CANCELLED, {back} refunded, {owed} kept",
        money=Money.ASKED if is_owed else money_of(own),
        waits_for=Party.SELLER if is_owed else Party.NOBODY,
        reason=row.cancel_reason or "",
        reason_words=_REASONS.get(reason, reason.capitalize()),
        lines=tuple(_cancelled(line) for line in lines if not line.is_gone),
        amount=back + owed if is_owed else back,
        currency=row.currency_code,
        opened_at=row.cancelled_at,
        updated_at=row.updated_at,
        answers=(CaseAnswer(OWED, f"Refund {owed} {row.currency_code}", AnswerKind.APPROVE),) if is_owed else (),
    )


_REASONS = {
    "customer": "Asked for by the buyer",
    "inventory": "Out of stock",
    "fraud": "Fraud",
    "declined": "The payment was declined",
    "staff": "A mistake of ours",
    "other": "Another reason",
}


def _cancelled(line: ExternalLine) -> CaseLine:
    return CaseLine(line.external_id, line.external_id, line.sku_id, line.quantity, line.unit_price * line.quantity)


def _line(line: shapes.RefundLine, position: int) -> CaseLine:
    sold = line.line_item
    return CaseLine(
        external_id=f"{number_of(sold.id)}-{position}",
        order_line_id=number_of(sold.id),
        sku_id=number_of(sold.variant.id) if sold.variant else "",
        quantity=line.quantity,
        amount=line.subtotal_set.shop_money.amount,
    )
