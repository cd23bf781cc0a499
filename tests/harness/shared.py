"""One platform for the tests of a file, and what none of them may change on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table

from shopwright.platform.database.columns import metadata

from .server import RunningPlatform

#: Tables of which every row is everybody's; of the others, the demo's rows are.
_COMMON = {"world", "versions", "faults", "snapshots"}
#: Tables that tell what happened, or count it: they change with each test.
_LOGS = {"counters", "data_keys", "requests", "rate_buckets", "deliveries", "delivery_attempts", "idempotency"}

#: Tables of which the demo has many rows, of which new ones are noticed. Stock changes together with its ledger.
_GROWING = {"media", "skus", "stock", "stock_ledger"}

State = Mapping[str, int]


class SharedPlatform:
    """Starts when it is first asked for. ``changes`` finds what a test left behind that others would meet."""

    def __init__(self) -> None:
        self._platform: RunningPlatform | None = None
        self._state: State = {}

    def get(self) -> RunningPlatform:
        """The platform, in the state in which it started."""
        if self._platform is None:
            self._platform = RunningPlatform()
            self._state = state_of(self._platform)
        return self._platform

    def changes(self) -> list[str]:
        """The tables in which clock, settings, faults, snapshots or the demo differ from what they were at the start.

        The file's next test gets a fresh platform then.
        """
        assert self._platform is not None
        state = state_of(self._platform)
        changed = sorted(name for name in state if state[name] != self._state.get(name))
        if changed:
            self.stop()
        return changed

    def stop(self) -> None:
        if self._platform is not None:
            self._platform.stop(wait=False)
            self._platform = None


def state_of(platform: RunningPlatform) -> State:
    """A number for each table, which another content changes."""
    keys: Any = platform.keys
    users = (keys["seller"], keys["creator"], keys["partner"])
    demo = {
        "shop_id": [keys["shop_id"]],
        "app_key": [keys["app_key"]],
        "account_id": [user["account_id"] for user in users],
    }
    return platform.inside(lambda tx: _read(tx.connection, demo), writes=False)


def _read(connection: Connection, demo: Mapping[str, Sequence[str]]) -> State:
    """Rows come from SQLite's own cursor: this follows every test, and SQLAlchemy's rows cost the most."""
    cursor = connection.connection.cursor()
    state = {}
    for table, owner in _owners().items():
        ids = demo[owner] if owner else []
        where = f" WHERE {owner} IN ({','.join('?' * len(ids))})" if owner else ""
        cursor.execute(f"SELECT {_what(table)} FROM {table.name}{where}", tuple(ids))
        state[table.name] = hash(frozenset(cursor.fetchall()))
    return state


@cache
def _owners() -> Mapping[Table, str | None]:
    """The tables that are compared, each with the column that says whose a row is; none where all rows count."""
    owners: dict[Table, str | None] = {table: None for table in metadata.sorted_tables if table.name in _COMMON}
    for table in metadata.sorted_tables:
        owner = next((name for name in ("shop_id", "account_id", "app_key") if name in table.columns), None)
        if owner is not None and table.name not in _LOGS | _COMMON:
            owners[table] = owner
    return owners


def _what(table: Table) -> str:
    if "updated_at" in table.columns:
        return "COUNT(*), MAX(updated_at)"
    return "COUNT(*)" if table.name in _GROWING else "*"
