"""HTTP connections that are kept open for the next call, since opening one takes longer than most calls."""

from __future__ import annotations

import select
import threading
import time
import weakref
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPSConnection
from typing import NamedTuple
from urllib.parse import urlsplit

#: Seconds after which an unused connection is closed: servers close theirs after five.
_IDLE_SECONDS = 2.0


class HttpReply(NamedTuple):
    """What a server answered; the names of headers are in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes


class Connections:
    """Connections to one server, as many as calls are made at a time. Any thread may use them.

    A call is sent once: a connection that the server closed in the meantime is replaced before anything is sent, and
    one that breaks during a call raises what ``http.client`` raises.
    """

    def __init__(self, url: str, seconds: float) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"the platform's URL must be http://host:port, not {url!r}")
        self._kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._host, self._port, self._seconds = parts.hostname, parts.port, seconds
        self._idle: list[tuple[HTTPConnection, float]] = []
        self._lock = threading.Lock()
        weakref.finalize(self, _close_all, self._idle)

    def send(
        self, method: str, target: str, body: bytes | None, headers: Mapping[str, str], *, fresh: bool = False
    ) -> HttpReply:
        """Make a call; ``fresh``: on a new connection."""
        connection = self._open() if fresh else self._take() or self._open()
        try:
            connection.request(method, target, body=body, headers=dict(headers))
            answer = connection.getresponse()
            reply = HttpReply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        except BaseException:
            connection.close()
            raise
        if answer.will_close:
            connection.close()
        else:
            with self._lock:
                self._idle.append((connection, time.monotonic()))
        return reply

    def close(self) -> None:
        """Close those that no call uses. Later calls open new ones."""
        with self._lock:
            _close_all(self._idle)

    def _open(self) -> HTTPConnection:
        return self._kind(self._host, self._port, timeout=self._seconds)

    def _take(self) -> HTTPConnection | None:
        """The connection that was used last, if it is still open."""
        while True:
            with self._lock:
                if not self._idle:
                    return None
                connection, used_at = self._idle.pop()
            if time.monotonic() - used_at < _IDLE_SECONDS and not _is_readable(connection):
                return connection
            connection.close()


def _is_readable(connection: HTTPConnection) -> bool:
    """Whether something waits to be read: between calls that is the end of the connection."""
    if connection.sock is None:
        return True
    poll = select.poll()
    poll.register(connection.sock, select.POLLIN)
    return bool(poll.poll(0))


def _close_all(idle: list[tuple[HTTPConnection, float]]) -> None:
    while idle:
        idle.pop()[0].close()
