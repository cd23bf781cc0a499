"""What an activity offers, in the fields of the Partner API: thresholds, discounts, gifts."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from msgspec import Struct

ThresholdType = Literal["NO_THRESHOLD", "MINIMAL_ITEM_QUANTITY", "MINIMAL_ORDER_AMOUNT"]


class AreaScope(Struct, frozen=True, omit_defaults=True):
    type: str
    specific_areas: tuple[str, ...] = ()


class ShippingDiscount(Struct, frozen=True, kw_only=True):
    """What is taken off the fee for shipping: all of it, or up to ``value``."""

    threshold_type: ThresholdType
    type: str
    area_scope: AreaScope
    threshold_value: str = "0"
    value: str = "0"
    shipping_method: str = "STANDARD_SHIPPING"
    inventory_type: str = "SELF_FULFILLED"


class BmsmTier(Struct, frozen=True, kw_only=True):
    """One tier of Buy More Save More: from a threshold on, a percentage or an amount off."""

    tier: int
    threshold_type: ThresholdType
    threshold_value: str
    type: str
    value: str


class BmsmDiscount(Struct, frozen=True):
    details: tuple[BmsmTier, ...] = ()


class GiftDetail(Struct, frozen=True):
    """One gift, and how many of it the activity gives away."""

    product_id: str
    sku_id: str
    total_claim_limit: str


class GiftTier(Struct, frozen=True, kw_only=True):
    tier: int
    threshold_type: ThresholdType
    threshold_value: str
    gift_details: tuple[GiftDetail, ...]


class GiftDiscount(Struct, frozen=True):
    gift_receiving_type: str
    gift_infos: tuple[GiftTier, ...]


class BxgyDiscount(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Buy X Get Y: each time the threshold is reached, so many units for less or for nothing."""

    threshold_type: ThresholdType
    threshold_value: str
    discount_type: str
    discount_value: str
    benefit_max_applicable_quantity: str
    benefit_max_applicable_times: str | None = None


class Discount(Struct, frozen=True, omit_defaults=True):
    """What the whole activity offers; discounts and flash deals say it at their products instead."""

    shipping_discount: ShippingDiscount | None = None
    bmsm_discount: BmsmDiscount | None = None
    gift_discount: GiftDiscount | None = None
    bxgy_discount: BxgyDiscount | None = None

    @property
    def gifts(self) -> Iterator[GiftDetail]:
        """The gifts of every tier."""
        for tier in self.gift_discount.gift_infos if self.gift_discount else ():
            yield from tier.gift_details


def is_reached(threshold_type: str, value: str, quantity: int, amount: Decimal) -> bool:
    """Whether a basket reaches a threshold of units or of money."""
    if threshold_type == "NO_THRESHOLD":
        return True
    return (quantity if threshold_type == "MINIMAL_ITEM_QUANTITY" else amount) >= Decimal(value)
