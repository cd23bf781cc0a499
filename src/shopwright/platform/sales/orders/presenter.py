"""An order as getOrderList and getOrderDetail show it, but for what identifies the buyer.

It is written when the order changes. Images are named by ``media://`` and get the address of this platform when read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from shopwright.platform.core.money import ZERO, text
from shopwright.platform.logistics.delivery_options import carriers
from shopwright.platform.market.reasons import reason_text
from shopwright.platform.market.regions import Region, region
from shopwright.platform.market.trade_rules import Rules, Tax
from shopwright.platform.sales.packages.package import Package
from shopwright.platform.sales.packages.states import PackageStatus

from .order import Line, Order
from .pricing import LineMoney, included_tax
from .states import LineStatus, OrderStatus

if TYPE_CHECKING:
    from shopwright.contract.types.replies_order import (
        GetOrderDetailResponseDataOrder,
        GetOrderDetailResponseDataOrderLineItem,
        OrderPayment,
    )

#: How images are named in a stored order.
MEDIA = "media://"

#: Where the addresses lead under which sellers write to buyers.
_ALIAS_HOST = "chat.seller.tiktok.com"

_NO_PACKAGE = Package(
    package_id="",
    created_at=0,
    updated_at=0,
    contents=[],
    warehouse_id="",
    shipping_type="SELLER",
    delivery_option_id="",
    delivery_option_name="",
    delivery_type="",
)


def present(order: Order, packages: dict[str, Package], rules: Rules) -> GetOrderDetailResponseDataOrder:
    """The order with its lines, its money and its times."""
    carried = [package for package in packages.values() if package.provider_id]
    first = carried[0] if carried else _NO_PACKAGE
    reply: GetOrderDetailResponseDataOrder = {
        "id": order.order_id,
        "status": str(order.status),
        "order_type": order.order_type,
        "create_time": order.created_at // 1000,
        "update_time": order.updated_at // 1000,
        "user_id": order.buyer_id,
        "buyer_email": buyer_email(order),
        "buyer_message": order.buyer_message,
        "buyer_nickname": order.buyer_nickname,
        "seller_note": order.seller_note,
        "payment": present_payment(order, rules),
        "payment_method_name": order.payment_method,
        "line_items": _lines(order, packages, rules),
        "packages": [{"id": package_id} for package_id in order.package_ids],
        "shipping_provider": first.provider_name,
        "shipping_provider_id": first.provider_id,
        "tracking_number": first.tracking_number,
        "fulfillment_type": order.fulfillment_type,
        "shipping_type": "TIKTOK_DIGITAL" if order.is_virtual else order.shipping_type,
        "delivery_type": "HOME_DELIVERY",
        "delivery_option_id": order.delivery_option_id,
        "delivery_option_name": order.delivery_option_name,
        "warehouse_id": order.warehouse_id,
        "split_or_combine_tag": _tag(packages),
        "is_on_hold_order": order.held,
        "is_cod": order.is_cod,
        "is_sample_order": order.is_sample,
        "is_replacement_order": order.is_replacement,
        "is_buyer_request_cancel": order.is_cancel_requested,
        "has_updated_recipient_address": order.has_new_address,
        "is_subscription_order": False,
        "is_refundable_sample": False,
        "authentication_required": False,
        "commerce_platform": order.commerce_platform,
    }
    _add_times(reply, order)
    _add_market_fields(reply, order, rules, packages)
    return reply


def buyer_email(order: Order) -> str:
    """The alias under which TikTok lets a seller write to a buyer."""
    return alias_of(order.buyer_id)


def alias_of(buyer_id: str) -> str:
    """A buyer's alias."""
    return f"v{buyer_id}@{_ALIAS_HOST}"


def buyer_id_of(email: str) -> str:
    """Whom an alias leads to; empty for an address that is no alias of ours."""
    name, _, host = email.partition("@")
    return name[1:] if host == _ALIAS_HOST and name.startswith("v") and "\0" not in name else ""


def _add_times(reply: GetOrderDetailResponseDataOrder, order: Order) -> None:
    due = order.deadlines
    known = {
        "paid_time": order.paid_time,
        "rts_time": order.rts_time,
        "collection_time": order.collection_time,
        "delivery_time": order.delivery_time,
        "cancel_time": order.cancel_time,
        "request_cancel_time": order.request_cancel_time,
        "release_date": order.release_date,
        "rts_sla_time": due.shipping_sla,
        "tts_sla_time": due.collection_sla,
        "delivery_sla_time": due.delivery_sla,
        "shipping_due_time": due.shipping_due,
        "collection_due_time": due.collection_due,
        "delivery_due_time": due.delivery_due,
        "cancel_order_sla_time": due.shipping_due,
        "delivery_option_required_delivery_time": due.delivery_sla,
    }
    times = {name: value for name, value in known.items() if value}
    reply.update(cast("GetOrderDetailResponseDataOrder", times))


_PRIORITY = {
    "INSTANT": 100,
    "SAMEDAY": 300,
    "NEXTDAY": 400,
    "EXPRESS": 500,
    "STANDARD": 600,
    "ECONOMY": 700,
    "CARGO": 800,
}


def _add_market_fields(
    reply: GetOrderDetailResponseDataOrder, order: Order, rules: Rules, packages: dict[str, Package]
) -> None:
    """What only some markets or some orders have."""
    market = region(order.region)
    if market.market_group == "SEA":
        reply["fulfillment_priority_level"] = _PRIORITY.get(order.delivery_type, 600)
        if order.paid_time:
            reply["recommended_shipping_time"] = order.deadlines.shipping_sla
            reply["pick_up_cut_off_time"] = order.deadlines.shipping_sla
    if rules.has_fast_dispatch and order.paid_time:
        reply["fast_dispatch_sla_time"] = order.deadlines.shipping_sla
    if rules.has_exchanges:
        reply["is_exchange_order"] = order.is_exchange
    if order.source_order_id:
        name = "exchange_source_order_id" if order.is_exchange else "replaced_order_id"
        reply.update(cast("GetOrderDetailResponseDataOrder", {name: order.source_order_id}))
    if rules.needs_invoice:
        reply["need_upload_invoice"] = _invoice_state(order, packages)
    if order.status is OrderStatus.CANCELLED:
        reply["cancel_reason"] = reason_text(order.cancel_reason)
        reply["cancellation_initiator"] = order.cancel_user
    if order.handling is not None:
        kind = f"{order.handling.day_kind}_DAY"
        reply["handling_duration"] = {"days": str(order.handling.days), "type": kind}
    if order.combine_group:
        reply["auto_combine_group_id"] = order.combine_group


def _invoice_state(order: Order, packages: dict[str, Package]) -> str:
    if not order.is_fulfilled_by_seller or order.status in {OrderStatus.UNPAID, OrderStatus.CANCELLED}:
        return "NO_NEED"
    states = {package.invoice.status if package.invoice else "" for package in packages.values()}
    if states == {"SUCCESS"}:
        return "INVOICE_UPLOADED"
    return "INVOICE_PROCESSING" if states == {"PROCESSING"} else "NEED_INVOICE"


def _tag(packages: dict[str, Package]) -> str:
    tags = {package.tag for package in packages.values()}
    return "COMBINED" if "COMBINE" in tags else "SPLIT" if "SPLIT" in tags else ""


def present_payment(order: Order, rules: Rules) -> OrderPayment:
    """The order's money; every formula of docs/reference/money.md#order holds among these fields."""
    money, market = order.money, region(order.region)
    amounts = {
        "original_total_product_price": money.original_price,
        "seller_discount": money.seller_discount,
        "platform_discount": money.platform_discount,
        "payment_platform_discount": ZERO,
        "payment_discount_service_fee": ZERO,
        "sub_total": money.sale_price,
        "original_shipping_fee": money.shipping,
        "shipping_fee_seller_discount": money.shipping_seller_discount,
        "shipping_fee_platform_discount": money.shipping_platform_discount,
        "shipping_fee_cofunded_discount": money.shipping_cofunded_discount,
        "shipping_fee": money.shipping_fee,
        "product_tax": money.product_tax,
        "shipping_fee_tax": money.shipping_tax,
        "tax": money.tax,
        "total_amount": money.total,
        "small_order_fee": money.small_order_fee,
        "handling_fee": money.handling_fee + money.cod_fee,
    }
    optional = {
        "retail_delivery_fee": money.retail_delivery_fee,
        "buyer_service_fee": money.buyer_service_fee,
        "shipping_insurance_fee": money.shipping_insurance_fee,
        "item_insurance_fee": money.item_insurance_fee,
        "item_insurance_tax": ZERO,
        **dict.fromkeys(_DISTANCE_FEES, ZERO),
    }
    amounts |= {name: amount for name, amount in optional.items() if amount or name in rules.fee_fields}
    decimals = market.currency_decimals
    texts = {"currency": market.currency, **{name: text(amount, decimals) for name, amount in amounts.items()}}
    return cast("OrderPayment", texts)


#: Fees that nothing here makes: parcels cost the same wherever they go.
_DISTANCE_FEES = ("distance_shipping_fee", "distance_fee")

#: How a line of a package that has none yet is shown, by its state.
_WITHOUT_PACKAGE = {
    LineStatus.UNPAID: "",
    LineStatus.CANCELLED: str(PackageStatus.CANCELLED),
}


def _lines(order: Order, packages: dict[str, Package], rules: Rules) -> list[GetOrderDetailResponseDataOrderLineItem]:
    """Each unit; like ones, which follow each other, are written once and copied."""
    order_line_items: list[GetOrderDetailResponseDataOrderLineItem] = []
    last: Line | None = None
    for line in order.lines:
        if last is not None and _are_alike(line, last):
            copy = order_line_items[-1].copy()
            copy["id"] = line.id
            order_line_items.append(copy)
        else:
            order_line_items.append(_line(order, line, packages.get(line.package_id, _NO_PACKAGE), rules))
        last = line
    return order_line_items


def _are_alike(line: Line, other: Line) -> bool:
    """Whether two lines are shown alike but for their ids."""
    return (
        line.item == other.item
        and line.status is other.status
        and line.package_id == other.package_id
        and line.rts_time == other.rts_time
        and line.is_gift == other.is_gift
        and line.cancel_reason == other.cancel_reason
        and line.cancel_user == other.cancel_user
        and not line.pod_data_id
        and line.unboxed == other.unboxed
        and (line.money is other.money or line.money == other.money)
    )


def _line(order: Order, line: Line, package: Package, rules: Rules) -> GetOrderDetailResponseDataOrderLineItem:
    item, money, market = order.item_of(line), line.money, region(order.region)
    decimals = market.currency_decimals
    status = str(package.status) if package.package_id else _WITHOUT_PACKAGE.get(line.status, "TO_FULFILL")
    order_line_item: GetOrderDetailResponseDataOrderLineItem = {
        "id": line.id,
        "product_id": item.product_id,
        "product_name": item.product_name,
        "sku_id": item.sku_id,
        "sku_name": item.sku_name,
        "seller_sku": item.seller_sku,
        "sku_image": MEDIA + item.image if item.image else "",
        "sku_type": "NORMAL" if order.is_virtual else order.order_type,
        "display_status": str(line.status),
        "package_status": str(PackageStatus.CANCELLED) if line.status is LineStatus.CANCELLED else status,
        "currency": market.currency,
        "original_price": text(money.original_price, decimals),
        "sale_price": text(money.sale_price, decimals),
        "seller_discount": text(money.seller_discount, decimals),
        "platform_discount": text(money.platform_discount, decimals),
        "small_order_fee": text(money.small_order_fee, decimals),
        "is_gift": line.is_gift,
        "gift_retail_price": text(money.original_price, decimals) if line.is_gift else "0",
        "is_dangerous_good": item.is_dangerous,
        "needs_prescription": False,
        "is_pod_customized": bool(line.pod_data_id),
        "room_id": "",
    }
    if item.parts:
        order_line_item["combined_listing_skus"] = [
            {
                "sku_id": part.sku_id,
                "sku_count": part.count,
                "product_id": part.product_id,
                "seller_sku": part.seller_sku,
            }
            for part in item.parts
        ]
    _add_line_fields(order_line_item, order, line, package)
    _add_line_taxes(order_line_item, money, market, rules.tax)
    _add_line_fees(order_line_item, money, decimals, rules)
    return order_line_item


def _add_line_fields(
    order_line_item: GetOrderDetailResponseDataOrderLineItem, order: Order, line: Line, package: Package
) -> None:
    if package.package_id:
        order_line_item["package_id"] = package.package_id
        order_line_item["tracking_number"] = package.tracking_number
        order_line_item["shipping_provider_id"] = package.provider_id
        order_line_item["shipping_provider_name"] = package.provider_name
    if line.pod_data_id:
        order_line_item["pod_info_id"] = line.pod_data_id
    if order.item_of(line).is_temporary:
        order_line_item["product_listing_type"] = "TEMPORARY_LISTING"
    if order.region == "US" and order.item_of(line).is_blind_box:
        _add_unboxing(order_line_item, order, line)
    if order.order_type == "MADE_TO_ORDER" and order.item_of(line).handling_days:
        order_line_item["handling_duration_days"] = str(order.item_of(line).handling_days)
    if line.rts_time:
        order_line_item["rts_time"] = line.rts_time
    if line.cancel_reason:
        order_line_item["cancel_reason"] = reason_text(line.cancel_reason)
        order_line_item["cancel_user"] = line.cancel_user


def _add_unboxing(order_line_item: GetOrderDetailResponseDataOrderLineItem, order: Order, line: Line) -> None:
    """What was in a blind box, once the seller has told."""
    order_line_item["is_unboxing_item"] = True
    order_line_item["unboxing_sku_code"] = order.item_of(line).sku_id
    order_line_item["unboxing_case_list"] = [
        {"unbox_sku": unboxed.sku_id, "unbox_sku_type": "GIFT" if unboxed.kind == "GIFT" else "NORMAL"}
        for unboxed in line.unboxed
    ]


def _add_line_taxes(
    order_line_item: GetOrderDetailResponseDataOrderLineItem, money: LineMoney, market: Region, tax: Tax
) -> None:
    """The tax on top of the price, and in the EU how much of the shipping fee is VAT."""
    decimals, rate = market.currency_decimals, str(tax.rate)
    if money.product_tax:
        order_line_item["item_tax"] = [
            {"tax_type": tax.type, "tax_amount": text(money.product_tax, decimals), "tax_rate": rate}
        ]
    if market.in_eu:
        order_line_item["shipping_vat_amount"] = text(included_tax(tax, money.shipping_fee, decimals), decimals)
        order_line_item["shipping_vat_rate"] = rate


def _add_line_fees(
    order_line_item: GetOrderDetailResponseDataOrderLineItem, money: LineMoney, decimals: int, rules: Rules
) -> None:
    optional = {
        "pfand_fee": money.pfand,
        "retail_delivery_fee": money.retail_delivery_fee,
        "buyer_service_fee": money.buyer_service_fee,
        **dict.fromkeys(_DISTANCE_FEES, ZERO),
    }
    fees_to_show = {name: amount for name, amount in optional.items() if amount or name in rules.fee_fields}
    fees = {name: text(amount, decimals) for name, amount in fees_to_show.items()}
    order_line_item.update(cast("GetOrderDetailResponseDataOrderLineItem", fees))


def provider_name(code: str, provider_id: str) -> str:
    """The name of a market's carrier, "" for an unknown one."""
    return next((carrier.name for carrier in carriers(code) if carrier.id == provider_id), "")
