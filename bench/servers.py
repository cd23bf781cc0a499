"""Servers in processes of their own, whose CPU time is asked for over a pipe: ``python -m bench.servers KIND ...``."""

from __future__ import annotations

import gc
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
import uvicorn
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from shopwright.platform.core.config import Config
from shopwright.platform.server.uvicorn_server import Server, bind

from .calls import Shop, place_orders, read_shop
from .children import Child
from .yardstick import Json, Yardstick, open_copy


class Ready(msgspec.Struct, frozen=True):
    """A server's first line: where it is, and what drives it. ``shop`` where it made one itself."""

    port: int
    loop: str
    parser: str
    shop: Shop | None = None


class YardstickData(msgspec.Struct, frozen=True):
    """What the yardstick is given besides a database."""

    secrets_of: dict[str, str]
    chains: dict[str, list[Json]]


class Running:
    """A server in a process of its own; ``kind`` and ``arguments`` as this module takes them."""

    def __init__(self, kind: str, *arguments: str) -> None:
        self._child = Child("bench.servers", kind, *arguments)
        self.ready = msgspec.json.decode(self._child.line(), type=Ready)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._child.close()

    def cpu_ns(self) -> int:
        """CPU time that the process has used so far, in all its threads."""
        return int(self._child.ask())


def _announce(ready: Ready, stop: threading.Event) -> None:
    """Say where the server is; then answer each line with the CPU time used. The end of the pipe ends the server."""

    def answer() -> None:
        print(msgspec.json.encode(ready).decode(), flush=True)
        for _ in sys.stdin:
            print(time.process_time_ns(), flush=True)
        stop.set()

    threading.Thread(target=answer, daemon=True).start()


def _stop_after(stop: threading.Event, end: Callable[[], None]) -> None:
    def wait() -> None:
        stop.wait()
        end()

    threading.Thread(target=wait, daemon=True).start()


def drivers() -> tuple[str, str]:
    """The names of the event loop and of the HTTP parser that uvicorn chooses by itself, for both sides alike."""
    factory = uvicorn.Config("", log_config=None).get_loop_factory()
    assert factory is not None
    loop = factory()
    name = type(loop).__module__.split(".")[0]
    loop.close()
    return name, "httptools" if "httptools" in AutoHTTPProtocol.__module__ else "h11"


def _serve_platform(folder: str) -> None:
    config = Config(folder=Path(folder) if folder else None, port=0, requests_per_second=0)
    stop = threading.Event()

    def ready(url: str) -> None:
        if not folder:  # a folder holds the orders that were placed when it was made
            place_orders(server.platform)
        _announce(Ready(int(url.rpartition(":")[2]), *drivers(), read_shop(server.platform)), stop)

    server = Server(config, ready)
    _stop_after(stop, server.stop)
    gc.freeze()  # as the command does
    server.run()


def _serve_yardstick(file: str, data: str, memory: str) -> None:
    yardstick_data = msgspec.json.decode(Path(data).read_bytes(), type=YardstickData)
    db = open_copy(Path(file), memory=memory == "memory")
    settings = uvicorn.Config(
        Yardstick(db, yardstick_data.secrets_of, yardstick_data.chains).app(),
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,
    )
    listener: socket.socket = bind(Config(port=0))
    server, stop = uvicorn.Server(settings), threading.Event()

    def end() -> None:
        server.should_exit = True

    _stop_after(stop, end)
    _announce(Ready(listener.getsockname()[1], *drivers()), stop)
    gc.freeze()
    server.run(sockets=[listener])


if __name__ == "__main__":
    _serve_platform(*sys.argv[2:]) if sys.argv[1] == "platform" else _serve_yardstick(*sys.argv[2:])
