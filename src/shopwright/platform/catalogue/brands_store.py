"""Custom brands of sellers."""

from __future__ import annotations

import msgspec
from sqlalchemy import (
    ColumnElement,
    Index,
    bindparam,
    func,
    insert,
    select,
    tuple_,
)

from shopwright.platform.database.columns import BUSINESS, key, ms, table, text
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.transaction import Repository, Tx

brands = table(
    "brands",
    BUSINESS,
    key("account_id"),
    key("brand_id"),
    text("name"),
    text("folded_name"),
    ms("created_at"),
    Index("brands_by_name", "account_id", "folded_name", unique=True),
)


class CustomBrand(msgspec.Struct, frozen=True):
    account_id: str
    brand_id: str
    name: str
    created_at: int


_ADD = Prepared(insert(brands))
_OF_ACCOUNT = brands.c.account_id == bindparam("account_id")
_BY_NAME = Prepared(select(brands.c.brand_id).where(_OF_ACCOUNT, brands.c.folded_name == bindparam("folded_name")))
_COUNT = Prepared(select(func.count()).where(_OF_ACCOUNT, brands.c.created_at >= bindparam("since_ms")))


class CustomBrands(Repository):
    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def add(self, brand: CustomBrand) -> None:
        values = {**msgspec.structs.asdict(brand), "folded_name": brand.name.casefold()}
        _ADD.run(self._connection, values)

    def of_seller(self, account_id: str) -> list[CustomBrand]:
        """A seller's brands in order of making."""
        columns = [brands.c[name] for name in CustomBrand.__struct_fields__]
        mine = select(*columns).where(brands.c.account_id == account_id).order_by(brands.c.brand_id)
        return [CustomBrand(*row) for row in self._connection.execute(mine)]

    def page(self, account_id: str, prefix: str, after: tuple[str, str] | None, size: int) -> list[CustomBrand]:
        """Up to ``size`` brands whose folded name begins so, by folded name and id, after such a pair."""
        columns = [brands.c[name] for name in CustomBrand.__struct_fields__]
        mine = select(*columns).where(*_named_so(account_id, prefix)).limit(size)
        if after is not None:
            mine = mine.where(tuple_(brands.c.folded_name, brands.c.brand_id) > tuple_(*after))
        rows = self._connection.execute(mine.order_by(brands.c.folded_name, brands.c.brand_id))
        return [CustomBrand(*row) for row in rows]

    def count_named(self, account_id: str, prefix: str) -> int:
        """How many of a seller's brands have a folded name that begins so."""
        mine = select(func.count()).select_from(brands).where(*_named_so(account_id, prefix))
        return int(self._connection.execute(mine).scalar_one())

    def exists(self, account_id: str, name: str) -> bool:
        values = {"account_id": account_id, "folded_name": name.casefold()}
        return _BY_NAME.first(self._connection, values) is not None

    def count(self, account_id: str, since_ms: int = 0) -> int:
        row = _COUNT.first(self._connection, {"account_id": account_id, "since_ms": since_ms})
        return int(row[0]) if row else 0


#: No name goes beyond it: the last code point, which is no character.
_LAST = "\U0010ffff"


def _named_so(account_id: str, prefix: str) -> list[ColumnElement[bool]]:
    """A range on the index, as `LIKE` is not in every collation."""
    name = brands.c.folded_name
    return [brands.c.account_id == account_id, name >= prefix, name < prefix + _LAST]
