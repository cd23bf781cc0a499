"""The money of an order, to the cent (docs/reference/money.md).

Every amount belongs to a line, which is one unit; what belongs to the whole order (shipping, fees) is shared among the
lines so that the shares add up to it exactly. An order's amounts are sums over its lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from shopwright.platform.core.money import ZERO, rounded, share
from shopwright.platform.market.trade_rules import Rules, Tax


class LineMoney(msgspec.Struct, frozen=True, array_like=True):
    """What one unit costs, and its share of what the order costs beside it. Amounts in the market's currency."""

    original_price: Decimal = ZERO
    seller_discount: Decimal = ZERO
    platform_discount: Decimal = ZERO
    product_tax: Decimal = ZERO
    shipping: Decimal = ZERO
    shipping_seller_discount: Decimal = ZERO
    shipping_platform_discount: Decimal = ZERO
    shipping_cofunded_discount: Decimal = ZERO
    shipping_tax: Decimal = ZERO
    pfand: Decimal = ZERO
    small_order_fee: Decimal = ZERO
    retail_delivery_fee: Decimal = ZERO
    buyer_service_fee: Decimal = ZERO
    handling_fee: Decimal = ZERO
    shipping_insurance_fee: Decimal = ZERO
    item_insurance_fee: Decimal = ZERO
    cod_fee: Decimal = ZERO

    @property
    def sale_price(self) -> Decimal:
        return self.original_price - self.seller_discount - self.platform_discount

    @property
    def shipping_fee(self) -> Decimal:
        """What the buyer pays for shipping."""
        off = self.shipping_seller_discount + self.shipping_platform_discount + self.shipping_cofunded_discount
        return self.shipping - off

    @property
    def tax(self) -> Decimal:
        return self.product_tax + self.shipping_tax

    @property
    def fees(self) -> Decimal:
        """The fees that the formula of an order does not name one by one."""
        return (
            self.pfand
            + self.small_order_fee
            + self.buyer_service_fee
            + self.handling_fee
            + self.shipping_insurance_fee
            + self.item_insurance_fee
            + self.cod_fee
        )

    @property
    def total(self) -> Decimal:
        """What the buyer pays for this unit, all shares included."""
        return self.sale_price + self.shipping_fee + self.tax + self.retail_delivery_fee + self.fees


def total_of(parts: Sequence[LineMoney]) -> LineMoney:
    """The sum, field by field."""
    columns = zip(*(msgspec.structs.astuple(part) for part in parts), strict=True)
    return LineMoney(*(sum(column, ZERO) for column in columns))


class Unit(msgspec.Struct, frozen=True):
    """One unit as it is bought: its price, what is taken off it, and its deposit."""

    price: Decimal
    seller_discount: Decimal = ZERO
    platform_discount: Decimal = ZERO
    pfand: Decimal = ZERO
    is_gift: bool = False


class Delivery(msgspec.Struct, frozen=True):
    """How an order is delivered, as far as it costs. ``fee`` replaces the market's; ``state`` may take a fee."""

    type: str
    fee: Decimal | None = None
    seller_discount: Decimal = ZERO
    platform_discount: Decimal = ZERO
    cofunded_discount: Decimal = ZERO
    state: str = ""
    is_cod: bool = False
    insured: bool = False


#: What belongs to the whole order, in the order in which it is worked out.
_SHARED = (
    "shipping",
    "shipping_seller_discount",
    "shipping_platform_discount",
    "shipping_cofunded_discount",
    "shipping_tax",
    "small_order_fee",
    "retail_delivery_fee",
    "buyer_service_fee",
    "handling_fee",
    "shipping_insurance_fee",
    "item_insurance_fee",
    "cod_fee",
)


def price_order(rules: Rules, decimals: int, units: Sequence[Unit], delivery: Delivery) -> list[LineMoney]:
    """The money of each unit of a basket."""
    sales = [ZERO if unit.is_gift else unit.price - unit.seller_discount - unit.platform_discount for unit in units]
    goods = sum(sales, ZERO)
    listed = delivery.fee if delivery.fee is not None else _shipping_fee(rules, delivery.type, goods)
    seller_off, platform_off, cofunded_off = _shipping_discounts(delivery, listed)
    paid = listed - seller_off - platform_off - cofunded_off
    tax = rules.tax
    shipping_tax = rounded(paid * tax.rate, decimals) if tax.mode == "ADDED" and tax.on_shipping else ZERO
    fees = rules.fees
    small = _small_order_fee(rules, goods)
    retail = fees.retail_delivery if delivery.state in fees.retail_delivery_states else ZERO
    insurance = rounded(goods * fees.item_insurance_rate, decimals) if delivery.insured else ZERO
    whole = (
        paid,
        seller_off,
        platform_off,
        cofunded_off,
        shipping_tax,
        small,
        retail,
        fees.buyer_service,
        fees.handling,
        fees.shipping_insurance if delivery.insured else ZERO,
        insurance,
        fees.cash_on_delivery if delivery.is_cod else ZERO,
    )
    weights = sales if goods else [Decimal(1)] * len(units)
    shares = zip(*(share(amount, weights, decimals) for amount in whole), strict=True)
    line_moneys: list[LineMoney] = []
    last: tuple[Unit, tuple[Decimal, ...]] | None = None
    for unit, sale, parts in zip(units, sales, shares, strict=True):
        # The units of one line of a basket cost the same, but for a coin here and there.
        is_same = last is not None and last[0] is unit and last[1] == parts
        line_moneys.append(line_moneys[-1] if is_same else _line_money(unit, _product_tax(tax, sale, decimals), parts))
        last = unit, parts
    return line_moneys


def _line_money(unit: Unit, product_tax: Decimal, parts: tuple[Decimal, ...]) -> LineMoney:
    return LineMoney(
        original_price=unit.price,
        seller_discount=unit.price - unit.platform_discount if unit.is_gift else unit.seller_discount,
        platform_discount=unit.platform_discount,
        product_tax=product_tax,
        pfand=unit.pfand,
        **dict(zip(_SHARED, _with_listed_shipping(parts), strict=True)),
    )


def _with_listed_shipping(parts: tuple[Decimal, ...]) -> tuple[Decimal, ...]:
    """A unit's shares with the listed price of shipping in place of what is paid for it, which is never below zero."""
    return (sum(parts[:4], ZERO), *parts[1:])


def _shipping_fee(rules: Rules, delivery_type: str, goods: Decimal) -> Decimal:
    free_from = rules.shipping.free_from
    return ZERO if free_from is not None and goods >= free_from else rules.shipping.fees[delivery_type]


def _small_order_fee(rules: Rules, goods: Decimal) -> Decimal:
    fee = rules.fees.small_order
    if fee is None or goods >= fee.below:
        return ZERO
    return fee.below - goods if fee.amount is None else fee.amount


def _shipping_discounts(delivery: Delivery, fee: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    """What seller, platform and both take off shipping, never more than it costs.

    The seller's own discount is 0 where the co-funded one applies.
    """
    cofunded = min(delivery.cofunded_discount, fee)
    seller = ZERO if cofunded else min(delivery.seller_discount, fee)
    return seller, min(delivery.platform_discount, fee - cofunded - seller), cofunded


def _product_tax(tax: Tax, sale_price: Decimal, decimals: int) -> Decimal:
    return rounded(sale_price * tax.rate, decimals) if tax.mode == "ADDED" else ZERO


def included_tax(tax: Tax, amount: Decimal, decimals: int) -> Decimal:
    """How much of an amount is tax that its price includes."""
    return rounded(amount * tax.rate / (1 + tax.rate), decimals) if tax.mode == "INCLUDED" else ZERO
