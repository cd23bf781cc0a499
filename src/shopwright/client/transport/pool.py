"""The sync transport: urllib3."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from shopwright.client.core.http import HttpReply, HttpRequest, TransportFailure
from shopwright.client.observe.logs import without_queries

if TYPE_CHECKING:
    import urllib3

_PIECE = 1 << 18


class Urllib3Transport:
    """Sends over a urllib3 pool that keeps ``connections`` per host open; any number of threads may use it.

    Pass a ``PoolManager`` of your own for proxies or certificates.
    """

    def __init__(self, pool: urllib3.PoolManager | None = None, *, connections: int = 16) -> None:
        import urllib3

        without_queries()
        self._urllib3 = urllib3
        self._pool = pool or urllib3.PoolManager(maxsize=connections)

    def send(self, request: HttpRequest) -> HttpReply:
        errors = self._urllib3.exceptions
        ends = time.monotonic() + request.timeout
        try:
            reply = self._pool.urlopen(
                request.method,
                request.url,
                body=request.body,
                headers=request.headers,
                timeout=self._urllib3.Timeout(total=max(request.timeout, 0.001)),
                retries=False,
                redirect=False,
                preload_content=False,
            )
            body = _whole(reply, ends)
        except (errors.NewConnectionError, errors.ConnectTimeoutError, errors.LocationValueError) as error:
            timed_out = isinstance(error, errors.ConnectTimeoutError)
            raise TransportFailure(type(error).__name__, was_sent=False, timed_out=timed_out) from error
        except errors.HTTPError as error:
            timed_out = isinstance(error, errors.TimeoutError)
            raise TransportFailure(type(error).__name__, was_sent=True, timed_out=timed_out) from error
        return HttpReply(reply.status, {name.lower(): value for name, value in reply.headers.items()}, body)

    def close(self) -> None:
        self._pool.clear()


def _whole(reply: urllib3.BaseHTTPResponse, ends: float) -> bytes:
    """Read the body within the timeout as a whole: urllib3 limits only the wait for each piece."""
    pieces: list[bytes] = []
    while piece := reply.read1(_PIECE):
        pieces.append(piece)
        if time.monotonic() > ends:
            reply.close()
            raise TransportFailure("the body came too slowly", was_sent=True, timed_out=True)
    reply.release_conn()
    return b"".join(pieces)
