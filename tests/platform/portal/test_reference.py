"""``/reference``: every page opens, the form sends what it shows, and what it fills in is answered."""

from __future__ import annotations

import gzip
import re
from html import unescape
from pathlib import Path

import pytest
from markupsafe import escape

import shopwright.platform.capabilities  # noqa: F401  registers every handler
from shopwright.contract.load import operations, webhooks
from shopwright.platform.core.registry import BUILT
from shopwright.testing import WebhookReceiver
from shopwright.wire.meanings import meanings
from tests.harness.catalogue import picture

from .reference_form import code_of, fields_of, path_of, ready, sent, tried
from .visitor import Visitor, words_of

pytestmark = pytest.mark.own_platform

ROOT = Path(__file__).parents[3]


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
def test_each_page_of_what_is_not_built_opens(visitor: Visitor) -> None:
    for name in operations():
        if name not in BUILT:
            assert "Try it" in visitor.open(path_of(name))
    for number in webhooks():
        visitor.open(f"/reference/webhooks/{number}")


def test_the_form_shows_what_was_signed_and_what_was_caused(visitor: Visitor, receiver: WebhookReceiver) -> None:
    order_id = order(visitor)
    platform = visitor.platform
    platform.patch(f"/sandbox/apps/{platform.keys['app_key']}", {"webhook_url": receiver.url})
    other = platform.post("/sandbox/apps", {"name": "Another app", "webhook_url": f"{receiver.url}/other"})
    platform.post("/sandbox/tokens", {"app_key": other["app_key"]})
    html = sent(visitor, "shipPackage", ready(visitor, "shipPackage"))
    words = words_of(html)
    assert code_of(html) == 0
    assert "{app_secret}/fulfillment/202309/packages/" in html
    assert "Notification 1: Order status change" in words
    assert '"order_status" : "AWAITING_COLLECTION"' in words
    rows = platform.get("/sandbox/deliveries?topic=1")["deliveries"]
    assert {row["app_key"] for row in rows} == {platform.keys["app_key"], other["app_key"]}
    assert html.count('data-caused="1"') == 1, "that of the app which called, and none of another call or app"
    assert order_id in visitor.open(path_of("getOrderDetail"))


def test_areas_of_which_something_is_built_come_first(visitor: Visitor) -> None:
    areas = re.findall(r'id="area-(\w+)"', visitor.open("/reference"))[:-1]
    is_built = [any(each.operation.area == area for each in BUILT.values()) for area in areas]
    assert is_built == sorted(is_built, reverse=True)
    assert False in is_built


def test_what_the_shop_lacks_is_made_by_a_button(visitor: Visitor) -> None:
    assert "It takes a return that waits for an answer." in words_of(visitor.open(path_of("approveReturn")))
    html = ready(visitor, "approveReturn")
    assert "Made a return that waits for an answer." in words_of(html)
    assert code_of(sent(visitor, "approveReturn", html)) == 0


def test_a_program_says_what_belongs_where_the_shop_has_nothing_yet(visitor: Visitor) -> None:
    words = words_of(visitor.open(path_of("approveReturn")).partition('data-program="curl"')[2])
    assert "/returns/<id of a return that waits for an answer>/approve" in words
    assert "<id of " not in words_of(ready(visitor, "approveReturn").partition('data-program="curl"')[2])


def test_a_call_of_another_market_is_sent_from_a_shop_that_is_made_there(visitor: Visitor) -> None:
    assert "It is answered in a shop in BR." in words_of(visitor.open(path_of("uploadInvoice")))
    html = ready(visitor, "uploadInvoice")
    chosen = next(shop for shop in visitor.platform.get("/sandbox/shops")["shops"] if shop["region"] == "BR")
    assert dict(fields_of(html))["shop_id"] == chosen["shop_id"]
    assert dict(fields_of(visitor.open(path_of("uploadInvoice"))))["shop_id"] == chosen["shop_id"]


def test_the_form_is_filled_for_the_shop_that_is_chosen(visitor: Visitor) -> None:
    keys = visitor.platform.keys
    shop = visitor.platform.post("/sandbox/shops", {"region": "US", "authorize": [keys["app_key"]]})
    fields = dict(fields_of(visitor.open(path_of("getWarehouseDeliveryOptions"))))
    filled = visitor.post(
        path_of("getWarehouseDeliveryOptions"), list({**fields, "act": "fill", "shop_id": shop["shop_id"]}.items())
    )
    html = visitor.open(filled.headers["location"].partition("#")[0])
    assert dict(fields_of(html))["p-warehouse_id"] in {each["warehouse_id"] for each in shop["warehouses"]}


def test_a_file_of_ones_own_is_sent_and_is_no_part_of_what_is_signed(visitor: Visitor) -> None:
    fields = dict(fields_of(visitor.open(path_of("uploadProductImage"))))
    origin = {"origin": visitor.platform.url}
    files = {"file-data": ("mine.png", picture(320, 320), "image/png")}
    html = visitor.http.post(path_of("uploadProductImage"), data=fields, files=files, headers=origin).text
    assert code_of(html) == 0
    assert '"width" : 320' in words_of(html)
    canonical = re.search(r"data-canonical>([^<]+)<", html)
    assert canonical is not None
    assert re.fullmatch(
        r"\{app_secret\}/product/202309/images/uploadapp_key\w+timestamp\d+\{app_secret\}", canonical[1]
    )


def test_a_sample_file_can_be_looked_at(visitor: Visitor) -> None:
    assert visitor.http.get("/reference/samples/label.pdf").content.startswith(b"%PDF")
    visitor.open("/reference/samples/secret.pdf", 404)


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
    made = visitor.platform.post("/sandbox/apps", {"name": "Nobody's yet"})
    html = tried(visitor, "searchProducts", app_key=made["app_key"])
    assert "This app has no token of that account" in html
    consent = re.search(r'href="(/open/authorize[^"]+)">Authorise it', html)
    assert consent is not None
    asked = visitor.open(unescape(consent[1]))
    assert "Nobody&#39;s yet" in asked
    seller = visitor.platform.keys["seller"]["account_id"]
    assert re.search(rf'value="{seller}"[^>]* checked', asked)
    assert f'href="/alliance/creator/auth?app_key={made["app_key"]}"' in tried(
        visitor, "searchCreatorAffiliateOrders", app_key=made["app_key"]
    )


def test_an_app_that_is_not_there_is_told_so(visitor: Visitor) -> None:
    html = tried(visitor, "searchProducts", app_key="nope")
    assert "it needs an app: choose one of the list" in html
    assert code_of(html) is None


def test_the_lists_hold_all_operations_webhooks_and_codes(visitor: Visitor) -> None:
    everything = {
        "/reference/operations": {path_of(name) for name in operations()},
        "/reference/webhooks": {f"/reference/webhooks/{number}" for number in webhooks()},
        "/reference/codes": {f"/reference/codes/{code}" for code in meanings()},
    }
    for path, wanted in everything.items():
        page = visitor.open(path)
        assert wanted <= set(re.findall(r'href="([^"]+)"', page)), path
        assert 'data-find="/reference/index.json"' in page
        menu = page.partition('aria-label="Reference">')[2].partition("</nav>")[0]
        assert re.findall(r'href="([^"]+)"', menu) == ["/reference", *everything]
        assert re.findall(r'href="([^"]+)" aria-current="page"', menu) == [path]
    assert all(escape(meaning.meaning) in page for meaning in meanings().values())


def test_unknown_pages_are_not_found(visitor: Visitor) -> None:
    for path in ("/reference/operations/nope", "/reference/webhooks/999", "/reference/codes/1", "/reference/codes/x"):
        visitor.open(path, 404)


def test_the_search_file_is_small(visitor: Visitor) -> None:
    index = visitor.http.get("/reference/index.json")
    assert len(gzip.compress(index.content)) < 150_000
    tables = index.json()
    assert {"operations", "webhooks", "codes", "guides", "doors", "fields", "values"} == set(tables)
    for table, rows in tables.items():
        names = [str(row[0]) for row in rows]
        assert len(names) == len(set(names)), f"{table}: each once"
    built = [row[4] for row in tables["operations"]]
    for name, _, places in tables["fields"]:
        known = [built[place] for place in places if place >= 0]
        assert known == sorted(known, reverse=True), f"{name}: operations that are built come first"


def test_guides_of_the_search_are_files_and_stand_on_the_page_that_it_leads_to(visitor: Visitor) -> None:
    html = visitor.open("/portal/docs")
    for key, _, _ in visitor.http.get("/reference/index.json").json()["guides"]:
        assert (ROOT / "docs" / f"{key}.md").is_file()
        assert f'id="{key}"' in html


def test_a_call_of_the_plain_door_stands_with_the_operation_that_it_is(visitor: Visitor) -> None:
    assert "GET /api/orders/list" in words_of(visitor.open(path_of("getOrderList")).partition('id="versions"')[2])


def test_a_code_leads_to_its_family_and_operations(visitor: Visitor) -> None:
    words = words_of(visitor.open("/reference/codes/12052023"))
    assert "What to do:" in words
    assert "Create Product" in words
