"""What a platform keeps, as a number for each table: two are equal when nothing changed in between."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import text

from shopwright.platform.database.transaction import Tx

from .server import RunningPlatform

#: Tables that every call may change, refused or not.
_LOGS = frozenset({"requests", "rate_buckets"})


def whole_state(platform: RunningPlatform, shop_id: str | None = None) -> Mapping[str, int]:
    """A number for each table of a platform in memory, of a shop's rows alone if one is named."""
    return platform.inside(lambda tx: _read(tx, shop_id))


def _read(tx: Tx, shop_id: str | None) -> Mapping[str, int]:
    tables = tx.connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
    wanted = [name for name in tables if name not in _LOGS and (shop_id is None or "shop_id" in _columns(tx, name))]
    return {name: _number(tx, name, shop_id) for name in wanted}


def _columns(tx: Tx, table: str) -> set[str]:
    return {row[1] for row in tx.connection.exec_driver_sql(f"PRAGMA table_info({table})")}


def _number(tx: Tx, table: str, shop_id: str | None) -> int:
    query, values = f"SELECT * FROM {table}", ()
    if shop_id is not None:
        query, values = f"{query} WHERE shop_id = ?", (shop_id,)
    return hash(frozenset(map(tuple, tx.connection.exec_driver_sql(query, values))))
