"""Brands that sellers made themselves."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, func, insert, select

from .tables import brands


class CustomBrand(msgspec.Struct, frozen=True):
    account_id: str
    brand_id: str
    name: str
    created_at: int


class Brands:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, brand: CustomBrand) -> None:
        values = {**msgspec.structs.asdict(brand), "folded_name": brand.name.casefold()}
        self._connection.execute(insert(brands).values(values))

    def of_seller(self, account_id: str) -> list[CustomBrand]:
        """A seller's brands in order of making."""
        columns = [brands.c[name] for name in CustomBrand.__struct_fields__]
        mine = select(*columns).where(brands.c.account_id == account_id).order_by(brands.c.brand_id)
        return [CustomBrand(*row) for row in self._connection.execute(mine)]

    def exists(self, account_id: str, name: str) -> bool:
        mine = select(brands.c.brand_id).where(
            brands.c.account_id == account_id, brands.c.folded_name == name.casefold()
        )
        return self._connection.execute(mine).first() is not None

    def count(self, account_id: str, since_ms: int = 0) -> int:
        mine = select(func.count()).where(brands.c.account_id == account_id, brands.c.created_at >= since_ms)
        return int(self._connection.execute(mine).scalar_one())
