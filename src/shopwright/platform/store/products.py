"""Products: documents with the columns that searches use, and the index of their SKUs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, func, insert, or_, select, update

from shopwright.platform.domain.product import Product

from .dialect import Dialect
from .tables import products, shop_counts, skus

_decode = msgspec.json.Decoder(Product).decode
_encode = msgspec.json.Encoder().encode

_ONE = select(products.c.doc).where(
    products.c.shop_id == bindparam("shop_id"), products.c.product_id == bindparam("product_id")
)
_ONE_LOCKED = _ONE.with_for_update()
_SOME = select(products.c.doc).where(
    products.c.shop_id == bindparam("shop_id"), products.c.product_id.in_(bindparam("product_ids", expanding=True))
)
_COUNTS = select(shop_counts.c.name, shop_counts.c.value).where(
    shop_counts.c.shop_id == bindparam("shop_id"), shop_counts.c.name.like("products.%")
)
_SKU_OWNERS = select(skus.c.sku_id, skus.c.product_id).where(
    skus.c.shop_id == bindparam("shop_id"), skus.c.sku_id.in_(bindparam("sku_ids", expanding=True))
)
_PAGE = select(products.c.doc).where(products.c.shop_id == bindparam("shop_id")).order_by(products.c.product_id.desc())


class ProductFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What a search selects. Empty means no limit; times in milliseconds, both ends included."""

    status: str | None = None
    audit_status: tuple[str, ...] = ()
    category_version: str | None = None
    sku_ids: tuple[str, ...] = ()
    seller_skus: tuple[str, ...] = ()
    created_from: int | None = None
    created_to: int | None = None
    updated_from: int | None = None
    updated_to: int | None = None

    @property
    def is_plain(self) -> bool:
        """Whether it selects by status alone, so that a counter knows the total."""
        return self == ProductFilter(status=self.status)


class Products:
    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        self._connection = connection
        self._dialect = dialect

    def get(self, shop_id: str, product_id: str, *, for_change: bool = False) -> Product | None:
        """One product; ``for_change`` holds its row until the transaction ends."""
        statement = _ONE_LOCKED if for_change else _ONE
        row = self._connection.execute(statement, {"shop_id": shop_id, "product_id": product_id}).first()
        return _decode(row.doc) if row else None

    def some(self, shop_id: str, product_ids: Iterable[str]) -> dict[str, Product]:
        """Those of the products that the shop has, by id."""
        rows = self._connection.execute(_SOME, {"shop_id": shop_id, "product_ids": list(product_ids)})
        found = [_decode(row.doc) for row in rows]
        return {product.product_id: product for product in found}

    def add(self, shop_id: str, product: Product) -> None:
        self._connection.execute(insert(products).values(shop_id=shop_id, **_columns(product)))
        self._count(shop_id, str(product.status), 1)
        self._index(shop_id, product)

    def add_many(self, shop_id: str, many: Sequence[Product]) -> None:
        """Insert products in bulk."""
        self._connection.execute(insert(products), [{"shop_id": shop_id, **_columns(one)} for one in many])
        rows = [row for one in many for row in _sku_rows(shop_id, one)]
        self._connection.execute(insert(skus), rows)
        for status in {one.status for one in many}:
            self._count(shop_id, str(status), sum(one.status is status for one in many))

    def save(self, shop_id: str, product: Product, previous_status: str) -> None:
        """Write a product that was read for change."""
        mine = and_(products.c.shop_id == shop_id, products.c.product_id == product.product_id)
        self._connection.execute(update(products).where(mine).values(_columns(product)))
        if str(product.status) != previous_status:
            self._count(shop_id, previous_status, -1)
            self._count(shop_id, str(product.status), 1)
        mine = and_(skus.c.shop_id == shop_id, skus.c.product_id == product.product_id)
        self._connection.execute(delete(skus).where(mine))
        self._index(shop_id, product)

    def _index(self, shop_id: str, product: Product) -> None:
        rows = _sku_rows(shop_id, product)
        if rows:
            self._connection.execute(insert(skus), rows)

    def _count(self, shop_id: str, status: str, by: int) -> None:
        statement = self._dialect.insert(shop_counts).values(shop_id=shop_id, name=f"products.{status}", value=by)
        changed = {"value": shop_counts.c.value + by}
        self._connection.execute(statement.on_conflict_do_update(index_elements=["shop_id", "name"], set_=changed))

    def count(self, shop_id: str, one: ProductFilter) -> int:
        """How many products a filter selects: from counters when it selects by status alone."""
        if one.is_plain:
            rows = self._connection.execute(_COUNTS, {"shop_id": shop_id})
            counts = {row.name.removeprefix("products."): int(row.value) for row in rows}
            return counts.get(one.status, 0) if one.status else sum(n for s, n in counts.items() if s != "DELETED")
        statement = select(func.count()).select_from(products).where(products.c.shop_id == shop_id, *_conditions(one))
        return int(self._connection.execute(statement).scalar_one())

    def page(self, shop_id: str, one: ProductFilter, after: str | None, size: int) -> list[Product]:
        """Up to ``size`` products in descending order of id, after ``after``."""
        conditions = _conditions(one)
        if after is not None:
            conditions.append(products.c.product_id < after)
        rows = self._connection.execute(_PAGE.where(*conditions).limit(size), {"shop_id": shop_id})
        return [_decode(row.doc) for row in rows]

    def owners(self, shop_id: str, sku_ids: Iterable[str]) -> dict[str, str]:
        """SKU id and product id, of those SKUs that the shop has."""
        rows = self._connection.execute(_SKU_OWNERS, {"shop_id": shop_id, "sku_ids": list(sku_ids)})
        return {row.sku_id: row.product_id for row in rows}

    def all_ids(self, shop_id: str) -> list[str]:
        statement = select(products.c.product_id).where(products.c.shop_id == shop_id).order_by(products.c.product_id)
        return [row.product_id for row in self._connection.execute(statement)]


def _columns(product: Product) -> dict[str, object]:
    return {
        "product_id": product.product_id,
        "status": str(product.status),
        "audit_status": str(product.audit.status),
        "category_version": product.shown.category_version,
        "has_draft": product.has_draft,
        "created_at": product.created_at,
        "updated_at": product.updated_at,
        "doc": _encode(product).decode(),
    }


def _sku_rows(shop_id: str, product: Product) -> list[dict[str, str]]:
    found = {sku.id: sku for listing in reversed(product.versions) for sku in listing.skus}
    return [
        {"shop_id": shop_id, "sku_id": sku.id, "product_id": product.product_id, "seller_sku": sku.seller_sku or ""}
        for sku in found.values()
    ]


def _conditions(one: ProductFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        products.c.status == one.status if one.status else products.c.status != "DELETED"
    ]
    if one.audit_status:
        found.append(products.c.audit_status.in_(one.audit_status))
    if one.category_version:
        found.append(products.c.category_version == one.category_version)
    bounds = (
        (products.c.created_at, one.created_from, one.created_to),
        (products.c.updated_at, one.updated_from, one.updated_to),
    )
    for column, low, high in bounds:
        if low is not None:
            found.append(column >= low)
        if high is not None:
            found.append(column <= high)
    if one.sku_ids or one.seller_skus:
        owners = select(skus.c.product_id).where(skus.c.shop_id == products.c.shop_id)
        matches = or_(skus.c.sku_id.in_(one.sku_ids), skus.c.seller_sku.in_(one.seller_skus))
        found.append(products.c.product_id.in_(owners.where(matches)))
    return found
