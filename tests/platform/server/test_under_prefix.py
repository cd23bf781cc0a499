"""Below a path prefix, as a proxy publishes it: every link stays below it, and calls are taken with and without."""

from __future__ import annotations

import re
import time
from html import unescape

import pytest

from shopwright.wire.signing import sign_request
from tests.conftest import StartPlatform
from tests.harness.calls import Seller, new_seller
from tests.harness.server import RunningPlatform
from tests.platform.portal.visitor import Visitor

pytestmark = pytest.mark.own_platform

PREFIX = "/tools/shop"
#: Attributes that the browser or our script takes for an address.
ADDRESSES = re.compile(r'\s(?:href|src|action|formaction|data-src|data-ids|data-root)="([^"]*)"')
LINKS = re.compile(r'<a [^>]*href="(/[^"#]*)"')


@pytest.fixture
def prefixed(start_platform: StartPlatform) -> RunningPlatform:
    return start_platform(root_path=PREFIX)


def test_every_address_on_every_page_leads_below_the_prefix(prefixed: RunningPlatform) -> None:
    visitor, seen, waiting = Visitor(prefixed), set[str](), [f"{PREFIX}/"]
    while waiting and len(seen) < 60:
        path = waiting.pop()
        seen.add(path)
        reply = visitor.http.get(path, follow_redirects=False)
        if reply.status_code in (302, 303, 307):
            assert reply.headers["location"].startswith((PREFIX, "http")), path
            continue
        assert reply.status_code == 200, path
        if not reply.headers["content-type"].startswith("text/html"):
            continue
        addresses = [unescape(address) for address in ADDRESSES.findall(reply.text)]
        ours = [address for address in addresses if address.startswith("/")]
        assert [address for address in ours if not address.startswith(f"{PREFIX}/")] == [], path
        waiting += [unescape(link) for link in LINKS.findall(reply.text) if unescape(link) not in seen]
    assert len(seen) >= 30
    visitor.close()


@pytest.mark.parametrize("sent", ["", PREFIX])
@pytest.mark.parametrize("signed", ["", PREFIX])
def test_calls_are_taken_with_and_without_the_prefix_in_path_and_signature(
    prefixed: RunningPlatform, sent: str, signed: str
) -> None:
    seller: Seller = new_seller(prefixed)
    call = seller.signed("searchProducts", {}, query={"page_size": 1})
    pairs = [*call.query, ("app_key", seller.app["app_key"]), ("timestamp", str(int(time.time())))]
    text = signature(seller, f"{signed}{call.path}", pairs, call.body)
    reply = call.but(path=f"{sent}{call.path}", sign=text, timestamp=dict(pairs)["timestamp"]).send(prefixed)
    assert reply.code == 0, reply.message


def signature(seller: Seller, path: str, pairs: list[tuple[str, str]], body: bytes) -> str:
    return sign_request(seller.app["app_secret"], path, pairs, body, "application/json")


def test_the_keys_name_the_address_below_the_prefix(prefixed: RunningPlatform) -> None:
    assert prefixed.get("/sandbox/keys")["base_url"] == f"{prefixed.url}{PREFIX}"


def test_a_public_url_with_a_path_is_a_prefix(start_platform: StartPlatform) -> None:
    platform = start_platform(public_url=f"https://dev.example{PREFIX}")
    visitor = Visitor(platform)
    assert f'href="{PREFIX}/portal/requests"' in visitor.open(f"{PREFIX}/")
    visitor.close()
    assert platform.get("/sandbox/keys")["base_url"] == f"https://dev.example{PREFIX}"
