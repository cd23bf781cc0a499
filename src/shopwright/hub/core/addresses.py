"""Addresses that people and channels name: the hub calls none that leads into the network that it stands in."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from .config import read_config

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Sequence[str]]
#: Translates IPv4 addresses into IPv6, RFC 6052: the last 32 bits are the address that is meant.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class AddressError(Exception):
    """An address that the hub does not call; the text says why and what to do."""


class Place(NamedTuple):
    """Where an address leads: ``numbers`` are the checked IP addresses of the host."""

    scheme: str
    host: str
    port: int
    numbers: tuple[str, ...]


def resolve(host: str, port: int) -> list[str]:
    """The IP addresses of a host; numbers in any notation come out as the address that they mean."""
    try:
        return [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise AddressError(f"{host} cannot be found. Check the name.") from error


def check_address(url: str, *, resolve: Resolve = resolve, networks: Sequence[Network] | None = None) -> Place:
    """Where an address leads. Raises AddressError unless that is the public internet.

    ``networks`` may be reached all the same; those of the hub's settings unless they are told. A host with several
    IP addresses needs all of them to be allowed.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise AddressError(f"{url} is no address.") from error
    if parts.scheme not in ("http", "https") or not host:
        raise AddressError("An address begins with https:// or http:// and names a host.")
    if parts.username is not None or parts.password is not None:
        raise AddressError("An address has no user name and no password in it.")
    port = port or (443 if parts.scheme == "https" else 80)
    allowed = own_networks() if networks is None else networks
    numbers = tuple(dict.fromkeys(resolve(host, port)))
    for number in numbers:
        if not _is_open(ipaddress.ip_address(number), allowed):
            raise AddressError(
                f"{host} leads into a private network. Name an address on the internet, or have the hub's operator "
                "allow it with SHOPWRIGHT_HUB_NETWORKS."
            )
    if not numbers:
        raise AddressError(f"{host} cannot be found. Check the name.")
    return Place(parts.scheme, host, port, numbers)


def own_networks() -> list[Network]:
    """The networks that this hub's settings allow, and the machine itself while the hub is reached there alone."""
    return [ipaddress.ip_network(text, strict=False) for text in read_config().open_networks]


def _is_open(number: IPAddress, allowed: Sequence[Network]) -> bool:
    meant = _meant(number)
    if any(meant.version == network.version and meant in network for network in allowed):
        return True
    site_local = isinstance(meant, ipaddress.IPv6Address) and meant.is_site_local
    return meant.is_global and not meant.is_multicast and not meant.is_reserved and not site_local


def _meant(number: IPAddress) -> IPAddress:
    """The IPv4 address that an IPv6 address stands for, where it stands for one."""
    if isinstance(number, ipaddress.IPv4Address):
        return number
    if number in _NAT64:
        return ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)
    if number.teredo:
        return number.teredo[1]
    return number.ipv4_mapped or number.sixtofour or _compatible(number) or number


def _compatible(number: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """An address like ``::127.0.0.1``. ``::`` and ``::1`` are themselves."""
    return ipaddress.IPv4Address(int(number)) if 1 < int(number) <= 0xFFFFFFFF else None
