"""Serves a platform over HTTP with uvicorn."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn

from .app import PlatformApp
from .config import Config
from .pages import build_pages
from .runtime import Platform


def bind(config: Config) -> socket.socket:
    """A listening socket; port 0 takes a free one."""
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((config.host, config.port))
    listener.listen(2048)
    return listener


def url_of(config: Config, listener: socket.socket) -> str:
    host = f"[{config.host}]" if ":" in config.host else config.host
    return f"http://{host}:{listener.getsockname()[1]}"


class Server:
    """A platform behind a socket. :meth:`run` blocks until it is told to stop."""

    def __init__(self, config: Config, ready: Callable[[str], None] = lambda url: None) -> None:
        self._listener = bind(config)
        self.platform = Platform(config)
        self.url = url_of(config, self._listener)
        self.platform.services.base_url = self.url
        app = PlatformApp(self.platform, build_pages(self.platform))
        settings = uvicorn.Config(
            app, log_level="warning", access_log=False, lifespan="on", server_header=False, date_header=False
        )
        self._server = _Announcing(settings, lambda: ready(self.url))

    def run(self) -> None:
        """Serve until stopped by a signal or :meth:`stop`."""
        self._server.run(sockets=[self._listener])

    def stop(self) -> None:
        """Let :meth:`run` return. Callable from any thread."""
        self._server.should_exit = True


class _Announcing(uvicorn.Server):
    """Says when it accepts calls."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()
