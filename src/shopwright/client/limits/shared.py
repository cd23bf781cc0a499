"""The common part of shared rate limiters: calls continue when the shared place cannot be reached."""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod

from shopwright.client.core.limiter import MemoryRateLimiter

log = logging.getLogger("shopwright.client")

#: Seconds between two warnings of the same trouble.
_QUIET = 60.0


class SharedRateLimiter(ABC):
    """A limit that several processes keep together: ``rate`` calls a second for each key, ``burst`` of them at once.

    Where the shared place cannot be reached, the process limits its own calls alone, and logs a warning: a limiter that
    fails must not stop calls.
    """

    blocks = True
    _troubles: tuple[type[Exception], ...] = ()

    def __init__(self, rate: float, burst: int | None) -> None:
        self._step = 1.0 / rate
        self._slack = self._step * ((burst or max(int(rate), 1)) - 1)
        self._alone = MemoryRateLimiter(rate, burst)
        self._lock = threading.Lock()
        self._warned_at: float | None = None

    def reserve(self, key: str, now: float, most: float | None = None) -> float:
        """As ``RateLimiter.reserve``."""
        try:
            return self._take(key, now, most)
        except self._troubles as error:
            self._warn(now, error)
            return self._alone.reserve(key, now, most)

    @abstractmethod
    def _take(self, key: str, now: float, most: float | None) -> float:
        """Reserve the next place in the shared store. Raises one of ``_troubles`` when the store fails."""

    def _warn(self, now: float, error: Exception) -> None:
        with self._lock:
            if self._warned_at is not None and now - self._warned_at < _QUIET:
                return
            self._warned_at = now
        log.warning("the shared rate limit cannot be reached, this process counts by itself: %s", error)
