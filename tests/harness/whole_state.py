"""Everything that a platform keeps, as a number for each table: two are equal when nothing changed in between."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import text

from shopwright.platform.database.transaction import Tx

from .server import RunningPlatform

#: Tables that every call may change, refused or not.
_LOGS = frozenset({"requests", "rate_buckets"})


def whole_state(platform: RunningPlatform) -> Mapping[str, int]:
    """A number for each table of a platform in memory, which another content changes."""
    return platform.inside(_read)


def _read(tx: Tx) -> Mapping[str, int]:
    tables = tx.connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
    return {name: _number(tx, name) for name in tables if name not in _LOGS}


def _number(tx: Tx, table: str) -> int:
    return hash(frozenset(map(tuple, tx.connection.exec_driver_sql(f"SELECT * FROM {table}"))))
