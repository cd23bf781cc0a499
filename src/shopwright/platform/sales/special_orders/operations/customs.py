"""getOrderCustomsRequirements, submitCustomsClearanceInformation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.catalogue.store import Products
from shopwright.platform.core.call import Call
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.registry import operation
from shopwright.platform.database.transaction import Tx
from shopwright.platform.sales.orders.errors import LINE_NOT_IN_ORDER, ORDER_NOT_YOURS, ORDER_STATE_FORBIDS
from shopwright.platform.sales.orders.order import Declared, Line, Order
from shopwright.platform.sales.orders.order_change import change_order
from shopwright.platform.sales.orders.special_lines import customs_lines
from shopwright.platform.sales.orders.states import LineStatus
from shopwright.platform.sales.orders.store import Orders
from shopwright.wire.gateway_codes import INVALID
from shopwright.wire.message_keywords import FIELD_MISSING

if TYPE_CHECKING:
    from shopwright.contract.types.replies_fulfillment import (
        GetOrderCustomsRequirementsResponseData,
        GetOrderCustomsRequirementsResponseDataOrderClearanceList,
        GetOrderCustomsRequirementsResponseDataOrderClearanceListItemList,
    )
    from shopwright.contract.types.requests_fulfillment import (
        GetOrderCustomsRequirementsRequest,
        SubmitCustomsClearanceInformationRequest,
        SubmitCustomsClearanceInformationRequestOrderListItemList,
        SubmitCustomsClearanceInformationRequestOrderListItemListItemDetail,
    )

#: How many orders a call may name.
_MOST_ORDERS = 100
#: What biz_type and shipment_type stand for (invented).
_BIZ_TYPES = {False: 0, True: 1}
_SHIPMENT_TYPES = {"TIKTOK": 1, "SELLER": 2}


@operation(
    "getOrderCustomsRequirements",
    differs="biz_type is 1 for orders of cross-border shops, else 0; shipment_type 1 where TikTok ships, else 2. "
    "Orders that are not the seller's are left out.",
)
def get_order_customs_requirements(
    call: Call, body: GetOrderCustomsRequirementsRequest
) -> GetOrderCustomsRequirementsResponseData:
    """Which orders need customs to be told what their blind boxes and live listings hold, and whether they are."""
    if not 1 <= len(body.order_ids) <= _MOST_ORDERS:
        raise INVALID(reason=f"OrderIds must name 1 to {_MOST_ORDERS} orders.")
    orders = [_order(call, order_id)[1] for order_id in dict.fromkeys(body.order_ids)]
    return {"order_clearance_list": [_requirements(order) for order in orders if order is not None]}


def _order(call: Call, order_id: str) -> tuple[Shop | None, Order | None]:
    """An order of the seller's, in any of its shops."""
    shop_id = call.tx[Orders].shop_of(order_id)
    shop = call.tx[Accounts].shop(shop_id) if shop_id else None
    if shop is None or shop.account_id != call.account.account_id:
        return None, None
    return shop, call.tx[Orders].get(shop.shop_id, order_id)


def _requirements(order: Order) -> GetOrderCustomsRequirementsResponseDataOrderClearanceList:
    lines = customs_lines(order)
    return {
        "order_id": order.order_id,
        "need_fill_clearance": bool(lines),
        "already_filled_clearance": bool(lines) and all(line.declared for line in lines),
        "target_country": order.region,
        "biz_type": _BIZ_TYPES[order.is_cross_border],
        "shipment_type": _SHIPMENT_TYPES[order.shipping_type],
        "item_list": [_row(order, line) for line in lines],
    }


def _row(order: Order, line: Line) -> GetOrderCustomsRequirementsResponseDataOrderClearanceListItemList:
    item = order.item_of(line)
    return {
        "order_line_id": line.id,
        "product_id": item.product_id,
        "sku_id": item.sku_id,
        "is_virtual_unboxing": item.is_blind_box,
        "is_temporary_listing": item.is_temporary,
        "related_item_detail": [
            {
                "product_id": declared.product_id,
                "sku_id": declared.sku_id,
                "qty": declared.quantity,
                "price_percent": declared.price_percent,
            }
            for declared in line.declared
        ],
    }


@operation(
    "submitCustomsClearanceInformation",
    raises=(LINE_NOT_IN_ORDER, ORDER_NOT_YOURS, ORDER_STATE_FORBIDS),
    differs="All orders of a call are taken, or none; what was told may be replaced until the line is shipped. The "
    "documentation names no error codes; ours are those of other operations on orders.",
)
def submit_customs_clearance_information(
    call: Call, body: SubmitCustomsClearanceInformationRequest
) -> dict[str, object]:
    """Tell customs what lines really hold, and which part of the price each thing is."""
    if not body.order_list:
        raise FIELD_MISSING(field="OrderList")
    for told in sorted(body.order_list, key=lambda told: told.order_id):
        shop, order = _order(call, told.order_id)
        if shop is None or order is None:
            raise ORDER_NOT_YOURS(order_id=told.order_id[:40])
        change = change_order(call.tx, shop, told.order_id)
        if not told.item_list:
            raise FIELD_MISSING(field="ItemList")
        for item in told.item_list:
            line = _line(change.order, item)
            line.declared = _declared(call.tx, shop, item.item_detail or ())
    return {}


def _line(order: Order, item: SubmitCustomsClearanceInformationRequestOrderListItemList) -> Line:
    """A line that customs are to be told of, and that nobody has shipped."""
    line = order.line(item.order_line_id or "")
    if line is None or order.item_of(line).sku_id != item.sku_id:
        raise LINE_NOT_IN_ORDER(line_id=(item.order_line_id or "")[:40], order_id=order.order_id)
    if line not in customs_lines(order):
        raise ORDER_STATE_FORBIDS(act="declare", order_id=order.order_id, status="without need of customs information")
    if line.status not in {LineStatus.UNPAID, LineStatus.AWAITING_SHIPMENT}:
        raise ORDER_STATE_FORBIDS(act="declare", order_id=order.order_id, status=str(order.status))
    return line


def _declared(
    tx: Tx, shop: Shop, details: Sequence[SubmitCustomsClearanceInformationRequestOrderListItemListItemDetail]
) -> list[Declared]:
    owners = tx[Products].owners(shop.shop_id, [detail.sku_id for detail in details])
    if any(detail.sku_id not in owners for detail in details):
        raise INVALID(reason="ItemDetail names a SKU that is not of this shop.")
    shares = [detail.price_percent for detail in details]
    if any(share < 1 for share in shares) or sum(shares) != 100:
        raise INVALID(reason="the PricePercent of a line's items make up 100, and each is at least 1.")
    return [Declared(owners[detail.sku_id], detail.sku_id, detail.qty, detail.price_percent) for detail in details]
