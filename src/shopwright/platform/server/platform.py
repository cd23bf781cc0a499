"""A platform: its parts put together, as an ASGI application."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from shopwright.platform.business.door import BusinessDoor
from shopwright.platform.capabilities import CAPABILITIES
from shopwright.platform.core.config import Config
from shopwright.platform.core.services import Services
from shopwright.platform.database.dialect import POOL_SIZE
from shopwright.platform.database.store import Store
from shopwright.platform.gateway.pipeline import Pipeline
from shopwright.platform.gateway.rate_limiter import MemoryLimiter, SharedLimiter
from shopwright.platform.gateway.request_log import RequestLogger
from shopwright.platform.gateway.token_service import TokenService
from shopwright.platform.replay.live import demo_events
from shopwright.platform.rest.door import PlainDoor

from .database import open_store
from .first_data import furnished_image, start_data
from .worker import Worker


class Platform:
    """One process's share of a shop. Start it on the event loop that serves it."""

    def __init__(self, config: Config, store: Store | None = None) -> None:
        self.config = config
        self.store = store or _open(config)
        self.services = Services(
            config=config,
            store=self.store,
            limiter=MemoryLimiter() if self.store.inline else SharedLimiter(self.store),
            base_url=f"{config.scheme}://{config.host}:{config.port}",
            threads=None if self.store.inline else _open_threads(),
        )
        for capability in CAPABILITIES:
            for make_part in capability.parts:
                self.services.add(make_part(self.services))
        self.requests = self.services.add(RequestLogger(self.store))
        self.services.record_plain = self.requests.record_plain
        self.pipeline = self.services.add(Pipeline(self.services, self.requests))
        self.plain_door = PlainDoor(self.services, self.requests)
        self.business_door = BusinessDoor(self.services, self.requests)
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
    return ThreadPoolExecutor(POOL_SIZE, "shopwright")
