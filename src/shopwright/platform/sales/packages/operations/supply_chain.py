"""confirmPackageShipment."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.core.call import Call
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.registry import operation
from shopwright.platform.logistics.delivery_options import carriers
from shopwright.platform.logistics.measures import READ_SIZE, READ_WEIGHT, Measures, text_of
from shopwright.platform.market.trade_rules import rules_of
from shopwright.platform.sales.orders.errors import ORDER_ON_HOLD
from shopwright.platform.sales.packages.document_errors import PACKAGE_NOT_YOURS, REQUEST_PENDING
from shopwright.platform.sales.packages.errors import (
    CARRIER_INVALID,
    INVOICE_NEEDED,
    INVOICE_NOT_SUCCESSFUL,
    WMS_NO_PACKAGES,
    WMS_PARAMETER,
    WMS_PROVIDER_WRONG,
    WMS_SAVE_FAILED,
)
from shopwright.platform.sales.packages.invoices import refuse_without_invoice
from shopwright.platform.sales.packages.package_change import PackageChange, change_package
from shopwright.platform.sales.packages.shipment import ship_parcel
from shopwright.platform.sales.packages.simulated_carrier import hand_over
from shopwright.platform.sales.packages.store import Packages
from shopwright.wire.errors import ApiError

if TYPE_CHECKING:
    from shopwright.contract.types.replies_supply_chain import (
        ConfirmPackageShipmentResponseData,
        ConfirmPackageShipmentResponseDataError,
    )
    from shopwright.contract.types.requests_supply_chain import (
        ConfirmPackageShipmentRequest,
        ConfirmPackageShipmentRequestPackage,
    )

_NUMBER = re.compile(r"[A-Za-z0-9-]{1,50}")
_POSITIVE = re.compile(r"0*[1-9]\d{0,39}", re.ASCII)


@operation(
    "confirmPackageShipment",
    raises=(
        CARRIER_INVALID,
        INVOICE_NEEDED,
        INVOICE_NOT_SUCCESSFUL,
        ORDER_ON_HOLD,
        PACKAGE_NOT_YOURS,
        REQUEST_PENDING,
        WMS_NO_PACKAGES,
        WMS_PARAMETER,
        WMS_PROVIDER_WRONG,
        WMS_SAVE_FAILED,
    ),
    webhooks=(1, 11, 71),
    differs="Every warehouse provider is on the allow list and belongs to every app (39003015 and 39003020 do not "
    "occur). The simulated carrier takes over when the shipment is confirmed, whatever times are given.",
)
def confirm_package_shipment(call: Call, body: ConfirmPackageShipmentRequest) -> ConfirmPackageShipmentResponseData:
    """A warehouse tells that it shipped packages, with carrier, number and measures; each is answered for itself."""
    if not _POSITIVE.fullmatch(body.warehouse_provider_id):
        raise WMS_PROVIDER_WRONG(provider_id=body.warehouse_provider_id[:40])
    if not body.packages:
        raise WMS_NO_PACKAGES()
    shops = {shop.shop_id: shop for shop in call.tx[Accounts].shops_of(call.account.account_id)}
    done: list[str] = []
    errors: list[ConfirmPackageShipmentResponseDataError] = []
    for package in body.packages:
        try:
            with call.tx.attempt():
                _ship(call, shops, package)
            done.append(package.id)
        except ApiError as error:
            errors.append({"code": str(error.code), "message": error.message, "detail": {"package_id": package.id}})
    reply: ConfirmPackageShipmentResponseData = {"success_packages": done}
    if errors:
        reply["errors"] = errors
    return reply


def _ship(call: Call, shops: dict[str, Shop], request_package: ConfirmPackageShipmentRequestPackage) -> None:
    _check(request_package)
    shop = shops.get(call.tx[Packages].shop_of(request_package.id) or "")
    if shop is None:
        raise PACKAGE_NOT_YOURS(package_id=request_package.id[:40])
    carrier = next(
        (each for each in carriers(shop.region, at=call.tx.now()) if each.id == request_package.shipping_provider_id),
        None,
    )
    if carrier is None:
        raise CARRIER_INVALID(provider_id=request_package.shipping_provider_id[:40], reason="no such provider is known")
    change = change_package(call.tx, shop, request_package.id)
    package = change.package
    if not package.is_open:
        raise WMS_SAVE_FAILED(package_id=request_package.id, reason=f"it is {package.status}")
    _check_content(change, request_package)
    if rules_of(shop).needs_invoice:
        refuse_without_invoice(package)
    package.provider_id, package.provider_name = carrier.id, carrier.name
    package.tracking_number = request_package.tracking_number
    package.measures = _measures(request_package)
    ship_parcel(change)
    hand_over(change)


def _check(request_package: ConfirmPackageShipmentRequestPackage) -> None:
    if not _POSITIVE.fullmatch(request_package.id):
        raise WMS_PARAMETER(reason="the package id must be a positive whole number")
    if not _NUMBER.fullmatch(request_package.tracking_number):
        raise WMS_PARAMETER(reason="the tracking number must be 1 to 50 letters, digits and dashes")
    if not request_package.skus:
        raise WMS_PARAMETER(reason="the package names no SKUs")
    times = (request_package.create_time_millis, request_package.ship_time_millis, request_package.handover_time_millis)
    if min(times) <= 0 or list(times) != sorted(times):
        raise WMS_PARAMETER(reason="the warehouse receives, ships and hands over, in this order of time")


def _check_content(change: PackageChange, request_package: ConfirmPackageShipmentRequestPackage) -> None:
    """The SKUs that the warehouse packed must be those of the package."""
    packed: Counter[str] = Counter()
    for sku in request_package.skus:
        packed[sku.id] += sku.quantity
    inside = Counter(order.order.item_of(line).sku_id for order, lines in change.lines for line in lines)
    if packed != inside:
        raise WMS_PARAMETER(reason=f"the package {request_package.id} does not hold these SKUs in these quantities")


def _measures(request_package: ConfirmPackageShipmentRequestPackage) -> Measures:
    """In the units that packages are read in: CM or INCH, GRAM or POUND."""
    size, weight = request_package.dimension, request_package.weight
    size_unit, per_size = READ_SIZE[size.unit or "CENTIMETER"]
    weight_unit, per_weight = READ_WEIGHT[(weight.unit if weight else None) or "GRAM"]
    return Measures(
        weight=_text(weight.value if weight else None, per_weight),
        weight_unit=weight_unit,
        length=_text(size.length, per_size),
        width=_text(size.width, per_size),
        height=_text(size.height, per_size),
        size_unit=size_unit,
    )


def _text(number: int | None, factor: Decimal) -> str:
    return "" if number is None else text_of(number * factor)
