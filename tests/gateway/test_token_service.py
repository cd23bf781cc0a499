"""The token service: codes, tokens, refresh, and refusals that are HTTP 200 with a code."""

from __future__ import annotations

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.harness.calls import Seller, new_app, new_seller
from tests.harness.server import Reply, RunningPlatform

from .conftest import new_user

DAY = 86_400


def ask(platform: RunningPlatform, action: str, app: Mapping[str, Any], **arguments: str) -> Reply:
    """A call of the token service; what is given replaces what is usual, empty texts are left out."""
    kind = {"get": "authorized_code", "refresh": "refresh_token"}[action]
    query = {"app_key": app["app_key"], "app_secret": app["app_secret"], "grant_type": kind, **arguments}
    reply = platform.ask("GET", f"/api/v2/token/{action}", query={k: v for k, v in query.items() if v})
    assert reply.status == 200
    assert reply.headers["cache-control"] == "no-store"
    return reply


def new_code(platform: RunningPlatform, seller: Seller, **fields: object) -> str:
    body = {"app_key": seller.app["app_key"], "account_id": seller.account_id, **fields}
    return str(platform.post("/sandbox/auth_codes", body)["code"])


def with_tokens(seller: Seller, tokens: Mapping[str, Any]) -> Seller:
    return Seller(seller.platform, seller.app, seller.shop, tokens)


def test_a_code_gives_a_pair_of_tokens_that_work(platform: RunningPlatform) -> None:
    seller = new_seller(platform, region="US")
    reply = ask(platform, "get", seller.app, auth_code=new_code(platform, seller))
    assert reply.json["message"] == "success"
    tokens, now = reply.data, time.time()
    assert tokens["access_token"].startswith("TTP_")
    assert abs(tokens["access_token_expire_in"] - now - 7 * DAY) < 60
    assert abs(tokens["refresh_token_expire_in"] - now - 365 * DAY) < 60
    assert (tokens["user_type"], tokens["seller_base_region"]) == (0, "US")
    assert "seller.product.basic" in tokens["granted_scopes"]
    assert len(tokens["open_id"]) == 54
    assert with_tokens(seller, tokens).call("getAuthorizedShops").code == 0


@pytest.mark.parametrize(("kind", "number"), [("creator", 1), ("partner", 3)])
def test_creators_and_partners_get_tokens_of_their_type_with_their_scopes(
    kind: str, number: int, platform: RunningPlatform
) -> None:
    app, user = new_app(platform), new_user(platform, kind)
    body = {"app_key": app["app_key"], "account_id": user["account_id"]}
    tokens = ask(platform, "get", app, auth_code=platform.post("/sandbox/auth_codes", body)["code"]).data
    assert tokens["user_type"] == number
    assert {scope.split(".")[0] for scope in tokens["granted_scopes"]} == {kind}


def test_a_code_works_once(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    code = new_code(platform, seller)
    with ThreadPoolExecutor(6) as pool:
        replies = list(pool.map(lambda _: ask(platform, "get", seller.app, auth_code=code), range(6)))
    assert sorted(reply.code for reply in replies) == [0] + [36004004] * 5


@pytest.mark.own_platform
def test_a_code_lives_for_30_minutes_of_the_platform_s_clock(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    late, in_time = new_code(platform, seller), new_code(platform, seller)
    platform.post("/sandbox/clock/advance", {"seconds": 29 * 60})
    assert ask(platform, "get", seller.app, auth_code=in_time).code == 0
    platform.post("/sandbox/clock/advance", {"seconds": 2 * 60})
    assert ask(platform, "get", seller.app, auth_code=late).code == 36004004


def test_another_app_s_code_is_wrong_and_stays_good_for_its_own(platform: RunningPlatform) -> None:
    seller, other = new_seller(platform), new_app(platform)
    code = new_code(platform, seller)
    assert ask(platform, "get", other, auth_code=code).code == 36004004
    assert ask(platform, "get", seller.app, auth_code=code).code == 0


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ({"app_key": ""}, "app_key"),
        ({"app_key": "nobody"}, "app_key"),
        ({"app_secret": ""}, "app_secret"),
        ({"app_secret": "wrong"}, "app_secret"),
        ({"grant_type": ""}, "grant_type"),
        ({"grant_type": "authorization_code"}, "grant_type"),
        ({}, "auth_code"),
    ],
)
def test_a_bad_parameter_is_named_with_http_200(
    parameters: dict[str, str], name: str, platform: RunningPlatform
) -> None:
    reply = ask(platform, "get", new_app(platform), **parameters)
    assert reply.code == 98001004
    assert name in reply.message
    assert reply.json["data"] is None


def test_a_post_with_json_is_taken_too(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    app = seller.app
    body = {"app_key": app["app_key"], "app_secret": app["app_secret"], "grant_type": "authorized_code"}
    reply = platform.ask("POST", "/api/v2/token/get", {**body, "auth_code": new_code(platform, seller)})
    assert (reply.status, reply.code) == (200, 0)


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"app_key": 1}', b"\xff", b'"x"', b"app_key=1"])
def test_a_broken_post_is_refused_with_http_200(body: bytes, platform: RunningPlatform) -> None:
    for action in ("get", "refresh"):
        reply = platform.ask("POST", f"/api/v2/token/{action}", body)
        assert (reply.status, reply.code) == (200, 98001004)


def test_a_refresh_gives_a_new_pair_and_ends_the_old_refresh_token(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    old = seller.tokens["refresh_token"]
    new = ask(platform, "refresh", seller.app, refresh_token=old).data
    assert new["access_token"] != seller.token
    assert with_tokens(seller, new).call("getAuthorizedShops").code == 0
    assert ask(platform, "refresh", seller.app, refresh_token=old).code == 36004005
    assert ask(platform, "refresh", seller.app, refresh_token=new["refresh_token"]).code == 0


@pytest.mark.own_platform
def test_a_refreshed_access_token_works_for_a_grace_and_no_longer(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    assert ask(platform, "refresh", seller.app, refresh_token=seller.tokens["refresh_token"]).code == 0
    assert seller.call("getAuthorizedShops").code == 0
    platform.post("/sandbox/clock/advance", {"seconds": 301})
    assert seller.call("getAuthorizedShops").code == 105002


@pytest.mark.own_platform
def test_the_grace_is_a_setting(platform: RunningPlatform) -> None:
    platform.patch("/sandbox/settings", {"refresh_grace_seconds": 0})
    seller = new_seller(platform)
    assert ask(platform, "refresh", seller.app, refresh_token=seller.tokens["refresh_token"]).code == 0
    assert seller.call("getAuthorizedShops").code == 105002


def test_foreign_wrong_and_ended_refresh_tokens_are_refused(platform: RunningPlatform) -> None:
    seller, other = new_seller(platform), new_app(platform)
    refresh = seller.tokens["refresh_token"]
    assert ask(platform, "refresh", other, refresh_token=refresh).code == 36004005
    assert ask(platform, "refresh", seller.app, refresh_token="wrong").code == 36004005
    assert ask(platform, "refresh", seller.app, refresh_token=seller.token).code == 36004005
    platform.post("/sandbox/tokens/expire", {"refresh_token": refresh})
    assert ask(platform, "refresh", seller.app, refresh_token=refresh).code == 36004001


@pytest.mark.own_platform
def test_tokens_of_a_code_end_by_the_platform_s_clock(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    tokens = ask(platform, "get", seller.app, auth_code=new_code(platform, seller)).data
    mine = with_tokens(seller, tokens)
    platform.post("/sandbox/clock/advance", {"seconds": 7 * DAY - 60})
    assert mine.call("getAuthorizedShops").code == 0
    platform.post("/sandbox/clock/advance", {"seconds": 120})
    assert mine.call("getAuthorizedShops").code == 105002
    assert ask(platform, "refresh", seller.app, refresh_token=tokens["refresh_token"]).code == 0


@pytest.mark.own_platform
def test_tokens_minted_by_the_sandbox_do_not_end_by_a_clock_jump(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    platform.post("/sandbox/clock/advance", {"seconds": 30 * DAY})
    assert seller.call("getAuthorizedShops").code == 0


@pytest.mark.own_platform
def test_the_authorisation_ends_on_the_day_that_the_seller_chose(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    tokens = ask(platform, "get", seller.app, auth_code=new_code(platform, seller, days=3)).data
    assert tokens["access_token_expire_in"] == tokens["refresh_token_expire_in"]
    platform.post("/sandbox/clock/advance", {"seconds": 3 * DAY + 60})
    assert with_tokens(seller, tokens).call("getAuthorizedShops").code == 105002
    assert ask(platform, "refresh", seller.app, refresh_token=tokens["refresh_token"]).code == 36004001


def test_a_withdrawn_consent_ends_all_its_tokens_and_a_new_one_does_not_revive_them(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    consent = {"app_key": seller.app["app_key"], "account_id": seller.account_id}
    platform.post("/sandbox/deauthorize", consent)
    assert seller.call("getAuthorizedShops").code == 105001
    assert ask(platform, "refresh", seller.app, refresh_token=seller.tokens["refresh_token"]).code == 36004005
    again = with_tokens(seller, platform.post("/sandbox/tokens", consent))
    assert again.call("getAuthorizedShops").code == 0
    assert seller.call("getAuthorizedShops").code == 105001


def test_a_disabled_app_gets_no_tokens(platform: RunningPlatform) -> None:
    seller = new_seller(platform)
    platform.patch(f"/sandbox/apps/{seller.app['app_key']}", {"status": "DISABLED"})
    assert ask(platform, "refresh", seller.app, refresh_token=seller.tokens["refresh_token"]).code == 98001004
