"""getLogisticsTracking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.logistics.routes import ACTION_CODES, ACTION_NAMES, ScanCode
from shopwright.platform.sales.orders.errors import ORDER_NOT_YOURS
from shopwright.platform.sales.orders.operations.get_order_detail import named_order
from shopwright.platform.sales.packages.errors import MARKET_FORBIDS
from shopwright.platform.sales.packages.package import Package, newest_scans
from shopwright.platform.sales.packages.store import Packages

if TYPE_CHECKING:
    from shopwright.contract.types.replies_logistics import (
        GetLogisticsTrackingResponseData,
        GetLogisticsTrackingResponseDataLogisticsDetail,
    )


@operation(
    "getLogisticsTracking",
    raises=(MARKET_FORBIDS, ORDER_NOT_YOURS),
    differs="The documentation names no error codes: a local seller's order is refused with 21011013.",
)
def get_logistics_tracking(call: Call) -> GetLogisticsTrackingResponseData:
    """Each parcel of a cross-border order with its carrier, its number and what happened to it, the newest first."""
    order = named_order(call)
    if not call.shop.crosses_borders:
        raise MARKET_FORBIDS(reason="only cross-border orders are tracked by parcel; use getOrderTracking")
    packages = call.tx[Packages].some(call.shop.shop_id, order.package_ids)
    return {
        "order_id": order.order_id,
        "logistics_details": [_parcel(package) for package in packages if package.tracking_number],
    }


def _parcel(package: Package) -> GetLogisticsTrackingResponseDataLogisticsDetail:
    return {
        "newest_tracking_no": package.tracking_number,
        "carrier_name": package.provider_name,
        "track_list": [
            {
                "description": newest_scan.description,
                "tracking_no": package.tracking_number,
                "update_time_millis": newest_scan.at,
                "action_code": ACTION_CODES[ScanCode(newest_scan.code)],
                "action_code_name": ACTION_NAMES[ScanCode(newest_scan.code)],
            }
            for newest_scan in newest_scans([package])
        ],
    }
