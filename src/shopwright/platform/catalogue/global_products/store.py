"""Global products: documents of sellers, and the index of their SKUs by seller SKU."""

from __future__ import annotations

import msgspec
from sqlalchemy import ColumnElement, Index, delete, func, insert, select, update

from shopwright import decoders
from shopwright.platform.database.columns import BUSINESS, document, key, ms, table, text
from shopwright.platform.database.transaction import Repository, Tx

from .global_product import GlobalProduct

global_products = table(
    "global_products",
    BUSINESS,
    key("account_id"),
    key("global_product_id"),
    text("status"),
    ms("created_at"),
    ms("updated_at"),
    document(),
    Index("global_products_by_id", "global_product_id"),
)

global_skus = table(
    "global_skus",
    BUSINESS,
    key("account_id"),
    key("global_sku_id"),
    text("global_product_id"),
    text("seller_sku"),
    Index("global_skus_by_product", "account_id", "global_product_id"),
    Index("global_skus_by_seller_sku", "account_id", "seller_sku"),
)

_decode = decoders.decoder(GlobalProduct).decode
_encode = msgspec.json.Encoder().encode


class GlobalFilter(msgspec.Struct, frozen=True, kw_only=True):
    """The filter of a search; empty fields select all but deleted ones. Times in milliseconds, both ends included."""

    status: str | None = None
    seller_skus: tuple[str, ...] = ()
    created_from: int | None = None
    created_to: int | None = None
    updated_from: int | None = None
    updated_to: int | None = None


class GlobalProducts(Repository):
    """The global products of sellers, by the seller's account."""

    shows_changes = True

    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def get(self, account_id: str, global_product_id: str, *, for_change: bool = False) -> GlobalProduct | None:
        """One global product; ``for_change`` holds its row until the transaction ends."""
        statement = select(global_products.c.doc).where(_is(account_id, global_product_id))
        row = self._connection.execute(statement.with_for_update() if for_change else statement).first()
        return _decode(row.doc) if row else None

    def owner_of(self, global_product_id: str) -> str | None:
        """The seller who has a global product, whoever it is."""
        column = global_products.c.account_id
        row = self._connection.execute(
            select(column).where(global_products.c.global_product_id == global_product_id)
        ).first()
        return str(row[0]) if row else None

    def add(self, account_id: str, product: GlobalProduct) -> None:
        self._connection.execute(insert(global_products).values(account_id=account_id, **_columns(product)))
        self._index(account_id, product)

    def save(self, account_id: str, product: GlobalProduct) -> None:
        """Write a product that was read for change."""
        mine = _is(account_id, product.global_product_id)
        self._connection.execute(update(global_products).where(mine).values(**_columns(product)))
        self._index(account_id, product)

    def _index(self, account_id: str, product: GlobalProduct) -> None:
        mine = (
            global_skus.c.account_id == account_id,
            global_skus.c.global_product_id == product.global_product_id,
        )
        self._connection.execute(delete(global_skus).where(*mine))
        rows = [
            {
                "account_id": account_id,
                "global_sku_id": sku.id,
                "global_product_id": product.global_product_id,
                "seller_sku": sku.seller_sku or "",
            }
            for sku in product.listing.skus
        ]
        if rows:
            self._connection.execute(insert(global_skus), rows)

    def count(self, account_id: str, wanted: GlobalFilter) -> int:
        """How many of a seller's global products a filter selects."""
        statement = select(func.count()).select_from(global_products).where(*_conditions(account_id, wanted))
        return int(self._connection.execute(statement).scalar_one())

    def page(self, account_id: str, wanted: GlobalFilter, after: str | None, size: int) -> list[GlobalProduct]:
        """Up to ``size`` of them, the newest first, after an id."""
        older = [] if after is None else [global_products.c.global_product_id < after]
        statement = select(global_products.c.doc).where(*_conditions(account_id, wanted), *older)
        newest = statement.order_by(global_products.c.global_product_id.desc()).limit(size)
        return [_decode(row.doc) for row in self._connection.execute(newest)]

    def all_ids(self, account_id: str) -> list[str]:
        """The ids of a seller's global products, deleted ones aside, the oldest first."""
        mine = (global_products.c.account_id == account_id, global_products.c.status != "DELETED")
        column = global_products.c.global_product_id
        return [str(row[0]) for row in self._connection.execute(select(column).where(*mine).order_by(column))]


def _is(account_id: str, global_product_id: str) -> ColumnElement[bool]:
    mine = global_products.c.account_id == account_id
    return mine & (global_products.c.global_product_id == global_product_id)


def _columns(product: GlobalProduct) -> dict[str, object]:
    return {
        "global_product_id": product.global_product_id,
        "status": str(product.status),
        "created_at": product.created_at,
        "updated_at": product.updated_at,
        "doc": _encode(product).decode(),
    }


def _conditions(account_id: str, wanted: GlobalFilter) -> list[ColumnElement[bool]]:
    columns = global_products.c
    is_status = columns.status == wanted.status if wanted.status else columns.status != "DELETED"
    conditions: list[ColumnElement[bool]] = [columns.account_id == account_id, is_status]
    if wanted.created_from is not None:
        conditions.append(columns.created_at >= wanted.created_from)
    if wanted.created_to is not None:
        conditions.append(columns.created_at <= wanted.created_to)
    if wanted.updated_from is not None:
        conditions.append(columns.updated_at >= wanted.updated_from)
    if wanted.updated_to is not None:
        conditions.append(columns.updated_at <= wanted.updated_to)
    if wanted.seller_skus:
        of_sku = select(global_skus.c.global_product_id).where(
            global_skus.c.account_id == account_id, global_skus.c.seller_sku.in_(wanted.seller_skus)
        )
        conditions.append(columns.global_product_id.in_(of_sku))
    return conditions
