"""The simulation of each shop, and the SKUs that its buyers choose from."""

from __future__ import annotations

import msgspec
from sqlalchemy import and_, bindparam, delete, func, select

from shopwright import decoders
from shopwright.platform.catalogue.stock.store import stock
from shopwright.platform.catalogue.store import products, skus
from shopwright.platform.database.columns import BUSINESS, document, key, table
from shopwright.platform.database.dialect import Dialect
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.transaction import Repository, Tx

from .model import Offer, Simulation

# The table keeps its first name, as migrations are history.
simulations = table("worlds", BUSINESS, key("shop_id"), document())


_decode = decoders.decoder(Simulation).decode

_select = select(simulations.c.doc).where(simulations.c.shop_id == bindparam("shop_id"))
_ONE, _ONE_LOCKED = Prepared(_select), Prepared(_select.with_for_update())

_free = stock.c.on_hand - stock.c.committed - stock.c.campaign_lock - stock.c.creator_lock
_OFFERS = Prepared(
    select(stock.c.sku_id, skus.c.seller_sku, func.max(_free))
    .select_from(products)
    .join(skus, and_(skus.c.shop_id == products.c.shop_id, skus.c.product_id == products.c.product_id))
    .join(stock, and_(stock.c.shop_id == skus.c.shop_id, stock.c.sku_id == skus.c.sku_id))
    .where(products.c.shop_id == bindparam("shop_id"), products.c.status == "ACTIVATE", _free > 0)
    .group_by(products.c.product_id, stock.c.sku_id, skus.c.seller_sku)
    .order_by(products.c.product_id.desc(), stock.c.sku_id)
    .limit(bindparam("size"))
)


class Simulations(Repository):
    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection
        self._dialect = tx.dialect

    def get(self, shop_id: str, *, for_change: bool = False) -> Simulation | None:
        """A shop's simulation; ``for_change`` holds its row until the transaction ends."""
        row = (_ONE_LOCKED if for_change else _ONE).first(self._connection, {"shop_id": shop_id})
        return _decode(row[0]) if row else None

    def save(self, shop_id: str, simulation: Simulation) -> None:
        text = msgspec.json.encode(simulation).decode()
        _saving(self._dialect).run(self._connection, {"shop_id": shop_id, "doc": text})

    def shop_ids(self) -> list[str]:
        """The shops that have a simulation."""
        return [
            row.shop_id
            for row in self._connection.execute(select(simulations.c.shop_id).order_by(simulations.c.shop_id))
        ]

    def remove(self, shop_id: str) -> None:
        self._connection.execute(delete(simulations).where(simulations.c.shop_id == shop_id))

    def offers(self, shop_id: str, size: int) -> list[Offer]:
        """Up to ``size`` SKUs that are on sale and in stock, the newest products first."""
        return [Offer(*row) for row in _OFFERS.all(self._connection, {"shop_id": shop_id, "size": size})]


#: The insert of a simulation that replaces the one before, by dialect.
_SAVING: dict[str, Prepared] = {}


def _saving(dialect: Dialect) -> Prepared:
    if dialect.name not in _SAVING:
        fresh = dialect.insert(simulations)
        replaced = fresh.on_conflict_do_update(index_elements=["shop_id"], set_={"doc": fresh.excluded.doc})
        _SAVING[dialect.name] = Prepared(replaced)
    return _SAVING[dialect.name]
