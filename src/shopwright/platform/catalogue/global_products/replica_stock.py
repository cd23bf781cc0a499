"""The stock of a replica after an edit of its source: of its own, or drawn from its source's."""

from __future__ import annotations

from collections.abc import Mapping

from shopwright.platform.catalogue.errors import SHARED_STOCK_DIFFERS
from shopwright.platform.catalogue.product_change import ProductChange
from shopwright.platform.catalogue.quantities import Reason
from shopwright.platform.catalogue.stock.stock_change import Level, set_levels
from shopwright.platform.catalogue.stock.store import Place, Stock
from shopwright.platform.database.transaction import Tx
from shopwright.platform.logistics.store import Warehouses

from .replication import EXCLUSIVE, SHARED, ReplicaSku, share


def set_replica_stock(
    tx: Tx,
    source: ProductChange,
    local: ProductChange,
    sku_ids: Mapping[str, str],
    said: Mapping[str, tuple[object, ReplicaSku]],
    mode: str | None,
    reference: str,
) -> None:
    """Set what an edit says of a replica's stock; ``sku_ids`` leads from the source's SKUs to the replica's.

    12052503 where stock that is shared is not to be the source's. Stock that is shared no more stays as much as it was.
    """
    mode = mode or local.product.inventory_mode or EXCLUSIVE
    for source_id, sku_id in sku_ids.items():
        terms = said[source_id][1] if source_id in said else ReplicaSku()
        pooled = tx[Stock].pooled_places(local.shop.shop_id, sku_id)
        if mode == SHARED:
            _check_same(tx, source, source_id, terms)
            if not pooled:
                _join(tx, source, source_id, local, sku_id, reference)
            continue
        for warehouse_id in pooled:
            tx[Stock].set_pool(Place(local.shop.shop_id, sku_id, warehouse_id), "")
        _set(tx, local, sku_id, terms, reference)
    local.product.inventory_mode = mode
    local.touch()


def _check_same(tx: Tx, source: ProductChange, source_id: str, terms: ReplicaSku) -> None:
    if terms.inventory and sum(line.quantity or 0 for line in terms.inventory) != _available(tx, source, source_id):
        raise SHARED_STOCK_DIFFERS()


def _available(tx: Tx, source: ProductChange, source_id: str) -> int:
    """How many there are where the source's shop sells from, which is what its replicas share."""
    place = tx[Warehouses].default(source.shop.shop_id).warehouse_id
    held = tx[Stock].of_skus(source.shop.shop_id, [source_id])[source_id].get(place)
    return held.available if held else 0


def _join(tx: Tx, source: ProductChange, source_id: str, local: ProductChange, sku_id: str, reference: str) -> None:
    """Give a SKU of a replica as much as its source has, what its own orders hold beside it, and let them share it."""
    place = tx[Warehouses].default(local.shop.shop_id).warehouse_id
    held = tx[Stock].of_skus(local.shop.shop_id, [sku_id])[sku_id].get(place)
    quantity = _available(tx, source, source_id) + (held.bound if held else 0)
    _set_level(tx, local, Level(sku_id, place, quantity), reference)
    share(tx, source, source_id, local, sku_id, place)


def _set(tx: Tx, local: ProductChange, sku_id: str, terms: ReplicaSku, reference: str) -> None:
    place = tx[Warehouses].default(local.shop.shop_id).warehouse_id
    for line in terms.inventory or []:
        if line.quantity is not None:
            _set_level(tx, local, Level(sku_id, line.warehouse_id or place, line.quantity), reference)


def _set_level(tx: Tx, local: ProductChange, level: Level, reference: str) -> None:
    refused = set_levels(tx, local.shop, local.product.product_id, [level], Reason.API_SYNC, reference)
    if refused:
        raise refused[0].error
