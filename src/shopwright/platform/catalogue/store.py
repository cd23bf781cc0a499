"""Products: documents with the columns that searches use, and the index of their SKUs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

import msgspec
from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Index,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from shopwright import decoders
from shopwright.platform.database.columns import BUSINESS, document, key, ms, table, text
from shopwright.platform.database.counters import Counters
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.transaction import Repository, Tx

from .platforms import TIKTOK_SHOP, TOKOPEDIA, platforms_of
from .product import Product

products = table(
    "products",
    BUSINESS,
    key("shop_id"),
    key("product_id"),
    text("status"),
    text("audit_status"),
    text("category_version"),
    text("platforms"),
    Column("is_live_quick", Boolean, nullable=False),
    Column("has_draft", Boolean, nullable=False),
    ms("created_at"),
    ms("updated_at"),
    document(),
    Index("products_by_status", "shop_id", "status", "product_id"),
    Index("products_by_audit", "shop_id", "audit_status", "product_id"),
    Index("products_by_update", "shop_id", "updated_at", "product_id"),
    Index("products_by_id", "product_id"),
)


skus = table(
    "skus",
    BUSINESS,
    key("shop_id"),
    key("sku_id"),
    text("product_id"),
    text("seller_sku"),
    Index("skus_by_product", "shop_id", "product_id"),
    Index("skus_by_seller_sku", "shop_id", "seller_sku"),
)


#: How a counter of products that were made in passing for a live session ends.
_QUICK = "/live-quick"

_decode = decoders.decoder(Product).decode
_encode = msgspec.json.Encoder().encode

_select = select(products.c.doc).where(
    products.c.shop_id == bindparam("shop_id"), products.c.product_id == bindparam("product_id")
)
_ONE, _ONE_LOCKED = Prepared(_select), Prepared(_select.with_for_update())
_SOME = Prepared(
    select(products.c.doc).where(
        products.c.shop_id == bindparam("shop_id"), products.c.product_id.in_(bindparam("product_ids", expanding=True))
    ),
    "product_ids",
)
_SHOP_OF = Prepared(select(products.c.shop_id).where(products.c.product_id == bindparam("product_id")))
_ADD, _ADD_SKUS = Prepared(insert(products)), Prepared(insert(skus))
_SAVE = Prepared(
    update(products)
    .where(products.c.shop_id == bindparam("of_shop"), products.c.product_id == bindparam("of_product"))
    .values({column.name: bindparam(column.name) for column in products.columns if not column.primary_key})
)
_SKUS_OF = Prepared(
    select(skus.c.sku_id, skus.c.seller_sku)
    .where(skus.c.shop_id == bindparam("shop_id"), skus.c.product_id == bindparam("product_id"))
    .order_by(skus.c.sku_id)
)
_SKU_OWNERS = Prepared(
    select(skus.c.sku_id, skus.c.product_id).where(
        skus.c.shop_id == bindparam("shop_id"), skus.c.sku_id.in_(bindparam("sku_ids", expanding=True))
    ),
    "sku_ids",
)
_FIND_OWNER = Prepared(
    select(skus.c.shop_id, skus.c.product_id)
    .where(or_(skus.c.sku_id == bindparam("any_id"), skus.c.product_id == bindparam("any_id")))
    .limit(1)
)
_SKUS_NAMED = Prepared(
    select(skus.c.seller_sku, skus.c.sku_id)
    .where(skus.c.shop_id == bindparam("shop_id"), skus.c.seller_sku.in_(bindparam("seller_skus", expanding=True)))
    .order_by(skus.c.sku_id),
    "seller_skus",
)


class ProductFilter(msgspec.Struct, frozen=True, kw_only=True):
    """The filter of a search. Empty fields select all; times in milliseconds, both ends included.

    ``without_live_quick`` leaves out products that were made in passing for a live session.
    """

    status: str | None = None
    audit_status: tuple[str, ...] = ()
    category_version: str | None = None
    platforms: tuple[str, ...] = ()
    without_live_quick: bool = False
    sku_ids: tuple[str, ...] = ()
    seller_skus: tuple[str, ...] = ()
    created_from: int | None = None
    created_to: int | None = None
    updated_from: int | None = None
    updated_to: int | None = None

    @property
    def is_plain(self) -> bool:
        """Whether it selects by status and live quick alone, so that a counter knows the total."""
        return self == ProductFilter(status=self.status, without_live_quick=self.without_live_quick)


class Products(Repository):
    shows_changes = True

    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection
        self._counters = Counters(tx, "products")

    def get(self, shop_id: str, product_id: str, *, for_change: bool = False) -> Product | None:
        """One product; ``for_change`` holds its row until the transaction ends."""
        statement = _ONE_LOCKED if for_change else _ONE
        row = statement.first(self._connection, {"shop_id": shop_id, "product_id": product_id})
        return _decode(row[0]) if row else None

    def some(self, shop_id: str, product_ids: Iterable[str]) -> dict[str, Product]:
        """Those of the products that the shop has, by id."""
        wanted = list(product_ids)
        rows = _SOME.all(self._connection, {"shop_id": shop_id, "product_ids": wanted}) if wanted else []
        documents = [_decode(row[0]) for row in rows]
        return {product.product_id: product for product in documents}

    def add(self, shop_id: str, product: Product) -> None:
        _ADD.run(self._connection, {"shop_id": shop_id, **_columns(product)})
        self._counters.add(shop_id, counted_as(product), 1)
        _ADD_SKUS.run_many(self._connection, _sku_rows(shop_id, product))

    def add_many(self, shop_id: str, many: Sequence[Product]) -> None:
        """Insert products in bulk."""
        _ADD.run_many(self._connection, [{"shop_id": shop_id, **_columns(product)} for product in many])
        _ADD_SKUS.run_many(self._connection, [row for product in many for row in _sku_rows(shop_id, product)])
        for kind, number in sorted(Counter(counted_as(product) for product in many).items()):
            self._counters.add(shop_id, kind, number)

    def save(self, shop_id: str, product: Product, counted_before: str) -> None:
        """Write a product that was read for change, when it was ``counted_as`` what is named."""
        place = {"of_shop": shop_id, "of_product": product.product_id}
        _SAVE.run(self._connection, {**place, **_columns(product)})
        self._counters.move(shop_id, counted_before, counted_as(product))
        self._index(shop_id, product)

    def _index(self, shop_id: str, product: Product) -> None:
        """Write the SKUs anew where they have changed, which a change of prices or state never does."""
        rows = _sku_rows(shop_id, product)
        known = _SKUS_OF.all(self._connection, {"shop_id": shop_id, "product_id": product.product_id})
        if dict(known) != {row["sku_id"]: row["seller_sku"] for row in rows}:
            mine = and_(skus.c.shop_id == shop_id, skus.c.product_id == product.product_id)
            self._connection.execute(delete(skus).where(mine))
            _ADD_SKUS.run_many(self._connection, rows)

    def count(self, shop_id: str, product_filter: ProductFilter) -> int:
        """How many products a filter selects: from counters when it selects by status alone."""
        if product_filter.is_plain:
            return sum(
                number for kind, number in self._counters.all(shop_id).items() if _is_counted(kind, product_filter)
            )
        limits = _limits(product_filter)
        row = _counting(frozenset(limits)).first(self._connection, {"shop_id": shop_id, **limits})
        return int(row[0]) if row else 0

    def page(self, shop_id: str, product_filter: ProductFilter, after: str | None, size: int) -> list[Product]:
        """Up to ``size`` products in descending order of id, after ``after``."""
        limits = _limits(product_filter) | ({} if after is None else {"after": after})
        values = {"shop_id": shop_id, "size": size, **limits}
        return [_decode(row[0]) for row in _paging(frozenset(limits)).all(self._connection, values)]

    def shop_of(self, product_id: str) -> str | None:
        """The shop that has a product, whosever it is."""
        row = _SHOP_OF.first(self._connection, {"product_id": product_id})
        return str(row[0]) if row else None

    def owners(self, shop_id: str, sku_ids: Iterable[str]) -> dict[str, str]:
        """SKU id and product id, of those SKUs that the shop has."""
        wanted = list(sku_ids)
        rows = _SKU_OWNERS.all(self._connection, {"shop_id": shop_id, "sku_ids": wanted}) if wanted else []
        return {str(sku_id): str(product_id) for sku_id, product_id in rows}

    def find_owner(self, any_id: str) -> tuple[str, str] | None:
        """The shop and the product that an id names, be it a product's or a SKU's."""
        row = _FIND_OWNER.first(self._connection, {"any_id": any_id})
        return (str(row[0]), str(row[1])) if row else None

    def ids_by_seller_sku(self, shop_id: str, seller_skus: Iterable[str]) -> dict[str, list[str]]:
        """The seller's name of a SKU → the ids of those that bear it, the oldest first."""
        wanted = list(seller_skus)
        rows = _SKUS_NAMED.all(self._connection, {"shop_id": shop_id, "seller_skus": wanted}) if wanted else []
        ids: dict[str, list[str]] = {}
        for seller_sku, sku_id in rows:
            ids.setdefault(str(seller_sku), []).append(str(sku_id))
        return ids

    def all_ids(self, shop_id: str) -> list[str]:
        statement = select(products.c.product_id).where(products.c.shop_id == shop_id).order_by(products.c.product_id)
        return [row.product_id for row in self._connection.execute(statement)]


def counted_as(product: Product) -> str:
    """The name under which a product is counted: its state, those of live sessions apart."""
    return f"{product.status}{_QUICK}" if product.listing.is_live_quick else str(product.status)


def _is_counted(kind: str, product_filter: ProductFilter) -> bool:
    status = kind.removesuffix(_QUICK)
    if kind != status and product_filter.without_live_quick:
        return False
    return status == product_filter.status if product_filter.status else status != "DELETED"


def _columns(product: Product) -> dict[str, object]:
    return {
        "product_id": product.product_id,
        "status": str(product.status),
        "audit_status": str(product.audit.status),
        "category_version": product.listing.category_version,
        "platforms": ",".join(platforms_of(product.listing)),
        "is_live_quick": bool(product.listing.is_live_quick),
        "has_draft": product.has_draft,
        "created_at": product.created_at,
        "updated_at": product.updated_at,
        "doc": _encode(product).decode(),
    }


def _sku_rows(shop_id: str, product: Product) -> list[dict[str, str]]:
    listed_skus = {sku.id: sku for listing in reversed(product.versions) for sku in listing.skus}
    return [
        {"shop_id": shop_id, "sku_id": sku.id, "product_id": product.product_id, "seller_sku": sku.seller_sku or ""}
        for sku in listed_skus.values()
    ]


#: What each part of a filter asks of a product; its value is bound by the part's name.
_CONDITIONS = {
    "status": products.c.status == bindparam("status"),
    "audit_status": products.c.audit_status.in_(bindparam("audit_status", expanding=True)),
    "category_version": products.c.category_version == bindparam("category_version"),
    "platforms": products.c.platforms.in_(bindparam("platforms", expanding=True)),
    "without_live_quick": products.c.is_live_quick.is_(False),
    "created_from": products.c.created_at >= bindparam("created_from"),
    "created_to": products.c.created_at <= bindparam("created_to"),
    "updated_from": products.c.updated_at >= bindparam("updated_from"),
    "updated_to": products.c.updated_at <= bindparam("updated_to"),
    "after": products.c.product_id < bindparam("after"),
}
_OWNED = {
    "sku_ids": skus.c.sku_id.in_(bindparam("sku_ids", expanding=True)),
    "seller_skus": skus.c.seller_sku.in_(bindparam("seller_skus", expanding=True)),
}
_LISTS = ("audit_status", "platforms", "sku_ids", "seller_skus")


def _limits(product_filter: ProductFilter) -> dict[str, object]:
    """The parts of a filter that limit something; platforms as the columns of products on one of them are written."""
    limits: dict[str, object] = {
        name: value for name, value in msgspec.structs.asdict(product_filter).items() if value not in (None, (), False)
    }
    if product_filter.platforms:
        limits["platforms"] = [*product_filter.platforms, f"{TIKTOK_SHOP},{TOKOPEDIA}"]
    return limits


def _conditions(parts: frozenset[str]) -> list[ColumnElement[bool]]:
    column_elements: list[ColumnElement[bool]] = [products.c.shop_id == bindparam("shop_id")]
    column_elements += [condition for name, condition in _CONDITIONS.items() if name in parts]
    if "status" not in parts:
        column_elements.append(products.c.status != "DELETED")
    return column_elements


def _owned(parts: frozenset[str]) -> ColumnElement[bool] | None:
    """What the filter asks of one of the product's SKUs."""
    asked = [condition for name, condition in _OWNED.items() if name in parts]
    return and_(skus.c.shop_id == bindparam("shop_id"), or_(*asked)) if asked else None


@cache
def _paging(parts: frozenset[str]) -> Prepared:
    statement, owned = select(products.c.doc).where(*_conditions(parts)), _owned(parts)
    if owned is not None:
        statement = statement.where(products.c.product_id.in_(select(skus.c.product_id).where(owned)))
    statement = statement.order_by(products.c.product_id.desc()).limit(bindparam("size"))
    return Prepared(statement, *(name for name in _LISTS if name in parts))


@cache
def _counting(parts: frozenset[str]) -> Prepared:
    """A join where SKUs are asked for: SQLite would look at every product for the subquery that pages use."""
    statement, owned = select(func.count()).select_from(products), _owned(parts)
    if owned is not None:
        of_sku = and_(products.c.shop_id == skus.c.shop_id, products.c.product_id == skus.c.product_id)
        statement = (
            select(func.count(products.c.product_id.distinct())).select_from(skus).join(products, of_sku).where(owned)
        )
    return Prepared(statement.where(*_conditions(parts)), *(name for name in _LISTS if name in parts))
