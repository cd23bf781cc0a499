"""How much of an order's money goes back (contract/semantics 7.4)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from .cancellation import Refund
from .order import Line, Order

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


def nothing_paid(order: Order) -> bool:
    """Whether there is no money to give back."""
    return order.paid_time == 0


def sum_of(refunds: Iterable[Refund]) -> Refund:
    """The sum, field by field."""
    total = Refund()
    for one in refunds:
        total = Refund(
            total.subtotal + one.subtotal,
            total.shipping_fee + one.shipping_fee,
            total.tax + one.tax,
            total.retail_delivery_fee + one.retail_delivery_fee,
            total.buyer_service_fee + one.buyer_service_fee,
        )
    return total
