"""getOrderPriceDetails."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, cast

from shopwright.platform.core.call import Call
from shopwright.platform.core.money import ZERO, text
from shopwright.platform.core.registry import operation
from shopwright.platform.market.regions import region
from shopwright.platform.market.trade_rules import Tax, rules_of
from shopwright.platform.sales.orders.errors import ORDER_NOT_YOURS
from shopwright.platform.sales.orders.pricing import LineMoney, included_tax

from .get_order_detail import named_order

if TYPE_CHECKING:
    from shopwright.contract.types.replies_order import GetOrderPriceDetailsResponseData


@operation(
    "getOrderPriceDetails",
    raises=(ORDER_NOT_YOURS,),
    differs="Vouchers are not told apart from other discounts, and no activity is named with a discount.",
)
def get_order_price_details(call: Call) -> GetOrderPriceDetailsResponseData:
    """What the buyer paid, of the whole order and of each line, which is one unit."""
    order = named_order(call)
    market, tax = region(order.region), rules_of(call.shop).tax
    decimals = market.currency_decimals
    nets = [_net_price(line.money, tax, decimals) for line in order.lines]
    whole = _details(order.money, sum(nets, ZERO), tax, decimals)
    lines = [
        {"id": line.id, "currency": market.currency, **_details(line.money, net, tax, decimals)}
        for line, net in zip(order.lines, nets, strict=True)
    ]
    details = {"currency": market.currency, **whole, "line_items": lines}
    return cast("GetOrderPriceDetailsResponseData", details)


def _net_price(money: LineMoney, tax: Tax, decimals: int) -> Decimal:
    """A unit's sale price without the tax in it. That tax is rounded for each unit, so an order's is a sum as well."""
    return money.sale_price - included_tax(tax, money.sale_price, decimals)


def _details(money: LineMoney, net_price: Decimal, tax: Tax, decimals: int) -> dict[str, str]:
    """The formulas of docs/reference/money.md#price-detail."""
    shipping_off = money.shipping_seller_discount + money.shipping_cofunded_discount
    amounts: dict[str, Decimal] = {
        "sku_list_price": money.original_price,
        "sku_sale_price": money.sale_price,
        "subtotal_deduction_seller": money.seller_discount,
        "subtotal_deduction_platform": money.platform_discount,
        "subtotal_tax_amount": money.product_tax,
        "subtotal": money.sale_price + money.product_tax,
        "shipping_list_price": money.shipping,
        "shipping_sale_price": money.shipping_fee,
        "shipping_fee_deduction_seller": shipping_off,
        "shipping_fee_deduction_platform": money.shipping_platform_discount,
        "tax_amount": money.tax,
        "total": money.original_price + money.shipping,
        "payment": money.sale_price + money.shipping_fee + money.tax + money.small_order_fee,
        "net_price_amount": net_price,
        "cod_fee": money.cod_fee,
    }
    texts = {name: text(amount, decimals) for name, amount in amounts.items()}
    return {**texts, "tax_rate": str(tax.rate)}
