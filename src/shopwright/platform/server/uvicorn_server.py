"""Serves a platform over HTTP with uvicorn."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable

import uvicorn

from shopwright.platform.core.config import Config

from .asgi import PlatformApp
from .certificate import prepare
from .platform import Platform
from .routes import build_pages

#: Seconds that calls in progress get when the server stops; then they are cut off.
STOP_SECONDS = 2


def bind(config: Config) -> socket.socket:
    """A listening socket; port 0 takes a free one."""
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((config.host, config.port))
        listener.listen(2048)
    except OSError:
        listener.close()
        raise
    return listener


def url_of(config: Config, listener: socket.socket) -> str:
    """Where clients on this machine reach it: an address that stands for all of them is no place to call."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(config.host, config.host)
    host = f"[{host}]" if ":" in host else host
    return f"{config.scheme}://{host}:{listener.getsockname()[1]}"


class Server:
    """A platform behind a socket. :meth:`run` blocks until it is told to stop."""

    def __init__(self, config: Config, ready: Callable[[str], None] = lambda url: None) -> None:
        config.check()
        prepare(config)
        self._listener = bind(config)  # before the store opens: a port that is taken changes no data
        try:
            self.platform = Platform(config)
        except BaseException:
            self._listener.close()
            raise
        self.url = url_of(config, self._listener)
        self.platform.services.base_url = self.url
        app = PlatformApp(self.platform, build_pages(self.platform.services))
        settings = uvicorn.Config(
            app,
            log_config=None,  # uvicorn's would close every handler of the process, which may be a test suite's
            log_level="warning",
            access_log=False,
            lifespan="on",
            ssl_certfile=config.certificate,
            ssl_keyfile=str(config.certificate_key) if config.certificate_key else None,
            server_header=False,
            timeout_graceful_shutdown=STOP_SECONDS,
        )
        logging.getLogger("uvicorn.error").addFilter(_is_news)
        self._server = _Announcing(settings, lambda: ready(self.url), self.platform.services.stopping.set)

    def run(self) -> None:
        """Serve until stopped by a signal or :meth:`stop`."""
        self._server.run(sockets=[self._listener])

    def stop(self) -> None:
        """Let :meth:`run` return. Callable from any thread."""
        self._server.should_exit = True


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a log record is more than the stack of a call that was cut off because the server stops."""
    return not (record.exc_info and record.exc_info[0] is asyncio.CancelledError)


class _Announcing(uvicorn.Server):
    """Says when it accepts calls, and when it is about to stop."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None], stopping: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready
        self._stopping = stopping

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stopping()
        await super().shutdown(sockets)
