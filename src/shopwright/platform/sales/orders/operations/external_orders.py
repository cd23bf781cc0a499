"""addExternalOrderReferences, getExternalOrderReferences, searchOrdersByExternalOrderReference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.sales.orders.errors import LINE_NOT_IN_ORDER, ORDER_NOT_YOURS
from shopwright.platform.sales.orders.external_store import ExternalLine, ExternalOrder, ExternalOrders
from shopwright.platform.sales.orders.store import Orders
from shopwright.wire.errors import ApiError

from .get_order_detail import named_order

if TYPE_CHECKING:
    from shopwright.contract.types.replies_order import (
        AddExternalOrderReferencesResponseData,
        AddExternalOrderReferencesResponseDataError,
        GetExternalOrderReferencesResponseData,
        SearchOrdersByExternalOrderReferenceResponseData,
    )
    from shopwright.contract.types.replies_order import ExternalOrder as ShownReference
    from shopwright.contract.types.requests_order import (
        AddExternalOrderReferencesRequest,
        AddExternalOrderReferencesRequestOrder,
        Empty,
    )


@operation(
    "addExternalOrderReferences",
    raises=(LINE_NOT_IN_ORDER, ORDER_NOT_YOURS),
    differs="The documentation names no error codes; ours are those of other operations on orders.",
)
def add_external_order_references(
    call: Call, body: AddExternalOrderReferencesRequest
) -> AddExternalOrderReferencesResponseData:
    """Note by which ids other systems know up to 100 orders. A second note with the same keys replaces the first."""
    errors: list[AddExternalOrderReferencesResponseDataError] = []
    for order in body.orders:
        try:
            call.tx[ExternalOrders].put(_reference(call, order))
        except ApiError as error:
            external_order = order.external_order
            errors.append(
                {
                    "code": str(error.code),
                    "message": error.message,
                    "detail": {
                        "order_id": order.id,
                        "external_order": {"id": external_order.id, "platform": external_order.platform},
                    },
                }
            )
    return {"errors": errors}


def _reference(call: Call, request_order: AddExternalOrderReferencesRequestOrder) -> ExternalOrder:
    order = call.tx[Orders].get(call.shop.shop_id, request_order.id)
    if order is None:
        raise ORDER_NOT_YOURS(order_id=request_order.id[:40])
    external_order = request_order.external_order
    for line in external_order.line_items:
        if order.line(line.origin_id) is None:
            raise LINE_NOT_IN_ORDER(line_id=line.origin_id[:40], order_id=order.order_id)
    lines = [ExternalLine(line.id, line.origin_id) for line in external_order.line_items]
    return ExternalOrder(call.shop.shop_id, external_order.platform, external_order.id, order.order_id, lines)


@operation("getExternalOrderReferences", raises=(ORDER_NOT_YOURS,))
def get_external_order_references(call: Call) -> GetExternalOrderReferencesResponseData:
    """The references of one order, those of one other system where ``platform`` names it."""
    order, platform = named_order(call), call.text("platform")
    external_orders = call.tx[ExternalOrders].of_order(call.shop.shop_id, order.order_id)
    return {
        "external_orders": [
            _reference_reply(external_order)
            for external_order in external_orders
            if platform in (None, external_order.platform)
        ]
    }


@operation("searchOrdersByExternalOrderReference")
def search_orders_by_external_order_reference(call: Call, _: Empty) -> SearchOrdersByExternalOrderReferenceResponseData:
    """The orders that another system knows by an id; none where nobody noted it."""
    platform, external_id = call.text("platform") or "", call.text("external_order_id") or ""
    external_orders = call.tx[ExternalOrders].by_external_id(call.shop.shop_id, platform, external_id)
    return {
        "orders": [
            {"id": external_order.order_id, "external_order": _reference_reply(external_order)}
            for external_order in external_orders
        ]
    }


def _reference_reply(external_order: ExternalOrder) -> ShownReference:
    return {
        "id": external_order.external_id,
        "platform": external_order.platform,
        "line_items": [{"id": line.id, "origin_id": line.origin_id} for line in external_order.lines],
    }
