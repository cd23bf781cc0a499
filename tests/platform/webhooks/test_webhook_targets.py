"""Where notifications may go: public names, and what the start option allows; never the inside of a network."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest
from aiohttp.resolver import ThreadedResolver

from shopwright.platform.webhooks.address_guard import is_public
from shopwright.testing import WebhookReceiver
from tests.conftest import StartPlatform
from tests.harness.server import RunningPlatform, eventually

pytestmark = pytest.mark.own_platform

KEY = "a key for others"

#: One of each range that is not one host of the public internet.
PRIVATE = (
    "0.0.0.0",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.168.0.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:808:808::1",
    "fc00::1",
    "fd12::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
)
PUBLIC = (
    "8.8.8.8",
    "100.63.255.255",
    "100.128.0.1",
    "172.15.255.255",
    "172.32.0.0",
    "2606:4700::1",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
)

#: IP addresses as people do not write them.
DISGUISED = (
    "https://①②⑦.⓪.⓪.②/",
    "https://127。0。0。2/",
    "https://\uff11\uff12\uff17.0.0.2/",
    "https://127.0.0.2./",
    "https://2130706433/",
    "https://127.1/",
    "https://0177.0.0.1/",
    "https://0x7f.0.0.1/",
    "https://0X7F000001/",
    "https://127.0.0.%31/",
    "https://[::2]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[fe80::1%25eth0]/",
    "https://\uff11\uff19\uff12.168.0.1/",
    "https://example.com\\@127.0.0.1/",
    "https://exam\nple.com/",
)


def withdrawn(platform: RunningPlatform) -> dict[str, Any]:
    """A delivery of webhook 6, tried once."""
    platform.post("/sandbox/deauthorize", {"app_key": platform.keys["app_key"]})

    def tried() -> Any:
        return [row for row in platform.get("/sandbox/deliveries")["deliveries"] if row["attempt_count"]]

    return dict(eventually(tried)[0])


def attempt_at(platform: RunningPlatform, delivery: dict[str, Any], url: str) -> dict[str, Any]:
    """Send a notification to another address; answers the first attempt."""
    again = platform.post(f"/sandbox/deliveries/{delivery['delivery_id']}/replay", {"url": url})
    path = f"/sandbox/deliveries/{again['delivery_id']}"
    return dict(eventually(lambda: platform.get(path)["attempts"])[0])


@pytest.mark.parametrize("url", DISGUISED)
def test_an_ip_address_in_any_notation_is_no_public_name(shared_platform: RunningPlatform, url: str) -> None:
    path = f"/sandbox/apps/{shared_platform.keys['app_key']}"
    reply = shared_platform.refuse("PATCH", path, {"webhook_url": url})
    assert reply.status == 400
    assert "webhook_url" in reply.message


@pytest.mark.parametrize("url", ["https://bücher.example/x", "https://EXAMPLE.com", "https://a-b_c.example/?q=1"])
def test_a_public_name_in_any_script_is_taken(platform: RunningPlatform, url: str) -> None:
    path = f"/sandbox/apps/{platform.keys['app_key']}"
    assert platform.patch(path, {"webhook_url": url})["webhook_url"] == url


def test_no_name_that_leads_to_a_private_address_is_connected_to(
    platform: RunningPlatform, receiver: WebhookReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform.patch(f"/sandbox/apps/{platform.keys['app_key']}", {"webhook_url": receiver.url})
    delivery = withdrawn(platform)
    hosts = {f"h{number}.example": address for number, address in enumerate(PRIVATE)}

    async def resolve(
        resolver: ThreadedResolver, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[dict[str, object]]:
        kind = socket.AF_INET6 if ":" in hosts[host] else socket.AF_INET
        return [{"hostname": host, "host": hosts[host], "port": port, "family": kind, "proto": 0, "flags": 0}]

    monkeypatch.setattr(ThreadedResolver, "resolve", resolve)
    for host, address in hosts.items():
        attempt = attempt_at(platform, delivery, f"https://{host}/")
        assert attempt["http_status"] is None
        assert "does not lead to a public address" in attempt["error"], address


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_told_from_private_ones(address: str) -> None:
    assert is_public(address)


def test_loopback_is_no_target_of_a_server_that_others_reach(
    start_platform: StartPlatform, receiver: WebhookReceiver
) -> None:
    platform = start_platform(host="0.0.0.0", sandbox_key=KEY)
    path = f"/sandbox/apps/{platform.keys['app_key']}"
    for url in (receiver.url, "http://localhost:9000/", "https://[::1]/"):
        assert platform.refuse("PATCH", path, {"webhook_url": url}).status == 400, url


def test_loopback_is_a_target_of_such_a_server_where_the_start_option_allows_it(
    start_platform: StartPlatform, receiver: WebhookReceiver
) -> None:
    platform = start_platform(host="0.0.0.0", sandbox_key=KEY, webhook_allow=("127.0.0.1",))
    platform.patch(f"/sandbox/apps/{platform.keys['app_key']}", {"webhook_url": receiver.url})
    assert withdrawn(platform)["status"] == "DELIVERED"


def test_an_address_that_was_set_on_loopback_is_not_called_once_others_reach_the_server(
    start_platform: StartPlatform, receiver: WebhookReceiver, tmp_path: Path
) -> None:
    first = start_platform(folder=tmp_path / "data")
    first.patch(f"/sandbox/apps/{first.keys['app_key']}", {"webhook_url": receiver.url})
    first.stop()
    second = start_platform(folder=tmp_path / "data", host="0.0.0.0", sandbox_key=KEY)
    delivery = withdrawn(second)
    (attempt,) = second.get(f"/sandbox/deliveries/{delivery['delivery_id']}")["attempts"]
    assert attempt["error"] == "not sent: it must be https"
    assert receiver.received == []
