"""What an order brings its seller, by what was bought, refunded and shipped (docs/reference/settlement.md#glossary).

It is worked out anew from the order whenever its money moves; what is settled is the difference to what was settled
before. So the sum of an order's transactions is right whatever happened in which order.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from decimal import Decimal

import msgspec

from shopwright.platform.core.money import ZERO, rounded, share
from shopwright.platform.sales.orders.order import Line, Order
from shopwright.platform.sales.orders.refund import Refund
from shopwright.platform.sales.refunds.amounts import refund_of

from .amounts import Amounts, ByField, SkuAmounts, net_sales, without_zeros
from .terms import FeeTerm, Terms


class Carriage(msgspec.Struct, frozen=True):
    """What carriers of the platform took for an order: ``parcels`` there, and ``returned`` back by line id."""

    parcels: Decimal = ZERO
    returned: Mapping[str, Decimal] = {}


class Extra(msgspec.Struct, frozen=True):
    """An amount that comes from elsewhere, such as an affiliate's commission: its group in :class:`Amounts`, its
    field's name, the SKU it is for, and the signed amount."""

    group: str
    name: str
    sku_id: str
    amount: Decimal


def account_of(
    order: Order, terms: Terms, decimals: int, carriage: Carriage, extras: Sequence[Extra] = ()
) -> list[SkuAmounts]:
    """The amounts of each SKU of an order. A unit that was cancelled brings nothing and costs nothing."""
    lines = order.active_lines
    if not lines:
        return []
    even = [Decimal(1)] * len(lines)
    parcels = share(carriage.parcels, even, decimals)
    orderly = {fee.name: share(fee.amount, even, decimals) for fee in terms.fees if fee.of == "ORDER"}
    skus: dict[str, SkuAmounts] = {}
    known: dict[Hashable, Amounts] = {}  # most units of an order are like another one
    for index, line in enumerate(lines):
        charges = {name: shares[index] for name, shares in orderly.items()}
        cost = parcels[index], carriage.returned.get(line.id, ZERO)
        like = line.money, line.refunded, line.is_refunded, cost, *charges.values()
        if like not in known:
            known[like] = _Unit(order, line, terms, decimals).amounts(*cost, charges)
        _add(skus, order, line, known[like])
    for extra in extras:
        if extra.sku_id in skus:
            sku = skus[extra.sku_id]
            more = Amounts(**{extra.group: {extra.name: extra.amount}})
            skus[extra.sku_id] = msgspec.structs.replace(sku, amounts=sku.amounts + more)
    return [sku for sku in skus.values() if not sku.amounts.is_empty]


def _add(skus: dict[str, SkuAmounts], order: Order, line: Line, amounts: Amounts) -> None:
    item = order.item_of(line)
    before = skus.get(item.sku_id) or SkuAmounts(item.sku_id, item.product_name, item.sku_name, 0, Amounts())
    skus[item.sku_id] = msgspec.structs.replace(before, quantity=before.quantity + 1, amounts=before.amounts + amounts)


def refunded(line: Line) -> Refund:
    """What of a line went back to its buyer; all of it where that is known without the amount."""
    if line.is_refunded and not line.refunded.total:
        return refund_of(line, with_shipping=True)
    return line.refunded


class _Unit:
    """One unit: its money, and how much of it went back."""

    def __init__(self, order: Order, line: Line, terms: Terms, decimals: int) -> None:
        self._order, self._line, self._terms, self._decimals = order, line, terms, decimals
        self._money, self._back = line.money, refunded(line)
        self._paid = self._money.sale_price + self._money.pfand
        self._shipping_back = min(self._back.shipping_fee, self._money.shipping_fee)

    def amounts(self, parcel: Decimal, way_back: Decimal, charges: Mapping[str, Decimal]) -> Amounts:
        revenue = self._revenue()
        fees = self._fees("fee", revenue, charges, ZERO)
        taxes = self._fees("tax", revenue, charges, sum(fees.values(), ZERO))
        return Amounts(
            revenue=without_zeros(revenue),
            shipping=without_zeros(self._shipping(parcel, way_back)),
            fees=without_zeros(fees),
            taxes=without_zeros(taxes),
            shipping_notes=without_zeros(self._shipping_notes(parcel)),
            notes=without_zeros(self._notes()),
        )

    def _part_back(self, amount: Decimal) -> Decimal:
        """How much of an amount goes back with the goods, in proportion to what the buyer got back for them."""
        back = self._back.subtotal
        if not self._paid:
            return amount if self._line.is_refunded else ZERO
        return amount if back == self._paid else rounded(amount * back / self._paid, self._decimals)

    def _revenue(self) -> ByField:
        money, back = self._money, self._back
        seller_back, platform_back = self._part_back(money.seller_discount), self._part_back(money.platform_discount)
        other = money.fees - money.pfand - money.buyer_service_fee
        fees_back = back.shipping_fee - self._shipping_back
        cod_back = rounded(money.cod_fee * fees_back / other, self._decimals) if other else ZERO
        return {
            "subtotal_before_discount_amount": money.original_price + money.pfand,
            "seller_discount_amount": -money.seller_discount,
            "refund_subtotal_before_discount_amount": -(back.subtotal + seller_back + platform_back),
            "seller_discount_refund_amount": seller_back,
            "cod_service_fee_amount": money.cod_fee,
            "refund_cod_service_fee_amount": -cod_back,
        }

    def _shipping(self, parcel: Decimal, way_back: Decimal) -> ByField:
        paid, back = self._money.shipping_fee, self._shipping_back
        return {
            "customer_paid_shipping_fee_amount": paid - back,
            "shipping_fee_discount_amount": self._subsidy - self._subsidy_back,
            self._parcel_field: -parcel,
            "return_shipping_fee_amount": -way_back,
        }

    @property
    def _parcel_field(self) -> str:
        if self._order.is_replacement:
            return "replacement_shipping_fee_amount"
        return "exchange_shipping_fee_amount" if self._order.is_exchange else "actual_shipping_fee_amount"

    @property
    def _cofunded_by_seller(self) -> Decimal:
        return rounded(self._money.shipping_cofunded_discount * self._terms.cofunded_by_seller, self._decimals)

    @property
    def _subsidy(self) -> Decimal:
        """What the platform pays of the shipping fee in the buyer's place."""
        money = self._money
        return money.shipping_platform_discount + money.shipping_cofunded_discount - self._cofunded_by_seller

    @property
    def _subsidy_back(self) -> Decimal:
        return self._shipping_part_back(self._subsidy)

    def _shipping_part_back(self, amount: Decimal) -> Decimal:
        paid, back = self._money.shipping_fee, self._shipping_back
        if not paid:
            return ZERO
        return amount if back == paid else rounded(amount * back / paid, self._decimals)

    def _fees(self, group: str, revenue: ByField, charges: Mapping[str, Decimal], fees: Decimal) -> ByField:
        terms = [fee for fee in self._terms.fees if fee.group == group]
        charged = {fee.name: -self._fee(fee, revenue, charges, -fees) for fee in terms}
        kept = self._terms.refund_administration
        if group == "fee" and kept is not None:
            charged[kept.name] = -self._kept_of_refund(kept.of, revenue)
        return charged

    def _fee(self, fee: FeeTerm, revenue: ByField, charges: Mapping[str, Decimal], fees: Decimal) -> Decimal:
        if fee.of == "ORDER":
            return charges[fee.name]
        if fee.of == "ITEM":
            is_back = self._line.is_refunded or not self._paid
            return ZERO if is_back else fee.amount
        bases = {"REVENUE": net_sales(revenue), "PAID": self._paid_net, "FEES": fees}
        return self._at_rate(fee, bases[fee.of])

    def _at_rate(self, fee: FeeTerm, base: Decimal) -> Decimal:
        amount = rounded(max(base, ZERO) * fee.rate, self._decimals)
        return amount if fee.cap is None else min(amount, fee.cap)

    @property
    def _paid_net(self) -> Decimal:
        """What the buyer paid for goods and shipping, without what went back."""
        return self._paid - self._back.subtotal + self._money.shipping_fee - self._shipping_back

    def _kept_of_refund(self, name: str, revenue: ByField) -> Decimal:
        kept = self._terms.refund_administration
        fee = next((fee for fee in self._terms.fees if fee.name == name), None)
        if kept is None or fee is None:
            return ZERO
        before = revenue["subtotal_before_discount_amount"] + revenue["seller_discount_amount"]
        given_back = self._at_rate(fee, before) - self._at_rate(fee, net_sales(revenue))
        return min(rounded(given_back * kept.rate, self._decimals), kept.cap)

    def _shipping_notes(self, parcel: Decimal) -> ByField:
        money, back = self._money, self._shipping_back
        by = "fbm_shipping_cost_amount" if self._order.is_fulfilled_by_seller else "fbt_shipping_cost_amount"
        return {
            "customer_shipping_fee": money.shipping_fee,
            "customer_shipping_fee_offset_amount": min(money.shipping_fee, parcel),
            "refund_customer_shipping_fee": -back,
            "refunded_customer_shipping_fee_amount": -back,
            "platform_shipping_fee_discount_amount": money.shipping_platform_discount,
            "seller_shipping_fee_discount_amount": -money.shipping_seller_discount,
            "shipping_fee_subsidy_amount": self._subsidy - self._subsidy_back,
            by: -parcel,
        }

    def _notes(self) -> ByField:
        money, back = self._money, self._back
        seller, cofunded = self._cofunded_by_seller, money.shipping_cofunded_discount
        return {
            "customer_payment_amount": money.total,
            "customer_refund_amount": -back.total,
            "platform_discount_amount": money.platform_discount,
            "platform_discount_refund_amount": -self._part_back(money.platform_discount),
            "seller_cofunded_discount_amount": -seller,
            "seller_cofunded_discount_refund_amount": self._shipping_part_back(seller),
            "platform_cofunded_discount_amount": cofunded - seller,
            "platform_cofunded_discount_refund_amount": -self._shipping_part_back(cofunded - seller),
            "retail_delivery_fee_payment_amount": money.retail_delivery_fee,
            "retail_delivery_fee_refund_amount": -back.retail_delivery_fee,
            "retail_delivery_fee_amount": money.retail_delivery_fee - back.retail_delivery_fee,
            "sales_tax_payment_amount": money.tax,
            "sales_tax_refund_amount": -back.tax,
            "sales_tax_amount": money.tax - back.tax,
        }
