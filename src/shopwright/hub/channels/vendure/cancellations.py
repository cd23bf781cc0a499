"""Cancels Vendure's orders and gives the money back, and tells which orders were cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from shopwright.hub.channels.cases import (
    AnswerKind,
    CaseAnswer,
    CaseKind,
    CaseLine,
    CaseReason,
    ExternalCancellation,
    Money,
    Party,
)
from shopwright.hub.channels.protocol import Outcome, Result

from . import order_queries as shapes
from .api import Api
from .money import decimal_of
from .orders import CANCELLED, paid, refunded, refunds_of
from .parcels import read_order
from .writes import DONE, missing, refusal

#: The one answer to a cancellation: give back what is still owed.
REFUND = "REFUND"
#: Vendure takes any words as a reason. These are the hub's.
REASONS = (
    CaseReason("Out of stock", "Out of stock"),
    CaseReason("Asked for by the buyer", "Asked for by the buyer"),
    CaseReason("Cannot be delivered there", "Cannot be delivered there"),
    CaseReason("Another reason", "Another reason"),
)


def cancellation_of(row: shapes.Order, precision: int) -> ExternalCancellation | None:
    """What was cancelled of an order; None where nothing was. Its id is that of the order."""
    lines = [line for line in row.lines if line.order_placed_quantity > line.quantity]
    if not lines and row.state != CANCELLED:
        return None
    owed, back = _owed(row), refunded(row)
    money = Money.ASKED if owed else Money.REFUNDED if back else Money.NONE
    return ExternalCancellation(
        external_id=row.id,
        order_id=row.id,
        kind=CaseKind.CANCELLATION,
        raw_status=f"{CANCELLED} {money}",
        money=money,
        # The rest of an order is sent, whether money of a part is owed or not.
        waits_for=Party.SELLER if owed and row.state == CANCELLED else Party.NOBODY,
        reason="",
        reason_words="",
        lines=tuple(_line(line, precision) for line in lines),
        amount=decimal_of(owed + back, precision),
        currency=row.currency_code,
        opened_at=row.updated_at,
        updated_at=max([row.updated_at, *(item.updated_at for item in refunds_of(row.payments))]),
        answers=_answers(owed, precision, row.currency_code),
    )


def cancel(api: Api, order_id: str, reason: str, line_ids: Sequence[str]) -> Outcome:
    """Cancel an order or lines of it, and refund what it costs less. What is cancelled already is refunded only."""
    row = read_order(api, order_id)
    if row is None:
        return missing("order")
    wanted = [line for line in row.lines if not line_ids or line.id in line_ids]
    if len(wanted) < len(set(line_ids)):
        return missing("line of the order")
    left = [line for line in wanted if line.quantity]
    if any(
        item.fulfillment.state not in (CANCELLED, "Pending") for line in left for item in line.fulfillment_lines or []
    ):
        words = "A part of it is sent already."
        return Outcome(Result.REFUSED, "SENT", words, "Cancel only what is not sent, or refund it in Vendure.")
    if left or (row.state != CANCELLED and not line_ids):
        is_whole = all(line in left for line in row.lines if line.quantity)
        values: dict[str, object] = {"orderId": row.id, "cancelShipping": is_whole, "reason": reason}
        if not is_whole:
            values["lines"] = [{"orderLineId": line.id, "quantity": line.quantity} for line in left]
        result = api.call(shapes.CANCEL, shapes.CancelReply, input=values).cancel_order
        if result.error_code:
            return refusal(result)
    return refund(api, order_id, reason)


def refund(api: Api, order_id: str, reason: str) -> Outcome:
    """Give back what was paid beyond what the order costs now, payment by payment. Nothing owed is done."""
    row = read_order(api, order_id)
    if row is None:
        return missing("order")
    return give_back(api, row, _owed(row), reason, is_cancelled=True)


def give_back(api: Api, row: shapes.Order, owed: int, reason: str, *, is_cancelled: bool = False) -> Outcome:
    """Refund so much of an order's payments, in Vendure's whole numbers."""
    for payment in row.payments or []:
        rest = payment.amount - sum(item.total for item in payment.refunds if item.state != "Failed")
        amount = min(owed, rest)
        if payment.state != "Settled" or amount <= 0:
            continue
        # The numbers that the amount replaces are wanted all the same: without them Vendure 3.7 cannot keep the refund.
        values = {"paymentId": payment.id, "amount": amount, "shipping": 0, "adjustment": 0, "reason": reason}
        result = api.call(shapes.REFUND, shapes.RefundReply, input=values).refund_order
        if result.error_code:
            begin = "It is cancelled, and the" if is_cancelled else "The"
            words = f"{begin} money could not be given back: {result.message}"
            return Outcome(Result.REFUSED, result.error_code, words, "Refund it in Vendure.")
        owed -= amount
    return DONE


def _owed(row: shapes.Order) -> int:
    """What the buyer has paid beyond what the order costs now."""
    return max(paid(row) - refunded(row) - row.total_with_tax, 0)


def _line(line: shapes.Line, precision: int) -> CaseLine:
    pieces = line.order_placed_quantity - line.quantity
    amount = decimal_of(line.prorated_unit_price_with_tax, precision) * pieces
    return CaseLine(line.id, line.id, line.product_variant.id, pieces, amount)


def _answers(owed: int, precision: int, currency: str) -> tuple[CaseAnswer, ...]:
    if not owed:
        return ()
    amount: Decimal = decimal_of(owed, precision)
    return (CaseAnswer(REFUND, f"Refund {amount} {currency}", AnswerKind.APPROVE),)
