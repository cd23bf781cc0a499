"""Which orders may share a parcel (docs/reference/fulfilment.md#combine)."""

from __future__ import annotations

from shopwright.platform.buyers.private_block import destination_of
from shopwright.platform.sales.orders.order import Order
from shopwright.platform.sales.orders.order_change import OrderChange

#: How many orders may travel under one tracking number.
MAX_COMBINED = 20


def service_of(order: Order) -> tuple[str, str]:
    """How an order travels, and from where: a parcel has one delivery option and one warehouse."""
    return order.delivery_option_id, order.warehouse_id


def recipient_of(order: Order, private: bytes) -> tuple[str, bytes]:
    """Who gets an order, and where: a parcel is for one buyer at one address. ``private`` is the buyer's data."""
    return order.buyer_id, destination_of(private)


def same_recipient(change: OrderChange, other: OrderChange) -> bool:
    """Whether two orders are for one buyer at one address."""
    return recipient_of(change.order, change.private) == recipient_of(other.order, other.private)
