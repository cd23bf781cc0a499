"""``/reference``: every page opens, the form sends what it shows, and what it fills in is answered."""

from __future__ import annotations

import gzip

import pytest

import shopwright.platform.capabilities  # noqa: F401  registers every handler
from shopwright.contract.load import operations, webhooks
from shopwright.platform.core.registry import BUILT
from shopwright.testing import WebhookReceiver
from shopwright.wire.meanings import meanings

from .reference_form import code_of, path_of, tried
from .visitor import Visitor, words_of

pytestmark = pytest.mark.own_platform

SENT_BY_FORM = [name for name, each in operations().items() if not (each.body and each.body.is_multipart)]


def order(visitor: Visitor, status: str = "AWAITING_SHIPMENT") -> str:
    """An order of the demo shop; answers its id."""
    platform = visitor.platform
    reply = platform.call("POST", "/product/202502/products/search", {}, query={"page_size": 1}, cipher=True)
    lines = [{"sku_id": reply.data["products"][0]["skus"][0]["id"], "quantity": 1}]
    body = {"shop_cipher": platform.keys["shop_cipher"], "line_items": lines}
    order_id = str(platform.post("/sandbox/orders", body)["order_id"])
    platform.post(f"/sandbox/orders/{order_id}/advance", {"status": status})
    return order_id


@pytest.mark.slow
def test_each_built_operation_answers_what_the_form_fills_in(visitor: Visitor) -> None:
    order(visitor)
    well, unexplained = [], []
    for name in SENT_BY_FORM:
        if name not in BUILT:
            continue
        html = tried(visitor, name)
        code = code_of(html)
        if code == 0:
            well.append(name)
        elif code is None and "stands in the path: fill it in" not in html:
            unexplained.append(name)
        elif code is not None and (code not in meanings() or f"/reference/codes/{code}" not in html):
            unexplained.append(f"{name}: {code}")
    assert unexplained == []
    assert len(well) >= 88


@pytest.mark.slow
def test_each_page_that_has_no_form_to_send_opens(visitor: Visitor) -> None:
    for name in operations():
        if name not in BUILT or name not in SENT_BY_FORM:
            assert "Try it" in visitor.open(path_of(name))
    for number in webhooks():
        visitor.open(f"/reference/webhooks/{number}")


def test_the_form_shows_what_was_signed_and_what_was_caused(visitor: Visitor, receiver: WebhookReceiver) -> None:
    order_id = order(visitor)
    platform = visitor.platform
    platform.patch(f"/sandbox/apps/{platform.keys['app_key']}", {"webhook_url": receiver.url})
    html = tried(visitor, "shipPackage")
    words = words_of(html)
    assert code_of(html) == 0
    assert "{app_secret}/fulfillment/202309/packages/" in html
    assert "Notification 1" in words
    assert order_id in visitor.open(path_of("getOrderDetail"))


def test_no_secret_comes_to_the_page(visitor: Visitor) -> None:
    order(visitor)
    html = tried(visitor, "getOrderDetail")
    keys = visitor.platform.keys
    assert keys["app_secret"] not in html
    assert keys["seller"]["access_token"] not in html


def test_a_bad_body_says_where_it_is_wrong_and_stays_in_the_form(visitor: Visitor) -> None:
    html = tried(visitor, "searchProducts", body='{"status": ')
    assert "the body is no JSON" in html
    assert "{&#34;status&#34;:" in html
    assert code_of(html) is None


def test_an_app_without_a_token_is_told_so(visitor: Visitor) -> None:
    html = tried(visitor, "searchProducts", app_key="nope")
    assert "This app has no token of that account" in html


def test_unknown_pages_are_not_found(visitor: Visitor) -> None:
    for path in ("/reference/operations/nope", "/reference/webhooks/999", "/reference/codes/1", "/reference/codes/x"):
        visitor.open(path, 404)


def test_the_search_file_is_small(visitor: Visitor) -> None:
    index = visitor.http.get("/reference/index.json")
    assert len(gzip.compress(index.content)) < 150_000
    assert {"operations", "webhooks", "codes", "fields"} == set(index.json())


def test_a_code_leads_to_its_family_and_operations(visitor: Visitor) -> None:
    words = words_of(visitor.open("/reference/codes/12052023"))
    assert "What to do:" in words
    assert "Create Product" in words
