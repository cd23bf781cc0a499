"""Each shop's book, and what other areas add to orders' accounts."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import bindparam, select

from shopwright import decoders
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.transaction import Repository, Tx

from .account import Extra
from .documents import Book, OrderExtras
from .tables import books, order_extras

_encode = msgspec.json.Encoder().encode
_book = decoders.decoder(Book).decode
_extras = decoders.decoder(OrderExtras).decode

_BOOK = Prepared(select(books.c.doc).where(books.c.shop_id == bindparam("of_shop")))
_EXTRAS = Prepared(
    select(order_extras.c.doc).where(
        order_extras.c.shop_id == bindparam("of_shop"), order_extras.c.order_id == bindparam("of_order")
    )
)


class Books(Repository):
    def __init__(self, tx: Tx) -> None:
        self._tx = tx

    def get(self, shop_id: str) -> Book:
        """A shop's book; an empty one where nothing was written yet."""
        row = _BOOK.first(self._tx.connection, {"of_shop": shop_id})
        return _book(row[0]) if row else Book()

    def hold(self, shop_id: str) -> Book:
        """As :meth:`get`, and nobody else holds it before the transaction ends."""
        self._tx.hold(f"finance {shop_id}")
        return self.get(shop_id)

    def save(self, shop_id: str, book: Book) -> None:
        statement = self._tx.dialect.insert(books).values(shop_id=shop_id, doc=_encode(book).decode())
        changed = {"doc": statement.excluded.doc}
        self._tx.connection.execute(statement.on_conflict_do_update(index_elements=["shop_id"], set_=changed))

    def extras(self, shop_id: str, order_id: str) -> list[Extra]:
        """What other areas added to an order's account."""
        row = _EXTRAS.first(self._tx.connection, {"of_shop": shop_id, "of_order": order_id})
        return _extras(row[0]).extras if row else []

    def save_extras(self, shop_id: str, order_id: str, extras: Sequence[Extra]) -> None:
        doc = _encode(OrderExtras(list(extras))).decode()
        statement = self._tx.dialect.insert(order_extras).values(shop_id=shop_id, order_id=order_id, doc=doc)
        changed = {"doc": statement.excluded.doc}
        keys = ["shop_id", "order_id"]
        self._tx.connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed))
