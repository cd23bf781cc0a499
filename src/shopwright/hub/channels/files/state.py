"""What the folder's shop has: its orders, products and what was shipped, in a SQLite file beside the folders."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import msgspec

from shopwright import decoders
from shopwright.hub.channels.protocol import ExternalListing, ExternalOrder

_TABLES = """
CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY, changed TEXT NOT NULL, body BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS orders_changed ON orders (changed, id);
CREATE TABLE IF NOT EXISTS products (id TEXT PRIMARY KEY, body BLOB NOT NULL, changed TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS skus (id TEXT PRIMARY KEY, product TEXT NOT NULL, quantity INTEGER NOT NULL, price TEXT);
CREATE TABLE IF NOT EXISTS shipments (order_id TEXT PRIMARY KEY, carrier TEXT NOT NULL, tracking TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Stored:
    """What is kept of a SKU beside its product."""

    sku: str
    product: str
    quantity: int
    price: Decimal | None


class State:
    """One shop's state. Changes belong into a :meth:`change`, of which there is one at a time."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        self._db.executescript(_TABLES)

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def change(self) -> Iterator[None]:
        """A block whose changes are all kept or none."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def order(self, order_id: str) -> ExternalOrder | None:
        row = self._db.execute("SELECT body FROM orders WHERE id = ?", [order_id]).fetchone()
        return decoders.decode(row[0], type=ExternalOrder) if row else None

    def orders_since(self, since: datetime, size: int) -> Iterator[ExternalOrder]:
        """Orders that changed at that time or later, by that time; read page by page."""
        after = (_stamp(since), "")
        while True:
            rows = self._db.execute(
                "SELECT changed, id, body FROM orders WHERE (changed, id) > (?, ?) ORDER BY changed, id LIMIT ?",
                [*after, size],
            ).fetchall()
            for _, _, body in rows:
                yield decoders.decode(body, type=ExternalOrder)
            if len(rows) < size:
                return
            after = rows[-1][:2]

    def keep_order(self, order: ExternalOrder) -> None:
        body = msgspec.json.encode(order)
        self._db.execute(
            "INSERT OR REPLACE INTO orders VALUES (?, ?, ?)", [order.external_id, _stamp(order.updated_at), body]
        )

    def next_time(self) -> datetime:
        """The time now, later than that of every change before."""
        newest = self._db.execute("SELECT max(changed) FROM orders").fetchone()[0]
        now = datetime.now(UTC)
        return max(now, datetime.fromisoformat(newest) + timedelta(milliseconds=1)) if newest else now

    def product_ids(self) -> list[str]:
        return [row[0] for row in self._db.execute("SELECT id FROM products ORDER BY id")]

    def product(self, product_id: str) -> ExternalListing | None:
        row = self._db.execute("SELECT body FROM products WHERE id = ?", [product_id]).fetchone()
        if row is None:
            return None
        listing = decoders.decode(row[0], type=ExternalListing)
        kept = {item.sku: item for item in self.skus(product_id)}
        skus = tuple(
            replace(sku, quantity=kept[sku.external_id].quantity, price=kept[sku.external_id].price)
            for sku in listing.skus
            if sku.external_id in kept
        )
        return replace(listing, skus=skus)

    def products_since(self, since: datetime) -> Iterator[tuple[str, datetime]]:
        """Products that files changed at that time or later, and when."""
        sql = "SELECT id, changed FROM products WHERE changed >= ? ORDER BY changed, id"
        for product_id, changed in self._db.execute(sql, [_stamp(since)]).fetchall():
            yield product_id, datetime.fromisoformat(changed)

    def keep_product(self, listing: ExternalListing, changed: datetime | None = None) -> None:
        """Keep a product with its SKUs' numbers and prices; SKUs that it has no more are gone.

        ``changed``: when a file changed it; None where the hub did.
        """
        body, stamp = msgspec.json.encode(listing), _stamp(changed) if changed else ""
        self._db.execute("INSERT OR REPLACE INTO products VALUES (?, ?, ?)", [listing.external_id, body, stamp])
        self._db.execute("DELETE FROM skus WHERE product = ?", [listing.external_id])
        self._db.executemany(
            "INSERT OR REPLACE INTO skus VALUES (?, ?, ?, ?)",
            [
                (sku.external_id, listing.external_id, sku.quantity, None if sku.price is None else str(sku.price))
                for sku in listing.skus
            ],
        )

    def skus(self, product_id: str = "") -> list[Stored]:
        """SKUs of a product, or all of them."""
        where, values = ("WHERE product = ?", [product_id]) if product_id else ("", [])
        rows = self._db.execute(f"SELECT id, product, quantity, price FROM skus {where} ORDER BY id", values)  # noqa: S608
        return [Stored(sku, product, count, Decimal(price) if price else None) for sku, product, count, price in rows]

    def set_quantity(self, product_id: str, sku: str, quantity: int) -> bool:
        """Set a SKU's number; False for one that is not there."""
        done = self._db.execute(
            "UPDATE skus SET quantity = ? WHERE id = ? AND product = ?", [quantity, sku, product_id]
        )
        return done.rowcount == 1

    def set_price(self, product_id: str, sku: str, price: Decimal) -> bool:
        """Set a SKU's price; False for one that is not there."""
        sql = "UPDATE skus SET price = ? WHERE id = ? AND product = ?"
        return self._db.execute(sql, [str(price), sku, product_id]).rowcount == 1

    def shipment(self, order_id: str) -> tuple[str, str] | None:
        """Carrier and tracking number of an order that was shipped."""
        row = self._db.execute("SELECT carrier, tracking FROM shipments WHERE order_id = ?", [order_id]).fetchone()
        return (row[0], row[1]) if row else None

    def keep_shipment(self, order_id: str, carrier: str, tracking: str) -> None:
        self._db.execute("INSERT INTO shipments VALUES (?, ?, ?)", [order_id, carrier, tracking])


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
