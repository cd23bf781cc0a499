"""References that other systems' orders have to a shop's orders."""

from __future__ import annotations

import msgspec
from sqlalchemy import Index, bindparam, select

from shopwright import decoders
from shopwright.platform.database.columns import BUSINESS, document, key, table
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.transaction import Repository, Tx

external_orders = table(
    "external_orders",
    BUSINESS,
    key("shop_id"),
    key("platform"),
    key("external_id"),
    key("order_id"),
    document(),
    Index("external_orders_by_order", "shop_id", "order_id"),
)


class ExternalLine(msgspec.Struct, frozen=True):
    """``id`` is the line in the other system, ``origin_id`` the line item here."""

    id: str
    origin_id: str


class ExternalOrder(msgspec.Struct, frozen=True):
    """One reference: an order of another system and the order of the shop that it stands for."""

    shop_id: str
    platform: str
    external_id: str
    order_id: str
    lines: list[ExternalLine]


_MINE = external_orders.c.shop_id == bindparam("shop_id")
_OF_ORDER = Prepared(
    select(external_orders)
    .where(_MINE, external_orders.c.order_id == bindparam("order_id"))
    .order_by(external_orders.c.platform, external_orders.c.external_id)
)
_NAMED = Prepared(
    select(external_orders)
    .where(
        _MINE,
        external_orders.c.platform == bindparam("platform"),
        external_orders.c.external_id == bindparam("external_id"),
    )
    .order_by(external_orders.c.order_id)
)
_decode = decoders.decoder(list[ExternalLine]).decode


class ExternalOrders(Repository):
    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection
        self._dialect = tx.dialect

    def put(self, external_order: ExternalOrder) -> None:
        """Store a reference; a second one with the same keys replaces its lines."""
        values = msgspec.structs.asdict(external_order)
        values["doc"] = msgspec.json.encode(values.pop("lines")).decode()
        statement = self._dialect.insert(external_orders).values(values)
        keys = ["shop_id", "platform", "external_id", "order_id"]
        self._connection.execute(statement.on_conflict_do_update(index_elements=keys, set_={"doc": values["doc"]}))

    def of_order(self, shop_id: str, order_id: str) -> list[ExternalOrder]:
        return [_external(*row) for row in _OF_ORDER.all(self._connection, {"shop_id": shop_id, "order_id": order_id})]

    def by_external_id(self, shop_id: str, platform: str, external_id: str) -> list[ExternalOrder]:
        values = {"shop_id": shop_id, "platform": platform, "external_id": external_id}
        return [_external(*row) for row in _NAMED.all(self._connection, values)]


def _external(shop_id: str, platform: str, external_id: str, order_id: str, doc: str) -> ExternalOrder:
    return ExternalOrder(shop_id, platform, external_id, order_id, _decode(doc))
