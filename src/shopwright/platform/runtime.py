"""A platform: its parts put together, as an ASGI application."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from .app_secrets import AppSecrets
from .background import Worker
from .bootstrap import furnished_image, start_data
from .config import Config
from .contents import open_store
from .decoding import meet_all_types
from .faults import FaultBook
from .files import FileStore
from .limiter import MemoryLimiter, SharedLimiter
from .oauth.token_service import TokenService
from .pipeline import Pipeline
from .replay.live import demo_events
from .requestlog import RequestLogger
from .sandbox.jobs import Jobs
from .services import Services
from .store.core import Store
from .store.postgres import POOL_SIZE


class Platform:
    """One process's share of a shop. Start it on the event loop that serves it."""

    def __init__(self, config: Config, store: Store | None = None) -> None:
        self.config = config
        self.store = store or _open(config)
        self.services = Services(
            config=config,
            store=self.store,
            limiter=MemoryLimiter() if self.store.inline else SharedLimiter(self.store),
            base_url=f"http://{config.host}:{config.port}",
            threads=None if self.store.inline else _open_threads(),
        )
        for part in (FileStore(_files_url(config)), FaultBook(self.store), AppSecrets(self.store), Jobs()):
            self.services.add(part)
        self.requests = self.services.add(RequestLogger(self.store))
        self.pipeline = Pipeline(self.services, self.requests)
        self.tokens = TokenService(self.services, self.requests)
        self.background: Worker | None = None
        start_data(self.services)

    async def start(self) -> None:
        """Begin to deliver notifications and to fire what is due."""
        if self.config.orders_per_minute:  # read in the meantime, so that the first order does not hold up a call
            asyncio.get_running_loop().run_in_executor(None, demo_events)
        self.background = Worker(self.services, self.requests)
        await self.background.start()

    async def stop(self) -> None:
        """Finish what is written, stop the rest; what was not sent is sent after the next start."""
        self.services.stopping.set()
        if self.background is not None:
            await self.background.stop()
        if self.services.threads is not None:
            self.services.threads.shutdown()
        self.store.close()


def _open(config: Config) -> Store:
    image = furnished_image(config.region, stocked=config.demo) if config.in_memory else None
    return open_store(database=config.database, folder=config.folder, image=image)


def _open_threads() -> ThreadPoolExecutor:
    meet_all_types()
    return ThreadPoolExecutor(POOL_SIZE, "shopwright")


def _files_url(config: Config) -> str | None:
    if config.files_url is not None:
        return config.files_url
    return str(config.folder / "files") if config.folder is not None else None
