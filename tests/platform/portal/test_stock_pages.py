"""A shop's stock page, and a product's page with the ledger that explains its numbers."""

from __future__ import annotations

import csv
import io
import re

import pytest

from tests.harness import cancellations, returns
from tests.harness.calls import Seller, new_seller
from tests.harness.trade import advance, buy, holding, stocked

from .shop_pages import ordered
from .visitor import Visitor, words_of


def stock_url(seller: Seller, query: str = "") -> str:
    return f"/portal/shops/{seller.shop_id}/stock{query}"


def product_of(seller: Seller, sku_id: str) -> str:
    """The page of a SKU's product."""
    reply = seller.call("searchProducts", {}, query={"page_size": 100})
    (product_id,) = [
        product["id"] for product in reply.data["products"] if sku_id in {sku["id"] for sku in product["skus"]}
    ]
    return f"/portal/shops/{seller.shop_id}/products/{product_id}?sku={sku_id}"


def numbers(html: str) -> list[list[int]]:
    """The numbers of each row of the first table."""
    table = html.partition("</table>")[0]
    rows = re.findall(r"<tr[ >].*?</tr>", table.partition("<tbody>")[2], re.DOTALL)
    cells = [re.findall(r'<td class="number"[^>]*>(.*?)</td>', row, re.DOTALL) for row in rows]
    return [[int(words_of(cell).replace(",", "")) for cell in row] for row in cells]


def test_the_stock_page_shows_what_is_on_hand_promised_and_left(someone: Visitor, seller: Seller) -> None:
    assert "No stock yet." in words_of(someone.open(stock_url(seller)))
    sku = stocked(seller, 7)
    buy(seller, (sku, 2))
    page = someone.open(stock_url(seller))
    assert numbers(page) == [[7, 2, 0, 5]]
    assert holding(seller, sku) == (7, 2)
    assert re.search(r"Low .*\d", words_of(page)), "5 left is low in a new shop"
    assert product_of(seller, sku) in page, "a number leads to the movements that it was made of"


def test_stock_is_found_and_filtered(someone: Visitor, seller: Seller) -> None:
    plenty, few, none = (stocked(seller, number, title=f"Goods of which {number} are here") for number in (90, 3, 1))
    buy(seller, none)

    def shown(query: str) -> set[str]:
        return set(re.findall(r'data-key="(\d+)-', someone.open(stock_url(seller, query))))

    assert shown("") == {plenty, few, none}
    assert shown("?status=LOW_STOCK") == {few, none}
    assert shown("?status=OUT_OF_STOCK") == {none}
    assert shown("?q=WHICH 90") == {plenty}
    assert shown(f"?q={few}") == {few}
    assert "No SKU matches." in words_of(someone.open(stock_url(seller, "?q=nothing-has-this")))


def test_a_long_stock_list_is_read_on_and_exported_whole(someone: Visitor, seller: Seller) -> None:
    skus = {stocked(seller, number + 1) for number in range(27)}
    first = someone.open(stock_url(seller))
    further = re.search(r'href="([^"]+)">More products', first)
    assert further
    second = someone.open(further[1].replace("&amp;", "&"))
    shown = [set(re.findall(r'data-key="(\d+)-', page)) for page in (first, second)]
    assert (len(shown[0]), len(shown[1]), shown[0] | shown[1]) == (25, 2, skus)
    reply = someone.http.get(f"/portal/shops/{seller.shop_id}/files/stock.csv")
    rows = list(csv.DictReader(io.StringIO(reply.content.decode("utf-8-sig"))))
    assert {row["SKU"] for row in rows} == skus
    assert sum(int(row["Available"]) for row in rows) == sum(range(1, 28))


def test_a_ledger_says_why_a_number_is_what_it_is(someone: Visitor, seller: Seller) -> None:
    sku = stocked(seller, 5)
    shipped, cancelled = (str(buy(seller, (sku, 2))["order_id"]) for _ in range(2))
    advance(seller, shipped, "AWAITING_COLLECTION")
    cancellations.ask(seller, cancelled)
    page = someone.open(product_of(seller, sku))
    ledger = page.partition('id="ledger"')[2]
    assert "6 movements add up to what is held" in words_of(ledger)
    assert numbers(page) == [[3, 0, 0, 3]]
    rows = [words_of(row) for row in re.findall(r"<tr data-key.*?</tr>", ledger, re.DOTALL)]
    short = {order_id: f"{order_id[:8]}…{order_id[-5:]}" for order_id in (shipped, cancelled)}
    assert [row.partition(" UTC ")[2] for row in rows[:3]] == [
        f"Let go by a cancellation {short[cancelled]} Main warehouse −2 3 3",
        f"Shipped {short[shipped]} Main warehouse −2 −2 3 1",
        f"Promised to the order {short[cancelled]} Main warehouse +2 5 1",
    ]
    assert f"/portal/search?q={shipped}" in ledger
    assert re.search(r'href="/portal/requests/\w+"', ledger), "the call that set the first stock"


def test_a_long_ledger_is_read_on_with_what_was_held_then(someone: Visitor, seller: Seller) -> None:
    sku = stocked(seller, 200)
    for _ in range(60):
        buy(seller, sku)
    first = someone.open(product_of(seller, sku))
    older = re.search(r'href="([^"]+)" data-drawer>Older movements', first)
    assert older
    second = someone.open(older[1].replace("&amp;", "&"))
    left = [int(value) for page in (first, second) for value in re.findall(r'Then available"><b>(\d+)</b>', page)]
    assert left == [*range(140, 201), 10]
    assert "62 movements add up to what is held" in words_of(second)


def test_a_product_is_found_by_its_id_and_by_a_skus(someone: Visitor, seller: Seller) -> None:
    sku = stocked(seller, 5)
    page = product_of(seller, sku).partition("?")[0]
    for text in (sku, page.rpartition("/")[2]):
        assert someone.http.get("/portal/search", params={"q": text}).headers["location"] == page
    other = new_seller(seller.platform)
    assert someone.http.get(page.replace(seller.shop_id, other.shop_id)).status_code == 404


def test_goods_that_came_back_are_in_the_ledger(someone: Visitor, seller: Seller) -> None:
    sku = stocked(seller, 5)
    order = advance(seller, buy(seller, sku)["order_id"], "DELIVERED")
    return_id = returns.ask(seller, order, "RETURN_AND_REFUND")
    returns.done(returns.approve(seller, return_id, "APPROVE_RETURN"))
    returns.act(seller, return_id, "SHIP", "ARRIVE")
    returns.done(returns.approve(seller, return_id, "APPROVE_RECEIVED_PACKAGE"))
    page = words_of(someone.open(product_of(seller, sku)))
    assert "Put back from a return" in page
    assert "5 movements add up to what is held" in page


def test_the_title_of_an_order_is_its_number_and_one_act_is_the_next(someone: Visitor, seller: Seller) -> None:
    order_id = ordered(seller)
    page = someone.open(f"/portal/shops/{seller.shop_id}/orders/{order_id}")
    title = re.search(r"<h1[^>]*>(.*?)</h1>", page)
    assert title
    assert words_of(title[1]) == f"Order {order_id}"
    assert re.findall(r'value="(\w+)" class="primary"', page) == ["ADVANCE"]
    cancellations.ask(seller, order_id)
    page = someone.open(f"/portal/shops/{seller.shop_id}/orders/{order_id}")
    assert re.findall(r'value="(\w+)" class="primary"', page) == ["APPROVE_CANCELLATION"], "the answer comes first"


def test_a_part_does_not_contradict_its_whole(someone: Visitor, seller: Seller) -> None:
    order_id = ordered(seller, "ON_HOLD")
    page = words_of(someone.open(f"/portal/shops/{seller.shop_id}/orders/{order_id}"))
    assert "To ship" not in page
    assert "To pack" not in page
    assert "To pack" not in someone.open(f"/portal/shops/{seller.shop_id}/orders").partition("</table>")[0]


@pytest.mark.own_platform
def test_what_was_not_shipped_in_time_is_red_and_what_waits_is_not_amber(visitor: Visitor) -> None:
    seller = new_seller(visitor.platform)
    order_id = ordered(seller)
    page = f"/portal/shops/{seller.shop_id}/orders"
    assert "badge soon" not in visitor.open(page).partition("</table>")[0]
    seller.platform.post("/sandbox/clock/advance", {"seconds": 30 * 86_400})
    shown = visitor.open(f"{page}/{order_id}")
    assert re.search(r'<li class="late">.*?Cancelled by the system', shown, re.DOTALL)
    assert re.search(r"all times by the platform's clock, 30 d .*ahead of this machine's", words_of(shown))
    assert "Times by the platform's clock, 30 d" in words_of(visitor.open(page))


def test_a_person_is_not_told_to_send_a_request(someone: Visitor, seller: Seller) -> None:
    for path in ("/portal/shops/12/orders", f"/portal/shops/{seller.shop_id}/orders/12", "/portal/requests/12"):
        page = words_of(someone.open(path, 404))
        assert "GET" not in page
        assert "The overview" in page or "list" in page
