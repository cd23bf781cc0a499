"""A running promotion locks the prices of its SKUs."""

from __future__ import annotations

from collections.abc import Collection

from shopwright.platform.catalogue.price_locks import ask_for_locks
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx

from .activity import Role
from .states import ActivityStatus
from .store import Activities, ActivityItems


@ask_for_locks
def promoted_skus(tx: Tx, shop: Shop, product_id: str, sku_ids: Collection[str]) -> set[str]:
    """Those of the SKUs that a running discount or flash deal has an offer on."""
    activities = tx.stored(Activities)  # the product is being changed, and is not to be written before that is done
    if not activities.has_ongoing(shop.shop_id):
        return set()
    ongoing = activities.about(shop.shop_id, [product_id], [ActivityStatus.ONGOING])
    locking = [activity.activity_id for activity in ongoing if activity.sets_prices]
    return {
        sku_id
        for items in tx[ActivityItems].of_some(shop.shop_id, locking, [product_id]).values()
        for item in items
        for sku_id in sku_ids
        if item.role is Role.ON_OFFER and item.covers(product_id, sku_id)
    }
