"""HTTP requests and replies between core and transport, and the exception of a failed exchange."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol


class HttpRequest(NamedTuple):
    """One HTTP request, complete: ``timeout`` is in seconds and bounds the whole exchange."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes | None
    timeout: float

    def __repr__(self) -> str:
        """Without headers and query, which hold tokens and secrets."""
        return f"HttpRequest({self.method} {self.url.partition('?')[0]}, {len(self.body or b'')} bytes)"


class HttpReply(NamedTuple):
    """One HTTP reply, read to its end. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class TransportFailure(Exception):
    """No complete reply came. ``was_sent`` is false only where the request certainly never left this machine.

    ``remedy`` is a sentence where another try cannot succeed; it is empty where one may.
    """

    def __init__(self, message: str, *, was_sent: bool, timed_out: bool = False, remedy: str = "") -> None:
        super().__init__(message)
        self.was_sent = was_sent
        self.timed_out = timed_out
        self.remedy = remedy


class Transport(Protocol):
    """Sends requests for a ``Shop``; must be safe to use from several threads."""

    def send(self, request: HttpRequest) -> HttpReply:
        """Send a request, without following redirects. Raises ``TransportFailure`` where no reply came."""

    def close(self) -> None:
        """Close the connections."""


class AsyncTransport(Protocol):
    """Sends requests for an ``AsyncShop``, within one event loop."""

    async def send(self, request: HttpRequest) -> HttpReply:
        """As ``Transport.send``; a cancelled call closes its connection."""

    async def close(self) -> None:
        """Close the connections."""
