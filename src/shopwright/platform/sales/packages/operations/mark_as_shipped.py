"""markPackageAsShipped: the seller's own carrier has the goods (US, GB, EU, JP)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.logistics.tracking_numbers import carriers_matching
from shopwright.platform.sales.orders.errors import LINE_NOT_IN_ORDER, ORDER_NOT_YOURS, ORDER_ON_HOLD
from shopwright.platform.sales.orders.order import Line
from shopwright.platform.sales.orders.order_change import OrderChange, change_order
from shopwright.platform.sales.orders.states import LineStatus, OrderStatus
from shopwright.platform.sales.packages.document_errors import REQUEST_PENDING
from shopwright.platform.sales.packages.package import Package
from shopwright.platform.sales.packages.package_change import hold_packages
from shopwright.platform.sales.packages.repack import box, hold_number, join, parcels_under
from shopwright.platform.sales.packages.shared_parcel import MAX_COMBINED, same_recipient
from shopwright.platform.sales.packages.shipment import ship_parcel
from shopwright.platform.sales.packages.shipping_errors import (
    ACT_FORBIDDEN,
    CARRIER_UNAVAILABLE,
    DELIVERED,
    NAME_THE_LINES,
    NO_CARRIER_MATCHES,
    NOT_AWAITING_SHIPMENT,
    NOT_IN_THIS_MARKET,
    NOT_SHIPPED_BY_SELLER,
    NUMBER_CHARACTERS,
    NUMBER_DUPLICATE,
    NUMBER_INVALID,
    NUMBER_OF_ANOTHER_CARRIER,
    NUMBER_TOO_OFTEN,
    NUMBER_USED_UP,
    ORDER_MARKED,
    PACKAGE_SHIPPED,
    PLATFORM_SHIPS,
    SHIPPED_IN_PART,
    SHIPPING_PARAMETER,
)
from shopwright.platform.sales.packages.simulated_carrier import hand_over
from shopwright.platform.sales.packages.states import PackageStatus
from shopwright.platform.sales.packages.store import Packages

from .request_lines import MARKING, checked_carrier, line_ids, named_lines, refuse_state

if TYPE_CHECKING:
    from shopwright.contract.types.replies_fulfillment import MarkPackageAsShippedResponseData
    from shopwright.contract.types.requests_fulfillment import MarkPackageAsShippedRequest, ShippingInfoList

#: Why an order that awaits no shipment cannot be marked.
_CODES = {
    OrderStatus.UNPAID: NOT_AWAITING_SHIPMENT,
    OrderStatus.CANCELLED: NOT_AWAITING_SHIPMENT,
    OrderStatus.AWAITING_COLLECTION: ORDER_MARKED,
    OrderStatus.IN_TRANSIT: ORDER_MARKED,
    OrderStatus.DELIVERED: DELIVERED,
    OrderStatus.COMPLETED: DELIVERED,
}


class Shipment(msgspec.Struct, frozen=True):
    """A tracking number with its carrier, "" where it is to be told from the number, and a note to the buyer."""

    number: str
    provider_id: str
    note: str = ""


def shipment(rows: Sequence[ShippingInfoList] | None, number: str | None, provider_id: str | None) -> Shipment:
    """The one shipment that a body names; number and provider by themselves are how older versions name it."""
    if rows:
        if len(rows) > 1:
            raise SHIPPING_PARAMETER(reason="shipping_info_list takes one tracking number")
        number, provider_id = rows[0].tracking_number, rows[0].shipping_provider_id
    number = (number or "").strip()
    if not number:
        raise SHIPPING_PARAMETER(reason="shipping_info_list must name a tracking_number")
    return Shipment(number, provider_id or "", (rows[0].note or "") if rows else "")


@operation(
    "markPackageAsShipped",
    raises=(
        ACT_FORBIDDEN,
        CARRIER_UNAVAILABLE,
        DELIVERED,
        LINE_NOT_IN_ORDER,
        NAME_THE_LINES,
        NOT_AWAITING_SHIPMENT,
        NOT_IN_THIS_MARKET,
        NOT_SHIPPED_BY_SELLER,
        NO_CARRIER_MATCHES,
        NUMBER_CHARACTERS,
        NUMBER_DUPLICATE,
        NUMBER_INVALID,
        NUMBER_OF_ANOTHER_CARRIER,
        NUMBER_TOO_OFTEN,
        NUMBER_USED_UP,
        ORDER_MARKED,
        ORDER_NOT_YOURS,
        ORDER_ON_HOLD,
        PACKAGE_SHIPPED,
        PLATFORM_SHIPS,
        REQUEST_PENDING,
        SHIPPED_IN_PART,
        SHIPPING_PARAMETER,
    ),
    webhooks=(1, 4, 11, 71),
    differs="One tracking number a call, as for sellers without an allowance for more; there are no sub-items.",
)
def mark_package_as_shipped(call: Call, body: MarkPackageAsShippedRequest) -> MarkPackageAsShippedResponseData:
    """Ship all of an order, or the lines that are named, under a tracking number of the seller's carrier.

    Without a provider the number tells the carrier. A number that is in use already puts the order into the parcel of
    that number, if it is for the same recipient and still waits for its carrier.
    """
    details = shipment(body.shipping_info_list, body.tracking_number, body.shipping_provider_id)
    ids = line_ids(body.order_line_list, body.order_line_item_ids)
    order_id = call.path["order_id"]
    _hold(call, order_id, details.number)
    change = change_order(call.tx, call.shop, order_id)
    _refuse(change)
    lines = named_lines(change.order, ids)
    for line in lines:
        if line.status is not LineStatus.AWAITING_SHIPMENT:
            raise PACKAGE_SHIPPED(what=f"The line item {line.id}")
    region = call.shop.region
    provider_id = details.provider_id or _told_by(region, details.number)
    carrier = checked_carrier(region, provider_id, details.number, MARKING, change.now)
    others = parcels_under(call.tx, call.shop, details.number, carrier.id)
    if others:
        package = _join(change, lines, others[0])
    else:
        parcel = box(change, lines)
        package = parcel.package
        package.provider_id, package.provider_name, package.tracking_number = carrier.id, carrier.name, details.number
        package.note = details.note
        ship_parcel(parcel)
        hand_over(parcel)
    return {
        "order_id": order_id,
        "order_line_item_ids": [line.id for line in lines],
        "package_id": package.package_id,
    }


def _hold(call: Call, order_id: str, number: str) -> None:
    """Hold the order and those that travel under the number, in ascending order of id so that nobody waits for each
    other."""
    hold_number(call.tx, call.shop, number)
    under = call.tx[Packages].with_number(call.shop.shop_id, number)
    ids = {order_id, *(order_id for package in under for order_id in package.order_ids)}
    at = call.tx.now_ms()
    for held_id in sorted(ids):
        change_order(call.tx, call.shop, held_id, at=at)


def _refuse(change: OrderChange) -> None:
    order, ways = change.order, change.rules.shipped_by
    if "MARK_AS_SHIPPED" not in ways.values():
        raise NOT_IN_THIS_MARKET(what="markPackageAsShipped", region=order.region)
    refuse_state(order, "mark as shipped", _CODES)
    if ways[order.shipping_type] != "MARK_AS_SHIPPED":
        raise NOT_SHIPPED_BY_SELLER(what=f"the order {order.order_id}")


def _told_by(region: str, number: str) -> str:
    matching = carriers_matching(region, number)
    if not matching:
        raise NO_CARRIER_MATCHES(number=number[:60])
    return matching[0]


def _join(change: OrderChange, lines: Sequence[Line], met: Package) -> Package:
    """Put the lines into the parcel that has the number already."""
    number, order_id = met.tracking_number, change.order.order_id
    (parcel,) = hold_packages(change.tx, change.shop, [met.package_id], at=change.at)
    package = parcel.package
    may_combine = change.rules.combine_by == "TRACKING_NUMBER" and package.shipping_type == "SELLER"
    if not may_combine or not all(same_recipient(change, order) for order in parcel.orders):
        raise NUMBER_DUPLICATE(number=number, package_id=package.package_id)
    if package.status is not PackageStatus.PROCESSING:
        raise NUMBER_USED_UP(number=number)
    others = [other_id for other_id in package.order_ids if other_id != order_id]
    if len(others) >= MAX_COMBINED:
        raise NUMBER_TOO_OFTEN(number=number, limit=MAX_COMBINED)
    if others and (package.tag == "SPLIT" or not _is_whole(change, lines, package)):
        raise SHIPPED_IN_PART(order_id=order_id)
    join(parcel, change, lines)
    return package


def _is_whole(change: OrderChange, lines: Sequence[Line], package: Package) -> bool:
    """Whether these lines, and those that are in the parcel, are all of the order."""
    chosen = {*(line.id for line in lines), *package.line_ids}
    return all(active_line.id in chosen for active_line in change.order.active_lines)
