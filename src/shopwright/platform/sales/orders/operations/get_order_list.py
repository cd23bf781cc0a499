"""getOrderList."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from shopwright.platform.core.call import Call
from shopwright.platform.core.paging_by_time import find_page_by_time, from_seconds
from shopwright.platform.core.registry import operation
from shopwright.platform.sales.orders.store import OrderFilter, Orders

from .get_order_detail import with_picture_urls

if TYPE_CHECKING:
    from shopwright.contract.types.replies_order import GetOrderListResponseData
    from shopwright.contract.types.requests_order import GetOrderListRequest


@operation("getOrderList", differs="As getOrderDetail. A change of the buyer's data alone does not sort an order anew.")
def get_order_list(call: Call, body: GetOrderListRequest) -> GetOrderListResponseData:
    """A page of the shop's orders by time of creation or change, the newest first."""
    page = find_page_by_time(call, call.tx[Orders], _filter(body), lambda last: (last.at, last.order_id))
    reply = {
        "orders": with_picture_urls(call, (row.text for row in page.rows)),
        "total_count": page.total,
        "next_page_token": page.next_token,
    }
    return cast("GetOrderListResponseData", reply)


def _filter(body: GetOrderListRequest) -> OrderFilter:
    return OrderFilter(
        status=body.order_status,
        buyer_id=body.buyer_user_id or None,
        shipping_type=body.shipping_type or None,
        cancel_requested=body.is_buyer_request_cancel,
        warehouse_ids=tuple(sorted(set(body.warehouse_ids or ()))),
        created_from=from_seconds(body.create_time_ge),
        created_before=from_seconds(body.create_time_lt),
        updated_from=from_seconds(body.update_time_ge),
        updated_before=from_seconds(body.update_time_lt),
    )
