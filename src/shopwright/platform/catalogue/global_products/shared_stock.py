"""The stock of global products: one pool for each SKU and line of stock, which the local products of markets share.

A market's own line comes first: the one whose place one of its warehouses stands at. Every other market draws on the
first line. So does every market of a SKU with one quantity for all. A market for which the seller states a quantity
keeps that many for itself, and what it takes is missing in the pool (docs/reference/global-products.md#stock).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.catalogue.errors import STOCK_BELOW_LOCKED
from shopwright.platform.catalogue.listing import ListedSku, StockLine
from shopwright.platform.catalogue.listing_rules.sku_errors import QUANTITY_OUT_OF_RANGE
from shopwright.platform.catalogue.quantities import Quantities, Reason
from shopwright.platform.catalogue.stock.stock_change import Level, move, set_levels
from shopwright.platform.catalogue.stock.store import Place, PooledPlace, Stock
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.logistics.store import Warehouse

#: The most that a global warehouse holds of a SKU.
MAX_QUANTITY = 99_999


def pool_of(global_sku_id: str, line: StockLine) -> str:
    """The id of the pool of a line."""
    return f"{global_sku_id}-{line.warehouse_id or ''}"


def line_for(sku: ListedSku, shop: Shop, places: Mapping[str, Sequence[Warehouse]]) -> StockLine:
    """The line of a global SKU that a shop draws on."""
    lines = sku.inventory or [StockLine(quantity=0)]
    own = {
        place for place, warehouses in places.items() for warehouse in warehouses if warehouse.shop_id == shop.shop_id
    }
    return next((line for line in lines if line.warehouse_id in own), lines[0])


def quantity_of(tx: Tx, global_sku_id: str, line: StockLine) -> int:
    """How many a line has: what is pooled, promised units included; what the seller set while nothing is."""
    members = tx[Stock].pool(pool_of(global_sku_id, line))
    return _whole(members) if members else line.quantity or 0


def own_quantities(tx: Tx, shop_id: str, sku_id: str) -> int:
    """How many units of a local SKU are its market's own, in no pool."""
    pooled = tx[Stock].pooled_places(shop_id, sku_id)
    held = tx[Stock].of_skus(shop_id, [sku_id])[sku_id]
    return sum(quantities.on_hand for place, quantities in held.items() if place not in pooled)


def _whole(members: Sequence[PooledPlace]) -> int:
    return members[0].held.available + sum(member.held.bound for member in members)


def join_pool(
    tx: Tx, shop: Shop, product_id: str, sku_id: str, warehouse_id: str, pool_id: str, quantity: int, reference: str
) -> None:
    """Let a local SKU share a pool; ``quantity`` is what there is while it is the first."""
    members = tx[Stock].pool(pool_id, for_change=True)
    available = members[0].held.available if members else quantity
    level = Level(sku_id, warehouse_id, available)
    refused = set_levels(tx, shop, product_id, [level], Reason.API_SYNC, reference)
    if refused:
        raise refused[0].error
    tx[Stock].set_pool(Place(shop.shop_id, sku_id, warehouse_id), pool_id)


def set_own_quantity(
    tx: Tx, shop: Shop, product_id: str, level: Level, pool_id: str, line: StockLine, reference: str
) -> StockLine:
    """Give a local SKU a quantity of its own, and take it from what the line has; answers the line that is left."""
    refused = set_levels(tx, shop, product_id, [level], Reason.API_SYNC, reference)
    if refused:
        raise refused[0].error
    members = tx[Stock].pool(pool_id, for_change=True)
    if not members:
        return StockLine(line.warehouse_id, max((line.quantity or 0) - level.quantity, 0))
    taken = min(level.quantity, members[0].held.available)
    move_pool(tx, members[0], -taken, reference)
    return line


def set_line(tx: Tx, global_sku_id: str, line: StockLine, quantity: int, reference: str) -> None:
    """Set how many a pooled line has; 12052146 for fewer than orders and campaigns hold."""
    members = tx[Stock].pool(pool_of(global_sku_id, line), for_change=True)
    bound = sum(member.held.bound for member in members)
    if quantity < bound:
        raise STOCK_BELOW_LOCKED(
            sku_id=global_sku_id, warehouse_id=line.warehouse_id or "", quantity=quantity, locked=bound
        )
    move_pool(tx, members[0], quantity - _whole(members), reference)


def is_pooled(tx: Tx, global_sku_id: str, line: StockLine) -> bool:
    """Whether any market draws on a line already."""
    return bool(tx[Stock].pool(pool_of(global_sku_id, line)))


def move_pool(tx: Tx, member: PooledPlace, by: int, reference: str) -> None:
    """Put so many units into a pool, or take them out."""
    if not by:
        return
    place = member.place
    shop = tx[Accounts].shop(place.shop_id)
    assert shop is not None, "stock is of a shop"
    changes = {place.warehouse_id: Quantities(by)}
    if not move(tx, shop, member.product_id, place.sku_id, changes, Reason.API_SYNC, reference):
        raise QUANTITY_OUT_OF_RANGE(quantity=by, least=0, most=MAX_QUANTITY)
