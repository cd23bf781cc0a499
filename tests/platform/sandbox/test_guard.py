"""Who may reach the control API and the pages."""

from __future__ import annotations

import time

import pytest

from shopwright.platform.core.config import Config, ConfigError
from shopwright.platform.core.pages.page import KEY_COOKIE
from shopwright.platform.sandbox.guard import is_session, session_value
from shopwright.platform.server.uvicorn_server import Server
from tests.conftest import StartPlatform
from tests.harness.server import RunningPlatform

KEY = "a long enough key"


def status(platform: RunningPlatform, method: str = "GET", path: str = "/sandbox/clock", **headers: str) -> int:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    body = {"name": "x"} if method == "POST" else None
    return platform.send(method, path, body, sent).status


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.0.0.1:8600", "[::1]:8600", "LOCALHOST:1"])
def test_loopback_names_are_ours(shared_platform: RunningPlatform, host: str) -> None:
    assert status(shared_platform, Host=host) == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example:8600", "localhost@evil.example", "10.0.0.1", "["]
)
def test_a_name_that_someone_pointed_here_is_refused(shared_platform: RunningPlatform, host: str) -> None:
    reply = shared_platform.send("GET", "/sandbox/keys", None, {"Host": host})
    assert (reply.status, reply.code) == (403, 40301)


def test_the_public_address_is_ours(start_platform: StartPlatform) -> None:
    platform = start_platform(public_url="https://shop.example:8443/base")
    assert status(platform, Host="shop.example:8443") == 200
    assert status(platform, Host="other.example") == 403
    post = {"method": "POST", "path": "/sandbox/apps"}
    assert status(platform, **post, Host="127.0.0.1", Origin="https://shop.example:8443") == 200
    assert status(platform, **post, Host="127.0.0.1", Origin="https://shop.example") == 403


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, 200),
        ({"Origin": "OWN"}, 200),
        ({"Origin": "OWN", "Sec_Fetch_Site": "same-origin"}, 200),
        ({"Sec_Fetch_Site": "none"}, 200),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://localhost:3000"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
        ({"Origin": "OWN", "Sec_Fetch_Site": "cross-site"}, 403),
    ],
)
def test_a_change_is_refused_from_foreign_pages(
    platform: RunningPlatform, headers: dict[str, str], expected: int
) -> None:
    headers = {name: platform.url if value == "OWN" else value for name, value in headers.items()}
    before = len(platform.get("/sandbox/apps")["apps"])
    assert status(platform, "POST", "/sandbox/apps", **headers) == expected
    assert len(platform.get("/sandbox/apps")["apps"]) == before + (expected == 200)


def test_reading_is_not_bound_to_an_origin_for_a_browser_keeps_the_answer_from_foreign_pages(
    platform: RunningPlatform,
) -> None:
    reply = platform.send("GET", "/sandbox/clock", None, {"Origin": "http://evil.example"})
    assert reply.status == 200
    assert "access-control-allow-origin" not in reply.headers
    assert platform.send("OPTIONS", "/sandbox/apps", None, {"Origin": "http://evil.example"}).status == 405


def test_a_configured_key_is_needed_also_on_loopback(start_platform: StartPlatform) -> None:
    platform = start_platform(sandbox_key=KEY)
    assert platform.keys["app_key"], "the fixture sends the key"
    for headers in ({}, {"x_sandbox_key": "wrong"}, {"x_sandbox_key": ""}, {"x_sandbox_key": "kéy"}):
        reply = platform.send("GET", "/sandbox/keys", None, {k.replace("_", "-"): v for k, v in headers.items()})
        assert (reply.status, reply.code) == (401, 40101)
    assert status(platform, x_sandbox_key=KEY) == 200


def test_health_and_the_partner_api_need_no_key(start_platform: StartPlatform) -> None:
    platform = start_platform(sandbox_key=KEY)
    assert status(platform, path="/healthz", Host="10.1.2.3") == 200
    assert status(platform, path="/media/nothing", Host="shop") == 404
    assert platform.call("GET", "/authorization/202309/shops").code == 0


def test_a_session_cookie_stands_for_the_key(start_platform: StartPlatform) -> None:
    platform = start_platform(sandbox_key=KEY)
    value = session_value(KEY, time.time())
    assert status(platform, Cookie=f"a=b; {KEY_COOKIE}={value}") == 200
    for wrong in ("", "x", f"{value}0", value.replace(value[0], "9", 1), session_value("other", time.time())):
        assert status(platform, Cookie=f"{KEY_COOKIE}={wrong}") == 401
    foreign = {"Cookie": f"{KEY_COOKIE}={value}", "Origin": "http://evil.example"}
    assert status(platform, "POST", "/sandbox/apps", **foreign) == 403


def test_a_session_ends() -> None:
    value = session_value(KEY, 1_000.0)
    assert is_session(KEY, value, 1_000.0 + 12 * 3600 - 1)
    assert not is_session(KEY, value, 1_000.0 + 12 * 3600)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "shop.example"])
def test_serving_to_other_machines_without_a_key_is_refused_at_the_start(host: str) -> None:
    with pytest.raises(ConfigError, match="sandbox key"):
        Server(Config(host=host, port=0))


def test_an_empty_key_is_refused_at_the_start() -> None:
    with pytest.raises(ConfigError, match="empty"):
        Server(Config(port=0, sandbox_key=" "))


def test_a_server_on_every_address_is_reached_by_address_or_with_the_key(start_platform: StartPlatform) -> None:
    platform = start_platform(host="0.0.0.0", sandbox_key=KEY)
    assert status(platform, x_sandbox_key=KEY) == 200
    assert status(platform, x_sandbox_key=KEY, Host="shopwright:8600") == 200
    cookie = {"Cookie": f"{KEY_COOKIE}={session_value(KEY, time.time())}"}
    assert status(platform, **cookie, Host="10.1.2.3:8600") == 200
    assert status(platform, **cookie, Host="evil.example") == 403
    assert status(platform) == 401


def test_a_container_is_told_the_address_that_it_reached_us_at(start_platform: StartPlatform) -> None:
    platform = start_platform(sandbox_key=KEY)
    headers = {"host": "shop-in-a-box:8080", "x-sandbox-key": KEY}
    assert platform.ask("GET", "/sandbox/keys", headers=headers).data["base_url"] == "http://shop-in-a-box:8080"
