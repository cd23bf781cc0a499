"""What a call may use besides its transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from .config import Config
from .faults import FaultBook
from .files import FileStore
from .limiter import Limiter
from .store.core import Store

T = TypeVar("T")


@dataclass(slots=True)
class Services:
    """The platform's parts. ``wake`` tells the background that something became due."""

    config: Config
    store: Store
    files: FileStore
    limiter: Limiter
    faults: FaultBook
    wake: Callable[[], None] = lambda: None
    base_url: str = ""
    threads: ThreadPoolExecutor | None = None
    secrets: dict[str, str] = field(default_factory=dict, repr=False)

    async def run(self, work: Callable[[], T]) -> T:
        """Do database work where the store wants it: inline, or in the bounded thread pool."""
        if self.threads is None:
            return work()
        return await asyncio.get_running_loop().run_in_executor(self.threads, work)

    def app_secret(self, app_key: str) -> str | None:
        """An app's secret, which never changes, to sign its notifications; ``None`` when there is no such app."""
        if app_key not in self.secrets:
            with self.store.read() as tx:
                app = tx.apps.get(app_key)
            if app is None:
                return None
            self.secrets[app_key] = app.secret
        return self.secrets[app_key]

    def public_url(self, path: str) -> str:
        """An absolute URL of ours as clients and browsers reach it."""
        return (self.config.public_url or self.base_url).rstrip("/") + path

    def media_url(self, media_id: str) -> str:
        """Where a browser finds an upload."""
        return self.public_url(f"/media/{media_id}")
