"""What a platform keeps, as a number for each table: two are equal when nothing changed in between."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.engine.interfaces import DBAPICursor

from shopwright.platform.database.transaction import Tx

from .server import RunningPlatform

#: Tables that every call may change, refused or not.
_LOGS = frozenset({"requests", "rate_buckets"})


def whole_state(platform: RunningPlatform, shop_id: str | None = None) -> Mapping[str, int]:
    """A number for each table of a platform in memory, of a shop's rows alone if one is named."""
    return platform.inside(lambda tx: _read(tx, shop_id))


def _read(tx: Tx, shop_id: str | None) -> Mapping[str, int]:
    """Rows come from SQLite's own cursor: a run reads thousands of times, and SQLAlchemy's rows cost the most."""
    cursor = tx.connection.connection.cursor()
    where, values = ("", ()) if shop_id is None else (" WHERE shop_id = ?", (shop_id,))
    state = {}
    for table in _tables(cursor, has_shop=shop_id is not None):
        cursor.execute(f"SELECT * FROM {table}{where}", values)
        state[table] = hash(frozenset(cursor.fetchall()))
    return state


def _tables(cursor: DBAPICursor, *, has_shop: bool) -> list[str]:
    """The tables that are compared; those with a shop's id alone, or all."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table'"
    if has_shop:
        query += " AND EXISTS (SELECT 1 FROM pragma_table_info(sqlite_master.name) AS info WHERE info.name = 'shop_id')"
    cursor.execute(query)
    return [name for (name,) in cursor.fetchall() if name not in _LOGS]
