"""Connections of urllib3 that bound a whole exchange in time and size, and tell whether a request was sent.

urllib3 limits the wait for each piece only, so that a server which sends a byte now and then holds a caller for ever.
"""

from __future__ import annotations

import http.client
import io
import socket
import threading
import time
from typing import TYPE_CHECKING, Any, Self

from shopwright.client.core.http import TransportFailure

from .reply_body import too_large

if TYPE_CHECKING:
    import urllib3
    from urllib3.connection import HTTPConnection
else:
    HTTPConnection = object

#: Bytes of heads, interim replies and chunk sizes that may come beside the body.
_MOST_BESIDE = 2**20


class Exchange:
    """One request and its reply: until when it must be done (monotonic), and how many bytes may come in."""

    def __init__(self, seconds: float, most: int) -> None:
        self.ends = time.monotonic() + seconds
        self.was_sent = False
        self._most = most
        self._left = most + _MOST_BESIDE

    def seconds_left(self) -> float:
        """The seconds that are left. Raises ``TransportFailure`` where there are none."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise TransportFailure("the reply came too slowly", was_sent=self.was_sent, timed_out=True)
        return left

    def count(self, size: int) -> None:
        """Count bytes that came in. Raises ``TransportFailure`` where they are too many."""
        self._left -= size
        if self._left < 0:
            raise too_large(self._most)

    def __enter__(self) -> Self:
        _running.exchange = self
        return self

    def __exit__(self, *exc: object) -> None:
        _running.exchange = None


_running = threading.local()


def bound(pool: urllib3.PoolManager) -> None:
    """Have all connections of a pool obey the ``Exchange`` of their thread, if there is one."""
    pool.clear()
    pool.pool_classes_by_scheme = {
        scheme: _with_bounded_connections(kind) for scheme, kind in pool.pool_classes_by_scheme.items()
    }


def _with_bounded_connections(kind: Any) -> Any:
    connection = type(kind.ConnectionCls.__name__, (_BoundedConnection, kind.ConnectionCls), {})
    return type(kind.__name__, (kind,), {"ConnectionCls": connection})


class _BoundedResponse(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *arguments: Any, **named: Any) -> None:
        super().__init__(sock, *arguments, **named)
        exchange: Exchange | None = getattr(_running, "exchange", None)
        if exchange is not None:
            self.fp = io.BufferedReader(_BoundedReader(self.fp.detach(), sock, exchange))


class _BoundedReader(io.RawIOBase):
    """Reads from a socket as long as its exchange allows."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, exchange: Exchange) -> None:
        self._raw = raw
        self._sock = sock
        self._exchange = exchange

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._exchange.seconds_left())
        size = self._raw.readinto(buffer)
        self._exchange.count(size or 0)
        return size

    def close(self) -> None:
        self._raw.close()
        super().close()


class _BoundedConnection(HTTPConnection):
    response_class = _BoundedResponse
    _is_connecting = False

    def connect(self) -> None:
        self._is_connecting = True  # what a proxy is told meanwhile is no part of the request
        try:
            super().connect()
        finally:
            self._is_connecting = False

    def send(self, data: Any) -> None:
        if self.sock is None and self.auto_open:
            self.connect()
        exchange: Exchange | None = getattr(_running, "exchange", None)
        if exchange is not None and not self._is_connecting:
            exchange.was_sent = True
        super().send(data)
