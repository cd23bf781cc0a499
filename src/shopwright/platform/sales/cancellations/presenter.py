"""Cancellations as searchCancellations shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.core.call import Call
from shopwright.platform.core.money import text
from shopwright.platform.market.reasons import find_reason
from shopwright.platform.market.regions import Region, region
from shopwright.platform.sales.orders.refund import Refund
from shopwright.platform.sales.product_image import shown_image
from shopwright.platform.sales.refunds.amounts import sum_of

from .cancellation import Cancellation, CancelledLine

if TYPE_CHECKING:
    from shopwright.contract.types.replies_return_refund import (
        RefundAmount,
        SearchCancellationsResponseDataCancellation,
        SearchCancellationsResponseDataCancellationCancelLineItem,
    )


def shown_cancellation(call: Call, case: Cancellation) -> SearchCancellationsResponseDataCancellation:
    """A cancellation with its money and its lines."""
    market, reason = region(call.shop.region), find_reason(case.reason)
    cancellation: SearchCancellationsResponseDataCancellation = {
        "cancel_id": case.cancel_id,
        "order_id": case.order_id,
        "cancel_type": case.type,
        "cancel_status": str(case.status),
        "role": case.role,
        "cancel_reason": case.reason,
        "cancel_reason_text": reason.text if reason else "",
        "create_time": case.created_at // 1000,
        "update_time": case.updated_at // 1000,
        "refund_amount": _amounts(sum_of(line.refund for line in case.lines), market),
        "cancel_line_items": [_line(call, line, market) for line in case.lines],
        "should_replenish_stock": case.is_restocked,
    }
    if case.is_open:
        action = "SELLER_RESPOND_BUYER_CANCEL"
        cancellation["seller_next_action_response"] = [{"action": action, "deadline": case.deadline // 1000}]
    return cancellation


def _line(
    call: Call, cancelled_line: CancelledLine, market: Region
) -> SearchCancellationsResponseDataCancellationCancelLineItem:
    item = cancelled_line.item
    line_item: SearchCancellationsResponseDataCancellationCancelLineItem = {
        "cancel_line_item_id": cancelled_line.id,
        "order_line_item_id": cancelled_line.line_id,
        "sku_id": item.sku_id,
        "sku_name": item.sku_name,
        "product_name": item.product_name,
        "seller_sku": item.seller_sku,
        "refund_amount": _amounts(cancelled_line.refund, market),
    }
    if item.image:
        line_item["product_image"] = shown_image(call, item.image)
    return line_item


def _amounts(refund: Refund, market: Region) -> RefundAmount:
    """Money that goes back, and all that it is made of."""
    decimals = market.currency_decimals
    return {
        "currency": market.currency,
        "refund_total": text(refund.total, decimals),
        "refund_subtotal": text(refund.subtotal, decimals),
        "refund_shipping_fee": text(refund.shipping_fee, decimals),
        "refund_tax": text(refund.tax, decimals),
        "retail_delivery_fee": text(refund.retail_delivery_fee, decimals),
        "buyer_service_fee": text(refund.buyer_service_fee, decimals),
    }
