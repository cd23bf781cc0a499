"""Reads Shopify's orders whole, however many lines, places and parcels they have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import msgspec

from shopwright.hub.channels.parcels import Parcel
from shopwright.hub.channels.protocol import ChannelError, ExternalOrder

from . import order_queries as asked
from . import return_queries as cases
from .api import Api
from .orders import gid, order_of, parcel_of
from .queries import Page, PageInfo

#: So many fulfilments come with an order.
_FULFILMENTS = 10


def orders_since(api: Api, since: datetime, page_size: int) -> Iterator[ExternalOrder]:
    """Orders that changed, the oldest change first."""
    after, query = None, changed_since(since)
    while True:
        page = api.call(asked.ORDERS, asked.OrdersReply, size=page_size, after=after, query=query).orders
        for row in page.nodes:
            yield _whole(api, row)
        if not page.page_info.has_next_page:
            return
        after = page.page_info.end_cursor


def read_order(api: Api, order_id: str) -> ExternalOrder | None:
    row = api.call(asked.ORDER, asked.OrderReply, id=gid("Order", order_id)).order
    return _whole(api, row) if row else None


def changed_cases(api: Api, since: datetime, page_size: int) -> Iterator[cases.ChangedOrder]:
    """Orders that changed with the ids of their returns and refunds, the oldest change first."""
    after, query = None, changed_since(since)
    while True:
        page = api.call(cases.CHANGED, cases.ChangedReply, size=page_size, after=after, query=query).orders
        yield from page.nodes
        if not page.page_info.has_next_page:
            return
        after = page.page_info.end_cursor


def return_ids(api: Api, row: cases.ChangedOrder) -> Iterator[str]:
    """The ids of all returns of an order."""
    page = row.returns
    while True:
        yield from (item.id for item in page.nodes)
        if not page.page_info.has_next_page:
            return
        more = api.call(cases.MORE, cases.MoreReply, id=row.id, after=page.page_info.end_cursor).order
        if more is None:
            raise _gone()
        page = more.returns


def read_parcels(api: Api, order_id: str) -> list[Parcel]:
    """A parcel for each fulfilment order: what is sent from one place."""
    after, parts = None, list[asked.Part]()
    while True:
        order = api.call(asked.PARTS, asked.PartsReply, id=gid("Order", order_id), after=after).order
        if order is None:
            raise ChannelError("Shopify does not know the order any more.", remedy="Look it up in Shopify.")
        parts += order.fulfillment_orders.nodes
        if not order.fulfillment_orders.page_info.has_next_page:
            break
        after = order.fulfillment_orders.page_info.end_cursor
    return [parcel for part in parts if (parcel := parcel_of(part))]


def changed_since(since: datetime) -> str:
    """The search for what changed at that time or later."""
    return f"updated_at:>='{since.astimezone(UTC).isoformat(timespec='seconds')}'"


def _whole(api: Api, row: asked.Order) -> ExternalOrder:
    lines = _lines(api, row)
    row = msgspec.structs.replace(row, fulfillment_orders=Page(_places(api, row), PageInfo(has_next_page=False)))
    is_less = row.cancelled_at is None and any(line.current_quantity < line.quantity for line in lines)
    if not is_less and len(row.fulfillments) < _FULFILMENTS:
        return order_of(row, lines, {})
    parts = [item for item in _sent(api, row) if item.status != "CANCELLED"]
    sent: dict[str, int] = {}
    for part in parts:
        for item in part.fulfillment_line_items.nodes:
            sent[item.line_item.id] = sent.get(item.line_item.id, 0) + (item.quantity or 0)
    shown = [asked.DisplayedFulfilment(part.display_status) for part in parts]
    return order_of(msgspec.structs.replace(row, fulfillments=shown), lines, sent if is_less else {})


def _sent(api: Api, row: asked.Order) -> Sequence[asked.SentPart]:
    order = api.call(asked.SENT, asked.SentReply, id=row.id).order
    if order is None:
        raise _gone()
    return order.fulfillments


def _lines(api: Api, row: asked.Order) -> Sequence[asked.Line]:
    """All lines of an order, of which its row has the first page."""
    lines, info = list(row.line_items.nodes), row.line_items.page_info
    while info.has_next_page:
        more = api.call(asked.LINES, asked.LinesReply, id=row.id, after=info.end_cursor).order
        if more is None:
            raise _gone()
        lines += more.line_items.nodes
        info = more.line_items.page_info
    return lines


def _places(api: Api, row: asked.Order) -> list[asked.FulfilmentOrder]:
    """All fulfilment orders of an order, of which its row has the first page."""
    places, info = list(row.fulfillment_orders.nodes), row.fulfillment_orders.page_info
    while info.has_next_page:
        more = api.call(asked.PLACES, asked.PlacesReply, id=row.id, after=info.end_cursor).order
        if more is None:
            raise _gone()
        places += more.fulfillment_orders.nodes
        info = more.fulfillment_orders.page_info
    return places


def _gone() -> ChannelError:
    return ChannelError("The order is gone while it is read.", is_passing=True)
