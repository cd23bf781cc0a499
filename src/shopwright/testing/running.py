"""Platforms in memory, each in a thread of this process on a free port of loopback."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shopwright.platform.server.uvicorn_server import Server

#: Seconds until a start or a stop that has not happened is taken for broken.
_SECONDS = 60.0

_stopping: list[threading.Thread] = []


class RunningPlatform:
    """A platform that serves until it is stopped. The first one in a process costs the imports, the next are quick."""

    def __init__(self, region: str = "GB", *, demo: bool = True) -> None:
        from shopwright.platform.core.config import Config
        from shopwright.platform.market.regions import all_regions
        from shopwright.platform.server.uvicorn_server import Server

        codes = [one.code for one in all_regions()]
        if region not in codes:
            raise ValueError(f"there is no region {region!r}; use one of {', '.join(codes)}")
        ready = threading.Event()
        config = Config(region=region, demo=demo, port=0)
        self._server: Server = Server(config, ready=lambda url: ready.set())
        self.url = self._server.url
        self._thread = threading.Thread(target=self._server.run, name="shopwright-platform", daemon=True)
        self._thread.start()
        if not ready.wait(_SECONDS):
            raise RuntimeError("the platform did not start")

    def stop(self) -> None:
        """Tell it to stop, without waiting: the next test need not."""
        self._server.stop()
        _stopping[:] = [*(one for one in _stopping if one.is_alive()), self._thread]


def wait_until_stopped() -> None:
    """Wait for every platform that was told to stop."""
    while _stopping:
        _stopping.pop().join(_SECONDS)
