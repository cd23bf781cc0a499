"""The pages of apps and shops: what a form makes and changes, and how it refuses."""

from __future__ import annotations

import pytest

from shopwright.testing import WebhookReceiver
from tests.harness.server import eventually

from .visitor import Visitor, words_of

NEW = (("name", "Stock Robot"), ("type", "custom"), ("all_topics", "1"), ("scopes", "seller.product.basic"))


def test_an_app_is_made_and_its_keys_show(visitor: Visitor) -> None:
    reply = visitor.send("/portal/apps/new", *NEW, ("redirect_url", "http://localhost:3000/cb"))
    assert reply.status_code == 303
    page = visitor.open(reply.headers["location"])
    made = visitor.platform.get(f"/sandbox/apps/{reply.headers['location'].rpartition('/')[2]}")
    assert (made["name"], made["redirect_url"]) == ("Stock Robot", "http://localhost:3000/cb")
    assert (made["scopes"], made["topics"], made["webhook_url"]) == (["seller.product.basic"], None, None)
    assert made["app_secret"] not in page
    assert made["app_secret"] in visitor.reveal(made["app_key"])
    assert f"/open/authorize?service_id={made['service_id']}" in page


def test_an_app_is_changed(visitor: Visitor) -> None:
    made = visitor.platform.post("/sandbox/apps", {"name": "Old name", "webhook_url": "http://127.0.0.1:1/x"})
    path = f"/portal/apps/{made['app_key']}"
    fields = [
        ("name", "New name"),
        ("type", "public"),
        ("status", "DISABLED"),
        ("redirect_url", "https://app.example/cb?a=1"),
        ("webhook_url", "http://127.0.0.1:9000/hook"),
        ("topics", "5"),
        ("topics", "15"),
        ("scopes", "seller.order.info"),
    ]
    assert visitor.send(path, *fields).headers["location"] == path
    app = visitor.platform.get(f"/sandbox/apps/{made['app_key']}")
    assert (app["name"], app["type"], app["status"]) == ("New name", "public", "DISABLED")
    assert (app["redirect_url"], app["webhook_url"]) == ("https://app.example/cb?a=1", "http://127.0.0.1:9000/hook")
    assert (app["topics"], app["scopes"]) == ([5, 15], ["seller.order.info"])
    assert "Saved." in words_of(visitor.open(path))


def test_a_webhook_url_is_taken_away_by_emptying_it(visitor: Visitor) -> None:
    made = visitor.platform.post("/sandbox/apps", {"name": "A", "webhook_url": "http://127.0.0.1:1/x"})
    visitor.send(f"/portal/apps/{made['app_key']}", ("name", "A"), ("type", "custom"), ("webhook_url", ""))
    assert visitor.platform.get(f"/sandbox/apps/{made['app_key']}")["webhook_url"] is None


def test_a_refused_form_keeps_what_was_typed_and_says_where_it_is_wrong(visitor: Visitor) -> None:
    reply = visitor.send("/portal/apps/new", *NEW, ("redirect_url", "ftp://x"), ("webhook_url", "http://127.0.0.1/h"))
    assert reply.status_code == 400
    page = reply.text
    assert 'value="Stock Robot"' in page
    assert 'value="http://127.0.0.1/h"' in page
    assert page.count('aria-invalid="true"') == 1
    assert "The redirect URL must be http or https, without a fragment." in words_of(page)


def test_an_empty_name_is_refused_in_plain_words(visitor: Visitor) -> None:
    reply = visitor.send("/portal/apps/new", ("name", "  "), ("type", "custom"))
    assert reply.status_code == 400
    assert "It must not be empty." in words_of(reply.text)


def test_a_public_webhook_address_must_be_safe(visitor: Visitor) -> None:
    reply = visitor.send("/portal/apps/new", *NEW, ("webhook_url", "http://10.0.0.1/hook"))
    assert reply.status_code == 400
    assert "it must be https" in words_of(reply.text)


def test_an_unknown_app_is_a_page_with_404(visitor: Visitor) -> None:
    assert "was not found" in words_of(visitor.open("/portal/apps/nope", 404))


def test_names_are_shown_as_text(visitor: Visitor) -> None:
    visitor.platform.post("/sandbox/apps", {"name": "<img src=x onerror=alert(1)>"})
    for path in ("/", "/portal/apps"):
        page = visitor.open(path)
        assert "<img src=x" not in page
        assert "&lt;img src=x" in page


def test_a_shop_is_opened_with_its_apps(visitor: Visitor) -> None:
    keys = visitor.platform.keys
    fields = [("region", "DE"), ("name", "Laden"), ("authorize", keys["app_key"])]
    reply = visitor.send("/portal/shops/new", *fields)
    assert reply.status_code == 303
    assert "No products yet." in words_of(visitor.open(reply.headers["location"]))
    shop = visitor.platform.get(f"/sandbox/shops/{reply.headers['location'].rpartition('/')[2]}")
    assert (shop["name"], shop["region"]) == ("Laden", "DE")
    listed = words_of(visitor.open("/portal/shops"))
    assert "Laden DE local Active Laden" in listed
    assert shop["cipher"] in visitor.open("/portal/shops")


def test_a_region_that_there_is_not_is_refused(visitor: Visitor) -> None:
    reply = visitor.send("/portal/shops/new", ("region", "UK"), ("name", "Laden"))
    assert reply.status_code == 400
    assert "There is no region UK" in words_of(reply.text)
    assert 'value="Laden"' in reply.text


def test_the_board_shows_products_with_state_stock_and_picture(visitor: Visitor) -> None:
    shop_id = visitor.platform.keys["shop_id"]
    page = visitor.open(f"/portal/shops/{shop_id}")
    assert page.count('<img src="/media/') == 48
    assert "available" in words_of(page)
    assert "On sale" in words_of(page)
    after = page.partition("More products")[0].rpartition('<a href="')[2].partition('"')[0]
    assert visitor.open(after.replace("&amp;", "&")).count('<img src="/media/') == 48


@pytest.mark.own_platform
def test_the_platform_acts_on_a_product_and_the_app_is_told(visitor: Visitor, receiver: WebhookReceiver) -> None:
    platform = visitor.platform
    shop_id = platform.keys["shop_id"]
    platform.patch(f"/sandbox/apps/{platform.keys['app_key']}", {"webhook_url": receiver.url})
    path = f"/portal/shops/{shop_id}"
    product_id = visitor.open(path).split('name="product_id" value="')[1].split('"')[0]
    fields = [("product_id", product_id), ("act", "PLATFORM_DEACTIVATE"), ("reason", "Counterfeit")]
    assert visitor.send(f"{path}/acts", *fields, page=path).headers["location"] == path
    board = words_of(visitor.open(f"{path}?status=PLATFORM_DEACTIVATED"))
    assert "Taken down" in board
    assert "Counterfeit" in board
    eventually(lambda: any(notification.type == 5 for notification in receiver.received))


def test_an_act_that_the_state_forbids_is_refused(visitor: Visitor) -> None:
    path = f"/portal/shops/{visitor.platform.keys['shop_id']}"
    product_id = visitor.open(path).split('name="product_id" value="')[1].split('"')[0]
    reply = visitor.send(f"{path}/acts", ("product_id", product_id), ("act", "PASS_AUDIT"), page=path)
    assert reply.status_code == 409
    assert "not under audit" in words_of(reply.text)
    assert visitor.send(f"{path}/acts", ("product_id", "1"), ("act", "DANCE"), page=path).status_code == 400
