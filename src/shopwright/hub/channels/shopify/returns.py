"""Shopify's returns as the channel protocol has them, and answers to them.

Shopify does not know when a buyer's parcel travels or arrives: what is let back counts as on its way, and what somebody
disposed of as arrived. A return has no deadline.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from shopwright.hub.channels.cases import (
    AnswerKind,
    CaseAnswer,
    CaseKind,
    CaseLine,
    CaseReason,
    ExternalReturn,
    Goods,
    Money,
    OtherGoods,
    Party,
)

from . import refund_queries as money
from . import return_queries as shapes
from .api import Api
from .orders import gid, number_of

APPROVE, DECLINE, REFUND, PART, CLOSE, REPORT = "APPROVE", "DECLINE", "REFUND", "PART", "CLOSE", "REPORT"
_REASONS = (
    CaseReason("RETURN_PERIOD_ENDED", "The return period has ended"),
    CaseReason("FINAL_SALE", "It was a final sale"),
    CaseReason("OTHER", "Another reason"),
)
#: Dispositions after which nothing is left to do with a piece.
_DISPOSED = frozenset({"RESTOCKED", "NOT_RESTOCKED", "MISSING"})


def read(api: Api, return_id: str) -> shapes.Return | None:
    return api.call(shapes.RETURN, shapes.ReturnReply, id=gid("Return", return_id)).returned


def return_of(row: shapes.Return, answers: tuple[CaseAnswer, ...] = ()) -> ExternalReturn:
    """The return of a row."""
    refunded = refunded_of(row)
    state, waits_for = _state(row, refunded)
    lines = row.return_line_items.nodes
    texts = [text for line in lines for text in (line.customer_note, line.return_reason_note) if text]
    carrier = next(iter(_trackings(row)), shapes.Tracking())
    reason = next((line.return_reason_definition.name for line in lines if line.return_reason_definition), "")
    instead = [_other_goods(item) for item in row.exchange_line_items.nodes]
    return ExternalReturn(
        external_id=number_of(row.id),
        order_id=number_of(row.order.id),
        kind=CaseKind.EXCHANGE if instead else CaseKind.RETURN,
        raw_status=_status(row, refunded),
        money=state,
        waits_for=waits_for,
        reason=reason,
        reason_words=reason,
        lines=tuple(_line(line) for line in lines if line.fulfillment_line_item),
        amount=refunded or sum((_amount(line) for line in lines), Decimal(0)),
        currency=row.order.currency_code,
        opened_at=row.created_at,
        updated_at=row.order.updated_at,
        answers=answers,
        goods=_goods(row),
        buyer_text="\n".join(dict.fromkeys(texts)),
        carrier=carrier.carrier_name or "",
        tracking_number=carrier.number or "",
        instead=tuple(instead),
    )


def read_return(api: Api, return_id: str) -> ExternalReturn | None:
    """A return with the answers that are possible now; None for one that is not there."""
    row = read(api, return_id)
    return return_of(row, tuple(answers_of(api, row))) if row else None


def answers_of(api: Api, row: shapes.Return) -> Iterator[CaseAnswer]:
    """What can be answered to a return as it stands."""
    if row.status == "REQUESTED":
        yield CaseAnswer(APPROVE, "Let it come back", AnswerKind.APPROVE)
        yield CaseAnswer(DECLINE, "Reject the return", AnswerKind.REJECT, _REASONS)
    if row.status != "OPEN":
        return
    if undisposed(row):
        yield CaseAnswer(REPORT, "Tell Shopify what was found", AnswerKind.REPORT)
    if row.exchange_line_items.nodes:
        return
    if any(line.processable_quantity for line in row.return_line_items.nodes):
        whole = total_of(proposed(api, row))
        if whole:
            words = f"Accept what came back, and refund {whole} {row.order.currency_code}"
            yield CaseAnswer(REFUND, words, AnswerKind.APPROVE)
            yield CaseAnswer(PART, "Accept it, and refund a part of the money", AnswerKind.OFFER, most=whole)
    words = "Close it" if refunded_of(row) else "Close it without a refund"
    yield CaseAnswer(CLOSE, words, AnswerKind.REJECT)


def proposed(api: Api, row: shapes.Return) -> Sequence[money.Transaction]:
    """The transactions by which Shopify would refund all that can still be processed of a return."""
    lines = [
        {"id": line.id, "quantity": line.processable_quantity}
        for line in row.return_line_items.nodes
        if line.processable_quantity
    ]
    returned = api.call(money.OUTCOME, money.OutcomeReply, id=row.id, lines=lines).returned
    outcome = returned.suggested_financial_outcome if returned else None
    return outcome.financial_transfer.suggested_transactions if outcome and outcome.financial_transfer else []


def total_of(transactions: Sequence[money.Transaction]) -> Decimal:
    """Their amount in the store's currency."""
    return sum((item.amount_set.shop_money.amount for item in transactions), Decimal(0))


def refunded_of(row: shapes.Return) -> Decimal:
    """What was given back of a return."""
    return sum((item.total_refunded_set.shop_money.amount for item in row.refunds.nodes), Decimal(0))


def undisposed(row: shapes.Return) -> dict[str, list[tuple[str, int]]]:
    """Reverse lines with the pieces that nobody has disposed of, by the line of the fulfilment that they are of."""
    left: dict[str, list[tuple[str, int]]] = {}
    for line in _reverse_lines(row):
        pieces = line.total_quantity - sum(item.quantity for item in line.dispositions if item.type in _DISPOSED)
        if pieces > 0 and line.fulfillment_line_item:
            left.setdefault(line.fulfillment_line_item.id, []).append((line.id, pieces))
    return left


def _reverse_lines(row: shapes.Return) -> list[shapes.ReverseLine]:
    orders = [item for item in row.reverse_fulfillment_orders.nodes if item.status != "CANCELED"]
    return [line for item in orders for line in item.line_items.nodes]


def _trackings(row: shapes.Return) -> Iterator[shapes.Tracking]:
    for item in row.reverse_fulfillment_orders.nodes:
        for delivery in item.reverse_deliveries.nodes:
            if delivery.deliverable and delivery.deliverable.tracking and delivery.deliverable.tracking.number:
                yield delivery.deliverable.tracking


def _status(row: shapes.Return, refunded: Decimal) -> str:
    """Shopify's status with all that an answer changes, so that a lost answer shows."""
    lines = row.return_line_items.nodes
    open_pieces = sum(line.processable_quantity for line in lines)
    to_dispose = sum(pieces for items in undisposed(row).values() for _, pieces in items)
    if row.status != "OPEN":
        return f"{row.status} {refunded}" if refunded else row.status
    return f"OPEN, {open_pieces} to process, {to_dispose} to dispose, {refunded} refunded"


def _state(row: shapes.Return, refunded: Decimal) -> tuple[Money, Party]:
    is_exchange = bool(row.exchange_line_items.nodes)
    match row.status:
        case "REQUESTED":
            return Money.ASKED, Party.SELLER
        case "DECLINED":
            return Money.REFUSED, Party.NOBODY
        case "OPEN":
            is_left = any(line.processable_quantity for line in row.return_line_items.nodes)
            if refunded and not is_left:
                return Money.REFUNDED, Party.NOBODY
            return (Money.NONE if is_exchange else Money.PROMISED), Party.BUYER
        case "CLOSED" if refunded:
            return Money.REFUNDED, Party.NOBODY
        case "CLOSED" if not is_exchange:
            return Money.REFUSED, Party.NOBODY
    return Money.NONE, Party.NOBODY


def _goods(row: shapes.Return) -> Goods:
    if row.status not in ("OPEN", "CLOSED"):
        return Goods.NONE
    lines = _reverse_lines(row)
    if any(item.type in ("RESTOCKED", "NOT_RESTOCKED") for line in lines for item in line.dispositions):
        return Goods.ARRIVED
    return Goods.ON_THE_WAY if lines and (row.status == "OPEN" or refunded_of(row)) else Goods.NONE


def _other_goods(item: shapes.ExchangeLine) -> OtherGoods:
    title = next((line.title for line in item.line_items or []), "Other goods")
    return OtherGoods(title, item.quantity)


def _amount(line: shapes.ReturnLine) -> Decimal:
    if line.with_code_discounted_total_price_set is None:
        return line.unit_price.amount * line.quantity if line.unit_price else Decimal(0)
    fee = line.restocking_fee.amount_set.shop_money.amount if line.restocking_fee else Decimal(0)
    return max(line.with_code_discounted_total_price_set.shop_money.amount - fee, Decimal(0))


def _line(line: shapes.ReturnLine) -> CaseLine:
    assert line.fulfillment_line_item
    sold = line.fulfillment_line_item.line_item
    return CaseLine(
        external_id=number_of(line.id),
        order_line_id=number_of(sold.id),
        sku_id=number_of(sold.variant.id) if sold.variant else "",
        quantity=line.quantity,
        amount=_amount(line),
    )
