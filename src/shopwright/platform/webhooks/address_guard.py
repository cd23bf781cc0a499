"""Checks the addresses that notifications go to, against requests to private networks.

An address is parsed by the HTTP library that connects to it, so that the host that was checked is the one that is
connected to: another parser might take digits of other scripts, or a number without dots, for a name.
"""

from __future__ import annotations

import fnmatch
import ipaddress
import re
from collections.abc import Sequence

from yarl import URL

MAX_ADDRESS = 255
_NAME = re.compile(r"[a-z0-9_.-]+")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")

#: Where public IPv6 addresses lie; the addresses of IPv4 behind translators; a tunnel to any IPv4 address.
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
_TUNNELLED = ipaddress.IPv6Network("2002::/16")


class TargetError(Exception):
    """Why an address may not be called."""


def parse_target(url: str, allow: Sequence[str]) -> URL:
    """Parse an address. Raises :class:`TargetError` if it may not be called.

    Hosts that a pattern of ``allow`` fits may use http, ports and IP addresses; all others are https, by name and
    without a port, as the documentation demands.
    """
    if any(character <= " " for character in url):
        raise TargetError("it holds a blank or a control character")
    try:
        target = URL(url)
        host, port = (target.raw_host or "").lower(), target.explicit_port
    except ValueError as error:
        raise TargetError("it is not a URL") from error
    if len(url) > MAX_ADDRESS:
        raise TargetError(f"it is longer than {MAX_ADDRESS} characters")
    if target.scheme not in {"http", "https"} or not host or target.raw_user or target.raw_fragment:
        raise TargetError("it must be an http or https URL with a host")
    if is_allowed(host, allow):
        return target
    if target.scheme != "https":
        raise TargetError("it must be https")
    if port is not None:
        raise TargetError("it must not name a port")
    if _is_ip(host):
        raise TargetError("it must be a domain name, not an IP address")
    if not _NAME.fullmatch(host):
        raise TargetError("its host is not a domain name")
    return target


def address_problem(url: str, allow: Sequence[str]) -> str | None:
    """Why an address may not be set, or ``None``."""
    try:
        parse_target(url, allow)
    except TargetError as error:
        return str(error)
    return None


def is_allowed(host: str, allow: Sequence[str]) -> bool:
    """Whether a host fits an allowed pattern."""
    return any(fnmatch.fnmatchcase(host.lower(), pattern.lower()) for pattern in allow)


def _is_ip(host: str) -> bool:
    """Whether a host is an IP address in any notation: its last label is a number."""
    last = host.rstrip(".").rpartition(".")[2]
    return ":" in host or _NUMBER.fullmatch(last) is not None


def is_public(address: str) -> bool:
    """Whether an IP address belongs to one host of the public internet."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or (ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _TRANSLATED else None)
        if inner is None:
            return ip in _GLOBAL_UNICAST and ip not in _TUNNELLED and ip.is_global
        ip = inner
    return ip.is_global and not ip.is_multicast
