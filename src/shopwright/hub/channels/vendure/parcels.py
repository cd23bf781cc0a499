"""Sends parcels of Vendure's orders: a fulfilment with the seller's carrier and number, moved on to Shipped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from shopwright.hub.channels.protocol import Outcome, Result

from . import order_queries as shapes
from .api import NOT_FOUND, Api, nothing_if_missing
from .orders import CANCELLED, is_sent, parcel_id_of, rest_of, split_parcel_id
from .writes import missing, refusal

#: The fulfilment handler that every Vendure has by default.
_HANDLER = "manual-fulfillment"
_MOMENT = timedelta(milliseconds=1)


def read_order(api: Api, order_id: str) -> shapes.Order | None:
    """An order that was placed; None for a basket, and for what is not there."""
    reply = nothing_if_missing(lambda: api.call(shapes.ORDER, shapes.OrderReply, id=order_id))
    row = reply.order if reply else None
    return row if row and row.order_placed_at else None


def orders_since(api: Api, since: datetime, size: int) -> Iterator[shapes.Order]:
    """Orders that changed then or later, by that time.

    Each page begins where the one before ended, by time: an order that changes meanwhile moves none out of sight.
    """
    after, skip, seen = since - _MOMENT, 0, set[tuple[str, datetime]]()
    while True:
        reply = api.call(shapes.ORDERS, shapes.OrdersReply, size=size, skip=skip, after=after.isoformat())
        rows = reply.orders.items
        fresh = [row for row in rows if (row.id, row.updated_at) not in seen]
        seen.update((row.id, row.updated_at) for row in fresh)
        yield from fresh
        if len(rows) < size:
            return
        # A page of one moment is gone through by position.
        begins = rows[-1].updated_at - _MOMENT
        skip = skip + size if begins <= after else 0
        after = max(begins, after)


def ship(api: Api, parcel_id: str, carrier: str, number: str) -> Outcome:
    """Send a parcel; what is sent already is done."""
    order_id, fulfilment_id = split_parcel_id(parcel_id)
    row = read_order(api, order_id)
    if row is None:
        return missing("order")
    if row.state == CANCELLED:
        return Outcome(Result.REFUSED, "CANCELLED", "The order is cancelled.", "Do not send it.")
    known = row.fulfillments or []
    if fulfilment_id:
        sent = next((item for item in known if item.id == fulfilment_id and item.state != CANCELLED), None)
        return _move(api, row, sent) if sent else missing("fulfilment")
    lines = [{"orderLineId": line.id, "quantity": rest_of(line)} for line in row.lines if rest_of(line)]
    if not lines:
        return _sent_before(api, row, number)
    return _fulfil(api, row, lines, carrier, number)


def _sent_before(api: Api, row: shapes.Order, number: str) -> Outcome:
    """What became of a call whose answer was lost: the fulfilment with its number is taken on to Shipped."""
    own = [item for item in row.fulfillments or [] if (item.tracking_code or "") == number and item.state != CANCELLED]
    if own:
        return _move(api, row, own[-1])
    return Outcome(Result.REFUSED, NOT_FOUND, "Vendure has nothing left to send of the order.", "Look at it anew.")


def _fulfil(api: Api, row: shapes.Order, lines: list[dict[str, object]], carrier: str, number: str) -> Outcome:
    arguments = [{"name": "method", "value": carrier}, {"name": "trackingCode", "value": number}]
    values = {"lines": lines, "handler": {"code": _HANDLER, "arguments": arguments}}
    made = api.call(shapes.FULFIL, shapes.FulfilReply, input=values).add_fulfillment_to_order
    if made.error_code:
        return refusal(made)
    return _move(api, row, shapes.Sent(made.id, "Pending", carrier, [], number))


def _move(api: Api, row: shapes.Order, sent: shapes.Sent) -> Outcome:
    if not is_sent(sent):
        moved = api.call(shapes.MOVE, shapes.MoveReply, id=sent.id, state="Shipped").transition_fulfillment_to_state
        if moved.error_code:
            return refusal(moved)
    return Outcome(Result.DONE, external_id=parcel_id_of(row.id, sent.id))
