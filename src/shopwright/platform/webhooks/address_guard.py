"""Which addresses notifications may go to: guards against requests to the inside of a network."""

from __future__ import annotations

import fnmatch
import ipaddress
import socket
from collections.abc import Sequence
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

MAX_ADDRESS = 255
_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


def address_problem(url: str, allow: Sequence[str]) -> str | None:
    """Why an address may not be set, or ``None``.

    Loopback and the allowed host patterns may use http, ports and IP addresses; all others are https, by name and
    without a port, as the documentation demands.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "it is not a URL"
    if len(url) > MAX_ADDRESS:
        return f"it is longer than {MAX_ADDRESS} characters"
    if parts.scheme not in {"http", "https"} or not host or parts.username or parts.fragment:
        return "it must be an http or https URL with a host"
    if is_trusted(host, allow):
        return None
    if parts.scheme != "https":
        return "it must be https"
    if port is not None:
        return "it must not name a port"
    return "it must be a domain name, not an IP address" if _is_ip(host) else None


def is_trusted(host: str, allow: Sequence[str]) -> bool:
    """Whether a host is loopback or matches an allowed pattern."""
    return host.lower() in _LOOPBACK_NAMES or any(fnmatch.fnmatchcase(host.lower(), p.lower()) for p in allow)


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


class GuardedResolver(AbstractResolver):
    """Resolves names and refuses public ones that lead to a private address."""

    def __init__(self, allow: Sequence[str]) -> None:
        self._allow = allow
        self._inner = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if is_trusted(host, self._allow):
            return found
        public = [one for one in found if ipaddress.ip_address(one["host"]).is_global]
        if not public:
            raise OSError(f"{host} does not lead to a public address")
        return public

    async def close(self) -> None:
        await self._inner.close()
