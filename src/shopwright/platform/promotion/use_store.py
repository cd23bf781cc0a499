"""Which orders used an activity, of which product, and how many units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import Index, bindparam, delete, func, insert, select

from shopwright.platform.database.columns import BUSINESS, count, key, table, text
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.transaction import Repository, Tx

activity_uses = table(
    "activity_uses",
    BUSINESS,
    key("shop_id"),
    key("order_id"),
    key("activity_id"),
    key("product_id"),
    key("sku_id"),
    text("buyer_id"),
    count("quantity"),
    Index("activity_uses_by_buyer", "shop_id", "activity_id", "buyer_id"),
    Index("activity_uses_by_product", "shop_id", "activity_id", "product_id", "sku_id"),
)


class Use(msgspec.Struct, frozen=True):
    """Units of an order that an activity took something off, or gifts; product and SKU as the activity names them,
    empty where it is on the whole order."""

    order_id: str
    activity_id: str
    product_id: str
    sku_id: str
    buyer_id: str
    quantity: int


_columns = [activity_uses.c[name] for name in Use.__struct_fields__]
_OF_ORDER = (activity_uses.c.shop_id == bindparam("of_shop"), activity_uses.c.order_id == bindparam("of_order"))
_ORDER = Prepared(select(*_columns).where(*_OF_ORDER))
_DROP = Prepared(delete(activity_uses).where(*_OF_ORDER))
_ADD = Prepared(insert(activity_uses))
_OF_BUYER = Prepared(
    select(*_columns).where(
        activity_uses.c.shop_id == bindparam("shop_id"),
        activity_uses.c.buyer_id == bindparam("buyer_id"),
        activity_uses.c.activity_id.in_(bindparam("activity_ids", expanding=True)),
    ),
    "activity_ids",
)
_SOLD = Prepared(
    select(
        activity_uses.c.activity_id,
        activity_uses.c.product_id,
        activity_uses.c.sku_id,
        func.sum(activity_uses.c.quantity),
    )
    .where(
        activity_uses.c.shop_id == bindparam("shop_id"),
        activity_uses.c.activity_id.in_(bindparam("activity_ids", expanding=True)),
    )
    .group_by(activity_uses.c.activity_id, activity_uses.c.product_id, activity_uses.c.sku_id),
    "activity_ids",
)


class ActivityUses(Repository):
    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def add(self, shop_id: str, uses: Sequence[Use]) -> None:
        if uses:
            _ADD.run_many(self._connection, [{"shop_id": shop_id, **msgspec.structs.asdict(use)} for use in uses])

    def of_order(self, shop_id: str, order_id: str) -> list[Use]:
        return [Use(*row) for row in _ORDER.all(self._connection, {"of_shop": shop_id, "of_order": order_id})]

    def drop(self, shop_id: str, order_id: str) -> None:
        """Forget what an order used."""
        _DROP.run(self._connection, {"of_shop": shop_id, "of_order": order_id})

    def of_buyer(self, shop_id: str, buyer_id: str, activity_ids: Iterable[str]) -> list[Use]:
        """What a buyer's orders used of some activities."""
        wanted = sorted(activity_ids)
        if not wanted:
            return []
        values = {"shop_id": shop_id, "buyer_id": buyer_id, "activity_ids": wanted}
        return [Use(*row) for row in _OF_BUYER.all(self._connection, values)]

    def sold(self, shop_id: str, activity_ids: Iterable[str]) -> dict[tuple[str, str, str], int]:
        """Activity, product and SKU → how many units were sold or given away."""
        wanted = sorted(activity_ids)
        rows = _SOLD.all(self._connection, {"shop_id": shop_id, "activity_ids": wanted}) if wanted else []
        return {(str(activity), str(product), str(sku)): int(sold) for activity, product, sku, sold in rows}
