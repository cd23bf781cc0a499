"""Stock arithmetic: four quantities of one SKU at one warehouse, and what a movement does to them."""

from __future__ import annotations

from enum import StrEnum

import msgspec

#: The most that one warehouse may hold of one SKU (docs/decisions/0027-quantity-is-on-hand.md).
MAX_ON_HAND = 999_999


class Reason(StrEnum):
    """Why stock moved, in the words of webhook 71."""

    API_SYNC = "api_sync"
    MANUAL_ADJUSTMENT = "manual_adjustment"
    ORDER_CREATED = "order_created"
    ORDER_CANCELED = "order_canceled"
    ORDER_SHIPPED = "order_shipped"
    CAMPAIGN_LOCK = "campaign_lock"
    CAMPAIGN_UNLOCK = "campaign_unlock"
    CREATOR_LOCK = "creator_lock"
    CREATOR_UNLOCK = "creator_unlock"
    SYSTEM_AUTO_REPLENISH = "system_auto_replenish"


class Quantities(msgspec.Struct, frozen=True):
    """Units of a SKU at a warehouse: on hand, committed to orders, locked for a campaign, locked for a creator."""

    on_hand: int = 0
    committed: int = 0
    campaign_lock: int = 0
    creator_lock: int = 0

    @property
    def available(self) -> int:
        """Units that a buyer can still order from the shop itself."""
        return self.on_hand - self.committed - self.campaign_lock - self.creator_lock

    @property
    def bound(self) -> int:
        """Units that cannot be removed: committed or locked."""
        return self.committed + self.campaign_lock + self.creator_lock

    def __add__(self, other: Quantities) -> Quantities:
        return Quantities(
            self.on_hand + other.on_hand,
            self.committed + other.committed,
            self.campaign_lock + other.campaign_lock,
            self.creator_lock + other.creator_lock,
        )


class InventoryStatus(StrEnum):
    """How webhook 27 names a SKU's stock."""

    IN_STOCK = "IN_STOCK"
    LOW_STOCK = "LOW_STOCK"
    OUT_OF_STOCK = "OUT_OF_STOCK"


def inventory_status(available: int, low_stock_threshold: int) -> InventoryStatus:
    if available <= 0:
        return InventoryStatus.OUT_OF_STOCK
    return InventoryStatus.LOW_STOCK if available <= low_stock_threshold else InventoryStatus.IN_STOCK
