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
    for one in body.orders:
        try:
            call.tx[ExternalOrders].put(_reference(call, one))
        except ApiError as error:
            named = one.external_order
            errors.append(
                {
                    "code": str(error.code),
                    "message": error.message,
                    "detail": {
                        "order_id": one.id,
                        "external_order": {"id": named.id, "platform": named.platform},
                    },
                }
            )
    return {"errors": errors}


def _reference(call: Call, one: AddExternalOrderReferencesRequestOrder) -> ExternalOrder:
    order = call.tx[Orders].get(call.shop.shop_id, one.id)
    if order is None:
        raise ORDER_NOT_YOURS(order_id=one.id[:40])
    named = one.external_order
    for line in named.line_items:
        if order.line(line.origin_id) is None:
            raise LINE_NOT_IN_ORDER(line_id=line.origin_id[:40], order_id=order.order_id)
    lines = [ExternalLine(line.id, line.origin_id) for line in named.line_items]
    return ExternalOrder(call.shop.shop_id, named.platform, named.id, order.order_id, lines)


@operation("getExternalOrderReferences", raises=(ORDER_NOT_YOURS,))
def get_external_order_references(call: Call) -> GetExternalOrderReferencesResponseData:
    """The references of one order, those of one other system where ``platform`` names it."""
    order, platform = named_order(call), call.text("platform")
    found = call.tx[ExternalOrders].of_order(call.shop.shop_id, order.order_id)
    return {"external_orders": [_reference_reply(one) for one in found if platform in (None, one.platform)]}


@operation("searchOrdersByExternalOrderReference")
def search_orders_by_external_order_reference(call: Call, _: Empty) -> SearchOrdersByExternalOrderReferenceResponseData:
    """The orders that another system knows by an id; none where nobody noted it."""
    platform, external_id = call.text("platform") or "", call.text("external_order_id") or ""
    found = call.tx[ExternalOrders].named(call.shop.shop_id, platform, external_id)
    return {"orders": [{"id": one.order_id, "external_order": _reference_reply(one)} for one in found]}


def _reference_reply(one: ExternalOrder) -> ShownReference:
    return {
        "id": one.external_id,
        "platform": one.platform,
        "line_items": [{"id": line.id, "origin_id": line.origin_id} for line in one.lines],
    }
