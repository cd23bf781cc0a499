"""The async transport: aiohttp."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from shopwright.client.core.http import HttpReply, HttpRequest, TransportFailure
from shopwright.extras import require

from .reply_body import ACCEPTED, MOST_BYTES, ReplyBody
from .unreachable import unreachable

if TYPE_CHECKING:
    import aiohttp


#: Above this many bytes aiohttp writes a body piece by piece only if it is a file, and lets other tasks run meanwhile.
_LARGE = 2**20

#: The part of the timeout that connecting may take: what ends it, then, is known not to have been sent.
_CONNECTING = 0.95


class AiohttpTransport:
    """Sends over an aiohttp session with at most ``connections`` open at once; it belongs to one event loop.

    Pass a ``ClientSession`` of your own for proxies or certificates; it is then yours to close. Of a reply at most
    ``most_bytes`` are taken. ``MissingExtraError`` where aiohttp is not installed.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession | None = None,
        *,
        connections: int = 100,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        require("AsyncShop", "async")
        self._session = session
        self._is_ours = session is None
        self._connections = connections
        self._most_bytes = most_bytes

    async def send(self, request: HttpRequest) -> HttpReply:
        import aiohttp
        from yarl import URL

        session, seconds = self._session or self._open(), max(request.timeout, 0.001)
        try:
            async with session.request(
                request.method,
                URL(request.url, encoded=True),
                data=_payload(request.body),
                headers={"accept-encoding": ACCEPTED, **request.headers},
                timeout=aiohttp.ClientTimeout(total=seconds, connect=seconds * _CONNECTING),
                allow_redirects=False,
                auto_decompress=False,
            ) as reply:
                headers = {name.lower(): value for name, value in reply.headers.items()}
                return HttpReply(reply.status, headers, await self._whole(reply))
        except (
            aiohttp.ClientConnectorError,
            aiohttp.ClientHttpProxyError,
            aiohttp.ConnectionTimeoutError,
            aiohttp.InvalidURL,
        ) as error:
            is_proxys = isinstance(error, aiohttp.ClientProxyConnectionError)
            failure = (None if is_proxys else unreachable(request.url, error)) or _failure(error, was_sent=False)
        except (aiohttp.ClientError, TimeoutError) as error:
            failure = _failure(error, was_sent=True)
        raise failure  # out here, since aiohttp's errors hold the URL, which has a secret in it where tokens are got

    async def _whole(self, reply: aiohttp.ClientResponse) -> bytes:
        body = ReplyBody(reply.headers.get("content-encoding", ""), self._most_bytes)
        async for piece in reply.content.iter_any():
            body.add(piece)
        return body.whole()

    def _open(self) -> aiohttp.ClientSession:
        import aiohttp

        connector = aiohttp.TCPConnector(limit=self._connections)
        session = aiohttp.ClientSession(connector=connector)
        # By default aiohttp resends a PUT or DELETE when its connection breaks; our retries decide that.
        session._retry_connection = False
        self._session = session
        return session

    async def close(self) -> None:
        if self._session is not None and self._is_ours:
            await self._session.close()
            self._session = None


def _failure(error: Exception, *, was_sent: bool) -> TransportFailure:
    return TransportFailure(type(error).__name__, was_sent=was_sent, timed_out=isinstance(error, TimeoutError))


def _payload(body: bytes | None) -> bytes | io.BytesIO | None:
    return io.BytesIO(body) if body is not None and len(body) > _LARGE else body
