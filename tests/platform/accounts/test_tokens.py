"""Authorisation without the browser."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from shopwright.testing import WebhookReceiver
from tests.harness.server import Reply, RunningPlatform

pytestmark = pytest.mark.own_platform

SHOPS = "/authorization/202309/shops"
DAY = 86_400


def exchange(platform: RunningPlatform, code: str, app: Any = None) -> Reply:
    app = app or platform.keys
    query = {"app_key": app["app_key"], "app_secret": app["app_secret"], "auth_code": code}
    return platform.ask("GET", "/api/v2/token/get", query={**query, "grant_type": "authorized_code"})


def refresh(platform: RunningPlatform, token: str) -> Reply:
    query = {"app_key": platform.keys["app_key"], "app_secret": platform.keys["app_secret"], "refresh_token": token}
    return platform.ask("GET", "/api/v2/token/refresh", query={**query, "grant_type": "refresh_token"})


def test_a_code_is_exchanged_once_for_tokens_that_work(platform: RunningPlatform) -> None:
    code = platform.post("/sandbox/auth_codes", {"app_key": platform.keys["app_key"]})["code"]
    tokens = exchange(platform, code).data
    assert platform.call("GET", SHOPS, token=tokens["access_token"]).data["shops"]
    assert exchange(platform, code).code == 36004004


def test_a_code_ends_after_thirty_minutes(platform: RunningPlatform) -> None:
    platform.post("/sandbox/clock/freeze")
    made = platform.post("/sandbox/auth_codes", {"app_key": platform.keys["app_key"]})
    assert made["expires_at"] == platform.get("/sandbox/clock")["now"] + 1800
    platform.post("/sandbox/clock/advance", {"seconds": 1800})
    assert exchange(platform, made["code"]).code == 36004004


def test_the_redirect_carries_code_and_state(platform: RunningPlatform) -> None:
    app = platform.post("/sandbox/apps", {"name": "A", "redirect_url": "https://example.com/cb?x=1"})
    made = platform.post("/sandbox/auth_codes", {"app_key": app["app_key"], "state": "a b&c"})
    query = parse_qs(urlsplit(made["redirect_url"]).query)
    assert query == {"x": ["1"], "app_key": [app["app_key"]], "code": [made["code"]], "state": ["a b&c"]}
    assert exchange(platform, made["code"], app).data["access_token"]


def test_an_app_without_a_redirect_url_gets_the_code_alone(platform: RunningPlatform) -> None:
    assert platform.post("/sandbox/auth_codes", {"app_key": platform.keys["app_key"]})["redirect_url"] is None


def test_days_bound_the_authorisation_and_the_refresh_token(platform: RunningPlatform) -> None:
    now = platform.post("/sandbox/clock/freeze")["now"]
    code = platform.post("/sandbox/auth_codes", {"app_key": platform.keys["app_key"], "days": 3})["code"]
    tokens = exchange(platform, code).data
    assert tokens["refresh_token_expire_in"] == now + 3 * DAY
    assert tokens["access_token_expire_in"] == tokens["refresh_token_expire_in"]
    platform.post("/sandbox/clock/advance", {"seconds": 3 * DAY})
    assert platform.call("GET", SHOPS, token=tokens["access_token"]).code == 105002


def test_the_seller_is_named_by_account_or_by_cipher(platform: RunningPlatform) -> None:
    shop = platform.post("/sandbox/shops", {"region": "US"})
    app_key = platform.keys["app_key"]
    by_cipher = platform.post("/sandbox/tokens", {"app_key": app_key, "shop_cipher": shop["cipher"]})
    by_account = platform.post("/sandbox/tokens", {"app_key": app_key, "account_id": shop["account_id"]})
    assert by_cipher["account_id"] == by_account["account_id"] == shop["account_id"]
    assert platform.post("/sandbox/tokens", {"app_key": app_key})["open_id"] == platform.keys["seller"]["open_id"]
    seen = platform.call("GET", SHOPS, token=by_cipher["access_token"]).data["shops"]
    assert [item["id"] for item in seen] == [shop["shop_id"]]


def test_sandbox_tokens_do_not_end_by_a_jump_of_the_clock(platform: RunningPlatform) -> None:
    before = int(time.time())
    tokens = platform.post("/sandbox/tokens", {"app_key": platform.keys["app_key"]})
    assert before <= tokens["access_token_expire_in"] - 7 * DAY <= time.time()
    platform.post("/sandbox/clock/advance", {"seconds": 30 * DAY})
    assert platform.call("GET", SHOPS, token=tokens["access_token"]).code == 0


def test_exchanged_tokens_do_end_by_a_jump_of_the_clock(platform: RunningPlatform) -> None:
    code = platform.post("/sandbox/auth_codes", {"app_key": platform.keys["app_key"]})["code"]
    tokens = exchange(platform, code).data
    platform.post("/sandbox/clock/advance", {"seconds": 7 * DAY + 1})
    assert platform.call("GET", SHOPS, token=tokens["access_token"]).code == 105002
    fresh = refresh(platform, tokens["refresh_token"]).data
    assert platform.call("GET", SHOPS, token=fresh["access_token"]).code == 0


def test_an_expired_access_token_answers_105002_and_can_be_refreshed(platform: RunningPlatform) -> None:
    tokens = platform.keys["seller"]
    ended = platform.post("/sandbox/tokens/expire", {"access_token": tokens["access_token"]})
    assert (ended["kind"], ended["account_id"]) == ("access", tokens["account_id"])
    assert platform.call("GET", SHOPS).code == 105002
    assert refresh(platform, tokens["refresh_token"]).code == 0


def test_an_expired_refresh_token_answers_36004001(platform: RunningPlatform) -> None:
    platform.post("/sandbox/tokens/expire", {"refresh_token": platform.keys["seller"]["refresh_token"]})
    assert refresh(platform, platform.keys["seller"]["refresh_token"]).code == 36004001
    assert platform.call("GET", SHOPS).code == 0


def test_scopes_can_be_narrowed(platform: RunningPlatform) -> None:
    app_key = platform.keys["app_key"]
    tokens = platform.post("/sandbox/tokens", {"app_key": app_key, "scopes": ["seller.product.basic"]})
    assert tokens["granted_scopes"] == ["seller.product.basic"]
    assert platform.call("GET", SHOPS, token=tokens["access_token"]).code == 105005


def test_a_scope_that_this_user_or_app_cannot_give_is_refused(platform: RunningPlatform) -> None:
    small = platform.post("/sandbox/apps", {"name": "Small", "scopes": ["seller.product.basic"]})
    creator = platform.keys["creator"]["account_id"]
    for body in [
        {"app_key": small["app_key"], "scopes": ["seller.order.info"]},
        {"app_key": platform.keys["app_key"], "account_id": creator, "scopes": ["seller.product.basic"]},
        {"app_key": platform.keys["app_key"], "scopes": ["no.such.scope"]},
    ]:
        for path in ("/sandbox/tokens", "/sandbox/auth_codes"):
            assert "scopes" in platform.refuse("POST", path, body).message
    assert platform.call("GET", SHOPS).code == 0, "a refused consent changes nothing"


def test_a_withdrawn_consent_kills_the_tokens_and_tells_the_app(
    platform: RunningPlatform, receiver: WebhookReceiver
) -> None:
    keys = platform.keys
    platform.patch(f"/sandbox/apps/{keys['app_key']}", {"webhook_url": receiver.url})
    ended = platform.post("/sandbox/deauthorize", {"app_key": keys["app_key"], "shop_cipher": keys["shop_cipher"]})
    assert ended["account_id"] == keys["seller"]["account_id"]
    assert platform.call("GET", SHOPS).code == 105001
    assert refresh(platform, keys["seller"]["refresh_token"]).code == 36004005
    (notice,) = receiver.wait(1)
    assert (notice.type, notice.body["shop_id"]) == (6, keys["shop_id"])
    assert platform.refuse("POST", "/sandbox/deauthorize", {"app_key": keys["app_key"]}).status == 409


def test_a_creator_who_withdraws_is_told_by_webhook_20(platform: RunningPlatform, receiver: WebhookReceiver) -> None:
    keys = platform.keys
    platform.patch(f"/sandbox/apps/{keys['app_key']}", {"webhook_url": receiver.url})
    creator = keys["creator"]
    platform.post("/sandbox/deauthorize", {"app_key": keys["app_key"], "account_id": creator["account_id"]})
    (notice,) = receiver.wait(1)
    assert (notice.type, notice.body["creator_open_id"]) == (20, creator["open_id"])


def test_an_app_hears_only_the_topics_it_has_switched_on(platform: RunningPlatform, receiver: WebhookReceiver) -> None:
    keys = platform.keys
    platform.patch(f"/sandbox/apps/{keys['app_key']}", {"webhook_url": receiver.url, "topics": [7]})
    for user in ("seller", "creator"):
        platform.post("/sandbox/deauthorize", {"app_key": keys["app_key"], "account_id": keys[user]["account_id"]})
    platform.post("/sandbox/clock/advance", {"seconds": 1})
    assert receiver.attempts == []
    assert platform.get("/sandbox/deliveries")["deliveries"] == []


def test_tokens_after_a_withdrawal_are_of_a_new_consent(platform: RunningPlatform) -> None:
    keys = platform.keys
    platform.post("/sandbox/deauthorize", {"app_key": keys["app_key"]})
    tokens = platform.post("/sandbox/tokens", {"app_key": keys["app_key"]})
    assert platform.call("GET", SHOPS, token=tokens["access_token"]).code == 0
    assert platform.call("GET", SHOPS).code == 105001


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("auth_codes", {}, 400),
        ("auth_codes", {"app_key": "nobody"}, 404),
        ("auth_codes", {"app_key": "KEY", "days": 0}, 400),
        ("auth_codes", {"app_key": "KEY", "shop_cipher": "nothing"}, 404),
        ("auth_codes", {"app_key": "KEY", "shop_cipher": "a", "account_id": "b"}, 400),
        ("tokens", {"app_key": "KEY", "account_id": "1"}, 404),
        ("tokens", {"app_key": "KEY", "days": 1}, 400),
        ("tokens/expire", {}, 400),
        ("tokens/expire", {"access_token": "x"}, 404),
        ("tokens/expire", {"access_token": "x", "refresh_token": "y"}, 400),
        ("deauthorize", {"account_id": "1"}, 400),
        ("deauthorize", {"app_key": "KEY", "account_id": "1"}, 404),
    ],
)
def test_wrong_bodies_are_refused(
    shared_platform: RunningPlatform, path: str, body: dict[str, object], status: int
) -> None:
    if body.get("app_key") == "KEY":
        body = {**body, "app_key": shared_platform.keys["app_key"]}
    assert shared_platform.refuse("POST", f"/sandbox/{path}", body).status == status


def test_a_refresh_token_is_no_access_token(shared_platform: RunningPlatform) -> None:
    body = {"access_token": shared_platform.keys["seller"]["refresh_token"]}
    assert shared_platform.refuse("POST", "/sandbox/tokens/expire", body).status == 404


def test_a_disabled_app_gets_no_tokens(platform: RunningPlatform) -> None:
    platform.patch(f"/sandbox/apps/{platform.keys['app_key']}", {"status": "DISABLED"})
    assert platform.refuse("POST", "/sandbox/tokens", {"app_key": platform.keys["app_key"]}).status == 409
