"""What a seller set for SKUs: whether units of a cancelled order go back on sale."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Boolean, Column, delete, insert, select

from shopwright.platform.database.columns import BUSINESS, key, table
from shopwright.platform.database.transaction import Repository, Tx

restock_settings = table(
    "restock_settings",
    BUSINESS,
    key("shop_id"),
    key("sku_id"),
    Column("restocks", Boolean, nullable=False),
)


class RestockSettings(Repository):
    """The settings of a shop's SKUs; one that has none restocks."""

    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def put(self, shop_id: str, sku_ids: Sequence[str], *, restocks: bool) -> None:
        """Set the same for some SKUs."""
        if not sku_ids:
            return
        mine = (restock_settings.c.shop_id == shop_id, restock_settings.c.sku_id.in_(sku_ids))
        self._connection.execute(delete(restock_settings).where(*mine))
        rows = [{"shop_id": shop_id, "sku_id": sku_id, "restocks": restocks} for sku_id in sku_ids]
        self._connection.execute(insert(restock_settings), rows)

    def without_restock(self, shop_id: str, sku_ids: Iterable[str]) -> frozenset[str]:
        """Those of the SKUs whose units do not go back on sale."""
        mine = (restock_settings.c.shop_id == shop_id, restock_settings.c.sku_id.in_(list(sku_ids)))
        rows = self._connection.execute(
            select(restock_settings.c.sku_id).where(*mine, restock_settings.c.restocks.is_(False))
        )
        return frozenset(str(row[0]) for row in rows)
