"""Shops against a running platform, with a clock that only moves when somebody waits."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from shopwright.client.core.http import HttpReply, HttpRequest, TransportFailure
from shopwright.client.shop import AsyncShop, Shop
from tests.harness.server import RunningPlatform


class Ticking:
    """A client's clock: real time plus all the seconds that were slept, and sleeping takes none."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self.ahead = 0.0
        self._lock = threading.Lock()

    def now(self) -> float:
        return time.time() + self.ahead

    def monotonic(self) -> float:
        return time.monotonic() + self.ahead

    def pause(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)
            self.ahead += seconds

    async def async_pause(self, seconds: float) -> None:
        self.pause(seconds)
        await asyncio.sleep(0)


class Still(Ticking):
    """As above, but waiting does not move the time of signatures, which the platform compares with the real one."""

    def now(self) -> float:
        return time.time()


def settings_of(platform: RunningPlatform, **arguments: Any) -> dict[str, Any]:
    """The arguments of a shop of the demo seller."""
    keys = platform.keys
    settings = {
        "app_key": keys["app_key"],
        "app_secret": keys["app_secret"],
        "base_url": platform.url,
        "access_token": keys["seller"]["access_token"],
        "limiter": None,
        **arguments,
    }
    if "tokens" in arguments:
        settings.pop("access_token")
    return settings


class Face:
    """One face for both kinds of shop: ``call("order.get_order_list", page_size=5)``, whichever it is."""

    def __init__(self, platform: RunningPlatform, *, is_async: bool) -> None:
        self.platform = platform
        self.is_async = is_async
        self.clock = Still()
        self._opened: list[Any] = []
        self.loop = asyncio.new_event_loop() if is_async else None

    def shop(self, **arguments: Any) -> Any:
        """A shop of this kind."""
        clock = arguments.setdefault("clock", self.clock)
        if self.is_async:
            arguments.setdefault("pause", clock.async_pause)
            async_shop: Any = AsyncShop(**settings_of(self.platform, **arguments))
        else:
            arguments.setdefault("pause", clock.pause)
            async_shop = Shop(**settings_of(self.platform, **arguments))
        self._opened.append(async_shop)
        return async_shop

    def run(self, answer: Any) -> Any:
        """The result of what a method of the shop answered."""
        return self.loop.run_until_complete(answer) if self.loop is not None else answer

    def call(self, shop: Any, name: str, /, *values: Any, **arguments: Any) -> Any:
        """The data of an operation, given as ``area.name``."""
        area, _, method = name.partition(".")
        return self.run(getattr(getattr(shop, area), method)(*values, **arguments))

    def all(self, answer: Any) -> list[Any]:
        """Everything that an iterator of either kind yields."""
        if self.loop is None:
            return list(answer)

        async def gather() -> list[Any]:
            return [item async for item in answer]

        return self.loop.run_until_complete(gather())

    def close(self) -> None:
        for item in self._opened:
            self.run(item.close())
        if self.loop is not None:
            self.loop.run_until_complete(self.loop.shutdown_default_executor())
            self.loop.close()


class Scripted:
    """A sync transport that answers from a script, or sends on where the script says ``None``."""

    def __init__(self, *script: HttpReply | TransportFailure | None, onward: Any = None) -> None:
        self.script = list(script)
        self.onward = onward
        self.sent: list[HttpRequest] = []

    def send(self, request: HttpRequest) -> HttpReply:
        self.sent.append(request)
        step = self.script.pop(0) if self.script else None
        if isinstance(step, TransportFailure):
            raise step
        if step is not None:
            return step
        answer: HttpReply = self.onward.send(request)
        return answer

    def close(self) -> None:
        if self.onward is not None:
            self.onward.close()


def faces(platform: RunningPlatform, *, is_async: bool) -> Iterator[Face]:
    """A face, closed in the end."""
    face = Face(platform, is_async=is_async)
    yield face
    face.close()


Faces = Callable[[], Face]
