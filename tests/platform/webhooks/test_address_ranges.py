"""The ranges of addresses that are no hosts of the public internet, at both ends and just beside.

They are those of the registries of special-purpose addresses (RFC 6890 and what came after it).
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from typing import Any

import pytest
from aiohttp.resolver import ThreadedResolver

from shopwright.platform.webhooks.address_guard import is_public
from shopwright.platform.webhooks.guarded_session import GuardedResolver

#: Ranges, and whether the addresses before and after them are public.
RANGES = {
    "0.0.0.0/8": (None, True),
    "10.0.0.0/8": (True, True),
    "100.64.0.0/10": (True, True),
    "127.0.0.0/8": (True, True),
    "169.254.0.0/16": (True, True),
    "172.16.0.0/12": (True, True),
    "192.0.2.0/24": (True, True),
    "192.168.0.0/16": (True, True),
    "198.18.0.0/15": (True, True),
    "198.51.100.0/24": (True, True),
    "203.0.113.0/24": (True, True),
    "224.0.0.0/4": (True, False),
    "240.0.0.0/4": (False, None),
    "::/128": (None, False),
    "::1/128": (False, False),
    "100::/64": (False, False),
    "2001:db8::/32": (True, True),
    "2002::/16": (True, True),
    "fc00::/7": (False, False),
    "fe80::/10": (False, False),
    "ff00::/8": (False, None),
}

FEW = [pytest.param(ipaddress.ip_network(text), *beside, id=text) for text, beside in RANGES.items()]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@pytest.mark.parametrize(("network", "before", "after"), FEW)
def test_a_range_that_is_not_public_ends_where_its_registry_says(
    network: Network, before: bool | None, after: bool | None
) -> None:
    first, last = int(network[0]), int(network[-1])
    make = type(network[0])
    for number in (first, first + (last - first) // 2, last):
        assert not is_public(str(make(number))), make(number)
    if before is not None:
        assert is_public(str(make(first - 1))) is before
    if after is not None:
        assert is_public(str(make(last + 1))) is after


@pytest.mark.parametrize(("network", "before", "after"), [row for row in FEW if "." in str(row.id)])
def test_the_same_addresses_behind_translators_are_not_public_either(
    network: Network, before: bool | None, after: bool | None
) -> None:
    for address in (network[0], network[-1]):
        for prefix in ("::ffff:", "64:ff9b::"):
            assert not is_public(f"{prefix}{address}")


def resolve(answers: list[str], monkeypatch: pytest.MonkeyPatch, allow: tuple[str, ...] = ()) -> list[str]:
    """The addresses that a name's answers leave to be connected to."""

    async def answer(*_: object, **__: object) -> list[dict[str, Any]]:
        return [{"hostname": "h.example", "host": address, "port": 443} for address in answers]

    async def ask() -> list[str]:
        results = await GuardedResolver(allow).resolve("h.example", 443, socket.AF_INET)
        return [result["host"] for result in results]

    monkeypatch.setattr(ThreadedResolver, "resolve", answer)
    return asyncio.run(ask())


@pytest.mark.parametrize(("network", "before", "after"), FEW)
def test_a_name_that_leads_into_such_a_range_is_not_connected_to(
    network: Network, before: bool | None, after: bool | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for address in (str(network[0]), str(network[-1])):
        with pytest.raises(OSError, match="does not lead to a public address"):
            resolve([address], monkeypatch)
        assert resolve([address, "8.8.8.8"], monkeypatch) == ["8.8.8.8"]
        assert resolve([address], monkeypatch, ("h.example",)) == [address]
