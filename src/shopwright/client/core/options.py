"""Settings of a client and of a single call."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Mapping
from typing import Literal, Protocol

import msgspec


class Clock(Protocol):
    """Where a client reads the time; tests hand in their own."""

    def now(self) -> float:
        """Unix time in seconds."""

    def monotonic(self) -> float:
        """Seconds of a monotonic clock."""


class SystemClock:
    """This machine's time."""

    def now(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()


class Cancellation:
    """Ends calls from another thread: waits end at once, and nothing more is sent."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        """End the calls that carry this cancellation."""
        self._event.set()

    @property
    def is_cancelled(self) -> bool:
        return self._event.is_set()

    def wait(self, seconds: float) -> None:
        """Let seconds pass, or fewer when cancelled meanwhile."""
        self._event.wait(seconds)


class RetryPolicy(msgspec.Struct, frozen=True):
    """How often, and how far apart, a call that is safe to repeat is tried.

    The wait before try n + 1 is ``first_wait`` doubled n - 1 times, at most ``longest_wait``, plus up to ``jitter``
    seconds; where the server sends Retry-After, that counts instead if it is longer. Where it asks for more than
    ``longest_asked``, the call is not tried again: its error says how long to wait.
    """

    attempts: int = 5
    first_wait: float = 1.0
    longest_wait: float = 60.0
    jitter: float = 0.5
    longest_asked: float = 300.0

    def wait(self, failures: int, asked: float | None) -> float:
        """Seconds to wait after that many failures in a row; ``asked`` is the server's Retry-After."""
        planned: float = min(self.first_wait * 2.0 ** (failures - 1), self.longest_wait)
        return max(planned, asked or 0.0) + random.uniform(0, self.jitter)

    def accepts(self, asked: float | None) -> bool:
        """Whether to wait as long as the server asks."""
        return asked is None or asked <= self.longest_asked


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How calls are made. ``Shop.with_options`` answers the same shop with some of them changed.

    ``timeout``: seconds for one HTTP exchange. ``deadline``: seconds for the whole call, waits and retries included.
    ``version``: an older version of the operation's path, like ``"202309"``. ``idempotency_key``: the key that makes a
    repeated write one write, where the operation takes one (made up for each call otherwise). ``repeat``: repeat writes
    too, though they may then happen twice. ``partial``: what a reply with failed items does. ``validate``: check the
    arguments against the contract before anything is sent. ``extra_query`` and ``extra_body`` reach the server as
    given: the way to fields that the contract does not know. ``batch_size``: members of a list that ``in_batches``
    sends at once, in place of the contract's limit.
    """

    shop_cipher: str | None = None
    asset_cipher: str | None = None
    timeout: float = 30.0
    deadline: float | None = None
    retry: RetryPolicy = RetryPolicy()
    repeat: bool = False
    version: str | None = None
    idempotency_key: str | None = None
    partial: Literal["raise", "return"] = "raise"
    validate: bool = False
    cancellation: Cancellation | None = None
    extra_query: Mapping[str, str] = {}
    extra_body: Mapping[str, object] = {}
    extra_headers: Mapping[str, str] = {}
    batch_size: int | None = None
