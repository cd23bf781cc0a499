"""submitRedemptionInformation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.sales.orders.errors import ORDER_NOT_YOURS, ORDER_ON_HOLD, ORDER_STATE_FORBIDS
from shopwright.platform.sales.orders.order import Redemption
from shopwright.platform.sales.orders.order_change import OrderChange, change_order
from shopwright.platform.sales.orders.states import LineStatus
from shopwright.platform.sales.packages.document_errors import REQUEST_PENDING
from shopwright.platform.sales.packages.package_change import change_package, new_package
from shopwright.platform.sales.packages.shipment import ship_parcel

if TYPE_CHECKING:
    from shopwright.contract.types.replies_fulfillment import (
        SubmitRedemptionInformationResponseData,
        SubmitRedemptionInformationResponseDataOrderStatus,
    )
    from shopwright.contract.types.requests_fulfillment import (
        SubmitRedemptionInformationRequest,
        SubmitRedemptionInformationRequestOrderInfoList,
    )

#: The status of a line that was taken, of one that the order has not, and of one that was redeemed already (invented).
_TAKEN, _UNKNOWN, _REPEATED = 0, 1, 2


@operation(
    "submitRedemptionInformation",
    raises=(ORDER_NOT_YOURS, ORDER_ON_HOLD, ORDER_STATE_FORBIDS, REQUEST_PENDING),
    webhooks=(1, 11, 71),
    differs="An order is delivered once all its lines are told of. A line's status_code is 0, 1 for a line that is not "
    "in the order and 2 for one that was told of before. Any redeem_type is taken.",
)
def submit_redemption_information(
    call: Call, body: SubmitRedemptionInformationRequest
) -> SubmitRedemptionInformationResponseData:
    """Tell the buyer of vouchers how to redeem them."""
    change = change_order(call.tx, call.shop, body.order_id)
    order = change.order
    if not order.is_virtual:
        raise ORDER_STATE_FORBIDS(act="redeem", order_id=order.order_id, status=f"of the type {order.order_type}")
    statuses: list[SubmitRedemptionInformationResponseDataOrderStatus] = [
        {"order_line_id": info.order_line_id, "status_code": _take(change, info)} for info in body.order_info_list
    ]
    if all(line.redemption is not None for line in order.active_lines):
        _deliver(change)
    return {"order_statuses": statuses}


def _take(change: OrderChange, info: SubmitRedemptionInformationRequestOrderInfoList) -> int:
    """Note how one line is redeemed; answers its status."""
    line = change.order.line(info.order_line_id)
    if line is None or not line.is_active:
        return _UNKNOWN
    if line.redemption is not None:
        return _REPEATED
    if line.status is not LineStatus.AWAITING_SHIPMENT:
        status = str(change.order.status)
        raise ORDER_STATE_FORBIDS(act="redeem", order_id=change.order.order_id, status=status)
    told = info.redeem_info
    line.redemption = Redemption(
        told.redeem_type, told.redeem_data or "", told.redeem_instruction_info or "", info.source_unique_id or ""
    )
    return _TAKEN


def _deliver(change: OrderChange) -> None:
    """Nothing travels: the buyer has it at once."""
    without_parcel = [line for line in change.order.unshipped_lines if not line.package_id]
    if without_parcel:
        new_package(change, without_parcel)
    for package_id in dict.fromkeys(line.package_id for line in change.order.unshipped_lines):
        parcel = change_package(change.tx, change.shop, package_id)
        ship_parcel(parcel)
        parcel.collect()
        parcel.deliver()
