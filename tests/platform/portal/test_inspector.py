"""The inspector: both sides of a call and of a notification, the call for other tools, and sending it again."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from html import unescape

import pytest

from shopwright.platform.core.pages.json_view import folded
from shopwright.testing import WebhookReceiver
from shopwright.wire.signing import sign_webhook
from tests.harness.calls import Seller, new_seller
from tests.harness.server import RunningPlatform

from .visitor import Visitor, change_a_product, words_of

_COPY = re.compile(r'data-copy="([^"]*)" aria-label="Copy as (\w+)"')


@pytest.fixture
def seller(platform: RunningPlatform) -> Seller:
    return new_seller(platform)


def newest(platform: RunningPlatform) -> str:
    """The page of the call that came last."""
    return f"/portal/requests/{platform.get('/sandbox/requests')['requests'][0]['request_id']}"


def copies(html: str) -> dict[str, str]:
    """What the page offers to copy, by tool."""
    return {name: unescape(text) for text, name in _COPY.findall(html)}


def settings(seller: Seller) -> dict[str, str]:
    values = {
        "APP_KEY": seller.app["app_key"],
        "APP_SECRET": seller.app["app_secret"],
        "ACCESS_TOKEN": seller.token,
        "SHOP_CIPHER": seller.cipher,
    }
    return {**os.environ, **{f"SHOPWRIGHT_{name}": value for name, value in values.items()}}


def test_a_call_shows_what_was_sent_and_what_was_answered(visitor: Visitor, seller: Seller) -> None:
    seller.call("searchProducts", {"status": "ALL"}, query={"page_size": 7})
    page = visitor.open(newest(visitor.platform))
    sent, _, answered = words_of(page).partition(" Answered ")
    assert re.search(r"Sent Query \d .*page_size 7 .*Headers \d .*x-tts-access-token \[redacted\]", sent)
    assert 'Body Copy { "status" : "ALL" }' in sent
    assert re.search(r"HTTP 200, .* Headers \d content-type application/json", answered)
    assert '"products" : []' in answered or '"total_count" : 0' in answered
    assert seller.token not in page


@pytest.mark.parametrize(
    ("operation", "body", "query", "path"),
    [
        ("searchProducts", {"status": "ALL", "seller_skus": ['it\'s "$HOME" `x` \\ ü']}, {"page_size": 7}, {}),
        ("getProduct", None, {}, {"product_id": "17300000000000"}),
        ("getAuthorizedShops", None, {}, {}),
    ],
)
@pytest.mark.parametrize("tool", ["curl", "Python"])
def test_a_copied_call_is_the_same_call(
    visitor: Visitor,
    seller: Seller,
    tool: str,
    operation: str,
    body: object,
    query: dict[str, object],
    path: dict[str, str],
) -> None:
    if tool == "curl" and not (shutil.which("curl") and shutil.which("openssl")):
        pytest.skip("curl or openssl is not here")
    seller.call(operation, body, query=query, **path)
    first = visitor.platform.get(newest(visitor.platform).replace("portal", "sandbox"))
    text = copies(visitor.open(newest(visitor.platform)))[tool]
    command = ["sh", "-c", text] if tool == "curl" else [sys.executable, "-c", text]
    done = subprocess.run(command, env=settings(seller), capture_output=True, text=True, check=False)
    second = visitor.platform.get(newest(visitor.platform).replace("portal", "sandbox"))
    assert second["request_id"] != first["request_id"], done.stderr
    assert (second["operation"], second["code"], second["shop_id"]) == (operation, first["code"], first["shop_id"])
    assert json.loads(second["body"] or "{}") == json.loads(first["body"] or "{}")
    assert second["path"] == first["path"]


def test_a_copied_call_holds_no_secret(visitor: Visitor, seller: Seller) -> None:
    seller.call("searchProducts", {}, query={"page_size": 7})
    page = visitor.open(newest(visitor.platform))
    assert set(copies(page)) == {"curl", "Python"}
    assert seller.app["app_secret"] not in page
    assert seller.token not in page


def test_a_call_is_sent_again_with_the_newest_token_and_a_right_signature(visitor: Visitor, seller: Seller) -> None:
    seller.signed("searchProducts", {"status": "ALL"}, query={"page_size": 7}).but(sign="0" * 64).send(visitor.platform)
    page = newest(visitor.platform)
    reply = visitor.send(f"{page}/again", page=page)
    assert reply.headers["location"] == newest(visitor.platform) != page
    again = visitor.platform.get(newest(visitor.platform).replace("portal", "sandbox"))
    assert (again["code"], again["shop_id"], again["body"]) == (0, seller.shop_id, '{"status": "ALL"}')


def test_a_call_that_the_log_does_not_hold_whole_is_not_sent_again(visitor: Visitor, seller: Seller) -> None:
    long = {"status": "ALL", "seller_skus": ["x" * 50 + str(number) for number in range(300)]}
    seller.call("searchProducts", long, query={"page_size": 7})
    page = newest(visitor.platform)
    shown = visitor.open(page)
    assert copies(shown) == {}
    assert "The body was too long to be kept whole" in words_of(shown)
    assert '<span class="k">&#34;seller_skus&#34;</span>: [' in shown, "it is laid out as far as it goes"
    reply = visitor.send(f"{page}/again", page="/portal/apps/new", headers={"x-fragment": "1"})
    assert (reply.status_code, reply.headers["x-refusal"]) == (409, "40903")


@pytest.mark.parametrize("depth", [600, 4_000])
def test_a_call_with_a_deeply_nested_body_is_explained(visitor: Visitor, seller: Seller, depth: int) -> None:
    nested = '{"seller_skus":' + "[" * depth + "]" * depth + "}"
    seller.signed("searchProducts", query={"page_size": 7}).but(body=nested.encode()).send(visitor.platform)
    page = visitor.open(newest(visitor.platform))
    assert set(copies(page)) == {"curl"}, "the client sends no such body"


def test_a_call_of_an_account_that_withdrew_is_not_sent_again(visitor: Visitor, seller: Seller) -> None:
    seller.call("searchProducts", {}, query={"page_size": 7})
    page = newest(visitor.platform)
    seller.platform.post("/sandbox/deauthorize", {"app_key": seller.app["app_key"], "shop_cipher": seller.cipher})
    reply = visitor.send(f"{page}/again", page=page)
    assert reply.status_code == 409
    assert "withdrawn its consent" in words_of(reply.text)


@pytest.mark.own_platform
def test_a_notification_shows_headers_and_signature_and_what_the_receiver_answered(
    visitor: Visitor, receiver: WebhookReceiver
) -> None:
    receiver.answer(500)
    change_a_product(visitor.platform, receiver)
    keys, got = visitor.platform.keys, receiver.attempts[0]
    delivery_id = got.body["tts_notification_id"]
    page = words_of(visitor.open(f"/portal/deliveries/{delivery_id}"))
    sent, _, answered = page.partition(" Answered ")
    assert f"authorization {sign_webhook(keys['app_key'], keys['app_secret'], got.raw)}" in sent
    assert "content-type application/json" in sent
    assert f"POST {receiver.url.partition('/webhook')[0]}" in sent.replace(" ", "").replace("POST", "POST ")
    assert f'"tts_notification_id" : "{delivery_id}"' in sent
    assert re.search(r"HTTP 500 attempt 1 · \d+ ms .*Headers \d+ .*content-length", answered)
    (attempt,) = visitor.platform.get(f"/sandbox/deliveries/{delivery_id}")["attempts"]
    assert attempt["sent"]["authorization"] == got.headers["authorization"]


@pytest.mark.own_platform
def test_notifications_are_found_by_what_they_are_about_and_by_topic(
    visitor: Visitor, receiver: WebhookReceiver
) -> None:
    change_a_product(visitor.platform, receiver)
    deliveries = visitor.platform.get("/sandbox/deliveries")["deliveries"]
    named = next(item for item in deliveries if "product_id" in item["body"]["data"])
    product_id, topic = str(named["body"]["data"]["product_id"]), named["topic"]

    def shown(query: str) -> set[str]:
        return set(re.findall(r'<tr data-key="(\w+)"', visitor.open(f"/portal/deliveries?{query}")))

    every = {item["delivery_id"] for item in deliveries}
    about = {item["delivery_id"] for item in deliveries if product_id in json.dumps(item["body"])}
    assert shown("") == every
    assert shown(f"q={product_id}") == about
    assert shown(f"topic={topic}") == {item["delivery_id"] for item in deliveries if item["topic"] == topic}
    assert shown(f"q={receiver.url.partition('//')[2]}") == every
    assert shown("q=nothing-has-this") == set()
    assert f"Product {product_id[:8]}…{product_id[-6:]}" in words_of(visitor.open("/portal/deliveries"))


@pytest.mark.parametrize(
    "value",
    [{"a": [1, 2, {"b": 'x"<y>\\'}], "e": {}, "l": [], "t": True, "n": None}, [], [[1], [2, [3]]], {"x": -1.5e3}],
)
def test_the_text_of_a_laid_out_body_is_the_body(value: object) -> None:
    text = unescape(re.sub(r"<[^>]+>", "", folded(json.dumps(value))))
    assert json.loads(text) == value


@pytest.mark.parametrize("cut", range(1, 40))
def test_a_body_that_was_cut_off_anywhere_is_laid_out_as_far_as_it_goes(cut: int) -> None:
    text = json.dumps({"orders": [{"id": "5", "lines": [{"n": 'a"b'}]}], "total": 12})[:cut]
    laid_out = folded(f"{text}… (99 bytes)")
    assert laid_out.count("<details") == laid_out.count("</details>")
    assert "… (99 bytes)" in laid_out
    assert unescape(re.sub(r"<[^>]+>", "", laid_out)).replace(" ", "").startswith(text.replace(" ", ""))
