"""The amounts of a settlement, each under the name of its field; signed, as the seller sees them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

import msgspec

from shopwright.platform.core.money import ZERO

#: Amounts by the names of their fields.
ByField = dict[str, Decimal]

#: Revenue that is collected for others, and is no part of net sales.
_COLLECTED = frozenset({"cod_service_fee_amount", "refund_cod_service_fee_amount"})


def net_sales(revenue: Mapping[str, Decimal]) -> Decimal:
    """What the goods bring: revenue without the fee for cash on delivery."""
    return sum((amount for name, amount in revenue.items() if name not in _COLLECTED), ZERO)


class Amounts(msgspec.Struct, frozen=True, omit_defaults=True):
    """``revenue``, ``shipping``, ``fees`` and ``taxes`` add up to what the seller gets; the others only explain them.

    ``shipping_notes`` and ``notes`` are the supplementary components of the Partner API.
    """

    revenue: ByField = {}
    shipping: ByField = {}
    fees: ByField = {}
    taxes: ByField = {}
    shipping_notes: ByField = {}
    notes: ByField = {}

    @property
    def revenue_total(self) -> Decimal:
        return sum(self.revenue.values(), ZERO)

    @property
    def shipping_total(self) -> Decimal:
        return sum(self.shipping.values(), ZERO)

    @property
    def fee_and_tax_total(self) -> Decimal:
        return sum(self.fees.values(), ZERO) + sum(self.taxes.values(), ZERO)

    @property
    def settlement(self) -> Decimal:
        """What the seller gets."""
        return self.revenue_total + self.shipping_total + self.fee_and_tax_total

    @property
    def is_empty(self) -> bool:
        return not any(self._groups())

    def _groups(self) -> tuple[ByField, ...]:
        return self.revenue, self.shipping, self.fees, self.taxes, self.shipping_notes, self.notes

    def __add__(self, other: Amounts) -> Amounts:
        pairs = zip(self._groups(), other._groups(), strict=True)
        return Amounts(*(_joined(mine, theirs, 1) for mine, theirs in pairs))

    def __sub__(self, other: Amounts) -> Amounts:
        pairs = zip(self._groups(), other._groups(), strict=True)
        return Amounts(*(_joined(mine, theirs, -1) for mine, theirs in pairs))


def _joined(mine: Mapping[str, Decimal], theirs: Mapping[str, Decimal], sign: int) -> ByField:
    sums = {name: mine.get(name, ZERO) + sign * theirs.get(name, ZERO) for name in {**mine, **theirs}}
    return without_zeros(sums)


def without_zeros(amounts: Mapping[str, Decimal]) -> ByField:
    """The amounts that are not 0."""
    return {name: amount for name, amount in amounts.items() if amount}


class SkuAmounts(msgspec.Struct, frozen=True, omit_defaults=True):
    """The amounts of so many units of one SKU of an order."""

    sku_id: str
    product_name: str
    sku_name: str
    quantity: int
    amounts: Amounts


def total_of(skus: Iterable[SkuAmounts]) -> Amounts:
    """The amounts of all SKUs together."""
    return sum((sku.amounts for sku in skus), Amounts())
