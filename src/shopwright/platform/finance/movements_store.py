"""Movements of money in a shop's account, and in its account for trade-ins."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import msgspec
from sqlalchemy import and_, bindparam, func, insert, select, update

from shopwright import decoders
from shopwright.platform.database.prepared import Prepared
from shopwright.platform.database.search import Search
from shopwright.platform.database.transaction import Repository, Tx

from .coins import from_coins, in_coins
from .documents import Movement
from .filters import MoneyFilter
from .tables import movements

Account = Literal["SHOP", "TRADE_IN"]

_encode = msgspec.json.Encoder().encode
_movement = decoders.decoder(Movement).decode

_MOVEMENT = and_(movements.c.shop_id == bindparam("of_shop"), movements.c.movement_id == bindparam("of_movement"))
_GET_MOVEMENT = Prepared(select(movements.c.doc).where(_MOVEMENT, movements.c.account == bindparam("of_account")))
_ADD_MOVEMENT = Prepared(insert(movements))
_SAVE_MOVEMENT = Prepared(update(movements).where(_MOVEMENT).values(doc=bindparam("doc")))
_BALANCE = Prepared(
    select(func.coalesce(func.sum(movements.c.amount), 0)).where(
        movements.c.shop_id == bindparam("of_shop"), movements.c.account == bindparam("account")
    )
)
_SEARCH_MOVEMENTS = Search(
    movements,
    "movement_id",
    ("doc",),
    {
        "account": movements.c.account == bindparam("account"),
        "start": movements.c.created_at >= bindparam("start"),
        "end": movements.c.created_at < bindparam("end"),
        "types": movements.c.type.in_(bindparam("types", expanding=True)),
    },
    ("types",),
)


class Movements(Repository):
    """Money that came into an account or left it."""

    def __init__(self, tx: Tx) -> None:
        self._connection = tx.connection

    def get(self, shop_id: str, account: Account, movement_id: str) -> Movement | None:
        place = {"of_shop": shop_id, "of_account": account, "of_movement": movement_id}
        row = _GET_MOVEMENT.first(self._connection, place)
        return _movement(row[0]) if row else None

    def add(self, shop_id: str, account: Account, movement: Movement, decimals: int) -> None:
        values = {
            "shop_id": shop_id,
            "movement_id": movement.movement_id,
            "account": account,
            "type": movement.type,
            "created_at": movement.created_at,
            "amount": in_coins(movement.amount, decimals),
            "doc": _encode(movement).decode(),
        }
        _ADD_MOVEMENT.run(self._connection, values)

    def save(self, shop_id: str, movement: Movement) -> None:
        """Write what became of one."""
        place = {"of_shop": shop_id, "of_movement": movement.movement_id}
        _SAVE_MOVEMENT.run(self._connection, {**place, "doc": _encode(movement).decode()})

    def balance(self, shop_id: str, account: Account, decimals: int) -> Decimal:
        """What an account holds."""
        row = _BALANCE.first(self._connection, {"of_shop": shop_id, "account": account})
        return from_coins(row[0] if row else 0, decimals)

    def page(
        self,
        shop_id: str,
        wanted: MoneyFilter,
        /,
        *,
        by: str,
        descending: bool,
        after: tuple[int, str] | None,
        size: int,
    ) -> list[Movement]:
        rows = _SEARCH_MOVEMENTS.page(
            self._connection, shop_id, wanted.parts, by=by, descending=descending, after=after, size=size
        )
        return [_movement(doc) for _, _, doc in rows]

    def count(self, shop_id: str, wanted: MoneyFilter, /) -> int:
        return _SEARCH_MOVEMENTS.count(self._connection, shop_id, wanted.parts)
