"""Opens the HTTP session that notifications are sent with; it is imported, which takes a while, by the first one."""

from __future__ import annotations

import errno
import socket
from collections.abc import Sequence

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from .address_guard import is_allowed, is_public


class GuardedResolver(AbstractResolver):
    """Resolves names and refuses public ones that lead to a private address."""

    def __init__(self, allow: Sequence[str]) -> None:
        self._allow = allow
        self._inner = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        resolved = await self._inner.resolve(host, port, family)
        if is_allowed(host, self._allow):
            return resolved
        public = [result for result in resolved if is_public(result["host"])]
        if not public:
            raise OSError(errno.EHOSTUNREACH, f"{host} does not lead to a public address")
        return public

    async def close(self) -> None:
        await self._inner.close()


def open_session(allow: Sequence[str], *, most: int, seconds: float) -> aiohttp.ClientSession:
    """A session for addresses that may be called: ``most`` connections at once, ``seconds`` for each request.

    It keeps no cookies: what one receiver sets is not sent to another of the same host.
    """
    connector = aiohttp.TCPConnector(resolver=GuardedResolver(allow), limit=most, ttl_dns_cache=30)
    timeout = aiohttp.ClientTimeout(total=seconds)
    return aiohttp.ClientSession(
        connector=connector, timeout=timeout, auto_decompress=False, cookie_jar=aiohttp.DummyCookieJar()
    )
