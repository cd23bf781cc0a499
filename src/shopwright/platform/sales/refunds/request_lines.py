"""Which units of an order a call names: by line item, by SKU, or none, which means all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shopwright.platform.sales.cancellations.cancellation import lines_left
from shopwright.platform.sales.cancellations.errors import TOO_MANY_TO_CANCEL
from shopwright.platform.sales.orders.order import Line, Order
from shopwright.platform.sales.orders.states import LineStatus
from shopwright.platform.sales.returns.errors import RETURN_PARAMETER_WRONG

if TYPE_CHECKING:
    from shopwright.contract.types.requests_return_refund import (
        CalculateRefundRequest,
        CancelOrderRequest,
        CreateReturnRequest,
        OrderLineList,
        RefundSku,
    )

_WAY = list(LineStatus)


def named_lines(
    order: Order, body: CancelOrderRequest | CalculateRefundRequest | CreateReturnRequest
) -> list[Line] | None:
    """The lines that a body names, each once; ``None`` when it names none. Line items go before SKUs.

    25001001 for one that is not in the order, 25005011 for more units of a SKU than are left.
    """
    if body.order_line_item_ids and body.order_line_list:
        raise RETURN_PARAMETER_WRONG(reason="give order_line_item_ids or order_line_list, not both.")
    ids = body.order_line_item_ids or _ids(body.order_line_list or ())
    if ids:
        return [_line(order, line_id) for line_id in dict.fromkeys(ids)]
    return _of_skus(order, body.skus) if body.skus else None


def _ids(lines: Sequence[OrderLineList]) -> list[str]:
    order_line_item_ids = [line.order_line_item_id for line in lines if line.order_line_item_id]
    if len(order_line_item_ids) < len(lines):
        raise RETURN_PARAMETER_WRONG(reason="each entry of order_line_list needs its order_line_item_id.")
    return order_line_item_ids


def _line(order: Order, line_id: str) -> Line:
    line = order.line(line_id)
    if line is None:
        raise RETURN_PARAMETER_WRONG(reason=f"the order {order.order_id} has no line item {line_id[:40]}.")
    return line


def _of_skus(order: Order, skus: Sequence[RefundSku]) -> list[Line]:
    """So many units of each SKU, first those that nobody asked for and that have come the least far."""
    free = [line for line in lines_left(order) if line.claim not in order.claims]
    free.sort(key=lambda line: _WAY.index(line.status))
    lines: list[Line] = []
    for sku in skus:
        if sku.quantity < 1:
            raise RETURN_PARAMETER_WRONG(reason="the quantity of a SKU must be at least 1.")
        if all(item.sku_id != sku.sku_id for item in order.items):
            raise RETURN_PARAMETER_WRONG(reason=f"the order {order.order_id} has no SKU {sku.sku_id[:40]}.")
        mine = [line for line in free if order.item_of(line).sku_id == sku.sku_id][: sku.quantity]
        if len(mine) < sku.quantity:
            raise TOO_MANY_TO_CANCEL(order_id=order.order_id, sku_id=sku.sku_id, quantity=sku.quantity)
        lines += mine
        taken = {line.id for line in mine}
        free = [line for line in free if line.id not in taken]
    return lines
