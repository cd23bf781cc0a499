"""updatePackageDeliveryStatus: what a seller's own fleet delivered, or could not (SEA)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.logistics.routes import Loss
from shopwright.platform.sales.packages.document_errors import PACKAGE_NOT_YOURS, PACKAGE_STATE_FORBIDS
from shopwright.platform.sales.packages.package_change import PackageChange, change_package
from shopwright.platform.sales.packages.seller_fleet import report_delivery, report_failure
from shopwright.platform.sales.packages.shipping_errors import (
    NOT_SHIPPED_BY_SELLER,
    NOT_YET_SHIPPED,
    PACKAGE_CANCELLED,
    PACKAGE_DELIVERED,
    SHIPPING_PARAMETER,
)
from shopwright.platform.sales.packages.states import PackageStatus
from shopwright.wire.errors import ApiError
from shopwright.wire.gateway_codes import INVALID

if TYPE_CHECKING:
    from shopwright.contract.types.replies_fulfillment import (
        BatchShipPackagesResponseData,
        BatchShipPackagesResponseDataError,
    )
    from shopwright.contract.types.requests_fulfillment import (
        UpdatePackageDeliveryStatusRequest,
        UpdatePackageDeliveryStatusRequestPackage,
    )

#: How a package ends by the reason for which it was not delivered; by any other it could not be delivered.
_OUTCOMES: Mapping[str, Loss] = {"BUYER_REFUSED": "REFUSED", "PACKAGE_LOST": "LOST", "PACKAGE_DAMAGE": "DAMAGED"}
_FILE_TYPES = ("IMG", "PDF")


@operation(
    "updatePackageDeliveryStatus",
    raises=(
        NOT_SHIPPED_BY_SELLER,
        NOT_YET_SHIPPED,
        PACKAGE_CANCELLED,
        PACKAGE_DELIVERED,
        PACKAGE_NOT_YOURS,
        PACKAGE_STATE_FORBIDS,
        SHIPPING_PARAMETER,
    ),
    webhooks=(1, 11),
    differs="Every package that a seller ships may be reported, as any may come by the seller's own fleet. A failed "
    "delivery is final: the orders are cancelled. There is no pick-up in a store, so a verification_code is refused.",
)
def update_package_delivery_status(
    call: Call, body: UpdatePackageDeliveryStatusRequest
) -> BatchShipPackagesResponseData:
    """Say of packages that they were delivered or could not be, or name the proof of delivery.

    Each package by itself: what cannot be taken is listed in ``errors``. Shops in SEA only, elsewhere 36009004.
    """
    markets = call.operation.markets
    if call.shop.region not in markets:
        raise INVALID(reason=f"the API is for shops in {', '.join(markets)} only, this one is in {call.shop.region}.")
    if not body.packages:
        raise INVALID(reason="Packages must name at least one package.")
    errors: list[BatchShipPackagesResponseDataError] = []
    for package in body.packages:
        try:
            with call.tx.attempt():
                _report(change_package(call.tx, call.shop, package.id), package)
        except ApiError as error:
            errors.append({"code": error.code, "message": error.message, "detail": {"package_id": package.id}})
    return {"errors": errors}


def _report(change: PackageChange, request_package: UpdatePackageDeliveryStatusRequestPackage) -> None:
    _refuse(change, request_package)
    proof = request_package.file_url or ""
    if request_package.delivery_type == "DELIVERY_SUCCESS":
        report_delivery(change, proof)
    elif request_package.delivery_type == "DELIVERY_FAILED":
        reason = request_package.fail_delivery_reason or "OTHER"
        report_failure(change, _OUTCOMES.get(reason, "UNDELIVERABLE"), reason, proof)
    else:
        change.package.delivery_proof = proof


def _refuse(change: PackageChange, request_package: UpdatePackageDeliveryStatusRequestPackage) -> None:
    package = change.package
    package_id = package.package_id
    if request_package.file_type is not None and request_package.file_type not in _FILE_TYPES:
        raise SHIPPING_PARAMETER(reason=f"file_type must be one of {', '.join(_FILE_TYPES)}")
    if request_package.delivery_type == "DELIVERY_FAILED" and request_package.fail_delivery_reason is None:
        raise SHIPPING_PARAMETER(reason="a failed delivery needs its fail_delivery_reason")
    if request_package.delivery_type == "UPDATE_POD" and not request_package.file_url:
        raise SHIPPING_PARAMETER(reason="a proof of delivery needs its file_url")
    if request_package.verification_code:
        raise SHIPPING_PARAMETER(reason="no package is picked up in a store here: leave verification_code out")
    if package.shipping_type != "SELLER":
        raise NOT_SHIPPED_BY_SELLER(what=f"the package {package_id}")
    if package.status is PackageStatus.TO_FULFILL:
        raise NOT_YET_SHIPPED(what=f"The package {package_id}")
    if package.status is PackageStatus.CANCELLED:
        raise PACKAGE_CANCELLED(what=f"The package {package_id}")
    is_delivered = package.status is PackageStatus.COMPLETED
    if request_package.delivery_type == "UPDATE_POD" and not is_delivered:
        act = "name the proof of delivery of"
        raise PACKAGE_STATE_FORBIDS(act=act, package_id=package_id, status=str(package.status))
    if request_package.delivery_type != "UPDATE_POD" and is_delivered:
        raise PACKAGE_DELIVERED(package_id=package_id)
