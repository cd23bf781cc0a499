"""updatePackageShippingInfo, updateOrderShippingInfo: a wrong tracking number is corrected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.market.trade_rules import rules_of
from shopwright.platform.sales.orders.errors import ORDER_NOT_YOURS, ORDER_ON_HOLD
from shopwright.platform.sales.orders.order_change import change_order
from shopwright.platform.sales.orders.states import OrderStatus
from shopwright.platform.sales.packages.document_errors import PACKAGE_NOT_YOURS, REQUEST_PENDING
from shopwright.platform.sales.packages.package_change import PackageChange, change_package
from shopwright.platform.sales.packages.repack import parcels_under
from shopwright.platform.sales.packages.shipping_errors import (
    CORRECTED_ONCE,
    CORRECTED_TOO_OFTEN,
    DELIVERED,
    NOT_CORRECTABLE_NOW,
    NOT_SHIPPED_BY_SELLER,
    NOT_YET_SHIPPED,
    NUMBER_INVALID,
    PACKAGE_CANCELLED,
    PACKAGE_IS_CANCELLED,
    SHIPPING_PARAMETER,
    TOO_LATE_TO_CORRECT,
)
from shopwright.platform.sales.packages.states import PackageStatus

from .mark_as_shipped import Shipment, shipment
from .request_lines import NumberCodes, checked_carrier

if TYPE_CHECKING:
    from shopwright.contract.types.requests_fulfillment import SelfShipment, UpdatePackageShippingInfoRequest

_RAISES = (
    CORRECTED_ONCE,
    CORRECTED_TOO_OFTEN,
    DELIVERED,
    NOT_SHIPPED_BY_SELLER,
    NOT_YET_SHIPPED,
    NUMBER_INVALID,
    REQUEST_PENDING,
    TOO_LATE_TO_CORRECT,
)
_DIFFERS = "A correction puts no order into another's parcel: the number must be one that nobody uses."


@operation(
    "updatePackageShippingInfo",
    raises=(*_RAISES, PACKAGE_IS_CANCELLED, PACKAGE_NOT_YOURS, SHIPPING_PARAMETER),
    differs=_DIFFERS,
)
def update_package_shipping_info(call: Call, body: UpdatePackageShippingInfoRequest) -> Mapping[str, object]:
    """Correct number and carrier of a package that the seller shipped: once, and in some markets within 72 hours."""
    details = shipment(body.shipping_info_list, body.tracking_number, body.shipping_provider_id)
    _correct(change_package(call.tx, call.shop, call.path["package_id"]), details)
    return {}


@operation(
    "updateOrderShippingInfo",
    raises=(*_RAISES, NOT_CORRECTABLE_NOW, ORDER_NOT_YOURS, ORDER_ON_HOLD, PACKAGE_CANCELLED),
    differs=_DIFFERS,
)
def update_order_shipping_info(call: Call, body: SelfShipment) -> Mapping[str, object]:
    """Correct number and carrier of the one package of an order; one in several packages is corrected by package."""
    order = change_order(call.tx, call.shop, call.path["order_id"]).order
    if order.status is OrderStatus.ON_HOLD:
        raise ORDER_ON_HOLD(order_id=order.order_id)
    if order.status is OrderStatus.CANCELLED:
        raise PACKAGE_CANCELLED(what=f"The order {order.order_id}")
    packages = list(dict.fromkeys(active_line.package_id for active_line in order.active_lines))
    if packages == [""]:
        raise NOT_YET_SHIPPED(what=f"The order {order.order_id}")
    if len(packages) > 1:
        raise NOT_CORRECTABLE_NOW(order_id=order.order_id)
    details = Shipment(body.tracking_number.strip(), body.shipping_provider_id)
    _correct(change_package(call.tx, call.shop, packages[0]), details)
    return {}


def _correct(change: PackageChange, details: Shipment) -> None:
    _refuse(change)
    package, shop = change.package, change.shop
    carrier = checked_carrier(
        shop.region, details.provider_id or package.provider_id, details.number, NumberCodes(), change.at // 1000
    )
    if parcels_under(change.tx, shop, details.number, carrier.id, but=package.package_id):
        raise NUMBER_INVALID(reason=f"another package travels under the number {details.number}")
    package.provider_id, package.provider_name, package.tracking_number = carrier.id, carrier.name, details.number
    package.note = details.note or package.note
    package.edits += 1


def _refuse(change: PackageChange) -> None:
    package, rules = change.package, rules_of(change.shop)
    what = f"The package {package.package_id}"
    if package.shipping_type != "SELLER":
        raise NOT_SHIPPED_BY_SELLER(what=f"the package {package.package_id}")
    if package.status is PackageStatus.TO_FULFILL:
        raise NOT_YET_SHIPPED(what=what)
    if package.status is PackageStatus.CANCELLED:
        raise PACKAGE_IS_CANCELLED(package_id=package.package_id)
    if package.status is PackageStatus.COMPLETED:
        raise DELIVERED(what=what)
    for order in change.orders:
        if order.order.is_cancel_requested:
            raise REQUEST_PENDING(order_id=order.order.order_id)
    if package.edits >= rules.tracking_edits:
        code = CORRECTED_ONCE if rules.tracking_edits == 1 else CORRECTED_TOO_OFTEN
        raise code(package_id=package.package_id, limit=rules.tracking_edits)
    hours = rules.windows.tracking_edit
    if hours and change.at // 1000 > package.shipped_time + hours * 3600:
        raise TOO_LATE_TO_CORRECT(package_id=package.package_id, hours=hours)
