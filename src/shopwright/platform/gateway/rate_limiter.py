"""Admission by rate: one bucket per app, shop and operation (GCRA), on wall time."""

from __future__ import annotations

import time

from shopwright.platform.database.store import Store

from .rate_buckets import RateBuckets


class MemoryLimiter:
    """For one process."""

    def __init__(self) -> None:
        self._arrivals: dict[str, int] = {}

    def wait_us(self, bucket: str, per_second: float, burst: int) -> int:
        now = time.time_ns() // 1000
        interval = int(1_000_000 / per_second)
        arrival = max(self._arrivals.get(bucket, 0), now)
        wait = arrival - now - interval * (burst - 1)
        if wait > 0:
            return wait
        self._arrivals[bucket] = arrival + interval
        if len(self._arrivals) > 50_000:
            self._arrivals = {key: value for key, value in self._arrivals.items() if value > now}
        return 0

    def charge(self, bucket: str, per_second: float, calls: int) -> None:
        now = time.time_ns() // 1000
        self._arrivals[bucket] = max(self._arrivals.get(bucket, 0), now) + int(1_000_000 / per_second) * calls

    def clear(self) -> None:
        self._arrivals.clear()


class SharedLimiter:
    """For many processes on one database: the buckets are rows, each change commits by itself."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def wait_us(self, bucket: str, per_second: float, burst: int) -> int:
        interval = int(1_000_000 / per_second)
        with self._store.write() as tx:
            return tx[RateBuckets].take_rate(bucket, time.time_ns() // 1000, interval, interval * (burst - 1))

    def charge(self, bucket: str, per_second: float, calls: int) -> None:
        interval = int(1_000_000 / per_second)
        with self._store.write() as tx:
            tx[RateBuckets].charge(bucket, time.time_ns() // 1000, interval * calls)

    def clear(self) -> None:
        with self._store.write() as tx:
            tx[RateBuckets].clear_rates()
