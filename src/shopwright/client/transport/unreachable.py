"""Tells why a server cannot be reached, where trying again does not help."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

from shopwright.client.core.http import TransportFailure

#: The name is not known; what a name server in trouble answers is another number.
_NO_ADDRESS = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


def unreachable(url: str, error: Exception) -> TransportFailure | None:
    """The failure of a connection that could not be made; ``None`` where another try may succeed."""
    parts = urlsplit(url)
    origin, host = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}", parts.hostname
    for cause in _causes(error):
        if isinstance(cause, ConnectionRefusedError):
            remedy = "Start the server (a platform of your own: shopwright platform serve), or correct the address."
            return TransportFailure(f"nothing listens at {origin}", was_sent=False, remedy=remedy)
        if isinstance(cause, socket.gaierror) and cause.errno in _NO_ADDRESS:
            remedy = "Correct the address, or check the name servers."
            return TransportFailure(f"the host {host} has no address", was_sent=False, remedy=remedy)
        if isinstance(cause, ssl.SSLCertVerificationError) and hasattr(cause, "verify_message"):  # aiohttp's has none
            remedy = "Check this machine's certificates and its clock, and whether a proxy stands between."
            message = f"the certificate of {host} is not trusted: {cause.verify_message}"
            return TransportFailure(message, was_sent=False, remedy=remedy)
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those inside of it, as urllib3 and aiohttp nest them."""
    while error is not None:
        yield error
        inner = (getattr(error, "os_error", None), getattr(error, "certificate_error", None), *error.args)
        yield from (nested for nested in inner if isinstance(nested, BaseException))
        error = error.__cause__
