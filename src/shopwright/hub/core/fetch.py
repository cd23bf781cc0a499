"""Reads files from addresses that people and channels name, bounded in size and time."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from .addresses import AddressError, Network, Place, Resolve, check_address, resolve

_MOST_REDIRECTS = 3
_PIECE = 1 << 16
#: What stands in paths and queries as it is; other letters are sent as UTF-8 in percents.
_SIGNS = "/%:=&?~#+!$,;'@()*[]"


class FetchError(Exception):
    """A file that could not be read; the text says why."""


class Fetched(NamedTuple):
    content: bytes
    media_type: str


class _Connection(http.client.HTTPConnection):
    """Connects to an IP address that was checked, whatever the name resolves to meanwhile."""

    def __init__(self, place: Place, seconds: float) -> None:
        super().__init__(place.host, place.port, timeout=seconds)
        self._place = place

    def connect(self) -> None:
        plain = socket.create_connection((self._place.numbers[0], self._place.port), self.timeout)
        if self._place.scheme == "https":
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(plain, server_hostname=self._place.host)
        else:
            self.sock = plain

    def give_up(self) -> None:
        """End whatever this connection waits for; called by another thread."""
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


def printable(text: str) -> str:
    """A stranger's text without control characters, of the length of a line."""
    return "".join(sign for sign in text if sign.isprintable())[:200]


def fetch(
    url: str,
    *,
    most_bytes: int,
    seconds: float,
    resolve: Resolve = resolve,
    networks: Sequence[Network] | None = None,
) -> Fetched:
    """Read a file. Redirects are followed a few times, each address checked like the first.

    Raises AddressError for an address that the hub does not call, and FetchError for an answer that is no file, is
    larger than ``most_bytes`` or takes longer than ``seconds`` in all.
    """
    ends = time.monotonic() + seconds
    for _ in range(_MOST_REDIRECTS + 1):
        place = check_address(url, resolve=resolve, networks=networks)
        connection = _Connection(place, _left(ends))
        # A server that sends a byte now and then keeps each wait short, and the whole answer long.
        clock = threading.Timer(_left(ends), connection.give_up)
        clock.daemon = True
        clock.start()
        try:
            reply = _ask(connection, url)
            if reply.status not in (301, 302, 303, 307, 308):
                return _read(reply, connection, most_bytes, ends)
            target = urljoin(url, reply.headers.get("location", ""))
            if url.startswith("https:") and not target.startswith("https:"):
                raise AddressError("An address with https leads on to one without.")
            url = target
        except (OSError, http.client.HTTPException, ValueError) as error:
            if time.monotonic() >= ends:
                raise FetchError("The file takes too long.") from error
            raise FetchError(
                f"{place.host} does not answer: {printable(str(error)) or type(error).__name__}"
            ) from error
        finally:
            clock.cancel()
            connection.close()
    raise FetchError("The address leads on and on.")


def time_at(url: str, *, seconds: float) -> datetime | None:
    """What a server's clock says, by any answer that it gives; None where it does not say.

    Raises AddressError for an address that the hub does not call, and FetchError where nothing answers.
    """
    place = check_address(url)
    connection = _Connection(place, seconds)
    try:
        told = _ask(connection, url, "HEAD").headers.get("date", "")
        return _time_of(told) if told else None
    except (OSError, http.client.HTTPException) as error:
        raise FetchError(f"{place.host} does not answer: {printable(str(error)) or type(error).__name__}") from error
    finally:
        connection.close()


def _time_of(told: str) -> datetime | None:
    """A time as servers write it, in UTC where they name no zone; None where it is none."""
    try:
        time = parsedate_to_datetime(told)
        return time if time.tzinfo else time.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _ask(connection: _Connection, url: str, method: str = "GET") -> http.client.HTTPResponse:
    parts = urlsplit(url)
    path = quote(parts.path or "/", _SIGNS) + (f"?{quote(parts.query, _SIGNS)}" if parts.query else "")
    connection.request(method, path, headers={"Accept-Encoding": "identity", "User-Agent": "shopwright"})
    return connection.getresponse()


def _read(reply: http.client.HTTPResponse, connection: _Connection, most_bytes: int, ends: float) -> Fetched:
    if reply.status != 200:
        raise FetchError(f"The answer is {reply.status} {printable(reply.reason)}.".replace(" .", "."))
    content = bytearray()
    while piece := reply.read1(_PIECE):
        content += piece
        if len(content) > most_bytes:
            raise FetchError(f"The file is larger than {most_bytes >> 10:,} kB.")
        if connection.sock is not None:
            connection.sock.settimeout(_left(ends))
    if reply.length:
        raise FetchError("The file ends too early.")
    return Fetched(bytes(content), reply.headers.get_content_type())


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise FetchError("The file takes too long.")
    return left
