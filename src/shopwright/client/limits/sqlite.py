"""Rate limits that the processes of one machine share through a file."""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path

from .shared import SharedRateLimiter

_TABLE = "CREATE TABLE IF NOT EXISTS places (key TEXT PRIMARY KEY, next REAL NOT NULL) WITHOUT ROWID"

#: Seconds to wait for the file's lock, which each process holds for about a millisecond.
_WAITING = 5.0


class SqliteRateLimiter(SharedRateLimiter):
    """``MemoryRateLimiter`` for all processes that name the same file. The folder must be on this machine."""

    _troubles = (sqlite3.Error, OSError)

    def __init__(self, path: str | os.PathLike[str], rate: float = 50.0, burst: int | None = None) -> None:
        super().__init__(rate, burst)
        self._path = Path(path)
        self._using = threading.Lock()
        self._opened: tuple[int, sqlite3.Connection] | None = None

    def close(self) -> None:
        """Close the file; it is opened again when it is needed."""
        with self._using:
            if self._opened is not None:
                self._opened[1].close()
                self._opened = None

    def _take(self, key: str, now: float, most: float | None) -> float:
        with self._using:
            connection = self._connection(now)
            connection.execute("BEGIN IMMEDIATE")
            try:
                row = connection.execute("SELECT next FROM places WHERE key = ?", (key,)).fetchone()
                place = max(row[0] if row else 0.0, now - self._slack)
                wait = max(place - now, 0.0)
                if most is None or wait < most or not wait:
                    connection.execute("REPLACE INTO places (key, next) VALUES (?, ?)", (key, place + self._step))
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
        return wait

    def _connection(self, now: float) -> sqlite3.Connection:
        """The connection of this process: one of a parent process must not be used after a fork."""
        if self._opened is None or self._opened[0] != os.getpid():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            opened = sqlite3.connect(self._path, timeout=_WAITING, isolation_level=None, check_same_thread=False)
            try:
                opened.execute("PRAGMA synchronous = OFF")  # after a power failure a little of the count may be gone
                opened.execute("BEGIN IMMEDIATE")
                opened.execute(_TABLE)
                opened.execute("DELETE FROM places WHERE next < ?", (now - self._slack,))
                opened.execute("COMMIT")
            except BaseException:
                opened.close()
                raise
            self._opened = os.getpid(), opened
        return self._opened[1]
