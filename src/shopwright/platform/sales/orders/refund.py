"""Money of an order that goes back to its buyer (docs/reference/money.md#refunds)."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from shopwright.platform.core.money import ZERO


class Refund(msgspec.Struct, frozen=True):
    """Money that goes back to a buyer; ``total`` is the sum of the others (docs/reference/money.md#refunds)."""

    subtotal: Decimal = ZERO
    shipping_fee: Decimal = ZERO
    tax: Decimal = ZERO
    retail_delivery_fee: Decimal = ZERO
    buyer_service_fee: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return self.subtotal + self.shipping_fee + self.tax + self.retail_delivery_fee + self.buyer_service_fee

    def __add__(self, other: Refund) -> Refund:
        return Refund(
            self.subtotal + other.subtotal,
            self.shipping_fee + other.shipping_fee,
            self.tax + other.tax,
            self.retail_delivery_fee + other.retail_delivery_fee,
            self.buyer_service_fee + other.buyer_service_fee,
        )
