"""The pages of global products: a list with search, states, files and publishing of many, and a product's markets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest

from tests.harness.global_products import GlobalSeller, create_global, global_seller, global_sku, published
from tests.harness.server import RunningPlatform
from tests.harness.trade import buy
from tests.platform.portal.visitor import Visitor, words_of


@pytest.fixture
def seller(shared_platform: RunningPlatform) -> GlobalSeller:
    return global_seller(shared_platform, "GB", "DE", "ID")


@pytest.fixture
def someone(shared_platform: RunningPlatform) -> Iterator[Visitor]:
    visitor = Visitor(shared_platform)
    yield visitor
    visitor.close()


def url(seller: GlobalSeller, rest: str = "") -> str:
    return f"/portal/shops/{seller['GB'].shop_id}/global{rest}"


def test_the_list_shows_states_markets_and_quantities_and_is_searched(someone: Visitor, seller: GlobalSeller) -> None:
    assert "No global products yet." in words_of(someone.open(url(seller)))
    made = create_global(seller, title="Brass candle holder for three tea lights <b>")
    published(seller, made, "GB", "ID")
    create_global(seller, skus=[global_sku(seller_sku="PLAIN", global_quantity=7)])
    text = words_of(someone.open(url(seller)))
    assert "GB, ID" in text
    assert "USD 15.00" in text
    assert "<b>" in someone.open(url(seller, "?q=brass")).replace("&lt;", "<").replace("&gt;", ">")
    assert "&lt;b&gt;" in someone.open(url(seller, "?q=brass"))
    assert "Brass" not in words_of(someone.open(url(seller, "?q=plain")))
    assert "Brass" not in words_of(someone.open(url(seller, "?status=UNPUBLISHED")))
    assert "None matches." in words_of(someone.open(url(seller, "?q=nothing")))
    assert "None is in that state." in words_of(someone.open(url(seller, "?status=DELETED")))
    assert ">Global<" in someone.open(f"/portal/shops/{seller['GB'].shop_id}/orders").replace("\n", "")


def test_the_file_holds_what_is_filtered(someone: Visitor, seller: GlobalSeller) -> None:
    made = create_global(seller)
    create_global(seller, title="Brass candle holder for three tea lights")
    file = someone.open(f"/portal/shops/{seller['GB'].shop_id}/files/global.csv?q=glass")
    head, row = list(csv.reader(io.StringIO(file.lstrip("\ufeff"))))
    assert dict(zip(head, row, strict=True)) == {
        "Global product": made["global_product_id"],
        "Title": "Glass candle holder for tea lights, set of two",
        "State": "In no market",
        "SKUs": "1",
        "Quantity": "20",
        "Currency": "USD",
        "Lowest price": "15.00",
        "Markets": "",
    }
    ids = someone.open(f"/portal/shops/{seller['GB'].shop_id}/files/global.ids?q=glass")
    assert ids == f'["{made["global_product_id"]}"]'


def test_those_that_are_ticked_are_published_in_every_market(someone: Visitor, seller: GlobalSeller) -> None:
    first, second = create_global(seller), create_global(seller, title="Candle holder")
    action = f"/portal/shops/{seller['GB'].shop_id}/bulk/global"
    ids = [first["global_product_id"], second["global_product_id"]]
    page = url(seller)
    someone.send(action, ("act", "PUBLISH"), *(("id", id_) for id_ in ids), page=page)
    details = [seller.call("getGlobalProduct", global_product_id=id_).data for id_ in ids]
    assert [[row["region"] for row in product["products"]] for product in details] == [["GB", "DE", "ID"]] * 2
    refused = someone.send(action, ("act", "PUBLISH"), ("id", ids[0]), page=page)
    assert "already published in every market" in words_of(someone.open(refused.headers["location"]))


def test_a_product_shows_price_and_stock_of_each_market(someone: Visitor, seller: GlobalSeller) -> None:
    made = create_global(seller)
    rows = published(seller, made, "GB", "ID")
    buy(seller["GB"], (rows["GB"]["skus"][0]["id"], 3))
    text = words_of(someone.open(url(seller, f"/{made['global_product_id']}")))
    assert "GBP 11.85" in text
    assert "IDR 240000" in text
    assert text.count("Shared") == 2
    assert "Publish in DE" in text
    assert "17" in text
    here = url(seller, f"/{made['global_product_id']}")
    someone.send(f"{here}/publish", page=here)
    assert "EUR 13.80" in words_of(someone.open(url(seller, f"/{made['global_product_id']}")))
