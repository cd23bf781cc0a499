"""Lists ask as many questions of the database with many rows as with few, and searches find the same either way."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shopwright.hub.core import lists
from shopwright.hub.listings.adoption import keep_listing
from shopwright.hub.orders.intake import apply
from tests.hub import rows
from tests.hub.harness import Hub

pytestmark = pytest.mark.postgres

PAGES = ("today", "orders", "products", "stock", "listings", "grid", "shipments", "picks")


def queries_of(hub: Hub, page: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert hub.owner.get(page).status == 200
    return len(captured)


def add(hub: Hub, count: int) -> None:
    for _ in range(count):
        goods = rows.variant(hub)
        rows.count(hub, goods, 5)
        keep_listing(hub.shop, rows.listing(goods.sku))
        apply(hub.shop, rows.order(goods.sku))


def test_no_page_asks_more_often_with_more_rows(hub: Hub) -> None:
    hub.shop = rows.connection(hub)
    add(hub, 2)
    hub.owner.get("orders")  # what is asked once in a session
    before = {page: queries_of(hub, page) for page in PAGES}
    add(hub, 4)
    assert {page: queries_of(hub, page) for page in PAGES} == before


@pytest.mark.parametrize("few", [0, 2_000], ids=["many", "few"])
def test_a_search_finds_the_same_whether_it_matches_few_or_many(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(lists, "_FEW", few)
    hub.shop = rows.connection(hub)
    goods, other = rows.variant(hub, f"ONE-{hub.tag}"), rows.variant(hub, f"TWO-{hub.tag}")
    mine = apply(hub.shop, rows.order(goods.sku, external_id=f"77{hub.tag}"))
    apply(hub.shop, rows.order(other.sku, external_id=f"88{hub.tag}"))
    for text in (goods.sku.lower(), mine.number[:6]):
        page = hub.owner.get("orders", q=text).text
        assert mine.number in page
        assert f"88{hub.tag}" not in page
    assert f"88{hub.tag}" in hub.owner.get("orders", q="zoe@example.com").text
    page = hub.owner.get("products", q=f"one-{hub.tag}").html
    assert goods.sku in page or str(goods.product_id) in page
    assert f"/products/{other.product_id}" not in page
    assert f"/products/{other.product_id}" in hub.owner.get("products", q="A mug").html
    assert hub.owner.get("orders", q=mine.number).response.status_code == 302
