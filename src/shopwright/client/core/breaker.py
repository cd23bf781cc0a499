"""A circuit breaker: it stops calls for a while after a server has failed many times in a row."""

from __future__ import annotations

import threading

from shopwright.client.errors import HIDE_FRAMES, CircuitOpen

__tracebackhide__ = HIDE_FRAMES


class CircuitBreaker:
    """Opens after ``threshold`` failures in a row, for ``rest`` seconds; then it lets one call at a time through.

    A failure is a missing reply or a server's own trouble; a refusal of any other kind shows that the server works.
    """

    def __init__(self, threshold: int = 10, rest: float = 30.0) -> None:
        self._threshold = threshold
        self._rest = rest
        self._failures = 0
        self._opened: float | None = None
        self._lock = threading.Lock()

    def admit(self, now: float) -> None:
        """Raise ``CircuitOpen`` while the circuit is open; ``now`` is monotonic."""
        left = self._left(now)
        if left <= 0:
            return
        error = CircuitOpen(
            f"Nothing is sent for {left:.1f} s more: the last {self._failures} tries all failed.",
            cause="The server, or the way to it, is down.",
            remedy="Try again later; work that waits in a queue of your own loses nothing.",
        )
        error.retry_in = left
        raise error

    def _left(self, now: float) -> float:
        """Seconds until one call may pass as a probe, while the circuit stays open for the others."""
        with self._lock:
            if self._opened is None:
                return 0.0
            left = self._opened + self._rest - now
            if left <= 0:
                self._opened = now
            return left

    def succeeded(self) -> None:
        """The server answered."""
        if self._failures:
            with self._lock:
                self._failures, self._opened = 0, None

    def failed(self, now: float) -> None:
        """The server did not answer, or had trouble."""
        with self._lock:
            self._failures += 1
            if self._failures >= self._threshold:
                self._opened = now
