"""Returns as searchReturns and the searches of aftersales requests and RMAs show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from shopwright.platform.core.call import Call
from shopwright.platform.core.money import text
from shopwright.platform.market.reasons import find_reason
from shopwright.platform.market.regions import Region, region
from shopwright.platform.market.trade_rules import trade_rules
from shopwright.platform.sales.orders.order import Line, Order
from shopwright.platform.sales.orders.pricing import LineMoney, total_of
from shopwright.platform.sales.orders.refund import Refund
from shopwright.platform.sales.orders.store import Orders
from shopwright.platform.sales.product_image import shown_image
from shopwright.platform.sales.refunds.amounts import refund_of

from .return_case import Return, ReturnedLine, next_action
from .return_parcel import return_address
from .states import ReturnType

if TYPE_CHECKING:
    from shopwright.contract.types.replies_return_refund import (
        ExchangeOrderLine,
        LineItem,
        PriceDetail,
        RefundAmount,
        ReturnLineItem,
        SearchReturnsResponseDataReturnOrder,
        SkuReturnRequest,
    )


def shown_refund(refund: Refund, market: Region) -> RefundAmount:
    """Money that goes back, and of what it is made."""
    decimals = market.currency_decimals
    refund_amount = cast("RefundAmount", _parts(refund, market))
    always = trade_rules(market.code).fee_fields
    if refund.retail_delivery_fee or "retail_delivery_fee" in always:
        refund_amount["retail_delivery_fee"] = text(refund.retail_delivery_fee, decimals)
    if refund.buyer_service_fee or "buyer_service_fee" in always:
        refund_amount["buyer_service_fee"] = text(refund.buyer_service_fee, decimals)
    return refund_amount


def _parts(refund: Refund, market: Region) -> PriceDetail:
    """An amount and the parts that are there in every market."""
    decimals = market.currency_decimals
    return {
        "currency": market.currency,
        "refund_total": text(refund.total, decimals),
        "refund_subtotal": text(refund.subtotal, decimals),
        "refund_shipping_fee": text(refund.shipping_fee, decimals),
        "refund_tax": text(refund.tax, decimals),
    }


def shown_return(call: Call, case: Return) -> SearchReturnsResponseDataReturnOrder:
    """A return of searchReturns."""
    market = region(call.shop.region)
    reply: dict[str, object] = {**_common(call, case, market)}
    reply["discount_amount"] = [{"currency": market.currency, **_discounts(case, market)}]
    reply["shipping_fee_amount"] = [
        {
            "currency": market.currency,
            "seller_paid_return_shipping_fee": _nothing(market),
            "platform_paid_return_shipping_fee": _nothing(market),
            "buyer_paid_return_shipping_fee": _nothing(market),
        }
    ]
    if case.type is ReturnType.REPLACEMENT:
        reply["can_buyer_keep_item"] = True
    if case.offer is not None:
        amount = text(case.offer.amount, market.currency_decimals)
        reply["partial_refund"] = {"currency": market.currency, "amount": amount}
    return cast("SearchReturnsResponseDataReturnOrder", reply)


def shown_sku_request(call: Call, case: Return) -> SkuReturnRequest:
    """A return of one SKU within an aftersales request."""
    market = region(call.shop.region)
    reply: dict[str, object] = {**_common(call, case, market)}
    reply["discount"] = _discounts(case, market)
    reply["shipping_fee"] = {
        "seller_paid_return_shipping_fee_amount": _nothing(market),
        "platform_paid_return_shipping_fee_amount": _nothing(market),
        "buyer_paid_return_shipping_fee_amount": _nothing(market),
    }
    if case.type is ReturnType.REPLACEMENT:
        reply["buyer_keep_item"] = True
    if case.offer is not None:
        amount = text(case.offer.amount, market.currency_decimals)
        reply["partial_refund_amount"] = {"currency": market.currency, "partial_refund_total": amount}
    new_order = call.tx[Orders].get(call.shop.shop_id, case.new_order_id) if case.new_order_id else None
    if new_order is not None:
        reply["reshipment_order_id"] = new_order.order_id
        reply["exchange_order_lines"] = [_new_line(call, new_order, line, market) for line in new_order.lines]
    return cast("SkuReturnRequest", reply)


def _new_line(call: Call, order: Order, line: Line, market: Region) -> ExchangeOrderLine:
    """A unit that is sent instead, and what the buyer paid for it."""
    item = order.item_of(line)
    new_line: ExchangeOrderLine = {
        "order_line_id": line.id,
        "sku_id": item.sku_id,
        "sku_name": item.sku_name,
        "product_name": item.product_name,
        "seller_sku_name": item.seller_sku,
        "price_detail": _parts(refund_of(line, with_shipping=True), market),
    }
    if item.image:
        new_line["product_image"] = shown_image(call, item.image)
    return new_line


def _common(call: Call, case: Return, market: Region) -> dict[str, object]:
    reason = find_reason(case.reason)
    reply: dict[str, object] = {
        "order_id": case.order_id,
        "return_id": case.return_id,
        "return_type": str(case.type),
        "return_status": str(case.status),
        "role": case.role,
        "return_reason": case.reason,
        "return_reason_text": reason.text if reason else "",
        "create_time": case.created_at // 1000,
        "update_time": case.updated_at // 1000,
        "return_line_items": [_line(call, line, market) for line in case.lines],
        "refund_amount": shown_refund(case.refund, market),
        "is_combined_return": False,
        "combined_return_id": "0",
        "is_quick_refund": False,
    }
    if case.arbitration is not None:
        reply["arbitration_status"] = case.arbitration
    action = next_action(case)
    if action and case.arbitration != "IN_PROGRESS":
        reply["seller_next_action_response"] = [{"action": action, "deadline": case.deadline // 1000}]
    if case.offer is not None:
        reply["seller_proposed_return_type"] = "PARTIAL_REFUND"
        reply["buyer_rejected_partial_refund"] = case.offer.is_refused
    if case.type is ReturnType.RETURN_AND_REFUND:
        reply |= _parcel(call, case)
    return reply


def _parcel(call: Call, case: Return) -> dict[str, object]:
    parcel = case.parcel
    reply: dict[str, object] = {
        "shipment_type": parcel.shipment_type,
        "return_method": parcel.shipped_by,
        "return_warehouse_address": {"full_address": return_address(call.tx, call.shop)},
    }
    if parcel.shipment_type == "PLATFORM":
        reply["handover_method"] = parcel.handover
    if parcel.document:
        reply["return_shipping_document_type"] = parcel.document
    if parcel.tracking_number:
        reply["return_tracking_number"] = parcel.tracking_number
        reply["return_provider_id"] = parcel.provider_id
        reply["return_provider_name"] = parcel.provider_name
    return reply


def _line(call: Call, returned_line: ReturnedLine, market: Region) -> ReturnLineItem:
    item = returned_line.item
    return_line_item: ReturnLineItem = {
        "return_line_item_id": returned_line.id,
        "order_line_item_id": returned_line.line_id,
        "sku_id": item.sku_id,
        "sku_name": item.sku_name,
        "product_name": item.product_name,
        "seller_sku": item.seller_sku,
        "refund_amount": shown_refund(returned_line.refund, market),
    }
    if item.image:
        return_line_item["product_image"] = shown_image(call, item.image)
    return return_line_item


def shown_line_items(cases: Sequence[Return]) -> list[LineItem]:
    """The units of some returns, by their ids."""
    return [
        {
            "return_line_item_id": line.id,
            "sku_id": line.item.sku_id,
            "main_order_id": case.order_id,
            "sku_return_request_id": case.return_id,
        }
        for case in cases
        for line in case.lines
    ]


def _discounts(case: Return, market: Region) -> dict[str, str]:
    """What seller and platform had taken off the prices of the units."""
    money = total_of([line.money for line in case.lines]) if case.lines else LineMoney()
    amounts = {
        "product_seller_discount": money.seller_discount,
        "product_platform_discount": money.platform_discount,
        "shipping_fee_seller_discount": money.shipping_seller_discount,
        "shipping_fee_platform_discount": money.shipping_platform_discount,
    }
    return {name: text(amount, market.currency_decimals) for name, amount in amounts.items()}


def _nothing(market: Region) -> str:
    return text(Refund().total, market.currency_decimals)
