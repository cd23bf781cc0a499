"""Packages leave, and some are lost: what that does to their orders, their stock and what buyers asked for."""

from __future__ import annotations

from collections.abc import Sequence

from shopwright.platform.catalogue.quantities import Reason
from shopwright.platform.sales.cancellations.cancellation_change import cancel_at_once, open_cancellation
from shopwright.platform.sales.orders.errors import ORDER_ON_HOLD, ORDER_STATE_FORBIDS
from shopwright.platform.sales.orders.order import Line, Role
from shopwright.platform.sales.orders.order_change import OrderChange
from shopwright.platform.sales.orders.special_lines import what_is_missing
from shopwright.platform.sales.orders.states import SHIPPABLE, OrderStatus

from .document_errors import REQUEST_PENDING
from .package_change import PackageChange
from .states import LINE_AFTER, PackageEvent


def ship_parcel(parcel: PackageChange) -> None:
    """The seller hands it over: stock leaves, the lines await collection. Carrier and number are set before.

    21011044 for an order on hold, 21011003 for one that is not to be shipped; a buyer's open request to cancel is
    refused by it where the market says so, else it stands in the way (21011007).
    """
    for change in parcel.orders:
        _check_shippable(change)
    parcel.apply(PackageEvent.SHIP)
    parcel.package.shipped_time = parcel.at // 1000
    for change, lines in parcel.lines:
        _send_off(parcel, change, lines)


def ship_also(parcel: PackageChange, change: OrderChange, lines: Sequence[Line]) -> None:
    """Ship more in a parcel that waits for its carrier; refused as by :func:`ship_parcel`."""
    _check_shippable(change)
    parcel.put_in(change, lines)
    _send_off(parcel, change, lines)


def _send_off(parcel: PackageChange, change: OrderChange, lines: Sequence[Line]) -> None:
    for line in lines:
        line.status, line.rts_time = LINE_AFTER[PackageEvent.SHIP], parcel.at // 1000
    change.move_stock(lines, Reason.ORDER_SHIPPED, on_hand=-1, committed=-1)
    change.follow_lines()


def _check_shippable(change: OrderChange) -> None:
    order = change.order
    if order.status is OrderStatus.ON_HOLD:
        raise ORDER_ON_HOLD(order_id=order.order_id)
    if order.status not in SHIPPABLE:
        raise ORDER_STATE_FORBIDS(act="ship", order_id=order.order_id, status=str(order.status))
    if missing := what_is_missing(order):
        raise ORDER_STATE_FORBIDS(act="ship", order_id=order.order_id, status=missing)
    if not order.is_cancel_requested:
        return
    if not change.rules.shipping_rejects_cancel_request:
        raise REQUEST_PENDING(order_id=order.order_id)
    request = open_cancellation(change)
    if request is not None:
        request.reject("SHIPPED")


def lose_parcel(parcel: PackageChange, reason: str, user: Role = "SYSTEM") -> None:
    """Cancel a parcel that will not arrive, and cancel and refund what is in it."""
    parcel.apply(PackageEvent.CANCEL)
    for change, lines in parcel.lines:
        if lines:
            cancel_at_once(change, lines, reason, user)
