"""Answers to Shopify's returns: each is looked up before it is made, so that the same one twice does it once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_DOWN, Decimal

from shopwright.hub.channels.cases import CaseReply, Inspected
from shopwright.hub.channels.protocol import Outcome, Result

from . import queries, returns
from . import refund_queries as money
from . import return_queries as shapes
from .api import Api
from .orders import gid, number_of
from .writes import refusal

_DONE = Outcome(Result.DONE)
#: What a return looks like after an answer, by which one without a reply is known to have been made.
_MADE = {returns.APPROVE: ("OPEN", "CLOSED"), returns.DECLINE: ("DECLINED",), returns.CLOSE: ("CLOSED",)}


def answer(api: Api, return_id: str, reply: CaseReply, location_id: str) -> Outcome:
    """Answer a return. ``location_id``: where good pieces are restocked."""
    row = returns.read(api, return_id)
    if row is None:
        return Outcome(Result.REFUSED, "NOT_FOUND", "Shopify has no such return.", "Look at the order in Shopify.")
    if row.status in _MADE.get(reply.decision, ()):
        return _DONE
    match reply.decision:
        case returns.APPROVE:
            values = {"id": row.id, "notifyCustomer": True}
            return _said(api.call(shapes.APPROVE, shapes.ApproveReply, input=values).return_approve_request)
        case returns.DECLINE:
            note = {"declineNote": reply.comment} if reply.comment else {}
            values = {"id": row.id, "declineReason": reply.reason, "notifyCustomer": True, **note}
            return _said(api.call(shapes.DECLINE, shapes.DeclineReply, input=values).return_decline_request)
        case returns.REFUND | returns.PART:
            return _process(api, row, reply, location_id)
        case returns.CLOSE:
            return _said(api.call(shapes.CLOSE, shapes.CloseReply, id=row.id).return_close)
        case returns.REPORT:
            return _report(api, row, reply, location_id)
    return Outcome(Result.REFUSED, "UNKNOWN", "Shopify knows no such answer.", "Look at the return anew.")


def _process(api: Api, row: shapes.Return, reply: CaseReply, location_id: str) -> Outcome:
    """Confirm what came back and refund it. A return of which nothing is left to process was refunded before."""
    lines = [line for line in row.return_line_items.nodes if line.processable_quantity]
    if not lines:
        return _DONE if returns.refunded_of(row) else Outcome(Result.REFUSED, "INVALID_STATE", "Nothing is left of it.")
    proposed = returns.proposed(api, row)
    if reply.decision == returns.PART and not _is_single_currency(proposed):
        words = "The buyer paid in another currency than the store's."
        return Outcome(Result.REFUSED, "CURRENCY", words, "Refund a part of it in Shopify.")
    wanted = reply.amount if reply.decision == returns.PART else None
    disposed = _dispositions(row, reply.inspected, location_id)
    values: dict[str, object] = {
        "returnId": row.id,
        "notifyCustomer": True,
        "returnLineItems": [_processed(line, disposed) for line in lines],
        "financialTransfer": {"issueRefund": {"orderTransactions": list(_transfers(proposed, wanted))}},
    }
    outcome = _said(api.call(shapes.PROCESS, shapes.ProcessReply, input=values).return_process)
    return _close(api, row, outcome)


def _close(api: Api, row: shapes.Return, outcome: Outcome) -> Outcome:
    """Close a return that was processed whole. Where Shopify does not, it stays open and can be closed by hand."""
    if outcome.is_done:
        after = returns.read(api, number_of(row.id))
        if after and after.status == "OPEN" and not returns.undisposed(after):
            api.call(shapes.CLOSE, shapes.CloseReply, id=row.id)
    return outcome


def _processed(line: shapes.ReturnLine, disposed: Mapping[str, list[dict[str, object]]]) -> dict[str, object]:
    made: dict[str, object] = {"id": line.id, "quantity": line.processable_quantity}
    return {**made, "dispositions": disposed[line.id]} if disposed.get(line.id) else made


def _report(api: Api, row: shapes.Return, reply: CaseReply, location_id: str) -> Outcome:
    """Dispose of what was found: good pieces are restocked, others are not."""
    disposed = [item for items in _dispositions(row, reply.inspected, location_id).values() for item in items]
    if not disposed:
        return _DONE
    payload = api.call(shapes.DISPOSE, shapes.DisposeReply, dispositions=disposed)
    return _said(payload.reverse_fulfillment_order_dispose)


def _dispositions(
    row: shapes.Return, inspected: tuple[Inspected, ...], location_id: str
) -> dict[str, list[dict[str, object]]]:
    """What to dispose of each return line, of what is not disposed of yet."""
    left = returns.undisposed(row)
    by_line = {item.line_id: item for item in inspected}
    made: dict[str, list[dict[str, object]]] = {}
    for line in row.return_line_items.nodes:
        seen = by_line.get(number_of(line.id))
        if seen is None or line.fulfillment_line_item is None:
            continue
        rest = {"RESTOCKED": seen.good, "NOT_RESTOCKED": seen.bad}
        for reverse_id, pieces in left.get(line.fulfillment_line_item.id, []):
            made.setdefault(line.id, []).extend(_disposed(reverse_id, pieces, rest, location_id))
    return made


def _disposed(reverse_id: str, pieces: int, rest: dict[str, int], location_id: str) -> Iterator[dict[str, object]]:
    """Dispositions of the pieces of a reverse line; ``rest`` is lowered by them."""
    for kind, wanted in list(rest.items()):
        count = min(pieces, wanted)
        if count:
            place = {"locationId": gid("Location", location_id)} if kind == "RESTOCKED" else {}
            yield {
                "reverseFulfillmentOrderLineItemId": reverse_id,
                "quantity": count,
                "dispositionType": kind,
                **place,
            }
            rest[kind] = wanted - count
            pieces -= count


def _transfers(proposed: Sequence[money.Transaction], wanted: Decimal | None) -> Iterator[dict[str, object]]:
    """The transactions of a refund, all that is proposed or so much of it as is wanted, in the buyer's currency."""
    left = wanted
    for item in proposed:
        paid = item.amount_set.presentment_money
        amount = paid.amount if left is None else min(paid.amount, left).quantize(Decimal("0.01"), ROUND_DOWN)
        if left is not None:
            left -= amount
        if amount > 0 and item.parent_transaction:
            yield {
                "parentId": item.parent_transaction.id,
                "transactionAmount": {"amount": str(amount), "currencyCode": paid.currency_code},
            }


def _is_single_currency(proposed: Sequence[money.Transaction]) -> bool:
    return all(
        item.amount_set.shop_money.currency_code == item.amount_set.presentment_money.currency_code for item in proposed
    )


def _said(payload: queries.Payload) -> Outcome:
    return refusal(payload.user_errors) if payload.user_errors else _DONE
