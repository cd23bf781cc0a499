"""How much of an order's money goes back (docs/reference/money.md#refunds)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import msgspec

from shopwright.platform.market import reasons
from shopwright.platform.sales.orders.order import Line, Order
from shopwright.platform.sales.orders.refund import Refund
from shopwright.platform.sales.orders.states import LineStatus

ZERO = Decimal(0)


def refund_of(line: Line, *, with_shipping: bool) -> Refund:
    """What was paid for a unit; ``with_shipping`` also its share of shipping and of the order's fees."""
    money = line.money
    goods = money.sale_price + money.pfand
    if not with_shipping:
        return Refund(subtotal=goods, tax=money.product_tax)
    other = money.fees - money.pfand - money.buyer_service_fee
    return Refund(
        subtotal=goods,
        shipping_fee=money.shipping_fee + other,
        tax=money.tax,
        retail_delivery_fee=money.retail_delivery_fee,
        buyer_service_fee=money.buyer_service_fee,
    )


def return_refund_of(line: Line, reason: str) -> Refund:
    """What a return of a unit refunds: shipping too where it never arrived, or the seller is at fault."""
    never_arrived = line.status is not LineStatus.DELIVERED
    return refund_of(line, with_shipping=never_arrived or reasons.is_fault_of_seller(reason))


def nothing_paid(order: Order) -> bool:
    """Whether there is no money to give back."""
    return order.paid_time == 0


def sum_of(refunds: Iterable[Refund]) -> Refund:
    """The sum, field by field."""
    return sum(refunds, Refund())


def reduced(refund: Refund, paid: Decimal) -> Refund:
    """What is left of a refund of which so much was paid before: that was for the goods first, then for the rest."""
    left: list[Decimal] = []
    for amount in msgspec.structs.astuple(refund):
        part = min(amount, paid)
        paid -= part
        left.append(amount - part)
    return Refund(*left)
