"""Counters per shop: how many rows of a kind there are in each state, so that no list is counted through."""

from __future__ import annotations

from sqlalchemy import bindparam, select, update

from .dialect import Dialect
from .prepared import Prepared
from .tables import shop_counts
from .transaction import Tx

_COUNTS = Prepared(
    select(shop_counts.c.name, shop_counts.c.value).where(
        shop_counts.c.shop_id == bindparam("shop_id"), shop_counts.c.name.like(bindparam("pattern"))
    )
)
_COUNT = Prepared(
    update(shop_counts)
    .where(shop_counts.c.shop_id == bindparam("of_shop"), shop_counts.c.name == bindparam("of_name"))
    .values(value=shop_counts.c.value + bindparam("by"))
)


class Counters:
    """The counters of one kind of row, such as ``orders``."""

    def __init__(self, tx: Tx, kind: str) -> None:
        self._connection, self._dialect, self._kind = tx.connection, tx.dialect, kind

    def add(self, shop_id: str, status: str, by: int) -> None:
        name = f"{self._kind}.{status}"
        if _COUNT.run(self._connection, {"of_shop": shop_id, "of_name": name, "by": by}):
            return
        _starting(self._dialect).run(self._connection, {"shop_id": shop_id, "name": name, "value": by})

    def move(self, shop_id: str, before: str, after: str) -> None:
        """One row changed its state."""
        if before != after:
            for status, by in sorted({before: -1, after: 1}.items()):
                self.add(shop_id, status, by)

    def all(self, shop_id: str) -> dict[str, int]:
        """State → how many rows."""
        rows = _COUNTS.all(self._connection, {"shop_id": shop_id, "pattern": f"{self._kind}.%"})
        return {str(name).removeprefix(f"{self._kind}."): int(value) for name, value in rows}


#: The insert of a counter that another may have inserted meanwhile, by dialect.
_STARTING: dict[str, Prepared] = {}


def _starting(dialect: Dialect) -> Prepared:
    if dialect.name not in _STARTING:
        fresh = dialect.insert(shop_counts)
        changed = {"value": shop_counts.c.value + fresh.excluded.value}
        _STARTING[dialect.name] = Prepared(
            fresh.on_conflict_do_update(index_elements=["shop_id", "name"], set_=changed)
        )
    return _STARTING[dialect.name]
