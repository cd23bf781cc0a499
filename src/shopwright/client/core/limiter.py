"""Client-side rate limits: calls wait in the client, so that the server does not refuse them."""

from __future__ import annotations

import threading
from typing import Protocol


class RateLimiter(Protocol):
    """Decides when calls are sent. ``blocks`` says that ``reserve`` may use disk or network."""

    blocks: bool

    def reserve(self, key: str, now: float, most: float | None = None) -> float:
        """Take the next place of a key; the answer is how many seconds from ``now`` (Unix time) it is.

        A place that is ``most`` seconds away or more is not taken.
        """


class MemoryRateLimiter:
    """A limit for this process: ``rate`` calls a second for each key, ``burst`` of them at once.

    A key is app, shop and operation, the unit that TikTok Shop counts by (docs/reference/rate-limits.md#budgets).
    """

    blocks = False

    def __init__(self, rate: float = 50.0, burst: int | None = None) -> None:
        self._step = 1.0 / rate
        self._slack = self._step * ((burst or max(int(rate), 1)) - 1)
        self._next: dict[str, float] = {}
        self._lock = threading.Lock()

    def reserve(self, key: str, now: float, most: float | None = None) -> float:
        with self._lock:
            place = max(self._next.get(key, 0.0), now - self._slack)
            wait = max(place - now, 0.0)
            if most is None or wait < most or not wait:
                self._next[key] = place + self._step
        return wait
