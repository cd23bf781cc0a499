"""Very many rows at once, written straight into the tables; products have one SKU and stock at one warehouse."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import msgspec
import psycopg
from psycopg import sql
from sqlalchemy import Table

from shopwright.platform.catalogue.listing import ImageRef, ListedSku, Listing, Money
from shopwright.platform.catalogue.product import Audit, Product
from shopwright.platform.catalogue.states import AuditStatus, ProductStatus
from shopwright.platform.catalogue.stock.store import stock
from shopwright.platform.catalogue.store import products, skus
from shopwright.platform.database.tables import shop_counts
from shopwright.wire.ids import IdKind, make_id

Values = tuple[object, ...]

#: One product in so many is off sale, so that a filter by status has something to leave out.
_OFF_SALE_EVERY = 10

#: Ids begin here, above those that a platform's start takes.
_FIRST = 10**9


@dataclass(frozen=True)
class Place:
    """Where the products go."""

    shop_id: str
    warehouse_id: str
    category_id: str


def seller_sku(number: int) -> str:
    """The seller's name for the ``number``-th product's SKU."""
    return f"SEED-{number}"


def _templates(place: Place) -> dict[ProductStatus, str]:
    """A product's document for each status, with marks where its ids go."""
    sku = ListedSku(id="@sku", price=Money("GBP", amount="12.50"), seller_sku="@seller")
    listing = Listing(
        title="A plain thing, one of very many",
        description="<p>It is like the others.</p>",
        category_id=place.category_id,
        category_version="v2",
        main_images=[ImageRef("tos-useast2a-i-demo/plain")],
        skus=[sku],
    )
    now = time.time_ns() // 1_000_000
    return {
        status: msgspec.json.encode(
            Product(
                product_id="@product",
                status=status,
                created_at=now,
                updated_at=now,
                audit=Audit(AuditStatus.APPROVED, number=1),
                live=listing,
            )
        ).decode()
        for status in (ProductStatus.ACTIVATE, ProductStatus.SELLER_DEACTIVATED)
    }


def _status(number: int) -> ProductStatus:
    return ProductStatus.SELLER_DEACTIVATED if number % _OFF_SALE_EVERY == 0 else ProductStatus.ACTIVATE


def _ids(number: int) -> tuple[str, str]:
    return make_id(IdKind.PRODUCT, _FIRST + number), make_id(IdKind.SKU, _FIRST + number)


def _product_rows(place: Place, count: int) -> Iterator[Values]:
    now, templates = time.time_ns() // 1_000_000, _templates(place)
    for number in range(count):
        product_id, sku_id = _ids(number)
        status = _status(number)
        doc = templates[status].replace("@product", product_id).replace("@sku", sku_id)
        doc = doc.replace("@seller", seller_sku(number))
        yield place.shop_id, product_id, str(status), "APPROVED", "v2", "TIKTOK_SHOP", False, False, now, now, doc


def product_tables(place: Place, count: int) -> dict[Table, Iterator[Values]]:
    """The rows of each table, in the order of its columns."""
    shop_id, numbers = place.shop_id, range(count)
    off_sale = len(range(0, count, _OFF_SALE_EVERY))
    counts = ((shop_id, "products.ACTIVATE", count - off_sale), (shop_id, "products.SELLER_DEACTIVATED", off_sale))
    return {
        products: _product_rows(place, count),
        skus: ((shop_id, _ids(n)[1], _ids(n)[0], seller_sku(n)) for n in numbers),
        stock: ((shop_id, _ids(n)[1], place.warehouse_id, _ids(n)[0], 40, 0, 0, 0) for n in numbers),
        shop_counts: iter(counts),
    }


def seed_sqlite(file: Path, tables: dict[Table, Iterator[Values]]) -> None:
    """Fill the database file of a platform that is not running."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA cache_size=-400000")
        connection.execute("BEGIN")
        for table, rows in tables.items():
            marks = ", ".join("?" * len(table.columns))
            connection.executemany(f"INSERT INTO {table.name} VALUES ({marks})", rows)  # noqa: S608 (our own names)
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode=WAL")


def seed_postgres(url: str, tables: dict[Table, Iterator[Values]]) -> None:
    """Fill the database of a platform, by COPY."""
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        for table, rows in tables.items():
            _copy(cursor, table, rows)
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")


def _copy(cursor: psycopg.Cursor[Values], table: Table, rows: Iterator[Sequence[object]]) -> None:
    columns = sql.SQL(", ").join(sql.Identifier(column.name) for column in table.columns)
    with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), columns)) as copy:
        for row in rows:
            copy.write_row(row)
