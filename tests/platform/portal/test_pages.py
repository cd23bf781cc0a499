"""Every page: its headers, its files, what it shows and what it never shows."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from shopwright.platform.portal.routes import PAGES
from shopwright.testing import WebhookReceiver
from tests.harness.calls import new_seller
from tests.harness.server import RunningPlatform, eventually

from .visitor import Visitor, change_a_product, words_of

STATIC_PAGES = [
    "/",
    "/portal/requests",
    "/portal/deliveries",
    "/portal/apps",
    "/portal/apps/new",
    "/portal/shops",
    "/portal/shops/new",
    "/portal/business",
    "/portal/docs",
]


@pytest.mark.parametrize("path", STATIC_PAGES)
def test_a_page_is_never_stored_and_runs_only_our_script(visitor: Visitor, path: str) -> None:
    reply = visitor.http.get(path)
    assert reply.status_code == 200
    assert reply.headers["cache-control"] == "no-store"
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "unsafe" not in policy
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert not re.search(r"<script(?! type=\"module\" src=\"/static/)", reply.text)
    assert not re.search(r"<[^>]+\s(style|on\w+)=", reply.text)
    assert not re.search(r"(src|href)=\"(https?:)?//(?!127\.0\.0\.1)", reply.text), "a third-party asset"


def test_an_unknown_page_is_a_page_with_404(visitor: Visitor) -> None:
    assert "No such page" in words_of(visitor.open("/portal/nothing/here", 404))


@pytest.mark.parametrize("name", ["portal.css", "portal.js", "icon.svg"])
def test_files_are_kept_by_browsers_until_they_change(visitor: Visitor, name: str) -> None:
    match = re.search(rf"/static/{re.escape(name)}\?v=\w+", visitor.open("/"))
    assert match
    reply = visitor.http.get(match[0])
    assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"
    again = visitor.http.get(match[0], headers={"if-none-match": reply.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "immutable" not in visitor.http.get(f"/static/{name}?v=old").headers["cache-control"]


def test_only_our_files_are_served(visitor: Visitor) -> None:
    assert visitor.http.get("/static/base.html").status_code == 404
    assert visitor.http.get("/static/..%2ftemplates%2fbase.html").status_code == 404
    assert visitor.http.get("/favicon.ico").headers["content-type"] == "image/svg+xml"


def test_the_style_and_the_script_stay_small(visitor: Visitor) -> None:
    pages = "".join(visitor.open(path) for path in ("/", f"/portal/shops/{visitor.platform.keys['shop_id']}/orders"))
    sheets, scripts = (set(re.findall(rf"/static/(\w+\.{kind})", pages)) for kind in ("css", "js"))
    assert {"portal.css", "shop.css", "list.css"} <= sheets
    for name in sheets:
        assert len(visitor.http.get(f"/static/{name}").content) < (25_000 if name == "portal.css" else 6_000), name
    assert scripts == {"portal.js", "keys.js", "list.js"}
    for name in scripts:
        assert visitor.http.get(f"/static/{name}").text.count("\n") <= 300, name


def test_the_front_page_has_the_keys_and_settings_for_each_client(visitor: Visitor) -> None:
    page, keys = visitor.open("/"), visitor.platform.keys
    for value in (keys["base_url"], keys["app_key"], keys["service_id"], keys["shop_id"], keys["shop_cipher"]):
        assert value in page
    for client in (
        "from shopwright import Shop",
        "shopwright.testing.plugin",
        "TikTokShop(",
        "AsyncTikTokShop(",
        "new TikTokShopSDK(",
        "new Client(",
        "OPEN_API_BASE_URL",
        "openssl",
    ):
        assert client in page


def test_the_documentation_that_the_portal_names_is_there(visitor: Visitor) -> None:
    docs, page = Path(__file__).parents[3] / "docs", visitor.open("/portal/docs")
    names = set(re.findall(r"<code>site/([\w/-]+)\.html</code>", page))
    assert [name for name in names if not (docs / f"{name}.md").is_file()] == []
    support = {f"support/{path.stem}" for path in (docs / "support").glob("*.md")} | {"support/practice/index"}
    assert names >= support | {
        f"guide/{name}" for name in ("plain-rest", "custom-audiences", "reference", "portal", "drift")
    }
    assert 'href="/portal/docs"' in visitor.open("/"), "the first page leads there"


def test_links_of_the_documentation_page_open(visitor: Visitor) -> None:
    main = visitor.open("/portal/docs").partition("<main")[2]
    links = set(re.findall(r'href="(/[^"#]*)', main))
    assert links >= {"/reference", "/portal/partner", "/api/openapi.json", "/sandbox/openapi.json"}
    assert [link for link in links if visitor.http.get(link).status_code != 200] == []


def test_secrets_stand_behind_a_reveal_and_nowhere_else(visitor: Visitor) -> None:
    page, keys = visitor.open("/"), visitor.platform.keys
    for secret in (keys["app_secret"], *(keys[kind]["access_token"] for kind in ("seller", "creator", "partner"))):
        assert page.count(secret) == 1
        hidden = r'<details class="secret">(?:(?!</details>).)*<code data-secret="\w+">'
        assert re.search(hidden + re.escape(secret), page, re.DOTALL)


def test_settings_in_the_page_are_masked(visitor: Visitor) -> None:
    page = visitor.open("/")
    assert page.count(f'data-masked="app_secret">{visitor.platform.keys["app_secret"][:4]}••••••••<') == 8


@pytest.mark.own_platform
def test_an_empty_list_says_how_its_first_row_comes_to_be(visitor: Visitor) -> None:
    page = words_of(visitor.open("/"))
    assert "No calls yet. Point a client at this base URL" in page
    assert "No notifications yet. Give an app a webhook URL" in page


def test_a_call_shows_with_what_its_code_means(visitor: Visitor) -> None:
    visitor.platform.call("GET", "/authorization/202309/shops", token="GCP_wrong")  # never issued
    page = visitor.open("/portal/requests")
    assert "header is invalid" in words_of(page)
    link = re.search(r'href="(/portal/requests/\w+)" data-drawer', page)
    assert link
    detail = words_of(visitor.open(link[1]))
    assert "getAuthorizedShops" in detail
    assert "Send the access token that the token endpoint answered to this app" in detail
    assert "GCP_wrong" not in visitor.open(link[1])


def test_a_bad_signature_shows_what_differs(visitor: Visitor) -> None:
    seller = new_seller(visitor.platform)
    signed = seller.signed("searchProducts", {"status": "ALL"}, query={"page_size": 10})
    signed = signed.but(timestamp=str(int(time.time())))
    right = signed.but(body=b"").target().rpartition("sign=")[2]
    assert signed.but(sign=right).send(visitor.platform).code == 106001
    listed = visitor.open("/portal/requests?failed=1")
    assert "The body was left out." in words_of(listed)
    link = re.search(r'href="(/portal/requests/\w+)" data-drawer', listed)
    assert link
    detail = visitor.open(link[1])
    assert "Append the raw body exactly as it is sent." in words_of(detail)
    off = re.findall(r'<li class="off">(.*?)</li>', detail, re.DOTALL)
    assert [words_of(item) for item in off] == ['body {"status": "ALL"} missing in your string']
    assert "{app_secret}" in detail
    assert seller.app["app_secret"] not in detail


@pytest.mark.own_platform
def test_the_token_call_shows_without_its_secret(visitor: Visitor) -> None:
    keys = visitor.platform.keys
    query = {"app_key": keys["app_key"], "app_secret": keys["app_secret"], "grant_type": "refresh_token"}
    query["refresh_token"] = keys["seller"]["refresh_token"]
    fresh = visitor.platform.ask("GET", "/api/v2/token/refresh", query=query).data
    link = re.search(r'href="(/portal/requests/\w+)" data-drawer', visitor.open("/portal/requests"))
    assert link
    detail = visitor.open(link[1])
    for secret in (keys["app_secret"], keys["seller"]["refresh_token"], fresh["access_token"], fresh["refresh_token"]):
        assert secret not in detail


@pytest.mark.own_platform
def test_filters_stand_in_the_address(visitor: Visitor) -> None:
    for token in (None, "wrong"):
        visitor.platform.call("GET", "/authorization/202309/shops", token=token)
    visitor.platform.call("GET", "/seller/202309/shops")
    rows = "data-key="
    assert visitor.open("/portal/requests").count(rows) == 3
    assert visitor.open("/portal/requests?failed=1").count(rows) == 1
    assert visitor.open("/portal/requests?operation=getAuthorizedShops").count(rows) == 2
    assert visitor.open("/portal/requests?operation=getAuthorizedShops&failed=1").count(rows) == 1
    assert "No call matches" in visitor.open("/portal/requests?operation=shipPackage")


@pytest.mark.own_platform
def test_a_long_log_is_read_page_by_page(visitor: Visitor) -> None:
    for _ in range(60):
        visitor.platform.call("GET", "/authorization/202309/shops")
    first = visitor.open("/portal/requests")
    older = re.search(r'href="([^"]+)">Older', first)
    assert older
    second = visitor.open(older[1].replace("&amp;", "&"))
    keys = [set(re.findall(r'data-key="(\w+)"', page)) for page in (first, second)]
    assert (len(keys[0]), len(keys[1]), keys[0] & keys[1]) == (50, 10, set())


def test_search_leads_to_what_has_that_name(visitor: Visitor) -> None:
    keys = visitor.platform.keys

    def leads_to(text: str) -> str:
        return visitor.http.get("/portal/search", params={"q": text}).headers.get("location", "")

    assert leads_to("getproduct") == "/portal/requests?operation=getProduct"
    assert leads_to(keys["app_key"]) == f"/portal/apps/{keys['app_key']}"
    assert leads_to(keys["shop_id"]) == f"/portal/shops/{keys['shop_id']}"
    visitor.platform.call("GET", "/authorization/202309/shops")
    request_id = visitor.platform.get("/sandbox/requests")["requests"][0]["request_id"]
    assert leads_to(request_id) == f"/portal/requests/{request_id}"
    assert visitor.http.get("/portal/search", params={"q": "no such thing"}).status_code == 404


@pytest.mark.own_platform
def test_the_front_page_says_what_needs_a_look(visitor: Visitor, receiver: WebhookReceiver) -> None:
    assert "Nothing needs a look" in visitor.open("/")
    receiver.answer(500)
    change_a_product(visitor.platform, receiver)
    visitor.platform.call("GET", "/authorization/202309/shops", token="wrong")
    visitor.platform.post("/sandbox/faults", {"http_status": 429})
    visitor.platform.post("/sandbox/clock/freeze")
    page = words_of(visitor.open("/"))
    assert re.search(r"1 of the last \d+ calls failed", page)
    assert re.search(r"\d+ deliver(y waits|ies wait) to retry", page)
    assert "1 fault in force" in page
    assert "The clock is frozen" in page


@pytest.mark.own_platform
def test_the_front_page_says_whose_token_has_ended(visitor: Visitor) -> None:
    assert "has ended" not in visitor.open("/")
    token = visitor.platform.keys["creator"]["access_token"]
    visitor.platform.post("/sandbox/tokens/expire", {"access_token": token})
    assert "The access token has ended: Creator" in words_of(visitor.open("/"))


@pytest.mark.own_platform
def test_a_delivery_shows_its_attempts_and_is_sent_once_more(visitor: Visitor, receiver: WebhookReceiver) -> None:
    receiver.answer(503)
    change_a_product(visitor.platform, receiver)
    listed = visitor.open("/portal/deliveries?status=PENDING")
    assert "Waits to retry 1 of 5" in words_of(listed)
    link = re.search(r'href="(/portal/deliveries/\w+)" data-drawer', listed)
    assert link
    detail = words_of(visitor.open(link[1]))
    assert "HTTP 503" in detail
    assert "Next try:" in detail
    receiver.answer(200)
    seen = len(receiver.received)
    reply = visitor.send(f"{link[1]}/replay", page=link[1])
    assert reply.status_code == 303
    receiver.wait(seen + 1)
    assert receiver.attempts[-1].body["tts_notification_id"] in visitor.open(link[1])
    eventually(lambda: "Delivered" in words_of(visitor.open(reply.headers["location"])))


@pytest.mark.own_platform
def test_a_frozen_clock_keeps_a_retry_waiting(visitor: Visitor, receiver: WebhookReceiver) -> None:
    receiver.answer(500)
    change_a_product(visitor.platform, receiver)
    visitor.platform.post("/sandbox/clock/freeze")
    assert "when the clock gets there" in words_of(visitor.open("/portal/deliveries"))


@pytest.mark.own_platform
def test_a_receivers_secret_in_the_address_is_not_shown(visitor: Visitor, receiver: WebhookReceiver) -> None:
    change_a_product(visitor.platform, receiver, query="?access_token=hush-hush")
    page = visitor.open("/portal/deliveries")
    link = re.search(r'href="(/portal/deliveries/\w+)" data-drawer', page)
    assert link
    assert "hush-hush" not in visitor.open(link[1])


def test_a_forged_change_is_refused_on_every_page_that_changes_something(visitor: Visitor) -> None:
    for path, methods, _ in PAGES:
        if "POST" in methods:
            sent = re.sub(r"{\w+}", "x", path)
            assert visitor.post(sent, [("form_token", "k1.AAAA")]).status_code == 403, path
            foreign = visitor.post(sent, [], {"origin": "https://evil.example"})
            assert foreign.status_code == 403, path


def test_pages_work_on_every_database(anywhere: RunningPlatform) -> None:
    someone, keys = Visitor(anywhere), anywhere.keys
    path = f"/oauth/authorize?app_key={keys['app_key']}"
    fields = [("account_id", keys["seller"]["account_id"]), ("days", "30"), ("decision", "allow")]
    assert "has authorised" in someone.send(path, *fields).text
    anywhere.call("GET", "/authorization/202309/shops")
    assert "getAuthorizedShops" in someone.open("/")
    assert someone.send("/portal/clock/advance", ("seconds", "60"), page="/").status_code == 303
    assert someone.send("/portal/snapshots", ("name", "here"), page="/").status_code == 303
    assert "here" in someone.open("/portal/cards/snapshots")
    assert someone.send("/portal/reset", page="/").status_code == 303
    assert "No calls yet." in someone.open("/")
    someone.close()
