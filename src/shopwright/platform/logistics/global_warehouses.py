"""Global warehouses: the places that a seller's shops ship from, each once, whichever shops use it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx

from .store import Warehouse, Warehouses


def entity_id(warehouse: Warehouse) -> str:
    """19 digits for the place where a warehouse stands: the id of the global warehouse there."""
    place = hashlib.blake2b(repr(sorted(warehouse.doc.address.items())).encode(), digest_size=6).digest()
    return f"7137{int.from_bytes(place):015d}"


def global_warehouses(tx: Tx, shops: Iterable[Shop]) -> dict[str, list[Warehouse]]:
    """The id of each place that some shops ship from, with their warehouses there."""
    places: dict[str, list[Warehouse]] = {}
    for shop in shops:
        for warehouse in tx[Warehouses].of_sales(shop.shop_id):
            places.setdefault(entity_id(warehouse), []).append(warehouse)
    return places
