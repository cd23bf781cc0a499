"""A shop's warehouses."""

from __future__ import annotations

import msgspec
from sqlalchemy import (
    Boolean,
    Column,
    Index,
    bindparam,
    insert,
    select,
    update,
)

from shopwright import decoders
from shopwright.platform.database.columns import BUSINESS, document, key, table, text
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.transaction import Repository, Tx

warehouses = table(
    "warehouses",
    BUSINESS,
    key("shop_id"),
    key("warehouse_id"),
    text("type"),
    text("status"),
    Column("is_default", Boolean, nullable=False),
    document(),
    Index("warehouses_by_id", "warehouse_id"),
)


SALES, RETURN = "SALES_WAREHOUSE", "RETURN_WAREHOUSE"


class WarehouseDocument(msgspec.Struct, omit_defaults=True):
    """Name, sub type and address as getWarehouseList shows them."""

    name: str
    sub_type: str
    address: dict[str, str]


class Warehouse(msgspec.Struct, frozen=True):
    shop_id: str
    warehouse_id: str
    type: str
    status: str
    is_default: bool
    doc: WarehouseDocument

    @property
    def is_enabled(self) -> bool:
        """Whether stock can be set there and orders can leave it."""
        return self.status == "ENABLED"


_OF_SHOP = Prepared(
    select(warehouses).where(warehouses.c.shop_id == bindparam("shop_id")).order_by(warehouses.c.warehouse_id)
)
_SHOP_OF = Prepared(select(warehouses.c.shop_id).where(warehouses.c.warehouse_id == bindparam("warehouse_id")))
_ADD = Prepared(insert(warehouses))
_decode = decoders.decoder(WarehouseDocument).decode


def _warehouse(shop_id: str, warehouse_id: str, kind: str, status: str, is_default: bool, doc: str) -> Warehouse:
    return Warehouse(shop_id, warehouse_id, kind, status, is_default, _decode(doc))


class Warehouses(Repository):
    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection
        self._known: dict[str, list[Warehouse]] = {}

    def add(self, warehouse: Warehouse) -> None:
        self._known.pop(warehouse.shop_id, None)
        values = {**msgspec.structs.asdict(warehouse), "doc": msgspec.json.encode(warehouse.doc).decode()}
        _ADD.run(self._connection, values)

    def of_shop(self, shop_id: str) -> list[Warehouse]:
        """A shop's warehouses; read once per transaction."""
        if shop_id not in self._known:
            rows = _OF_SHOP.all(self._connection, {"shop_id": shop_id})
            self._known[shop_id] = [_warehouse(*row) for row in rows]
        return self._known[shop_id]

    def shop_of(self, warehouse_id: str) -> str | None:
        """The shop that has a warehouse, whosever it is."""
        row = _SHOP_OF.first(self._connection, {"warehouse_id": warehouse_id})
        return str(row[0]) if row else None

    def of_sales(self, shop_id: str) -> list[Warehouse]:
        """The warehouses that a shop ships from, the default one first, the others by id."""
        of_sales = [warehouse for warehouse in self.of_shop(shop_id) if warehouse.type == SALES]
        return sorted(of_sales, key=lambda warehouse: not warehouse.is_default)

    def default(self, shop_id: str) -> Warehouse:
        """The warehouse that a shop ships from where none is named, whatever its status."""
        return self.of_sales(shop_id)[0]

    def sender(self, shop_id: str, warehouse_id: str) -> Warehouse:
        """The warehouse that a package leaves, by the id it has; the default one if the shop has none of that id."""
        of_shop = {warehouse.warehouse_id: warehouse for warehouse in self.of_shop(shop_id)}
        return of_shop.get(warehouse_id) or self.default(shop_id)

    def of_returns(self, shop_id: str) -> Warehouse:
        """The warehouse that takes a shop's returns; the default one where none does."""
        takes_returns = (warehouse for warehouse in self.of_shop(shop_id) if warehouse.type == RETURN)
        return next(takes_returns, None) or self.default(shop_id)

    def set_status(self, shop_id: str, warehouse_id: str, status: str) -> None:
        """Set the status of a warehouse: ENABLED, DISABLED or RESTRICTED."""
        self._known.pop(shop_id, None)
        statement = update(warehouses).where(warehouses.c.shop_id == shop_id, warehouses.c.warehouse_id == warehouse_id)
        self._connection.execute(statement.values(status=status))
