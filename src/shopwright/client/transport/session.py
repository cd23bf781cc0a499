"""The async transport: aiohttp."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from shopwright.client.core.http import HttpReply, HttpRequest, TransportFailure
from shopwright.extras import require

if TYPE_CHECKING:
    import aiohttp


#: Above this many bytes aiohttp writes a body piece by piece only if it is a file, and lets other tasks run meanwhile.
_LARGE = 2**20


class AiohttpTransport:
    """Sends over an aiohttp session with at most ``connections`` open at once; it belongs to one event loop.

    Pass a ``ClientSession`` of your own for proxies or certificates; it is then yours to close. ``MissingExtraError``
    where aiohttp is not installed.
    """

    def __init__(self, session: aiohttp.ClientSession | None = None, *, connections: int = 100) -> None:
        require("AsyncShop", "async")
        self._session = session
        self._is_ours = session is None
        self._connections = connections

    async def send(self, request: HttpRequest) -> HttpReply:
        import aiohttp
        from yarl import URL

        session = self._session or self._open()
        try:
            async with session.request(
                request.method,
                URL(request.url, encoded=True),
                data=_payload(request.body),
                headers=request.headers,
                timeout=aiohttp.ClientTimeout(total=max(request.timeout, 0.001)),
                allow_redirects=False,
            ) as reply:
                body = await reply.read()
                headers = {name.lower(): value for name, value in reply.headers.items()}
                return HttpReply(reply.status, headers, body)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            failure = _failure(error, was_sent=False)
        except (aiohttp.ClientError, TimeoutError) as error:
            failure = _failure(error, was_sent=True)
        raise failure  # out here, since aiohttp's errors hold the URL, which has a secret in it where tokens are got

    def _open(self) -> aiohttp.ClientSession:
        import aiohttp

        connector = aiohttp.TCPConnector(limit=self._connections)
        session = aiohttp.ClientSession(connector=connector, auto_decompress=True)
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
