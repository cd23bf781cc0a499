"""Stock that activities keep for their buyers: campaigns of the platform, and flash deals, up to their limits
(docs/decisions/0059-activities-lock-stock.md)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from shopwright.platform.catalogue.stock.lock_change import Holder, lock, unlock, use
from shopwright.platform.catalogue.stock.locks_store import StockLock, StockLocks
from shopwright.platform.catalogue.store import Products
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx

from .activity import Activity, Item, Role
from .limits import limits
from .quote import BasketUnit, Running, UnitQuote
from .store import Activities, ActivityItems


def locks_stock(activity: Activity) -> bool:
    """Whether an activity keeps the units of its limits for those who buy by it."""
    return activity.sets_prices and (activity.is_campaign or activity.type in limits().stock_lockers)


def lock_items(tx: Tx, shop: Shop, activity: Activity, items: Iterable[Item], *, grow: bool = True) -> None:
    """Bring the locks of some items of an activity to what is left of their limits, as far as there is stock.

    Without ``grow`` only what is too much is let go.
    """
    wanted = [item for item in items if item.role is Role.ON_OFFER]
    if not wanted or not locks_stock(activity):
        return
    held = tx[StockLocks].held(shop.shop_id, [activity.activity_id])
    holder = Holder(activity.activity_id, activity.title)
    for item in wanted:
        mine = [each for each in held if item.covers(each.product_id, each.sku_id)]
        kept = sum(each.quantity for each in mine)
        due = max(item.quantity_limit - item.used, 0) if activity.is_live and item.quantity_limit > 0 else 0
        if kept > due:
            unlock(tx, shop, mine, kept - due)
        elif grow:
            for sku_id in _skus_of(tx, shop, item) if kept < due else ():
                kept += lock(tx, shop, holder, item.product_id, sku_id, due - kept)


def _skus_of(tx: Tx, shop: Shop, item: Item) -> list[str]:
    if item.sku_id:
        return [item.sku_id]
    product = tx.stored(Products).get(shop.shop_id, item.product_id)
    return [sku.id for sku in product.listing.skus] if product else []


def lock_all(tx: Tx, shop: Shop, activity: Activity) -> None:
    """Lock stock for all items of an activity that begins anew."""
    if locks_stock(activity):
        lock_items(tx, shop, activity, tx[ActivityItems].of(shop.shop_id, activity.activity_id))


def unlock_all(tx: Tx, shop: Shop, activity: Activity) -> None:
    """Let everything go that an activity holds."""
    held = tx[StockLocks].held(shop.shop_id, [activity.activity_id])
    unlock(tx, shop, held, sum(each.quantity for each in held))


def unlock_items(tx: Tx, shop: Shop, activity: Activity, items: Sequence[Item]) -> None:
    """Let go what is held for items that leave an activity."""
    held = tx[StockLocks].held(shop.shop_id, [activity.activity_id])
    gone = [item for item in items if item.role is Role.ON_OFFER]
    mine = [each for each in held if any(item.covers(each.product_id, each.sku_id) for item in gone)]
    unlock(tx, shop, mine, sum(each.quantity for each in mine))


def follow_use(tx: Tx, shop: Shop, used: Iterable[tuple[str, str, str]], *, grow: bool) -> None:
    """Bring the locks of items in line with what orders used of them: activity, product and SKU as the items have
    them."""
    by_activity: dict[str, list[tuple[str, str]]] = {}
    for activity_id, product_id, sku_id in used:
        by_activity.setdefault(activity_id, []).append((product_id, sku_id))
    for activity_id, places in by_activity.items():
        activity = tx.stored(Activities).get(shop.shop_id, activity_id)
        if activity is None or not locks_stock(activity):
            continue
        items = tx[ActivityItems].of(shop.shop_id, activity_id, [product_id for product_id, _ in places])
        mine = [item for item in items if (item.product_id, item.sku_id) in places]
        lock_items(tx, shop, activity, mine, grow=grow)


class Reserved:
    """The locked units that an order may take: those of the activities that set the price of its units."""

    def __init__(self, locks: Sequence[StockLock], units: Mapping[tuple[str, str], int]) -> None:
        self._locks, self._units = locks, units

    def at(self, warehouse_id: str) -> Counter[str]:
        """SKU id → how many units at a warehouse are kept for this order."""
        kept = Counter[str]()
        for each in self._locks:
            if each.warehouse_id == warehouse_id:
                kept[each.sku_id] += self._taken(each)
        return kept

    def _taken(self, held: StockLock) -> int:
        return min(held.quantity, self._units[held.holder_id, held.sku_id])

    def take(self, tx: Tx, shop: Shop, warehouse_id: str) -> Counter[str]:
        """Take the units out of the locks; answers how many of each SKU, whose stock the caller moves."""
        taken = self.at(warehouse_id)
        for each in self._locks:
            if each.warehouse_id == warehouse_id:
                use(tx, shop, each, self._taken(each))
        return taken


def reserved_for(
    tx: Tx, shop: Shop, running: Iterable[Running], units: Sequence[BasketUnit], quoted: Sequence[UnitQuote]
) -> Reserved:
    """The stock that the activities of a price keep for the basket that they priced."""
    lockers = {offer.activity.activity_id for offer in running if locks_stock(offer.activity)}
    wanted = Counter[tuple[str, str]]()
    for unit, price in zip(units, quoted, strict=True):
        for taken in price.taken:
            if taken.source_id in lockers:
                wanted[taken.source_id, unit.sku_id] += 1
    held = tx[StockLocks].held(shop.shop_id, {activity_id for activity_id, _ in wanted})
    return Reserved([each for each in held if (each.holder_id, each.sku_id) in wanted], wanted)
