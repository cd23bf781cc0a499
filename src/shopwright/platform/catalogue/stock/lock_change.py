"""Locks stock for a campaign and lets it go again: places, ledger and locks change together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from shopwright.platform.catalogue.quantities import Quantities, Reason
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.logistics.store import Warehouses

from .locks_store import StockLock, StockLocks
from .stock_change import move
from .store import Stock


class Holder(msgspec.Struct, frozen=True):
    """Whom stock is locked for: a campaign, by its id and the name that sellers see."""

    id: str
    name: str


def lock(tx: Tx, shop: Shop, holder: Holder, product_id: str, sku_id: str, wanted: int) -> int:
    """Lock up to so many units that are free, at the default warehouse before the others; answers how many."""
    held = tx[Stock].of_skus(shop.shop_id, [sku_id])[sku_id]
    taken: dict[str, int] = {}
    for warehouse in tx[Warehouses].of_sales(shop.shop_id):
        place = held.get(warehouse.warehouse_id)
        units = min(wanted - sum(taken.values()), place.available if place and warehouse.is_enabled else 0)
        if units > 0:
            taken[warehouse.warehouse_id] = units
    changes = {place: Quantities(campaign_lock=units) for place, units in taken.items()}
    if not move(tx, shop, product_id, sku_id, changes, Reason.CAMPAIGN_LOCK, holder.id):
        return 0  # others took it in the meantime
    before = _by_place(tx, shop, holder.id, sku_id)
    for warehouse_id, units in taken.items():
        there = before[warehouse_id].quantity if warehouse_id in before else 0
        new = StockLock(holder.id, sku_id, warehouse_id, product_id, holder.name, there + units)
        tx[StockLocks].put(shop.shop_id, new)
    return sum(taken.values())


def unlock(tx: Tx, shop: Shop, locks: Sequence[StockLock], units: int) -> None:
    """Let so many units of some locks go, the last lock first; they are on sale again."""
    changes: dict[tuple[str, str, str], dict[str, Quantities]] = {}
    for each in reversed(locks):
        freed = min(units, each.quantity)
        if freed:
            units -= freed
            of_sku = changes.setdefault((each.holder_id, each.product_id, each.sku_id), {})
            of_sku[each.warehouse_id] = Quantities(campaign_lock=-freed)
            use(tx, shop, each, freed)
    for (holder_id, product_id, sku_id), by in changes.items():
        moved = move(tx, shop, product_id, sku_id, by, Reason.CAMPAIGN_UNLOCK, holder_id)
        assert moved, "what is locked can be let go"


def use(tx: Tx, shop: Shop, held: StockLock, units: int) -> None:
    """Take units out of a lock, whose stock the caller moves."""
    tx[StockLocks].put(shop.shop_id, msgspec.structs.replace(held, quantity=held.quantity - units))


def _by_place(tx: Tx, shop: Shop, holder_id: str, sku_id: str) -> Mapping[str, StockLock]:
    held = tx[StockLocks].held(shop.shop_id, [holder_id])
    return {each.warehouse_id: each for each in held if each.sku_id == sku_id}
