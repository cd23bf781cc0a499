"""One platform for the tests of a file, and what none of them may change on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, text

from shopwright.platform.database.transaction import Tx

from .server import RunningPlatform

#: Tables of which every row is everybody's; of the others, the demo's rows are.
_COMMON = {"world", "versions", "faults", "snapshots"}
#: Tables that tell what happened, or count it: they change with each test.
_LOGS = {"counters", "data_keys", "requests", "rate_buckets", "deliveries", "delivery_attempts", "idempotency"}

#: Tables of which the demo has many rows, none of which is ever changed: new ones are noticed.
_GROWING = {"media", "skus", "stock_ledger"}

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
    return platform.inside(lambda tx: _read(tx, demo))


def _read(tx: Tx, demo: Mapping[str, list[str]]) -> State:
    tables = tx.connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
    return {name: _number(tx.connection, name, demo) for name in tables if name not in _LOGS}


def _number(connection: Connection, table: str, demo: Mapping[str, list[str]]) -> int:
    columns = [row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})")]
    what = "COUNT(*), MAX(updated_at)" if "updated_at" in columns else "COUNT(*)" if table in _GROWING else "*"
    if table in _COMMON:
        return _hash(connection.exec_driver_sql(f"SELECT {what} FROM {table}"))
    owner = next((name for name in ("shop_id", "account_id", "app_key") if name in columns), None)
    if owner is None:
        return 0
    marks = ",".join("?" * len(demo[owner]))
    return _hash(
        connection.exec_driver_sql(f"SELECT {what} FROM {table} WHERE {owner} IN ({marks})", tuple(demo[owner]))
    )


def _hash(rows: Iterable[Sequence[object]]) -> int:
    """The same for the same rows in any order."""
    return hash(frozenset(map(tuple, rows)))
