"""An activity of a shop: what it offers, for which products, when."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from .states import LIVE, ActivityStatus
from .terms import Discount


class ActivityType(StrEnum):
    FIXED_PRICE = "FIXED_PRICE"
    DIRECT_DISCOUNT = "DIRECT_DISCOUNT"
    FLASHSALE = "FLASHSALE"
    SHIPPING_DISCOUNT = "SHIPPING_DISCOUNT"
    BUY_MORE_SAVE_MORE = "BUY_MORE_SAVE_MORE"
    BUY_X_GET_Y = "BUY_X_GET_Y"
    GIFT_WITH_PURCHASE = "GIFT_WITH_PURCHASE"


class Level(StrEnum):
    PRODUCT = "PRODUCT"
    VARIATION = "VARIATION"
    SHOP = "SHOP"


#: The types that set the price of a product: each product has an offer of its own.
PRICE_TYPES = frozenset({ActivityType.FIXED_PRICE, ActivityType.DIRECT_DISCOUNT, ActivityType.FLASHSALE})

#: A product or SKU is in one running or coming activity of a family at a time.
FAMILIES = {
    ActivityType.FIXED_PRICE: "discount",
    ActivityType.DIRECT_DISCOUNT: "discount",
    ActivityType.FLASHSALE: "flash deal",
    ActivityType.BUY_MORE_SAVE_MORE: "offer on quantity",
    ActivityType.BUY_X_GET_Y: "offer on quantity",
    ActivityType.GIFT_WITH_PURCHASE: "gift",
    ActivityType.SHIPPING_DISCOUNT: "shipping discount",
}

#: The levels that each type has.
LEVELS = {
    ActivityType.FIXED_PRICE: (Level.PRODUCT, Level.VARIATION),
    ActivityType.DIRECT_DISCOUNT: (Level.PRODUCT, Level.VARIATION),
    ActivityType.FLASHSALE: (Level.PRODUCT, Level.VARIATION),
    ActivityType.SHIPPING_DISCOUNT: (Level.PRODUCT, Level.SHOP),
    ActivityType.BUY_MORE_SAVE_MORE: (Level.PRODUCT, Level.SHOP),
    ActivityType.BUY_X_GET_Y: (Level.PRODUCT, Level.SHOP),
    ActivityType.GIFT_WITH_PURCHASE: (Level.PRODUCT,),
}


class Activity(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One activity of one shop.

    ``begin`` and ``end`` in unix seconds, both 0 for one that runs indefinitely; other times in milliseconds.
    ``platform_share``: how many per cent of its discounts the platform pays, which is 0 unless ``is_campaign``: the
    platform made it, and the seller cannot change it.
    """

    activity_id: str
    title: str
    type: ActivityType
    level: Level
    status: ActivityStatus
    begin: int
    end: int
    created_at: int
    updated_at: int
    ended_at: int = 0
    once_per_buyer: bool = False
    user_type: str = "ALL_USER"
    auction_support: str = ""
    discount: Discount = Discount()
    is_campaign: bool = False
    platform_share: int = 0

    @property
    def is_live(self) -> bool:
        """Whether it runs or is to run."""
        return self.status in LIVE

    @property
    def is_indefinite(self) -> bool:
        return self.end == 0

    @property
    def sets_prices(self) -> bool:
        return self.type in PRICE_TYPES

    def overlaps(self, begin: int, end: int) -> bool:
        """Whether its time meets another's; an end of 0 is never."""
        return (self.is_indefinite or begin < self.end) and (end == 0 or self.begin < end)


class Role(StrEnum):
    """What a product is to an activity: on offer, what buyers get for less, or left out."""

    ON_OFFER = "ON_OFFER"
    BENEFIT = "BENEFIT"
    EXCLUDED = "EXCLUDED"


class Item(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A product in an activity, or a SKU of it; without ``sku_id`` it is the whole product.

    ``price`` or ``discount`` (per cent) as they were sent. Limits are numbers of units, −1 for none: of all buyers, and
    of one buyer. ``used`` units were sold by it.
    """

    product_id: str
    sku_id: str = ""
    role: Role = Role.ON_OFFER
    price: str = ""
    discount: str = ""
    quantity_limit: int = -1
    quantity_per_user: int = -1
    used: int = 0

    def covers(self, product_id: str, sku_id: str) -> bool:
        return self.product_id == product_id and self.sku_id in {"", sku_id}
