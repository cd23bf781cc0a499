"""getOrderPriceDetails."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, cast

from shopwright.platform.core.call import Call
from shopwright.platform.core.money import ZERO, rounded, text
from shopwright.platform.core.registry import operation
from shopwright.platform.market.regions import region
from shopwright.platform.market.trade_rules import Rules, rules_of
from shopwright.platform.sales.orders.errors import ORDER_ID_WRONG, ORDER_NOT_YOURS
from shopwright.platform.sales.orders.order import Line
from shopwright.platform.sales.orders.pricing import included_tax

from .get_order_detail import named_order

if TYPE_CHECKING:
    from shopwright.contract.types.replies_order import GetOrderPriceDetailsPromotion, GetOrderPriceDetailsResponseData


@operation(
    "getOrderPriceDetails",
    raises=(ORDER_ID_WRONG, ORDER_NOT_YOURS),
    differs="Vouchers are coupons; none is for shipping. discount_type is the type of the activity.",
)
def get_order_price_details(call: Call) -> GetOrderPriceDetailsResponseData:
    """What the buyer paid, of the whole order and of each line, which is one unit."""
    order_id = call.path["order_id"]
    if not (order_id.isascii() and order_id.isdigit()):
        raise ORDER_ID_WRONG(order_id=order_id[:40])
    order = named_order(call)
    market, rules = region(order.region), rules_of(call.shop)
    decimals = market.currency_decimals
    rows = [_amounts(line, rules, decimals) for line in order.lines]
    whole = {name: sum((row[name] for row in rows), ZERO) for name in rows[0]}
    lines = [
        {
            "id": line.id,
            **_texts(row, market.currency, rules, decimals),
            "cod_fee_amount": text(row["cod_fee"], decimals),
            "seller_funded_product_promotions": _named(line, decimals, is_shipping=False),
            "seller_funded_shipping_promotions": _named(line, decimals, is_shipping=True),
        }
        for line, row in zip(order.lines, rows, strict=True)
    ]
    details = {
        **_texts(whole, market.currency, rules, decimals),
        "cod_fee_net_amount": text(whole["cod_fee"], decimals),
        "line_items": lines,
    }
    return cast("GetOrderPriceDetailsResponseData", details)


def _amounts(line: Line, rules: Rules, decimals: int) -> dict[str, Decimal]:
    """A line's amounts by the formulas of docs/reference/money.md#price-detail; an order's are their sums."""
    money, tax = line.money, rules.tax
    gift = money.original_price if line.is_gift else ZERO
    coupons = [taken for taken in line.promotions if taken.type == "COUPON"]
    added = rounded(gift * tax.rate, decimals) if tax.mode == "ADDED" else ZERO
    return {
        "sku_list_price": money.original_price,
        "sku_sale_price": money.sale_price,
        "subtotal_deduction_seller": money.seller_discount,
        "subtotal_deduction_platform": money.platform_discount,
        "subtotal_tax_amount": money.product_tax,
        "subtotal": money.sale_price + money.product_tax,
        "shipping_list_price": money.shipping,
        "shipping_sale_price": money.shipping_fee,
        "shipping_fee_deduction_seller": money.shipping_seller_discount + money.shipping_cofunded_discount,
        "shipping_fee_deduction_platform": money.shipping_platform_discount,
        "tax_amount": money.tax,
        "total": money.original_price + money.shipping,
        "payment": money.sale_price + money.shipping_fee + money.tax + money.small_order_fee,
        "net_price_amount": money.sale_price - included_tax(tax, money.sale_price, decimals),
        "cod_fee": money.cod_fee,
        "sku_gift_original_price": gift,
        "sku_gift_net_price": gift + added,
        "voucher_deduction_seller": sum((coupon.seller for coupon in coupons), ZERO),
        "voucher_deduction_platform": sum((coupon.platform for coupon in coupons), ZERO),
        "shipping_fee_deduction_platform_voucher": ZERO,
        **{name: ZERO for name in _DISTANCE_FEES if name in rules.fee_fields},
    }


_DISTANCE_FEES = ("distance_shipping_fee", "distance_fee")


def _named(line: Line, decimals: int, *, is_shipping: bool) -> list[GetOrderPriceDetailsPromotion]:
    """The activities that took something off at the seller's cost."""
    return [
        {
            "activity_id": taken.source_id,
            "discount_amount": text(taken.seller, decimals),
            "discount_type": taken.type,
        }
        for taken in line.promotions
        if taken.seller and taken.is_shipping is is_shipping and taken.type != "COUPON"
    ]


def _texts(amounts: dict[str, Decimal], currency: str, rules: Rules, decimals: int) -> dict[str, str]:
    texts = {name: text(amount, decimals) for name, amount in amounts.items()}
    return {"currency": currency, **texts, "tax_rate": str(rules.tax.rate)}
