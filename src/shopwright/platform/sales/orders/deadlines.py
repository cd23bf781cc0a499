"""When time moves an order on by itself: one deadline for each state that has one."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import msgspec

from shopwright.platform.market.trade_rules import Rules

from .order import Deadlines, Order
from .pre_sale import handled_by
from .states import OrderStatus

HOUR = 3600


class Deadline(StrEnum):
    """What happens when it passes."""

    CANCEL_UNPAID = "cancel an unpaid order"
    RELEASE = "end the hold"
    SHIP_BY_PLATFORM = "ship what the platform fulfils"
    CANCEL_UNSHIPPED = "cancel an order that was not shipped"
    CANCEL_UNCOLLECTED = "cancel an order that was not collected"
    CANCEL_UNDELIVERED = "cancel an order that was not delivered"
    COMPLETE = "complete a delivered order"
    MASK = "hide the buyer of a completed order"
    ANONYMISE = "delete the buyer's data of a cancelled order"


class DueTime(msgspec.Struct, frozen=True):
    """What is due, and when, in unix seconds."""

    what: Deadline
    at: int


def _unpaid(order: Order, rules: Rules) -> DueTime:
    return DueTime(Deadline.CANCEL_UNPAID, order.created_at // 1000 + rules.windows.payment_minutes * 60)


def _held(order: Order, rules: Rules) -> DueTime:
    return DueTime(Deadline.RELEASE, max(order.release_date, order.paid_time + rules.windows.hold_minutes * 60))


def _unshipped(order: Order, rules: Rules) -> DueTime | None:
    if not order.is_fulfilled_by_seller:
        if order.is_cancel_requested and not rules.shipping_rejects_cancel_request:
            return None  # the platform ships nothing that its buyer may not want
        ready = max(order.paid_time, order.release_date)
        return DueTime(Deadline.SHIP_BY_PLATFORM, ready + rules.windows.fulfilled_by_platform * HOUR)
    return DueTime(Deadline.CANCEL_UNSHIPPED, order.deadlines.shipping_due)


def _delivered(order: Order, rules: Rules) -> DueTime | None:
    if order.claims:
        return None
    return DueTime(Deadline.COMPLETE, order.delivery_time + rules.windows.after_sales * HOUR)


def _completed(order: Order, rules: Rules) -> DueTime | None:
    if order.is_hidden or not rules.masks_over_time:
        return None
    return DueTime(Deadline.MASK, order.completed_time + rules.windows.mask_after_completion * HOUR)


def _cancelled(order: Order, rules: Rules) -> DueTime | None:
    if order.is_anonymous:
        return None
    return DueTime(Deadline.ANONYMISE, order.cancel_time + rules.windows.anonymise_after_cancellation * HOUR)


_BY_STATUS: dict[OrderStatus, Callable[[Order, Rules], DueTime | None]] = {
    OrderStatus.UNPAID: _unpaid,
    OrderStatus.ON_HOLD: _held,
    OrderStatus.AWAITING_SHIPMENT: _unshipped,
    OrderStatus.PARTIALLY_SHIPPING: _unshipped,
    OrderStatus.AWAITING_COLLECTION: lambda order, _: DueTime(
        Deadline.CANCEL_UNCOLLECTED, order.deadlines.collection_due
    ),
    OrderStatus.IN_TRANSIT: lambda order, _: DueTime(Deadline.CANCEL_UNDELIVERED, order.deadlines.delivery_due),
    OrderStatus.DELIVERED: _delivered,
    OrderStatus.COMPLETED: _completed,
    OrderStatus.CANCELLED: _cancelled,
}


def next_deadline(order: Order, rules: Rules) -> DueTime | None:
    """What time does to the order next, if nobody does anything before."""
    deadline = _BY_STATUS.get(order.status)
    return deadline(order, rules) if deadline else None


def deadlines_from_payment(paid: int, order: Order, rules: Rules) -> Deadlines:
    """The deadlines of an order that was paid then; a pre-order counts from its release.

    What is made to order is shipped in its handling time: all deadlines are later by what that is longer than usual.
    """
    windows, start = rules.windows, max(paid, order.release_date)
    start += max(0, handled_by(paid, order.handling) - start - windows.shipping_sla * HOUR)
    return Deadlines(
        shipping_sla=start + windows.shipping_sla * HOUR,
        shipping_due=start + windows.shipping_due * HOUR,
        collection_sla=start + windows.collection_sla * HOUR,
        collection_due=start + windows.collection_due * HOUR,
        delivery_sla=start + windows.delivery_sla * HOUR,
        delivery_due=start + windows.delivery_due * HOUR,
    )
