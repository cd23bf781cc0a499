"""getOrderDetail, and how the orders of a reply get their pictures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

import msgspec

from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.sales.orders.errors import ORDER_NOT_YOURS
from shopwright.platform.sales.orders.order import Order
from shopwright.platform.sales.orders.presenter import MEDIA
from shopwright.platform.sales.orders.store import Orders
from shopwright.wire.gateway_codes import INVALID

if TYPE_CHECKING:
    from shopwright.contract.types.replies_order import GetOrderDetailResponseData

#: How many orders one call may name.
MAX_ORDERS = 50


@operation(
    "getOrderDetail",
    differs="buyer_avatar and subscriptions are absent. A line of an order on hold is shown as AWAITING_SHIPMENT.",
)
def get_order_detail(call: Call) -> GetOrderDetailResponseData:
    """Up to 50 orders by id, in the order asked for; unknown and foreign ids are left out."""
    ids = cast("list[str]", call.query["ids"])
    wanted = list(dict.fromkeys(order_id.strip() for order_id in ids if order_id.strip()))
    if not 1 <= len(wanted) <= MAX_ORDERS:
        raise INVALID(reason=f"Ids must name 1 to {MAX_ORDERS} orders.")
    seen = call.tx[Orders].seen(call.shop.shop_id, wanted)
    return cast(
        "GetOrderDetailResponseData",
        {"orders": with_picture_urls(call, (seen[order_id] for order_id in wanted if order_id in seen))},
    )


def with_picture_urls(call: Call, orders: Iterable[bytes]) -> list[msgspec.Raw]:
    """Stored orders with the addresses at which this platform shows their pictures."""
    kept, here = f'"{MEDIA}'.encode(), f'"{call.services.media_url("")}'.encode()
    return [msgspec.Raw(order.replace(kept, here)) for order in orders]


def named_order(call: Call) -> Order:
    """The order of the path; 21008111 when the shop has none of that id."""
    order_id = call.path["order_id"]
    order = call.tx[Orders].get(call.shop.shop_id, order_id)
    if order is None:
        raise ORDER_NOT_YOURS(order_id=order_id[:40])
    return order
