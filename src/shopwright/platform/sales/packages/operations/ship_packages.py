"""shipPackage, batchShipPackages: packages that exist since payment are handed over."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.logistics.delivery_options import delivery_options
from shopwright.platform.logistics.parcel_limits import WEIGHT, Parcel, unfit
from shopwright.platform.logistics.pickup_slots import is_on_demand, pickup_slots
from shopwright.platform.market.trade_rules import rules_of
from shopwright.platform.sales.orders.errors import ORDER_ON_HOLD
from shopwright.platform.sales.packages.document_errors import PACKAGE_NOT_YOURS, REQUEST_PENDING
from shopwright.platform.sales.packages.errors import INVOICE_NEEDED, INVOICE_NOT_SUCCESSFUL
from shopwright.platform.sales.packages.invoices import refuse_without_invoice
from shopwright.platform.sales.packages.package_change import PackageChange, change_package
from shopwright.platform.sales.packages.platform_fulfilment import assign_carrier
from shopwright.platform.sales.packages.repack import parcels_under
from shopwright.platform.sales.packages.shipment import ship_parcel
from shopwright.platform.sales.packages.shipping_errors import (
    ACT_FORBIDDEN,
    DEVICE_WITH_OTHERS,
    DEVICES_SHARE,
    HANDOVER_UNAVAILABLE,
    NUMBER_DUPLICATE,
    NUMBER_INVALID,
    PACKAGE_CANCELLED,
    PACKAGE_DELIVERED,
    PACKAGE_SHIPPED,
    PARCEL_TOO_HEAVY,
    PLATFORM_SHIPS,
    SHIPPING_PARAMETER,
    SKU_TOO_HEAVY,
    SKU_TOO_LARGE,
    SLOT_NOT_ON_DEMAND,
    SLOT_NOT_OPEN,
)
from shopwright.platform.sales.packages.simulated_carrier import hand_over
from shopwright.platform.sales.packages.split import crowded_loners
from shopwright.platform.sales.packages.states import PackageStatus
from shopwright.wire.errors import ApiError
from shopwright.wire.gateway_codes import INVALID

from .request_lines import NumberCodes, checked_carrier, refuse_state

if TYPE_CHECKING:
    from shopwright.contract.types.replies_fulfillment import (
        BatchShipPackagesResponseData,
        BatchShipPackagesResponseDataError,
    )
    from shopwright.contract.types.requests_fulfillment import (
        BatchShipPackagesRequest,
        BatchShipPackagesRequestPackage,
        PickupSlot,
        SelfShipment,
        ShipPackageRequest,
    )

_RAISES = (
    ACT_FORBIDDEN,
    DEVICES_SHARE,
    DEVICE_WITH_OTHERS,
    HANDOVER_UNAVAILABLE,
    INVOICE_NEEDED,
    INVOICE_NOT_SUCCESSFUL,
    NUMBER_DUPLICATE,
    NUMBER_INVALID,
    ORDER_ON_HOLD,
    PACKAGE_CANCELLED,
    PACKAGE_DELIVERED,
    PACKAGE_NOT_YOURS,
    PACKAGE_SHIPPED,
    PARCEL_TOO_HEAVY,
    PLATFORM_SHIPS,
    REQUEST_PENDING,
    SHIPPING_PARAMETER,
    SKU_TOO_HEAVY,
    SKU_TOO_LARGE,
    SLOT_NOT_ON_DEMAND,
    SLOT_NOT_OPEN,
)
#: Why a package that is not open cannot be shipped.
_CLOSED = {
    PackageStatus.PROCESSING: PACKAGE_SHIPPED,
    PackageStatus.FULFILLING: PACKAGE_SHIPPED,
    PackageStatus.COMPLETED: PACKAGE_DELIVERED,
    PackageStatus.CANCELLED: PACKAGE_CANCELLED,
}
_DIFFERS = (
    "There is no pick-up in a store. Without a handover_method the package is dropped off where the market has that, "
    "and a pick-up without a slot takes the first open one."
)


@operation("shipPackage", raises=_RAISES, webhooks=(1, 11, 71), differs=_DIFFERS)
def ship_package(call: Call, body: ShipPackageRequest) -> Mapping[str, object]:
    """Hand a package over: to TikTok's carrier by pick-up or drop-off, or to one's own by ``self_shipment``."""
    _ship(call, call.path["package_id"], body)
    return {}


@operation("batchShipPackages", raises=_RAISES, webhooks=(1, 11, 71), differs=_DIFFERS)
def batch_ship_packages(call: Call, body: BatchShipPackagesRequest) -> BatchShipPackagesResponseData:
    """Hand packages over, each by itself as shipPackage does; those that could not be are listed in ``errors``."""
    if not body.packages:
        raise INVALID(reason="Packages must name at least one package.")
    errors: list[BatchShipPackagesResponseDataError] = []
    for package in body.packages:
        try:
            with call.tx.attempt():
                _ship(call, package.id, package)
        except ApiError as error:
            detail = {"code": error.code, "message": error.message, "detail": {"package_id": package.id}}
            errors.append(cast("BatchShipPackagesResponseDataError", detail))
    return {"errors": errors}


def _ship(call: Call, package_id: str, asked: ShipPackageRequest | BatchShipPackagesRequestPackage) -> None:
    change = change_package(call.tx, call.shop, package_id)
    _refuse(change)
    package = change.package
    if package.shipping_type == "SELLER":
        _ship_oneself(change, asked.self_shipment)
    elif asked.self_shipment is not None:
        raise SHIPPING_PARAMETER(reason=f"TikTok's carriers ship the package {package_id}: leave self_shipment out")
    else:
        _arrange_handover(change, asked.handover_method, asked.pickup_slot)
    ship_parcel(change)
    hand_over(change)


def _refuse(change: PackageChange) -> None:
    package, rules = change.package, rules_of(change.shop)
    closed = _CLOSED.get(package.status)
    if closed is not None:
        raise closed(package_id=package.package_id, what=f"The package {package.package_id}")
    for order in change.orders:
        refuse_state(order.order, "ship", {})
    way = rules.shipped_by[package.shipping_type]
    if way != "SHIP_PACKAGE":
        act = f"ship the package {package.package_id} by shipPackage"
        raise ACT_FORBIDDEN(act=act, reason=f"shipping of type {package.shipping_type} is done by {way} here")
    if rules.needs_invoice:
        refuse_without_invoice(package)
    _refuse_content(change)


def _refuse_content(change: PackageChange) -> None:
    """Refuse a device that shares its parcel, and what is too heavy or too large for the delivery option."""
    package, shop = change.package, change.shop
    parts = [(order_change.order, lines) for order_change, lines in change.lines]
    crowded = crowded_loners(shop, parts)
    if crowded:
        is_among_devices = len(crowded) == sum(len(lines) for _, lines in parts)
        raise (DEVICES_SHARE if is_among_devices else DEVICE_WITH_OTHERS)(package_id=package.package_id)
    option = delivery_options(shop.region)[package.delivery_option_id]
    items = [order.item_of(line) for order, lines in parts for line in lines]
    for item in items:
        for broken in unfit(Parcel.of_unit(item.weight, item.size), option):
            raise (SKU_TOO_HEAVY if broken.filter_type == WEIGHT else SKU_TOO_LARGE)(
                sku_id=item.sku_id, reason=broken.reason
            )
    for broken in unfit(Parcel(weight=Decimal(sum(item.weight for item in items))), option):
        raise PARCEL_TOO_HEAVY(package_id=package.package_id, reason=broken.reason)


def _ship_oneself(change: PackageChange, self_shipment: SelfShipment | None) -> None:
    package, shop = change.package, change.shop
    if self_shipment is None:
        raise SHIPPING_PARAMETER(reason=f"the seller ships the package {package.package_id}: send self_shipment")
    number = self_shipment.tracking_number.strip()
    carrier = checked_carrier(shop.region, self_shipment.shipping_provider_id, number, NumberCodes(), change.at // 1000)
    for other in parcels_under(change.tx, shop, number, carrier.id, but=package.package_id):
        raise NUMBER_DUPLICATE(number=number, package_id=other.package_id)
    package.provider_id, package.provider_name, package.tracking_number = carrier.id, carrier.name, number


def _arrange_handover(change: PackageChange, method: str | None, slot: PickupSlot | None) -> None:
    package, ways = change.package, rules_of(change.shop).handover
    chosen = method or ("DROP_OFF" if "DROP_OFF" in ways else ways[0])
    if chosen not in ways:
        raise HANDOVER_UNAVAILABLE(package_id=package.package_id, method=chosen)
    if chosen == "PICKUP":
        package.pickup_start, package.pickup_end = _booked(change, slot)
    package.handover_method = chosen
    assign_carrier(change)


def _booked(change: PackageChange, asked: PickupSlot | None) -> tuple[int, int]:
    delivery_type = change.package.delivery_type
    slots = pickup_slots(change.shop.region, delivery_type, change.at // 1000)
    open_ones = [(slot.start, slot.end) for slot in slots if slot.is_available]
    if asked is None or asked.start_time is None:
        return open_ones[0]
    for start, end in open_ones:
        if start == asked.start_time and asked.end_time in (None, end):
            return start, end
    code = SLOT_NOT_ON_DEMAND if is_on_demand(delivery_type) else SLOT_NOT_OPEN
    raise code(start=asked.start_time, end=asked.end_time, delivery_type=delivery_type)
