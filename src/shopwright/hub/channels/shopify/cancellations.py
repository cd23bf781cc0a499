"""Cancels Shopify's orders or lines of them, and gives the money back, once."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from decimal import Decimal

from shopwright.hub.channels.cases import CaseReason, CaseReply
from shopwright.hub.channels.protocol import ExternalOrder, Outcome, Progress, Result

from . import refund_queries as shapes
from .api import Api
from .orders import gid
from .writes import refusal

_DONE = Outcome(Result.DONE)
REASONS = (
    CaseReason("INVENTORY", "Out of stock"),
    CaseReason("CUSTOMER", "Asked for by the buyer"),
    CaseReason("STAFF", "A mistake of ours"),
    CaseReason("FRAUD", "Fraud"),
    CaseReason("DECLINED", "The payment was declined"),
    CaseReason("OTHER", "Another reason"),
)
#: Keys of refunds are made in here: the same refund has the same one, whoever sends it and how often.
_KEYS = uuid.UUID("5c1a7c0e-3c1f-5a9d-9f0e-5b1f8a5f7d11")
#: How often, and after how many seconds, a cancellation that Shopify has taken on is looked at.
_LOOKS, _PAUSE = 6, 0.5


def cancel(api: Api, order: ExternalOrder, reason: str, line_ids: Sequence[str], location_id: str) -> Outcome:
    """Cancel an order, or lines of it. What is cancelled already is done."""
    wanted = [line for line in order.lines if not line_ids or line.external_id in line_ids]
    left = [line for line in wanted if not line.is_cancelled]
    if order.progress is Progress.CANCELLED or (line_ids and not left):
        return _DONE
    if any(line.is_gone for line in left):
        return Outcome(Result.REFUSED, "SENT", "A part of it is sent already.", "Cancel only what is not sent.")
    if len(left) == len([line for line in order.lines if not line.is_cancelled]):
        return _cancel_order(api, order.external_id, reason)
    lines = [
        {
            "lineItemId": gid("LineItem", line.external_id),
            "quantity": line.quantity,
            "restockType": "CANCEL",
            "locationId": gid("Location", location_id),
        }
        for line in left
    ]
    words = next((item.words for item in REASONS if item.name == reason), reason)
    return refund(api, order.external_id, words, lines)


def refund(api: Api, order_id: str, note: str, lines: Sequence[dict[str, object]] | None = None) -> Outcome:
    """Give back what Shopify proposes for lines of an order, or all that is left of its money."""
    asked: dict[str, object] = {"lines": lines} if lines else {"whole": True}
    order = api.call(shapes.SUGGESTED, shapes.SuggestedReply, id=gid("Order", order_id), **asked).order
    proposed = order.suggested_refund.suggested_transactions if order and order.suggested_refund else []
    if not proposed and not lines:
        return _DONE
    values: dict[str, object] = {
        "orderId": gid("Order", order_id),
        "note": note,
        "notify": True,
        "transactions": [_transaction(item, order_id) for item in proposed],
    }
    if proposed:
        values["currency"] = proposed[0].amount_set.presentment_money.currency_code
    if lines:
        values["refundLineItems"] = list(lines)
    key = str(uuid.uuid5(_KEYS, f"{order_id} {values['transactions']} {lines}"))
    payload = api.call(shapes.MAKE_REFUND, shapes.RefundedReply, input=values, key=key).refund_create
    return refusal(payload.user_errors) if payload.user_errors else _DONE


def refund_part(api: Api, order_id: str, reply: CaseReply) -> Outcome:
    """Give back an amount of an order's money, the lines left as they are."""
    order = api.call(shapes.SUGGESTED, shapes.SuggestedReply, id=gid("Order", order_id), whole=True).order
    proposed = order.suggested_refund.suggested_transactions if order and order.suggested_refund else []
    left = reply.amount or Decimal(0)
    transactions = []
    for item in proposed:
        paid = item.amount_set.presentment_money
        if paid.currency_code != reply.currency:
            words = "The buyer paid in another currency than the store's."
            return Outcome(Result.REFUSED, "CURRENCY", words, "Refund it in Shopify.")
        amount = min(left, paid.amount)
        left -= amount
        if amount > 0:
            transactions.append({**_transaction(item, order_id), "amount": str(amount)})
    if left > 0 or not transactions:
        return Outcome(Result.REFUSED, "TOO_MUCH", "So much was not paid, or was given back already.", "Look again.")
    values = {"orderId": gid("Order", order_id), "note": reply.comment, "notify": True, "transactions": transactions}
    key = str(uuid.uuid5(_KEYS, f"{order_id} {reply.key} {reply.amount}"))
    payload = api.call(shapes.MAKE_REFUND, shapes.RefundedReply, input=values, key=key).refund_create
    return refusal(payload.user_errors) if payload.user_errors else _DONE


def _cancel_order(api: Api, order_id: str, reason: str) -> Outcome:
    """Cancel an order whole and refund it the way it was paid. Shopify does so in its own time, within seconds."""
    payload = api.call(
        shapes.CANCEL,
        shapes.CancelReply,
        id=gid("Order", order_id),
        reason=reason,
        refund={"originalPaymentMethodsRefund": True},
    ).order_cancel
    if payload.order_cancel_user_errors:
        return refusal(payload.order_cancel_user_errors)
    job = payload.job
    for _ in range(_LOOKS):
        if job is None or job.done:
            return _DONE
        time.sleep(_PAUSE)
        job = api.call(shapes.JOB, shapes.JobReply, id=job.id).job
    return Outcome(Result.LATER, message="Shopify is cancelling the order.")


def _transaction(item: shapes.Transaction, order_id: str) -> dict[str, object]:
    return {
        "orderId": gid("Order", order_id),
        "parentId": item.parent_transaction.id if item.parent_transaction else None,
        "gateway": item.gateway or "",
        "kind": "REFUND",
        "amount": str(item.amount_set.presentment_money.amount),
    }
