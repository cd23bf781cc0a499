"""Which campaigns hold stock, of which SKU, at which warehouse: what ``campaign_lock`` of a place is made of."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from sqlalchemy import Index, bindparam, delete, select, update

from shopwright.platform.database.columns import BUSINESS, count, key, table, text
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.transaction import Repository, Tx

stock_locks = table(
    "stock_locks",
    BUSINESS,
    key("shop_id"),
    key("holder_id"),
    key("sku_id"),
    key("warehouse_id"),
    text("product_id"),
    text("holder_name"),
    count("quantity"),
    Index("stock_locks_by_sku", "shop_id", "sku_id"),
)


class StockLock(msgspec.Struct, frozen=True):
    """So many units of a SKU at a warehouse, kept for a campaign."""

    holder_id: str
    sku_id: str
    warehouse_id: str
    product_id: str
    holder_name: str
    quantity: int


_columns = [stock_locks.c[name] for name in StockLock.__struct_fields__]
_order = (stock_locks.c.holder_id, stock_locks.c.sku_id, stock_locks.c.warehouse_id)
_mine = stock_locks.c.shop_id == bindparam("shop_id")
_of_holders = (_mine, stock_locks.c.holder_id.in_(bindparam("holder_ids", expanding=True)))
_HELD = Prepared(select(*_columns).where(*_of_holders).order_by(*_order).with_for_update(), "holder_ids")
_OF_SKUS = Prepared(
    select(*_columns).where(_mine, stock_locks.c.sku_id.in_(bindparam("sku_ids", expanding=True))).order_by(*_order),
    "sku_ids",
)
_THIS = (
    stock_locks.c.shop_id == bindparam("of_shop"),
    stock_locks.c.holder_id == bindparam("of_holder"),
    stock_locks.c.sku_id == bindparam("of_sku"),
    stock_locks.c.warehouse_id == bindparam("of_warehouse"),
)
_DROP = Prepared(delete(stock_locks).where(*_THIS))
_RENAME = Prepared(
    update(stock_locks)
    .where(stock_locks.c.shop_id == bindparam("of_shop"), stock_locks.c.holder_id == bindparam("of_holder"))
    .values(holder_name=bindparam("new_name"))
)


class StockLocks(Repository):
    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection
        self._dialect = tx.dialect

    def held(self, shop_id: str, holder_ids: Iterable[str]) -> list[StockLock]:
        """The locks of some campaigns, their rows held until the transaction ends."""
        wanted = sorted(set(holder_ids))
        if not wanted:
            return []
        rows = _HELD.all(self._connection, {"shop_id": shop_id, "holder_ids": wanted})
        return [StockLock(*row) for row in rows]

    def of_skus(self, shop_id: str, sku_ids: Iterable[str]) -> list[StockLock]:
        """The locks on some SKUs, by campaign and warehouse."""
        wanted = sorted(set(sku_ids))
        rows = _OF_SKUS.all(self._connection, {"shop_id": shop_id, "sku_ids": wanted}) if wanted else []
        return [StockLock(*row) for row in rows]

    def put(self, shop_id: str, lock: StockLock) -> None:
        """Write a lock with the quantity that it has now; one of nothing is deleted."""
        place = {"of_shop": shop_id, "of_holder": lock.holder_id, "of_sku": lock.sku_id}
        if not lock.quantity:
            _DROP.run(self._connection, {**place, "of_warehouse": lock.warehouse_id})
            return
        values = {"shop_id": shop_id, **msgspec.structs.asdict(lock)}
        keys = [column.name for column in stock_locks.primary_key]
        changed = {"quantity": lock.quantity, "holder_name": lock.holder_name}
        insert = self._dialect.insert(stock_locks).values(values)
        self._connection.execute(insert.on_conflict_do_update(index_elements=keys, set_=changed))

    def rename(self, shop_id: str, holder_id: str, name: str) -> None:
        """Give the locks of a campaign its new name."""
        _RENAME.run(self._connection, {"of_shop": shop_id, "of_holder": holder_id, "new_name": name})
