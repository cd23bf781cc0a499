"""``GET /sandbox/orders``: what was bought, and one order with its times, past and to come."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from shopwright import decoders
from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.core.control.paging import NextBefore, Place, newest
from shopwright.platform.core.control.shapes import Key, PlatformSeconds, Query, View
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.trade_rules import rules_of
from shopwright.platform.sales.find import find_order
from shopwright.platform.sales.orders.deadlines import next_deadline
from shopwright.platform.sales.orders.order import Order
from shopwright.platform.sales.orders.states import OrderStatus
from shopwright.platform.sales.orders.store import OrderFilter, Orders

from .orders import OrderView, view


class OrderQuery(Query):
    """Of all shops, unless ``shop_id`` names one. ``before`` is the ``next_before`` of the page before."""

    shop_id: Key | None = None
    status: OrderStatus | None = None
    before: Key | None = None
    size: Annotated[int, Meta(ge=1, le=100)] = 20


class OrderPage(View):
    """The newest first; ``next_before`` leads to the next page, and is null on the last one."""

    orders: list[OrderView]
    next_before: NextBefore


class TimelineView(View):
    """When the order came into each state; null where it has not."""

    created: PlatformSeconds
    paid: PlatformSeconds | None
    shipped: PlatformSeconds | None
    collected: PlatformSeconds | None
    delivered: PlatformSeconds | None
    completed: PlatformSeconds | None
    cancelled: PlatformSeconds | None
    cancel_requested: PlatformSeconds | None
    released: Annotated[int, Meta(description="when a pre-order can leave, unix seconds")] | None


class DeadlinesView(View):
    """Service levels, which warn, and due times, which cancel; null before payment."""

    shipping_sla: PlatformSeconds | None
    shipping_due: PlatformSeconds | None
    collection_sla: PlatformSeconds | None
    collection_due: PlatformSeconds | None
    delivery_sla: PlatformSeconds | None
    delivery_due: PlatformSeconds | None


class NextDueView(View):
    """What time does to the order, if nobody does anything before."""

    what: str
    at: PlatformSeconds


class OrderDetailView(OrderView):
    order_type: str
    shipping_type: str
    fulfillment_type: str
    delivery_option_id: str
    warehouse_id: str
    is_cod: bool
    is_sample: bool
    has_new_address: bool
    auto_combine_group_id: str
    cancel_reason: str
    timeline: TimelineView
    deadlines: DeadlinesView
    next_due: NextDueView | None


def list_orders(tx: Tx, query: OrderQuery) -> OrderPage:
    """What was bought."""
    shops = [find_shop(tx, query.shop_id)] if query.shop_id is not None else tx[Accounts].all_shops()
    by_id = {shop.shop_id: shop for shop in shops}
    wanted = OrderFilter(status=str(query.status) if query.status else None)

    def read(shop_id: str, before: Place | None, size: int) -> list[tuple[Shop, Order]]:
        rows = tx[Orders].page(shop_id, wanted, by="created_at", descending=True, after=before, size=size)
        docs = tx[Orders].some(shop_id, [row.order_id for row in rows])
        return [(by_id[shop_id], docs[row.order_id]) for row in rows]

    pairs, following = newest(read, _place, by_id, query.before, query.size)
    return OrderPage(orders=[view(shop, order) for shop, order in pairs], next_before=following)


def _place(row: tuple[Shop, Order]) -> Place:
    _, order = row
    return order.created_at, order.order_id


def show_order(tx: Tx, order_id: str) -> OrderDetailView:
    """One order of any shop, with its times: those that were, and those to come."""
    return detail(*find_order(tx, order_id))


def detail(shop: Shop, order: Order) -> OrderDetailView:
    """An order without its buyer."""
    due = next_deadline(order, rules_of(shop))
    fields = {name: getattr(order, name) for name in _PLAIN}
    short = view(shop, order)
    return OrderDetailView(
        **{name: getattr(short, name) for name in OrderView.__struct_fields__},
        **fields,
        auto_combine_group_id=order.combine_group,
        timeline=_timeline(order),
        deadlines=decoders.convert(
            {name: value or None for name, value in msgspec.structs.asdict(order.deadlines).items()}, DeadlinesView
        ),
        next_due=NextDueView(what=str(due.what), at=due.at) if due else None,
    )


#: What stands in the order under the same name.
_PLAIN = (
    "order_type",
    "shipping_type",
    "fulfillment_type",
    "delivery_option_id",
    "warehouse_id",
    "is_cod",
    "is_sample",
    "has_new_address",
    "cancel_reason",
)


def _timeline(order: Order) -> TimelineView:
    return TimelineView(
        created=order.created_at // 1000,
        paid=order.paid_time or None,
        shipped=order.rts_time or None,
        collected=order.collection_time or None,
        delivered=order.delivery_time or None,
        completed=order.completed_time or None,
        cancelled=order.cancel_time or None,
        cancel_requested=order.request_cancel_time or None,
        released=order.release_date or None,
    )
