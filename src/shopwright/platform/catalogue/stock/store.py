"""Stock per SKU and warehouse: one row each, changed by one atomic statement, and an append-only ledger beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Index,
    and_,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from shopwright.platform.catalogue.quantities import MAX_ON_HAND, Quantities, Reason
from shopwright.platform.catalogue.states import ProductStatus
from shopwright.platform.catalogue.store import products
from shopwright.platform.database.columns import BUSINESS, count, key, ms, table, text
from shopwright.platform.database.dialect import Dialect
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.transaction import Repository, Tx

stock = table(
    "stock",
    BUSINESS,
    key("shop_id"),
    key("sku_id"),
    key("warehouse_id"),
    text("product_id"),
    count("on_hand"),
    count("committed"),
    count("campaign_lock"),
    count("creator_lock"),
    text("pool_id"),
    CheckConstraint(
        "on_hand >= 0 AND committed >= 0 AND campaign_lock >= 0 AND creator_lock >= 0", "stock_not_negative"
    ),
    CheckConstraint("committed + campaign_lock + creator_lock <= on_hand", "stock_not_oversold"),
    Index("stock_by_pool", "pool_id"),
)


stock_ledger = table(
    "stock_ledger",
    BUSINESS,
    key("shop_id"),
    key("entry_id"),
    text("sku_id"),
    text("warehouse_id"),
    text("reason"),
    text("reference"),
    count("on_hand"),
    count("committed"),
    count("campaign_lock"),
    count("creator_lock"),
    ms("at_ms"),
    Index("stock_ledger_by_sku", "shop_id", "sku_id", "warehouse_id"),
)


_QUANTITIES = (stock.c.on_hand, stock.c.committed, stock.c.campaign_lock, stock.c.creator_lock)
_OF_SKUS = Prepared(
    select(stock.c.sku_id, stock.c.warehouse_id, *_QUANTITIES)
    .where(stock.c.shop_id == bindparam("shop_id"), stock.c.sku_id.in_(bindparam("sku_ids", expanding=True)))
    .order_by(stock.c.sku_id, stock.c.warehouse_id),
    "sku_ids",
)
_ONE = and_(
    stock.c.shop_id == bindparam("at_shop"),
    stock.c.sku_id == bindparam("at_sku"),
    stock.c.warehouse_id == bindparam("at_warehouse"),
)
_LOCK_ONE = Prepared(select(*_QUANTITIES).where(_ONE).with_for_update())
_AFTER_ON_HAND = stock.c.on_hand + bindparam("by_on_hand")
_AFTER_BOUND = (
    stock.c.committed
    + bindparam("by_committed")
    + stock.c.campaign_lock
    + bindparam("by_campaign")
    + stock.c.creator_lock
    + bindparam("by_creator")
)
_MOVE = Prepared(
    update(stock)
    .where(
        _ONE,
        _AFTER_ON_HAND >= 0,
        _AFTER_ON_HAND <= MAX_ON_HAND,
        stock.c.committed + bindparam("by_committed") >= 0,
        stock.c.campaign_lock + bindparam("by_campaign") >= 0,
        stock.c.creator_lock + bindparam("by_creator") >= 0,
        _AFTER_BOUND <= _AFTER_ON_HAND,
    )
    .values(
        on_hand=_AFTER_ON_HAND,
        committed=stock.c.committed + bindparam("by_committed"),
        campaign_lock=stock.c.campaign_lock + bindparam("by_campaign"),
        creator_lock=stock.c.creator_lock + bindparam("by_creator"),
    )
    .returning(*_QUANTITIES, stock.c.pool_id)
)
_places = select(stock.c.shop_id, stock.c.sku_id, stock.c.warehouse_id, stock.c.product_id, *_QUANTITIES).order_by(
    stock.c.shop_id, stock.c.sku_id, stock.c.warehouse_id
)
_of_pool = _places.where(stock.c.pool_id == bindparam("pool_id"))
_POOL, _POOL_LOCKED = Prepared(_of_pool), Prepared(_of_pool.with_for_update())
_pool_at = select(stock.c.pool_id).where(_ONE, stock.c.pool_id != "").correlate(None).scalar_subquery()
_HOLD_POOL = Prepared(_places.where(stock.c.pool_id == _pool_at).with_for_update())
_SET_POOL = Prepared(update(stock).where(_ONE).values(pool_id=bindparam("to_pool")))
_RECORD = Prepared(insert(stock_ledger))
_left = func.sum(stock.c.on_hand - stock.c.committed - stock.c.campaign_lock - stock.c.creator_lock)
_LOW = Prepared(
    select(stock.c.sku_id, stock.c.product_id, _left)
    .join(products, and_(products.c.shop_id == stock.c.shop_id, products.c.product_id == stock.c.product_id))
    .where(stock.c.shop_id == bindparam("shop_id"), products.c.status == bindparam("status"))
    .group_by(stock.c.sku_id, stock.c.product_id)
    .having(_left <= bindparam("at_most"))
    .order_by(_left, stock.c.sku_id)
    .limit(bindparam("size"))
)
_ORDERED = [str(Reason.ORDER_CREATED), str(Reason.ORDER_CANCELED)]
_units = func.sum(stock_ledger.c.committed)
_SOLD = Prepared(
    select(stock_ledger.c.sku_id, stock_ledger.c.reference, _units)
    .where(
        stock_ledger.c.shop_id == bindparam("shop_id"),
        stock_ledger.c.sku_id.in_(bindparam("sku_ids", expanding=True)),
        stock_ledger.c.reason.in_(bindparam("reasons", expanding=True)),
        stock_ledger.c.at_ms >= bindparam("since"),
    )
    .group_by(stock_ledger.c.sku_id, stock_ledger.c.reference)
    .having(_units > 0),
    "sku_ids",
    "reasons",
)
_SHIPPED = Prepared(
    select(stock_ledger.c.sku_id, stock_ledger.c.reference).where(
        stock_ledger.c.shop_id == bindparam("shop_id"),
        stock_ledger.c.sku_id.in_(bindparam("sku_ids", expanding=True)),
        stock_ledger.c.reason == str(Reason.ORDER_SHIPPED),
    ),
    "sku_ids",
)
_MOVED_BY = Prepared(
    select(stock_ledger)
    .where(
        stock_ledger.c.shop_id == bindparam("shop_id"),
        stock_ledger.c.sku_id.in_(bindparam("sku_ids", expanding=True)),
        stock_ledger.c.reference == bindparam("reference"),
    )
    .order_by(stock_ledger.c.at_ms, stock_ledger.c.entry_id),
    "sku_ids",
)


class Place(msgspec.Struct, frozen=True):
    """One SKU at one warehouse of one shop."""

    shop_id: str
    sku_id: str
    warehouse_id: str


class PooledPlace(msgspec.Struct, frozen=True):
    """A place that shares its stock with the others of its pool: each has as much available as all of them."""

    place: Place
    product_id: str
    held: Quantities


class LedgerEntry(msgspec.Struct, frozen=True):
    """One line of the ledger: who moved what, why, and by how much."""

    entry_id: str
    place: Place
    reason: Reason
    reference: str
    change: Quantities
    at_ms: int


class Sold(msgspec.Struct, frozen=True):
    """How many units of a SKU one order has, cancelled ones left out."""

    sku_id: str
    reference: str
    units: int


class LowStock(msgspec.Struct, frozen=True):
    """A SKU with low stock: how much of it is available, over all warehouses."""

    sku_id: str
    product_id: str
    available: int


Holdings = dict[str, dict[str, Quantities]]


class Stock(Repository):
    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection
        self._dialect = tx.dialect

    def of_skus(self, shop_id: str, sku_ids: Iterable[str]) -> Holdings:
        """What each SKU has: SKU id → warehouse id → quantities."""
        wanted = list(sku_ids)
        holdings: Holdings = {sku_id: {} for sku_id in wanted}
        if wanted:
            for sku_id, warehouse_id, *amounts in _OF_SKUS.all(
                self._connection, {"shop_id": shop_id, "sku_ids": wanted}
            ):
                holdings[sku_id][warehouse_id] = Quantities(*amounts)
        return holdings

    def hold(self, place: Place) -> Quantities | None:
        """The quantities of one place, its row held until the transaction ends; ``None`` when there is no row."""
        self._hold_pool(place)
        row = _LOCK_ONE.first(self._connection, _at(place))
        return Quantities(*row) if row else None

    def open_places(self, places: Sequence[Place], product_id: str) -> None:
        """Make empty rows where there are none."""
        if places:
            rows = [{**msgspec.structs.asdict(p), "product_id": product_id, **_EMPTY} for p in places]
            _opening(self._dialect).run_many(self._connection, rows)

    def move(self, entry: LedgerEntry) -> str | None:
        """Change one place by one statement and write the ledger line; answers the pool that it is in, "" for none.

        ``None`` when it would break a rule (negative, oversold, over the most); then nothing has changed.
        """
        self._hold_pool(entry.place)
        change = entry.change
        by = {
            "by_on_hand": change.on_hand,
            "by_committed": change.committed,
            "by_campaign": change.campaign_lock,
            "by_creator": change.creator_lock,
        }
        row = _MOVE.first(self._connection, {**_at(entry.place), **by})
        if row is None:
            return None
        self.record([entry])
        return str(row[-1])

    def _hold_pool(self, place: Place) -> None:
        """Hold the rows that share stock with a place, always in one order, where others may write at the same time."""
        if self._dialect.name != "sqlite":
            _HOLD_POOL.all(self._connection, _at(place))

    def pool(self, pool_id: str, *, for_change: bool = False) -> list[PooledPlace]:
        """The places of a pool; ``for_change`` holds their rows until the transaction ends."""
        rows = (_POOL_LOCKED if for_change else _POOL).all(self._connection, {"pool_id": pool_id})
        return [PooledPlace(Place(*row[:3]), row[3], Quantities(*row[4:])) for row in rows]

    def pool_at(self, place: Place) -> str:
        """The pool that a place is in, "" for none."""
        at = (stock.c.sku_id == place.sku_id, stock.c.warehouse_id == place.warehouse_id)
        row = self._connection.execute(select(stock.c.pool_id).where(stock.c.shop_id == place.shop_id, *at)).first()
        return str(row[0]) if row else ""

    def pooled_places(self, shop_id: str, sku_id: str) -> set[str]:
        """The warehouses at which a SKU shares its stock."""
        statement = select(stock.c.warehouse_id).where(stock.c.shop_id == shop_id, stock.c.sku_id == sku_id)
        return {str(row[0]) for row in self._connection.execute(statement.where(stock.c.pool_id != ""))}

    def set_pool(self, place: Place, pool_id: str) -> None:
        """Put a place into a pool, or with "" out of any."""
        _SET_POOL.run(self._connection, {**_at(place), "to_pool": pool_id})

    def record(self, entries: Sequence[LedgerEntry]) -> None:
        """Write ledger lines."""
        _RECORD.run_many(self._connection, [_ledger_row(entry) for entry in entries])

    def add_many(self, rows: Sequence[Mapping[str, object]], entries: Sequence[LedgerEntry]) -> None:
        """Insert places with their first stock in bulk, with its ledger."""
        self._connection.execute(insert(stock), [{**_EMPTY, **row} for row in rows])
        self.record(entries)

    def close_places(self, shop_id: str, sku_ids: Sequence[str]) -> None:
        """Delete the empty rows of SKUs that were removed; their ledger stays."""
        empty = (stock.c.on_hand == 0, stock.c.committed == 0)
        mine = delete(stock).where(stock.c.shop_id == shop_id, stock.c.sku_id.in_(sku_ids))
        self._connection.execute(mine.where(*empty))

    def ledger(self, shop_id: str, sku_id: str) -> list[LedgerEntry]:
        """A SKU's ledger in order."""
        rows = self._connection.execute(
            select(stock_ledger).where(_of_sku(shop_id, sku_id)).order_by(stock_ledger.c.entry_id)
        )
        return [_entry(row) for row in rows]

    def ledger_page(self, shop_id: str, sku_id: str, before: str, size: int) -> list[LedgerEntry]:
        """Up to ``size`` movements of a SKU, the newest first, those before an entry (empty: all)."""
        mine = _of_sku(shop_id, sku_id)
        older = [stock_ledger.c.entry_id < before] if before else []
        newest = select(stock_ledger).where(mine, *older).order_by(stock_ledger.c.entry_id.desc()).limit(size)
        return [_entry(row) for row in self._connection.execute(newest)]

    def ledger_sums(self, shop_id: str, sku_id: str, since: str = "") -> dict[str, tuple[int, Quantities]]:
        """Warehouse id → how many movements of a SKU there are from an entry on, and what they come to."""
        columns = [func.sum(stock_ledger.c[name]) for name in Quantities.__struct_fields__]
        statement = select(stock_ledger.c.warehouse_id, func.count(), *columns).where(_of_sku(shop_id, sku_id))
        if since:
            statement = statement.where(stock_ledger.c.entry_id >= since)
        rows = self._connection.execute(statement.group_by(stock_ledger.c.warehouse_id))
        return {place: (number, Quantities(*map(int, amounts))) for place, number, *amounts in rows}

    def moved_by(self, shop_id: str, sku_ids: Iterable[str], reference: str) -> list[LedgerEntry]:
        """The movements of some SKUs with one reference, such as an order, the oldest first."""
        wanted = list(sku_ids)
        if not wanted:
            return []
        values = {"shop_id": shop_id, "sku_ids": wanted, "reference": reference}
        return [_entry(row) for row in _MOVED_BY.all(self._connection, values)]

    def sold(self, shop_id: str, sku_ids: Iterable[str], *, since_ms: int = 0) -> list[Sold]:
        """What buyers ordered of some SKUs since then, by SKU and order."""
        values = {"shop_id": shop_id, "sku_ids": list(sku_ids), "since": since_ms, "reasons": _ORDERED}
        rows = _SOLD.all(self._connection, values) if values["sku_ids"] else []
        return [Sold(sku_id, reference, int(units)) for sku_id, reference, units in rows]

    def shipped(self, shop_id: str, sku_ids: Iterable[str]) -> dict[str, set[str]]:
        """The orders that were shipped, by SKU."""
        orders: dict[str, set[str]] = {}
        values = {"shop_id": shop_id, "sku_ids": list(sku_ids)}
        for sku_id, reference in _SHIPPED.all(self._connection, values) if values["sku_ids"] else ():
            orders.setdefault(sku_id, set()).add(reference)
        return orders

    def low(self, shop_id: str, at_most: int, size: int) -> list[LowStock]:
        """Up to ``size`` SKUs of products on sale of which at most so much is available, the least first."""
        values = {"shop_id": shop_id, "status": str(ProductStatus.ACTIVATE), "at_most": at_most, "size": size}
        return [LowStock(sku_id, of, int(left)) for sku_id, of, left in _LOW.all(self._connection, values)]


def _of_sku(shop_id: str, sku_id: str) -> ColumnElement[bool]:
    return and_(stock_ledger.c.shop_id == shop_id, stock_ledger.c.sku_id == sku_id)


def _entry(row: Sequence[Any]) -> LedgerEntry:
    shop_id, entry_id, sku_id, warehouse_id, reason, reference, *amounts, at_ms = row
    place = Place(shop_id, sku_id, warehouse_id)
    return LedgerEntry(entry_id, place, Reason(reason), reference, Quantities(*amounts), at_ms)


#: The insert of places that may be there already, by dialect.
_OPENING: dict[str, Prepared] = {}


def _opening(dialect: Dialect) -> Prepared:
    if dialect.name not in _OPENING:
        _OPENING[dialect.name] = Prepared(dialect.insert(stock).on_conflict_do_nothing())
    return _OPENING[dialect.name]


_EMPTY: dict[str, object] = {"on_hand": 0, "committed": 0, "campaign_lock": 0, "creator_lock": 0, "pool_id": ""}


def _at(place: Place) -> dict[str, str]:
    return {"at_shop": place.shop_id, "at_sku": place.sku_id, "at_warehouse": place.warehouse_id}


def _ledger_row(entry: LedgerEntry) -> dict[str, object]:
    return {
        "entry_id": entry.entry_id,
        **msgspec.structs.asdict(entry.place),
        "reason": str(entry.reason),
        "reference": entry.reference,
        **msgspec.structs.asdict(entry.change),
        "at_ms": entry.at_ms,
    }
