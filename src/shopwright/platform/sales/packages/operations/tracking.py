"""getOrderTracking, trackingStatusUpdate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.logistics.routes import ACTION_CODES, ScanCode
from shopwright.platform.market.trade_rules import rules_of
from shopwright.platform.sales.orders.errors import ORDER_NOT_YOURS
from shopwright.platform.sales.orders.operations.get_order_detail import named_order
from shopwright.platform.sales.orders.store import Orders
from shopwright.platform.sales.packages.errors import (
    CARRIER_INVALID,
    NO_PARCEL_WITH_NUMBER,
    NOT_SELLER_SHIPPED,
    TRACK_WRONG,
)
from shopwright.platform.sales.packages.package import newest_scans
from shopwright.platform.sales.packages.seller_fleet import Report, report_scan
from shopwright.platform.sales.packages.store import Packages
from shopwright.wire.errors import ApiError
from shopwright.wire.gateway_codes import INVALID

if TYPE_CHECKING:
    from shopwright.contract.types.replies_fulfillment import (
        GetOrderTrackingResponseData,
        TrackingStatusUpdateResponseData,
        TrackingStatusUpdateResponseDataTrackResult,
    )
    from shopwright.contract.types.requests_fulfillment import (
        TrackingStatusUpdateRequest,
        TrackingStatusUpdateRequestTrack,
    )


@operation("getOrderTracking", raises=(ORDER_NOT_YOURS,))
def get_order_tracking(call: Call) -> GetOrderTrackingResponseData:
    """What happened to the order's parcels so far, the newest first; nothing before the first scan."""
    order = named_order(call)
    packages = call.tx[Packages].some(call.shop.shop_id, order.package_ids)
    return {
        "tracking": [
            {
                "description": newest_scan.description,
                "update_time_millis": newest_scan.at,
                "action_code": ACTION_CODES[ScanCode(newest_scan.code)],
            }
            for newest_scan in newest_scans(packages)
        ]
    }


@operation(
    "trackingStatusUpdate",
    raises=(CARRIER_INVALID, NO_PARCEL_WITH_NUMBER, NOT_SELLER_SHIPPED, ORDER_NOT_YOURS, TRACK_WRONG),
    webhooks=(1,),
    differs="The list of action codes is ours; a failed_reason is taken as it is, and the control API shows it with "
    "the proof and the tracking address. Loss and failed delivery are noted and cancel nothing.",
)
def tracking_status_update(call: Call, body: TrackingStatusUpdateRequest) -> TrackingStatusUpdateResponseData:
    """Note up to 50 scans of one order's parcels that the seller carries; each is answered for itself.

    US and BR only, elsewhere 36009004. Collection and delivery move the package.
    """
    code, shop_id = call.shop.region, call.shop.shop_id
    if not rules_of(call.shop).takes_reported_scans:
        raise INVALID(reason=f"shops in {code} report no scans.")
    if body.country not in {code, "UK" if code == "GB" else code}:
        raise INVALID(reason=f"Country must be {code}, the order's.")
    if call.tx[Orders].get(shop_id, body.order_id) is None:
        raise ORDER_NOT_YOURS(order_id=body.order_id[:40])
    return {"track_results": [_result(call, body, track) for track in body.tracks]}


def _result(
    call: Call, body: TrackingStatusUpdateRequest, request_track: TrackingStatusUpdateRequestTrack
) -> TrackingStatusUpdateResponseDataTrackResult:
    track_result: TrackingStatusUpdateResponseDataTrackResult = {
        "action_code": request_track.action_code,
        "occur_time": request_track.occur_time,
        "description": request_track.description,
        "tracking_no": request_track.tracking_no,
        "code": 0,
        "message": "Success",
    }
    where = request_track.location
    report = Report(
        tracking_number=request_track.tracking_no,
        provider_id=body.provider_id,
        action_code=request_track.action_code,
        at=request_track.occur_time,
        description=request_track.description,
        location=", ".join(filter(None, (where.city, where.state, where.zip_code, where.country))) if where else "",
        failed_reason=request_track.failed_reason or "",
        proof_url=request_track.proof_url or "",
        tracking_url=body.external_tracking_url or "",
    )
    try:
        with call.tx.attempt():
            report_scan(call.tx, call.shop, body.order_id, report)
    except ApiError as error:
        track_result["code"], track_result["message"] = error.code, error.message
    return track_result
