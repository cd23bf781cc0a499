"""searchPODCustomizationDetails, getPODCustomizationDetails: what buyers have printed on their goods."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.sales.orders.errors import ORDER_NOT_YOURS
from shopwright.platform.sales.orders.order import Line
from shopwright.platform.sales.orders.store import Orders

if TYPE_CHECKING:
    from shopwright.contract.types.replies_fulfillment import GetPODCustomizationDetailsResponseData
    from shopwright.contract.types.replies_order import SearchPODCustomizationDetailsResponseData
    from shopwright.contract.types.requests_fulfillment import PODCustomizationDetailsRequest as FulfillmentRequest
    from shopwright.contract.types.requests_order import PODCustomizationDetailsRequest

#: The status of a reply in which each line that was asked for is there, and of one in which some is not (invented).
_ALL, _SOME = 0, 1

_DIFFERS = "status_code is 0 where every line was found, else 1. The details are the JSON that the order brought."


@operation("searchPODCustomizationDetails", raises=(ORDER_NOT_YOURS,), differs=_DIFFERS)
def search_pod_customization_details(
    call: Call, body: PODCustomizationDetailsRequest
) -> SearchPODCustomizationDetailsResponseData:
    """What is printed on lines of an order; those whose ids do not go together are left out."""
    lines = list(_customized(call, body))
    return {
        "pod_details": [{"order_line_id": line.id, "pod_detail": line.customization} for line in lines],
        "status_code": _status(lines, body),
    }


@operation("getPODCustomizationDetails", raises=(ORDER_NOT_YOURS,), differs=_DIFFERS)
def get_pod_customization_details(call: Call, body: FulfillmentRequest) -> GetPODCustomizationDetailsResponseData:
    """The same for who prints the goods."""
    lines = list(_customized(call, body))
    return {
        "pod_details": [{"order_line_id": line.id, "pod_info_json": line.customization} for line in lines],
        "status_code": _status(lines, body),
    }


def _status(lines: list[Line], body: PODCustomizationDetailsRequest | FulfillmentRequest) -> int:
    return _ALL if len(lines) == len(body.query_order_lines) else _SOME


def _customized(call: Call, body: PODCustomizationDetailsRequest | FulfillmentRequest) -> Iterator[Line]:
    order = call.tx[Orders].get(call.shop.shop_id, body.main_order_id)
    if order is None:
        raise ORDER_NOT_YOURS(order_id=body.main_order_id[:40])
    for asked in body.query_order_lines:
        line = order.line(asked.order_line_id)
        if line is None or not line.pod_data_id:
            continue
        item = order.item_of(line)
        known = (item.product_id, item.sku_id, line.pod_data_id)
        if known == (asked.product_id, asked.sku_id, asked.pod_order_data_id):
            yield line
