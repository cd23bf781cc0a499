"""More warehouses for a shop. No call adds one, so the tests do."""

from __future__ import annotations

from shopwright.platform.database.transaction import Tx
from shopwright.platform.logistics.store import RETURN, SALES, Warehouse, Warehouses
from tests.harness.calls import Seller

#: Ids of those that are added: first by id, and not the default ones.
OTHER, OTHER_RETURNS = "1", "2"


def add_warehouses(seller: Seller) -> None:
    """A second warehouse to ship from and one for returns, both in another city, before the others by id."""

    def add(tx: Tx) -> None:
        kept = {warehouse.type: warehouse for warehouse in tx[Warehouses].of_shop(seller.shop_id)}
        for warehouse_id, kind in ((OTHER, SALES), (OTHER_RETURNS, RETURN)):
            doc = kept[kind].doc
            doc.address = {**doc.address, "city": "Elsewhere", "full_address": "1 Side Street, Elsewhere"}
            tx[Warehouses].add(Warehouse(seller.shop_id, warehouse_id, kind, "ENABLED", False, doc))

    seller.platform.inside(add)
