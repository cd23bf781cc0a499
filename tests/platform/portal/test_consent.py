"""Consent pages: who may grant what, where the answer goes, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from tiktok_shop_api import TikTokShopAuth

from tests.harness.calls import new_app
from tests.harness.server import RunningPlatform

from .visitor import Visitor, token_of, words_of

CALLBACK = "https://app.example/callback"
DAY = 86_400


@pytest.fixture
def app(platform: RunningPlatform) -> Mapping[str, Any]:
    return new_app(platform, name="Stock Robot", redirect_url=CALLBACK)


def path_of(app: Mapping[str, Any], page: str = "oauth", state: str = "s1") -> str:
    head = {
        "oauth": f"/oauth/authorize?app_key={app['app_key']}",
        "open": f"/open/authorize?service_id={app['service_id']}",
        "creator": f"/alliance/creator/auth?app_key={app['app_key']}",
    }[page]
    return f"{head}&state={state}"


def account(visitor: Visitor, kind: str) -> str:
    return str(visitor.platform.keys[kind]["account_id"])


def answer_of(location: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def auth_of(platform: RunningPlatform, app: Mapping[str, Any]) -> TikTokShopAuth:
    return TikTokShopAuth(app["app_key"], app["app_secret"], app["service_id"], base_url=platform.url)


def test_the_page_says_which_app_asks_for_what_of_whom(visitor: Visitor, app: Mapping[str, Any]) -> None:
    page = words_of(visitor.open(path_of(app)))
    assert "Stock Robot asks for access" in page
    assert "returns to app.example" in page
    assert "Demo Gifts Ltd seller, GB Demo Gift Shop (GB)" in page
    assert "Product Modify" in page
    assert "Create and change products, their prices and their stock" in page
    assert "Demo Creator" not in page


@pytest.mark.parametrize(
    ("page", "names", "others"),
    [
        ("oauth", ["Demo Gifts Ltd"], ["Demo Partner", "Demo Creator"]),
        ("open", ["Demo Gifts Ltd", "Demo Partner"], ["Demo Creator"]),
        ("creator", ["Demo Creator"], ["Demo Gifts Ltd", "Demo Partner"]),
    ],
)
def test_each_page_offers_the_users_it_is_for(
    visitor: Visitor, app: Mapping[str, Any], page: str, names: list[str], others: list[str]
) -> None:
    words = words_of(visitor.open(path_of(app, page)))
    assert all(name in words for name in names)
    assert not any(name in words for name in others)


def test_sellers_of_several_regions_are_offered(visitor: Visitor, app: Mapping[str, Any]) -> None:
    visitor.platform.post("/sandbox/shops", {"region": "DE", "name": "Laden"})
    assert "Laden seller, DE Laden (DE)" in words_of(visitor.open(path_of(app)))


@pytest.mark.own_platform
def test_allow_leads_back_with_a_code_that_a_client_can_exchange(visitor: Visitor, app: Mapping[str, Any]) -> None:
    path = path_of(app, state="%20xyz%2F1%20")
    reply = visitor.send(path, ("account_id", account(visitor, "seller")), ("days", "365"), ("decision", "allow"))
    assert reply.status_code == 303
    assert reply.headers["location"].startswith(f"{CALLBACK}?")
    answer = answer_of(reply.headers["location"])
    assert answer["state"] == "xyz/1"
    tokens = auth_of(visitor.platform, app).exchange_code(answer["code"])
    assert tokens.user_type == 0
    assert tokens.seller_name == "Demo Gifts Ltd"
    shops = visitor.platform.call("GET", "/authorization/202309/shops", app=app, token=tokens.access_token)
    assert [shop["name"] for shop in shops.data["shops"]] == ["Demo Gift Shop"]


@pytest.mark.own_platform
def test_without_a_state_none_comes_back(visitor: Visitor, app: Mapping[str, Any]) -> None:
    path = path_of(app, state="")
    reply = visitor.send(path, ("account_id", account(visitor, "seller")), ("days", "365"), ("decision", "allow"))
    assert "state" not in answer_of(reply.headers["location"])


@pytest.mark.own_platform
@pytest.mark.parametrize("days", [30, 90, 365])
def test_the_authorization_lasts_as_long_as_was_chosen(visitor: Visitor, app: Mapping[str, Any], days: int) -> None:
    fields = [("account_id", account(visitor, "seller")), ("days", str(days)), ("decision", "allow")]
    code = answer_of(visitor.send(path_of(app), *fields).headers["location"])["code"]
    tokens = auth_of(visitor.platform, app).exchange_code(code)
    now = visitor.platform.get("/sandbox/clock")["now"]
    assert abs(tokens.refresh_token_expire_in - now - days * DAY) < 60


@pytest.mark.own_platform
def test_the_shops_own_duration_is_offered_and_chosen_at_first(visitor: Visitor, app: Mapping[str, Any]) -> None:
    visitor.platform.patch(f"/sandbox/shops/{visitor.platform.keys['shop_id']}", {"authorization_days": 180})
    assert 'name="days" value="180" checked' in visitor.open(path_of(app))


def test_where_shops_differ_each_keeps_its_own_duration(visitor: Visitor, app: Mapping[str, Any]) -> None:
    other = visitor.platform.post("/sandbox/shops", {"region": "DE"})
    visitor.platform.patch(f"/sandbox/shops/{other['shop_id']}", {"authorization_days": 90})
    assert 'name="days" value="" checked' in visitor.open(path_of(app))
    reply = visitor.send(path_of(app), ("account_id", other["account_id"]), ("days", ""), ("decision", "allow"))
    tokens = auth_of(visitor.platform, app).exchange_code(answer_of(reply.headers["location"])["code"])
    now = visitor.platform.get("/sandbox/clock")["now"]
    assert abs(tokens.refresh_token_expire_in - now - 90 * DAY) < 60


def test_deny_leads_back_with_the_word_null(visitor: Visitor, app: Mapping[str, Any]) -> None:
    reply = visitor.send(path_of(app), ("decision", "deny"))
    assert reply.status_code == 303
    assert reply.headers["location"] == f"{CALLBACK}?code=null&error=auth_denied&state=s1"


@pytest.mark.own_platform
def test_a_redirect_url_keeps_its_own_query(visitor: Visitor) -> None:
    app = new_app(visitor.platform, redirect_url=f"{CALLBACK}?tenant=7")
    denied = visitor.send(path_of(app), ("decision", "deny")).headers["location"]
    assert denied == f"{CALLBACK}?tenant=7&code=null&error=auth_denied&state=s1"
    fields = [("account_id", account(visitor, "seller")), ("days", "365"), ("decision", "allow")]
    allowed = answer_of(visitor.send(path_of(app), *fields).headers["location"])
    assert allowed["tenant"] == "7"
    assert allowed["code"]


@pytest.mark.own_platform
def test_a_creator_may_leave_scopes_out(visitor: Visitor, app: Mapping[str, Any]) -> None:
    kept = ["creator.showcase.read", "creator.affiliate.info"]
    fields = [("account_id", account(visitor, "creator")), ("days", "365"), ("decision", "allow")]
    reply = visitor.send(path_of(app, "creator"), *fields, *(("scope", item) for item in kept))
    tokens = auth_of(visitor.platform, app).exchange_code(answer_of(reply.headers["location"])["code"])
    assert tokens.user_type == 1
    assert sorted(tokens.granted_scopes or []) == sorted(kept)


def test_a_creator_who_leaves_none_is_asked_again(visitor: Visitor, app: Mapping[str, Any]) -> None:
    fields = [("account_id", account(visitor, "creator")), ("days", "90"), ("decision", "allow")]
    reply = visitor.send(path_of(app, "creator"), *fields)
    assert reply.status_code == 400
    assert "at least one permission" in reply.text
    assert 'name="days" value="90" checked' in reply.text


@pytest.mark.own_platform
def test_scopes_of_other_users_cannot_be_smuggled_in(visitor: Visitor, app: Mapping[str, Any]) -> None:
    fields = [("account_id", account(visitor, "creator")), ("days", "365"), ("decision", "allow")]
    scopes = [("scope", "creator.showcase.read"), ("scope", "seller.order.info")]
    reply = visitor.send(path_of(app, "creator"), *fields, *scopes)
    tokens = auth_of(visitor.platform, app).exchange_code(answer_of(reply.headers["location"])["code"])
    assert tokens.granted_scopes == ["creator.showcase.read"]


@pytest.mark.own_platform
def test_without_a_redirect_url_the_code_shows_on_a_page(visitor: Visitor) -> None:
    app = new_app(visitor.platform)
    fields = [("account_id", account(visitor, "partner")), ("days", "30"), ("decision", "allow")]
    reply = visitor.send(path_of(app, "open"), *fields)
    assert reply.status_code == 200
    assert reply.headers["cache-control"] == "no-store"
    code = reply.text.split('data-copy="')[1].split('"')[0]
    assert auth_of(visitor.platform, app).exchange_code(code).user_type == 3
    assert "Nothing was granted" in visitor.send(path_of(app, "open"), ("decision", "deny")).text


def test_who_has_consented_already_reads_until_when(visitor: Visitor) -> None:
    keys = visitor.platform.keys
    page = words_of(visitor.open(f"/oauth/authorize?app_key={keys['app_key']}"))
    assert "Has authorised it until" in page


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/oauth/authorize", 400, "names no app"),
        ("/open/authorize?service_id=1", 404, "no app with the service_id 1"),
        ("/alliance/creator/auth?app_key=nope", 404, "no app with the app_key nope"),
    ],
)
def test_a_link_that_leads_to_no_app_says_so(visitor: Visitor, path: str, status: int, words: str) -> None:
    page = words_of(visitor.open(path, status))
    assert words in page
    assert "Code" in page


def test_a_disabled_app_cannot_be_authorised(visitor: Visitor, app: Mapping[str, Any]) -> None:
    visitor.platform.patch(f"/sandbox/apps/{app['app_key']}", {"status": "DISABLED"})
    assert "is disabled" in words_of(visitor.open(path_of(app), 403))


@pytest.mark.own_platform
def test_where_nobody_can_consent_the_page_says_how_to_make_someone(visitor: Visitor, app: Mapping[str, Any]) -> None:
    visitor.platform.patch(f"/sandbox/accounts/{account(visitor, 'creator')}", {"status": "INACTIVE"})
    page = words_of(visitor.open(path_of(app, "creator"), 409))
    assert "no active creators" in page
    assert "POST /sandbox/accounts" in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ([("days", "365")], "Choose a seller"),
        ([("account_id", "creator"), ("days", "365")], "Choose a seller"),
        ([("account_id", "seller"), ("days", "7")], "how long"),
        ([("account_id", "seller"), ("days", "-30")], "how long"),
        ([("account_id", "seller"), ("days", "x" * 5000)], "how long"),
    ],
)
def test_a_choice_that_was_not_offered_is_refused(
    visitor: Visitor, app: Mapping[str, Any], fields: list[tuple[str, str]], words: str
) -> None:
    known = [(name, account(visitor, value) if name == "account_id" else value) for name, value in fields]
    reply = visitor.send(path_of(app), *known, ("decision", "allow"))
    assert reply.status_code == 400
    assert words in reply.text


def consents(visitor: Visitor, app: Mapping[str, Any]) -> list[Any]:
    mine = visitor.platform.get(f"/sandbox/accounts/{account(visitor, 'seller')}")["authorizations"]
    return [item for item in mine if item["app_key"] == app["app_key"]]


@pytest.mark.parametrize("forgery", ["no token", "no cookie", "another browser's token", "another site"])
def test_a_forged_consent_is_refused_and_grants_nothing(visitor: Visitor, app: Mapping[str, Any], forgery: str) -> None:
    path = path_of(app)
    fields = [("account_id", account(visitor, "seller")), ("days", "365"), ("decision", "allow")]
    token, headers = token_of(visitor.open(path)), {}
    if forgery == "no token":
        token = ""
    elif forgery == "no cookie":
        visitor.http.cookies.clear()
    elif forgery == "another browser's token":
        other = Visitor(visitor.platform)
        token = token_of(other.open(path))
        other.close()
    else:
        headers = {"origin": "https://evil.example"}
    reply = visitor.post(path, [("form_token", token), *fields], headers)
    assert reply.status_code == 403
    assert consents(visitor, app) == []


def test_a_consent_page_may_lead_to_any_site_and_loads_from_none(visitor: Visitor, app: Mapping[str, Any]) -> None:
    visitor.open(path_of(app))
    policy = visitor.http.get(path_of(app)).headers["content-security-policy"]
    assert "form-action" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
