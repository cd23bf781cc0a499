"""What a call may use besides its transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol, TypeVar, cast

from shopwright.platform.database.store import Store

from .config import Config
from .http import Reply, Request
from .known_callers import KnownCallers

T = TypeVar("T")


class RateLimiter(Protocol):
    """Admits calls of a bucket at a rate."""

    def wait_us(self, bucket: str, per_second: float, burst: int) -> int:
        """0 when the call is admitted, else the microseconds until one will be."""

    def charge(self, bucket: str, per_second: float, calls: int) -> None:
        """Take calls that were made already; those to come wait for them."""

    def clear(self) -> None:
        """Fill every bucket."""


class RecordPlain(Protocol):
    """Notes a request and its reply in the request log, secrets taken out."""

    def __call__(
        self, request: Request, reply: Reply, name: str, app_key: str | None, code: int, request_id: str, text: str, /
    ) -> None: ...


@dataclass(slots=True)
class Services:
    """The platform's parts. ``services[FileStore]`` is the part of that class, which a capability added at the start.

    ``wake`` tells the background that something became due; ``record_plain`` notes a request that is no call of the
    Partner API in the request log. ``stopping`` is set on the event loop when the server
    begins to stop; a reply without an end (a stream of events) ends then.
    """

    config: Config
    store: Store
    limiter: RateLimiter
    threads: ThreadPoolExecutor | None = None
    callers: KnownCallers = field(default_factory=KnownCallers)
    base_url: str = ""
    wake: Callable[[], None] = lambda: None
    record_plain: RecordPlain = lambda *record: None
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _parts: dict[type, object] = field(default_factory=dict, repr=False)

    def add(self, part: T) -> T:
        """Add a part, found by its class from now on."""
        self._parts[type(part)] = part
        return part

    def __getitem__(self, kind: type[T]) -> T:
        return cast("T", self._parts[kind])

    async def run(self, work: Callable[[], T]) -> T:
        """Do database work where the store wants it: inline, or in the bounded thread pool."""
        if self.threads is None:
            return work()
        return await asyncio.get_running_loop().run_in_executor(self.threads, work)

    def public_url(self, path: str) -> str:
        """An absolute URL of ours as clients and browsers reach it."""
        return (self.config.public_url or self.base_url).rstrip("/") + path

    def address_for(self, reached: str) -> str:
        """Where a caller finds us: our public address, or else the one that it has reached us at."""
        return (self.config.public_url or reached.rstrip("/") + self.config.prefix).rstrip("/")

    def media_url(self, media_id: str) -> str:
        """Where a browser finds an upload."""
        return self.public_url(f"/media/{media_id}")
