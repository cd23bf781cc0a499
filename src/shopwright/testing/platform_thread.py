"""Platforms that run in threads of this process, each on a free port of loopback."""

from __future__ import annotations

import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

from shopwright.extras import require

if TYPE_CHECKING:
    from shopwright.platform.core.config import Config
    from shopwright.platform.server.uvicorn_server import Server

#: Seconds after which a start or a stop counts as failed.
_SECONDS = 60.0

_stopping: list[threading.Thread] = []


class StartOptions(TypedDict, total=False):
    """Start options of a platform beside market and demo; see ``shopwright.platform.core.config.Config``."""

    host: str
    folder: Path | None
    database: str | None
    files_url: str | None
    public_url: str | None
    root_path: str
    webhook_allow: tuple[str, ...]
    sandbox_key: str | None
    max_json_bytes: int
    max_upload_bytes: int
    requests_per_second: int | None
    orders_per_minute: float


class RunningPlatform:
    """A platform that serves until it is stopped. The first in a process imports the platform; later ones are faster.

    In memory, unless ``folder`` or ``database`` is named.
    """

    def __init__(self, region: str = "GB", *, demo: bool = True, **options: Unpack[StartOptions]) -> None:
        _require_platform()
        from shopwright.platform.core.config import Config
        from shopwright.platform.market.regions import all_regions
        from shopwright.platform.server.uvicorn_server import Server

        codes = [region.code for region in all_regions()]
        if region not in codes:
            raise ValueError(f"there is no region {region!r}; use one of {', '.join(codes)}")
        ready = threading.Event()
        self.config: Config = Config(region=region, demo=demo, port=0, **options)
        self.server: Server = Server(self.config, ready=lambda url: ready.set())
        self.url = self.server.url
        self._thread = threading.Thread(target=self.server.run, name="shopwright-platform", daemon=True)
        self._thread.start()
        if not ready.wait(_SECONDS):
            raise RuntimeError("the platform did not start")

    def stop(self, *, wait: bool = False) -> None:
        """Tell it to stop; with ``wait``, until all is closed. The next test need not wait for that."""
        self.server.stop()
        _stopping[:] = [*(thread for thread in _stopping if thread.is_alive()), self._thread]
        if wait:
            _join(self._thread)


@cache
def _require_platform() -> None:
    """Raise ``MissingExtraError`` where the platform is not installed; once is enough where it is."""
    require("a platform in this process", "platform")


def wait_until_stopped() -> None:
    """Wait for every platform that was told to stop."""
    while _stopping:
        _join(_stopping.pop())


def _join(thread: threading.Thread) -> None:
    thread.join(_SECONDS)
    if thread.is_alive():
        raise RuntimeError("the platform did not stop")
