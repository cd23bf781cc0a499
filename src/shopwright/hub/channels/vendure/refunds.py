"""Vendure's refunds: those that belong to no cancellation are cases, whoever made them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from shopwright.hub.channels.cases import (
    CaseKind,
    CaseReply,
    ExternalReturn,
    Goods,
    Money,
    Party,
    Refundable,
)
from shopwright.hub.channels.protocol import Outcome, Result

from . import order_queries as shapes
from .api import Api
from .cancellations import cancellation_of, give_back
from .money import decimal_of, whole_of
from .orders import paid, refunded, refunds_of
from .parcels import orders_since, read_order
from .writes import missing

#: A refund does not change its order's time: so many of the newest orders are looked through for refunds each time.
WATCHED = 500
_PAGE = 100
_STATES = {"Settled": (Money.REFUNDED, Party.NOBODY), "Pending": (Money.PROMISED, Party.CHANNEL)}


def changed(api: Api, since: datetime, size: int) -> Iterator[shapes.Order]:
    """Orders that changed since a time, and new ones whose refunds did, the oldest change first."""
    rows = {row.id: row for row in orders_since(api, since, size)}
    for order_id in _refunded_since(api, since):
        row = rows.get(order_id) or read_order(api, order_id)
        if row is not None:
            rows[row.id] = row
    yield from sorted(rows.values(), key=changed_at)


def changed_at(row: shapes.Order) -> datetime:
    """When an order or one of its refunds changed last."""
    return max([row.updated_at, *(item.updated_at for item in refunds_of(row.payments))])


def cases_of(row: shapes.Order, precision: int) -> Iterator[ExternalReturn]:
    """The refunds of an order. Those of an order that was cancelled are the cancellation's, and have no money here."""
    is_cancelled = cancellation_of(row, precision) is not None
    for refund in refunds_of(row.payments):
        yield _case(row, refund, precision, is_cancelled=is_cancelled)


def read_case(api: Api, case_id: str, precision: int) -> ExternalReturn | None:
    """The refund of a case's id, which begins with that of its order."""
    row = read_order(api, case_id.partition(":")[0])
    cases = cases_of(row, precision) if row else iter(())
    return next((case for case in cases if case.external_id == case_id), None)


def refundable(api: Api, order_id: str, precision: int) -> Refundable | None:
    row = read_order(api, order_id)
    if row is None:
        return None
    most = max(paid(row) - refunded(row), 0)
    return Refundable(decimal_of(most, precision), decimal_of(refunded(row), precision), row.currency_code)


def refund(api: Api, order_id: str, reply: CaseReply, precision: int) -> Outcome:
    """Give back an amount of an order's money, payment by payment."""
    row = read_order(api, order_id)
    if row is None:
        return missing("order")
    amount = whole_of(reply.amount, precision) if reply.amount is not None else None
    if amount is None or not 0 < amount <= paid(row) - refunded(row):
        words = "So much was not paid, or was given back already."
        return Outcome(Result.REFUSED, "REFUND_AMOUNT_ERROR", words, "Look at the order in Vendure.")
    return give_back(api, row, amount, reply.comment)


def _refunded_since(api: Api, since: datetime) -> Iterator[str]:
    for skip in range(0, WATCHED, _PAGE):
        rows = api.call(shapes.NEWEST, shapes.NewestReply, size=_PAGE, skip=skip).orders.items
        yield from (row.id for row in rows if any(item.updated_at >= since for item in refunds_of(row.payments)))
        if len(rows) < _PAGE:
            return


def _case(row: shapes.Order, refund: shapes.Refund, precision: int, *, is_cancelled: bool) -> ExternalReturn:
    money, waits_for = _STATES.get(refund.state, (Money.NONE, Party.NOBODY))
    if is_cancelled:
        money, waits_for = Money.NONE, Party.NOBODY
    return ExternalReturn(
        external_id=f"{row.id}:{refund.id}",
        order_id=row.id,
        kind=CaseKind.REFUND,
        raw_status="CANCELLATION" if is_cancelled else f"REFUND {refund.state}",
        money=money,
        waits_for=waits_for,
        reason=refund.reason or "",
        reason_words=refund.reason or "",
        lines=(),
        amount=decimal_of(0 if is_cancelled else refund.total, precision),
        currency=row.currency_code,
        opened_at=refund.created_at,
        updated_at=changed_at(row),
        goods=Goods.NONE,
    )
