"""updateTheBlindBoxOpeningResults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.catalogue.store import Products
from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.sales.orders.errors import LINE_NOT_IN_ORDER, ORDER_NOT_YOURS, ORDER_STATE_FORBIDS
from shopwright.platform.sales.orders.order import Line, Order, Unboxed
from shopwright.platform.sales.orders.order_change import change_order
from shopwright.platform.sales.orders.states import LineStatus
from shopwright.wire.gateway_codes import INVALID
from shopwright.wire.message_keywords import FIELD_MISSING

if TYPE_CHECKING:
    from shopwright.contract.types.requests_order import UpdateTheBlindBoxOpeningResultsRequest

#: How many things one blind box may hold (invented).
_MOST_INSIDE = 100


@operation(
    "updateTheBlindBoxOpeningResults",
    raises=(LINE_NOT_IN_ORDER, ORDER_NOT_YOURS, ORDER_STATE_FORBIDS),
    differs="Results may be replaced until the line is shipped, and stock stays that of the box. The documentation "
    "names no error codes; ours are those of other operations on orders.",
)
def update_the_blind_box_opening_results(call: Call, body: UpdateTheBlindBoxOpeningResultsRequest) -> dict[str, object]:
    """Tell what was in the blind boxes of an order: all lines of the request, or none."""
    if not body.main_order_id:
        raise FIELD_MISSING(field="MainOrderId")
    change = change_order(call.tx, call.shop, body.main_order_id)
    results = _results(call, body)
    for line_id, unboxed in results.items():
        _opened(change.order, line_id).unboxed = unboxed
    return {}


def _results(call: Call, body: UpdateTheBlindBoxOpeningResultsRequest) -> dict[str, list[Unboxed]]:
    """By line what was in its box."""
    results: dict[str, list[Unboxed]] = {}
    for single in body.blind_box_results or ():
        opened = _unboxed(
            call, single.blind_result_product_id, single.blind_result_sku_id, single.blind_open_time, "NORMAL"
        )
        _add(results, single.order_line_id, [opened])
    for batch in body.blind_batch_box_results or ():
        inside = [
            _unboxed(
                call,
                result.blind_result_product_id,
                result.blind_result_sku_id,
                result.blind_open_time,
                result.product_type or "NORMAL",
            )
            for result in batch.blind_box_order_line_list or ()
        ]
        _add(results, batch.order_line_id, inside)
    if not results:
        raise FIELD_MISSING(field="BlindBoxResults")
    return results


def _add(results: dict[str, list[Unboxed]], line_id: str | None, inside: list[Unboxed]) -> None:
    if not line_id:
        raise FIELD_MISSING(field="OrderLineId")
    if line_id in results or not 1 <= len(inside) <= _MOST_INSIDE:
        raise INVALID(reason=f"each line is named once, with 1 to {_MOST_INSIDE} results.")
    results[line_id] = inside


def _unboxed(call: Call, product_id: str | None, sku_id: str | None, opened_at: int | None, kind: str) -> Unboxed:
    if not product_id or not sku_id or opened_at is None:
        raise FIELD_MISSING(field="BlindResultProductId, BlindResultSkuId and BlindOpenTime")
    if call.tx[Products].owners(call.shop.shop_id, [sku_id]).get(sku_id) != product_id:
        raise INVALID(reason="BlindResultSkuId is no SKU of that product in this shop.")
    if not 0 < opened_at <= call.tx.now_ms():
        raise INVALID(reason="BlindOpenTime is a time in milliseconds that has passed.")
    return Unboxed(product_id, sku_id, opened_at, kind)


def _opened(order: Order, line_id: str) -> Line:
    """A line that is a blind box and that nobody has shipped."""
    line = order.line(line_id)
    if line is None:
        raise LINE_NOT_IN_ORDER(line_id=line_id[:40], order_id=order.order_id)
    if not order.item_of(line).is_blind_box:
        raise INVALID(reason="OrderLineId is no blind box.")
    if line.status is not LineStatus.AWAITING_SHIPMENT:
        raise ORDER_STATE_FORBIDS(act="open a blind box of", order_id=order.order_id, status=str(order.status))
    return line
