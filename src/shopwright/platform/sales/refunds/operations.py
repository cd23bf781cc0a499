"""calculateRefund."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.core.call import Call
from shopwright.platform.core.money import text
from shopwright.platform.core.registry import operation
from shopwright.platform.market.reasons import find_reason
from shopwright.platform.market.regions import region
from shopwright.platform.sales.cancellations.errors import ORDER_UNKNOWN
from shopwright.platform.sales.orders.order import Line, Order
from shopwright.platform.sales.orders.refund import Refund
from shopwright.platform.sales.orders.store import Orders
from shopwright.platform.sales.returns.errors import RETURN_PARAMETER_WRONG
from shopwright.wire.errors import ApiError

from .amounts import sum_of
from .refundable import Refundable
from .request_lines import named_lines

if TYPE_CHECKING:
    from shopwright.contract.types.replies_return_refund import CalculateRefundResponseData
    from shopwright.contract.types.requests_return_refund import CalculateRefundRequest

#: What may stand in fields whose values the contract leaves open.
_CHOICES = {
    "request_type": ("CANCEL", "REFUND", "RETURN_AND_REFUND"),
    "shipment_type": ("PLATFORM", "BUYER_ARRANGE"),
    "handover_method": ("DROP_OFF", "PICKUP"),
}


@operation(
    "calculateRefund",
    raises=(RETURN_PARAMETER_WRONG, ORDER_UNKNOWN),
    differs="Sending goods back costs nobody anything, so the way of return shipping changes nothing. The fee for "
    "buyers' service, for which the reply has no field, is in refund_shipping_fee.",
)
def calculate_refund(call: Call, body: CalculateRefundRequest) -> CalculateRefundResponseData:
    """What would be refunded now for line items, all of the order's where none is named.

    Nothing is left of what was cancelled or refunded before, so estimate and refunds add up to what was paid.
    """
    order = call.tx[Orders].get(call.shop.shop_id, body.order_id)
    if order is None:
        raise ORDER_UNKNOWN(order_id=body.order_id[:40])
    _check_choices(body)
    if find_reason(body.reason_name) is None:
        raise RETURN_PARAMETER_WRONG(reason=f"there is no reason {body.reason_name[:80]}.")
    lines = [line for line in _lines(order, body) if line.is_active]
    refundable = Refundable(call.tx, call.shop, order)
    if body.request_type == "CANCEL":
        refund = sum_of(refundable.if_cancelled(line) for line in lines)
    else:
        refund = sum_of(refundable.if_returned(line, body.reason_name) for line in lines)
    return _refund_reply(refund, call.shop.region)


def _lines(order: Order, body: CalculateRefundRequest) -> list[Line]:
    try:
        return named_lines(order, body) or order.lines
    except ApiError as error:
        raise RETURN_PARAMETER_WRONG(reason=error.message) from error


def _check_choices(body: CalculateRefundRequest) -> None:
    choices = {
        "request_type": body.request_type,
        "shipment_type": body.shipment_type,
        "handover_method": body.handover_method,
    }
    for name, value in choices.items():
        if (value or name == "request_type") and value not in _CHOICES[name]:
            raise RETURN_PARAMETER_WRONG(reason=f"{name} must be one of [{', '.join(_CHOICES[name])}].")


def _refund_reply(refund: Refund, code: str) -> CalculateRefundResponseData:
    market = region(code)
    decimals = market.currency_decimals
    return {
        "order_refund_amount": {
            "currency": market.currency,
            "refund_total": text(refund.total, decimals),
            "refund_subtotal": text(refund.subtotal, decimals),
            "refund_shipping_fee": text(refund.shipping_fee + refund.buyer_service_fee, decimals),
            "refund_tax": text(refund.tax, decimals),
            "retail_delivery_fee": text(refund.retail_delivery_fee, decimals),
        }
    }
