"""The sync transport: urllib3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.client.core.http import HttpReply, HttpRequest, TransportFailure
from shopwright.client.observe.logs import without_queries

from .bounded import Exchange, bound
from .reply_body import ACCEPTED, MOST_BYTES, ReplyBody
from .unreachable import unreachable

if TYPE_CHECKING:
    import urllib3

_PIECE = 1 << 18


class Urllib3Transport:
    """Sends over a urllib3 pool that keeps ``connections`` per host open; any number of threads may use it.

    Pass a ``PoolManager`` of your own for proxies or certificates: it is bounded as well, and loses the connections
    that it has. Of a reply at most ``most_bytes`` are taken.
    """

    def __init__(
        self, pool: urllib3.PoolManager | None = None, *, connections: int = 16, most_bytes: int = MOST_BYTES
    ) -> None:
        import urllib3

        without_queries()
        self._urllib3 = urllib3
        self._pool = pool or urllib3.PoolManager(maxsize=connections)
        self._most_bytes = most_bytes
        bound(self._pool)

    def send(self, request: HttpRequest) -> HttpReply:
        errors = self._urllib3.exceptions
        with Exchange(max(request.timeout, 0.001), self._most_bytes) as exchange:
            try:
                return self._exchange(request)
            except (errors.HTTPError, errors.LocationValueError) as error:
                timed_out = isinstance(error, errors.TimeoutError)
                failure = None if exchange.was_sent else unreachable(request.url, error)
                name = type(error).__name__
                raise failure or TransportFailure(name, was_sent=exchange.was_sent, timed_out=timed_out) from error

    def _exchange(self, request: HttpRequest) -> HttpReply:
        reply = self._pool.urlopen(
            request.method,
            request.url,
            body=request.body,
            headers={"accept-encoding": ACCEPTED, **request.headers},
            timeout=self._urllib3.Timeout(total=max(request.timeout, 0.001)),
            retries=False,
            redirect=False,
            preload_content=False,
            decode_content=False,
        )
        try:
            body = ReplyBody(reply.headers.get("content-encoding", ""), self._most_bytes)
            while piece := reply.read1(_PIECE):
                body.add(piece)
            whole = body.whole()
        except BaseException:
            reply.close()
            raise
        reply.release_conn()
        return HttpReply(reply.status, {name.lower(): value for name, value in reply.headers.items()}, whole)

    def close(self) -> None:
        self._pool.clear()
