"""Orders: the aggregate, what readers of the Partner API see of it, and the buyer's data, encrypted.

``shown`` is the order as clients read it, written when it changes, so that reading a page of orders renders nothing.
What identifies the buyer is not in it unless masked: it is kept encrypted and joined to the order where it is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import Boolean, Column, Index, bindparam, insert, select, update

from shopwright import decoders
from shopwright.platform.database.columns import BUSINESS, document, key, ms, packed, table, text
from shopwright.platform.database.compression import pack, unpack
from shopwright.platform.database.counters import Counters
from shopwright.platform.database.encryption import Vault
from shopwright.platform.database.prepared import Prepared, Row
from shopwright.platform.database.search import Search, parts_given
from shopwright.platform.database.transaction import SecretRepository, Tx

from .order import Order

orders = table(
    "orders",
    BUSINESS,
    key("shop_id"),
    key("order_id"),
    text("status"),
    text("buyer_id"),
    text("shipping_type"),
    text("warehouse_id"),
    text("reference"),
    Column("cancel_requested", Boolean, nullable=False),
    ms("created_at"),
    ms("updated_at"),
    packed("doc"),
    packed("shown"),
    document("private"),
    Column("is_open", Boolean, nullable=False),
    Index("orders_by_creation", "shop_id", "created_at", "order_id"),
    Index("orders_by_update", "shop_id", "updated_at", "order_id"),
    Index("orders_by_status", "shop_id", "status", "created_at", "order_id"),
    Index("orders_by_status_update", "shop_id", "status", "updated_at", "order_id"),
    Index("orders_by_buyer", "shop_id", "buyer_id", "created_at", "order_id"),
    Index("orders_by_request", "shop_id", "cancel_requested", "created_at", "order_id"),
    Index("orders_by_reference", "shop_id", "reference"),
    Index("orders_by_id", "order_id"),
)


_decode = decoders.decoder(Order).decode
_encode = msgspec.json.Encoder().encode

_MINE = orders.c.shop_id == bindparam("shop_id")
_kept = select(orders.c.doc, orders.c.private).where(_MINE, orders.c.order_id == bindparam("order_id"))
_ONE, _ONE_LOCKED = Prepared(_kept), Prepared(_kept.with_for_update())
_SHOWN = ("shown", "private", "is_open")
_SOME = Prepared(
    select(orders.c.doc).where(_MINE, orders.c.order_id.in_(bindparam("order_ids", expanding=True))), "order_ids"
)
_SEEN = Prepared(
    select(orders.c.order_id, *(orders.c[name] for name in _SHOWN)).where(
        _MINE, orders.c.order_id.in_(bindparam("order_ids", expanding=True))
    ),
    "order_ids",
)
# Not sorted: SQLite would then walk through the orders by id instead of looking the reference up.
_BY_REFERENCE = Prepared(select(orders.c.order_id).where(_MINE, orders.c.reference == bindparam("reference")))
_SHOP_OF = Prepared(select(orders.c.shop_id).where(orders.c.order_id == bindparam("order_id")))
_ADD = Prepared(insert(orders))
_SAVE = Prepared(
    update(orders)
    .where(orders.c.shop_id == bindparam("of_shop"), orders.c.order_id == bindparam("of_order"))
    .values({column.name: bindparam(column.name) for column in orders.columns if not column.primary_key})
)
_SEARCH = Search(
    orders,
    "order_id",
    _SHOWN,
    {
        "status": orders.c.status == bindparam("status"),
        "buyer_id": orders.c.buyer_id == bindparam("buyer_id"),
        "shipping_type": orders.c.shipping_type == bindparam("shipping_type"),
        "cancel_requested": orders.c.cancel_requested == bindparam("cancel_requested"),
        "warehouse_ids": orders.c.warehouse_id.in_(bindparam("warehouse_ids", expanding=True)),
        "created_from": orders.c.created_at >= bindparam("created_from"),
        "created_before": orders.c.created_at < bindparam("created_before"),
        "updated_from": orders.c.updated_at >= bindparam("updated_from"),
        "updated_before": orders.c.updated_at < bindparam("updated_before"),
    },
    ("warehouse_ids",),
)


class OrderFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What a search selects. Empty means no limit; times in milliseconds, the end excluded."""

    status: str | None = None
    buyer_id: str | None = None
    shipping_type: str | None = None
    cancel_requested: bool | None = None
    warehouse_ids: tuple[str, ...] = ()
    created_from: int | None = None
    created_before: int | None = None
    updated_from: int | None = None
    updated_before: int | None = None

    @property
    def is_plain(self) -> bool:
        """Whether it selects by status alone, so that a counter knows the total."""
        return self == OrderFilter(status=self.status)


class SeenOrder(msgspec.Struct, frozen=True):
    """An order of a page: the time it is sorted by, and its JSON as clients read it."""

    at: int
    order_id: str
    text: bytes


class Orders(SecretRepository):
    shows_changes = True

    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection
        self._vault = tx.vault
        self._counters = Counters(tx, "orders")

    def get(self, shop_id: str, order_id: str, *, for_change: bool = False) -> Order | None:
        """One order; ``for_change`` holds its row until the transaction ends."""
        row = self._find(shop_id, order_id, for_change=for_change)
        return _decode(unpack(row[0])) if row else None

    def get_whole(self, shop_id: str, order_id: str, *, for_change: bool = False) -> tuple[Order, bytes] | None:
        """One order with the buyer's data in clear: a JSON object of fields as clients read them."""
        row = self._find(shop_id, order_id, for_change=for_change)
        return (_decode(unpack(row[0])), self._clear(row[1])) if row else None

    def _find(self, shop_id: str, order_id: str, *, for_change: bool) -> Row | None:
        statement = _ONE_LOCKED if for_change else _ONE
        return statement.first(self._connection, {"shop_id": shop_id, "order_id": order_id})

    def _clear(self, private: str) -> bytes:
        return self._vault.decrypt(private).encode()

    def add(self, shop_id: str, order: Order, data: bytes, private: bytes, *, is_open: bool) -> None:
        _ADD.run(self._connection, {"shop_id": shop_id, **self._columns(order, data, private, is_open)})
        self._counters.add(shop_id, str(order.status), 1)

    def save(
        self, shop_id: str, order: Order, previous_status: str, data: bytes, private: bytes, *, is_open: bool
    ) -> None:
        """Write an order that was read for change."""
        place = {"of_shop": shop_id, "of_order": order.order_id}
        _SAVE.run(self._connection, {**place, **self._columns(order, data, private, is_open)})
        self._counters.move(shop_id, previous_status, str(order.status))

    def _columns(self, order: Order, data: bytes, private: bytes, is_open: bool) -> dict[str, object]:
        return {
            "order_id": order.order_id,
            "status": str(order.status),
            "buyer_id": order.buyer_id,
            "shipping_type": order.shipping_type,
            "warehouse_id": order.warehouse_id,
            "reference": order.reference,
            "cancel_requested": order.is_cancel_requested,
            "created_at": order.created_at,
            "updated_at": order.updated_at,
            "doc": pack(_encode(order)),
            "shown": pack(data),
            "private": self._vault.encrypt(private.decode()),
            "is_open": is_open,
        }

    def some(self, shop_id: str, order_ids: Iterable[str]) -> dict[str, Order]:
        """Those of the orders that the shop has, by id."""
        wanted = list(order_ids)
        rows = _SOME.all(self._connection, {"shop_id": shop_id, "order_ids": wanted}) if wanted else []
        return {order.order_id: order for order in (_decode(unpack(row[0])) for row in rows)}

    def seen(self, shop_id: str, order_ids: Iterable[str]) -> dict[str, bytes]:
        """Those of the orders that the shop has, by id, as clients read them."""
        wanted = list(order_ids)
        rows = _SEEN.all(self._connection, {"shop_id": shop_id, "order_ids": wanted}) if wanted else []
        return {str(order_id): self._text(*row) for order_id, *row in rows}

    def _text(self, data: bytes, private: str, is_open: bool) -> bytes:
        text = unpack(data)
        return text[:-1] + b"," + self._clear(private)[1:] if is_open else text

    def page(
        self,
        shop_id: str,
        order_filter: OrderFilter,
        *,
        by: str,
        descending: bool,
        after: tuple[int, str] | None,
        size: int,
    ) -> list[SeenOrder]:
        """Up to ``size`` orders by ``created_at`` or ``updated_at`` and id, after such a pair."""
        rows = _SEARCH.page(
            self._connection, shop_id, _limits(order_filter), by=by, descending=descending, after=after, size=size
        )
        return [SeenOrder(at, order_id, self._text(*row)) for at, order_id, *row in rows]

    def count(self, shop_id: str, order_filter: OrderFilter) -> int:
        """How many orders a filter selects: from counters when it selects by status alone."""
        if order_filter.is_plain:
            counts = self.counts(shop_id)
            return counts.get(order_filter.status, 0) if order_filter.status else sum(counts.values())
        return _SEARCH.count(self._connection, shop_id, _limits(order_filter))

    def counts(self, shop_id: str) -> dict[str, int]:
        """State → how many orders."""
        return self._counters.all(shop_id)

    def by_reference(self, shop_id: str, reference: str) -> str | None:
        """The id of the newest order with a reference of ours, such as the number of a replayed invoice."""
        rows = _BY_REFERENCE.all(self._connection, {"shop_id": shop_id, "reference": reference})
        return max((str(row[0]) for row in rows), default=None)

    def shop_of(self, order_id: str) -> str | None:
        """The shop that an order was placed in."""
        row = _SHOP_OF.first(self._connection, {"order_id": order_id})
        return str(row[0]) if row else None

    def rewrite_secrets(self) -> int:
        """Encrypt with the newest key what an older one encrypted; answers how many were."""
        rows = self._connection.execute(select(orders.c.shop_id, orders.c.order_id, orders.c.private)).all()
        old = [row for row in rows if not self._vault.is_current(row.private)]
        _REWRITE.run_many(self._connection, [_rewritten(row, self._vault) for row in old])
        return len(old)


_REWRITE = Prepared(
    update(orders)
    .where(orders.c.shop_id == bindparam("of_shop"), orders.c.order_id == bindparam("of_order"))
    .values(private=bindparam("private"))
)


def _rewritten(row: Sequence[str], vault: Vault) -> dict[str, object]:
    shop_id, order_id, private = row
    return {"of_shop": shop_id, "of_order": order_id, "private": vault.encrypt(vault.decrypt(private))}


def _limits(order_filter: OrderFilter) -> dict[str, object]:
    return parts_given(msgspec.structs.asdict(order_filter))
