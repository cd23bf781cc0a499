"""Lists of a shop: search, days, order, acts on many rows, and files for spreadsheets."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import UTC, datetime, timedelta
from html import unescape
from xml.etree import ElementTree as ET

import pytest

from tests.harness import cancellations, returns
from tests.harness.calls import Seller, new_seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import advance, buy, detail, status_of, stocked

from .shop_pages import at, keys, ordered
from .visitor import Visitor, words_of

_NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def day(platform: RunningPlatform, days: int = 0) -> str:
    """The platform's day in UTC, or one that is so many days from it."""
    now = datetime.fromtimestamp(platform.get("/sandbox/clock")["now"], UTC)
    return (now + timedelta(days=days)).date().isoformat()


def file_url(seller: Seller, name: str, query: str = "") -> str:
    return f"/portal/shops/{seller.shop_id}/files/{name}{query}"


def press_many(someone: Visitor, seller: Seller, act: str, ids: list[str], of: str = "orders") -> dict[str, object]:
    """Do an act to many rows, as the page's script does."""
    fields = (("act", act), *(("id", item) for item in ids))
    path = f"/portal/shops/{seller.shop_id}/bulk/{of}"
    reply = someone.send(path, *fields, page=at(seller, of), headers={"x-fragment": "1"})
    assert reply.status_code == 200, words_of(reply.text)
    return dict(reply.json())


def test_a_search_finds_an_order_by_whatever_belongs_to_it(someone: Visitor, seller: Seller) -> None:
    mug = stocked(seller, title="A mug that is unlike the other goods")
    wanted = buy(seller, mug)["order_id"]
    advance(seller, wanted, "DELIVERED")
    ordered(seller)
    (package,) = [item["id"] for item in detail(seller, wanted)["packages"]]
    number = seller.platform.get(f"/sandbox/packages/{package}")["tracking_number"]
    return_id = returns.ask(seller, {"order_id": wanted}, "REFUND")
    for text in (wanted, package, number, return_id, wanted[-9:], "UNLIKE the other", mug):
        assert keys(someone.open(f"{at(seller)}?q={text}")) == [wanted], text
    assert "No order matches." in words_of(someone.open(f"{at(seller)}?q=nothing-is-called-this"))
    assert keys(someone.open(f"{at(seller)}?q={wanted}&status=ON_HOLD")) == []


def test_a_search_finds_parcels_and_requests(someone: Visitor, seller: Seller) -> None:
    order_id, other = ordered(seller, "DELIVERED"), ordered(seller, "DELIVERED")
    (package,) = [item["id"] for item in detail(seller, order_id)["packages"]]
    return_id = returns.ask(seller, {"order_id": order_id}, "REFUND")
    returns.ask(seller, {"order_id": other}, "REFUND")
    for text in (order_id, package, package[-8:]):
        assert keys(someone.open(f"{at(seller, 'parcels')}?q={text}")) == [package], text
    for text in (order_id, return_id):
        assert keys(someone.open(f"{at(seller, 'returns')}?q={text}")) == [return_id], text
    assert "No parcel matches." in words_of(someone.open(f"{at(seller, 'parcels')}?q=nothing"))
    assert "None matches." in words_of(someone.open(f"{at(seller, 'returns')}?q=nothing"))


@pytest.mark.parametrize("page", ["orders", "parcels", "returns"])
def test_days_select_by_both_ends(someone: Visitor, seller: Seller, page: str) -> None:
    returns.ask(seller, {"order_id": ordered(seller, "DELIVERED")}, "REFUND")
    today, before, after = (day(seller.platform, days) for days in (0, -1, 1))
    url = at(seller, page)
    assert len(keys(someone.open(f"{url}?since={today}&until={today}"))) == 1
    assert keys(someone.open(f"{url}?since={after}")) == []
    assert keys(someone.open(f"{url}?until={before}")) == []
    assert len(keys(someone.open(f"{url}?since={before}&until={after}"))) == 1
    assert len(keys(someone.open(f"{url}?since=nonsense"))) == 1
    shown = someone.open(f"{url}?since={before}")
    assert f'value="{before}"' in shown
    assert re.search(rf'<a class="chip" aria-current="true" href="{url}">.*{before}', shown), "a chip drops the day"


@pytest.mark.parametrize("page", ["orders", "parcels", "returns"])
def test_a_list_is_sorted_both_ways_and_read_on_in_that_order(someone: Visitor, seller: Seller, page: str) -> None:
    sku = stocked(seller, 60)
    for _ in range(42):
        order = buy(seller, sku)["order_id"]
        if page == "returns":
            cancellations.ask(seller, order)
    newest, oldest = (keys(someone.open(f"{at(seller, page)}?sort={sort}")) for sort in ("", "created"))
    assert oldest == sorted(oldest)
    assert newest == sorted(newest, reverse=True)
    rest = re.search(r'href="([^"]+)">Newer', someone.open(f"{at(seller, page)}?sort=created"))
    assert rest
    assert keys(someone.open(unescape(rest[1]))) == sorted(newest)[-2:]


def test_orders_are_sorted_by_their_last_change(someone: Visitor, seller: Seller) -> None:
    first, second = ordered(seller, "ON_HOLD"), ordered(seller, "ON_HOLD")
    advance(seller, first, "AWAITING_SHIPMENT")
    assert keys(someone.open(f"{at(seller)}?sort=-updated")) == [first, second]
    assert keys(someone.open(f"{at(seller)}?sort=updated")) == [second, first]
    assert 'aria-sort="descending"' in someone.open(f"{at(seller)}?sort=-updated")


def test_many_orders_are_paid_shipped_and_delivered_at_once(someone: Visitor, seller: Seller) -> None:
    sku = stocked(seller)
    orders = [str(buy(seller, sku, paid=False)["order_id"]) for _ in range(3)]
    for act, status in (
        ("PAY", "ON_HOLD"),
        ("RELEASE", "AWAITING_SHIPMENT"),
        ("SHIP", "AWAITING_COLLECTION"),
        ("COLLECT", "IN_TRANSIT"),
        ("DELIVER", "DELIVERED"),
        ("COMPLETE", "COMPLETED"),
    ):
        assert press_many(someone, seller, act, orders) == {"done": 3, "refused": []}
        assert {status_of(seller, order_id) for order_id in orders} == {status}


@pytest.mark.parametrize(
    ("act", "status", "goal"),
    [
        ("CANCEL", "ON_HOLD", "CANCELLED"),
        ("CANCEL_AS_SELLER", "AWAITING_SHIPMENT", "CANCELLED"),
    ],
)
def test_many_orders_are_cancelled_at_once(someone: Visitor, seller: Seller, act: str, status: str, goal: str) -> None:
    orders = [ordered(seller, status) for _ in range(2)]
    assert press_many(someone, seller, act, orders)["done"] == 2
    assert {status_of(seller, order_id) for order_id in orders} == {goal}


def test_an_act_on_many_says_of_each_that_it_did_not_fit_why(someone: Visitor, seller: Seller) -> None:
    fits, held = ordered(seller), ordered(seller, "ON_HOLD")
    other = ordered(new_seller(seller.platform))
    result = press_many(someone, seller, "SHIP", [fits, held, other, fits])
    assert result["done"] == 1
    assert [(item["id"], item["code"]) for item in result["refused"]] == [(held, 40904), (other, 40401)]  # type: ignore[attr-defined]
    assert (status_of(seller, fits), status_of(seller, held)) == ("AWAITING_COLLECTION", "ON_HOLD")


def test_many_returns_are_asked_for_and_answered(someone: Visitor, seller: Seller) -> None:
    orders = [ordered(seller, "DELIVERED") for _ in range(2)]
    assert press_many(someone, seller, "ASK_REFUND", orders)["done"] == 2
    requests = keys(someone.open(at(seller, "returns")))
    assert press_many(someone, seller, "APPROVE", requests[:1], "returns")["done"] == 1
    assert press_many(someone, seller, "REJECT", requests[1:], "returns")["done"] == 1
    states = [returns.state(seller, request) for request in requests]
    assert states == ["RETURN_OR_REFUND_REQUEST_SUCCESS", "REFUND_OR_RETURN_REQUEST_REJECT"]
    cancel_id = cancellations.ask(seller, ordered(seller))
    assert press_many(someone, seller, "SHIP", [cancel_id], "returns")["refused"][0]["code"] == 40904  # type: ignore[index]
    assert press_many(someone, seller, "APPROVE", [cancel_id], "returns")["done"] == 1


def test_many_parcels_are_scanned(someone: Visitor, seller: Seller) -> None:
    orders = [ordered(seller, "AWAITING_COLLECTION") for _ in range(2)]
    assert press_many(someone, seller, "SCAN", keys(someone.open(at(seller, "parcels"))), "parcels")["done"] == 2
    assert {status_of(seller, order_id) for order_id in orders} == {"IN_TRANSIT"}


def test_without_the_script_ticked_rows_are_acted_on_and_told_of(someone: Visitor, seller: Seller) -> None:
    fits, held = ordered(seller), ordered(seller, "ON_HOLD")
    back = at(seller) + "?sort=created"
    fields = (("act", "SHIP"), ("back", back), ("id", fits), ("id", held))
    reply = someone.send(f"/portal/shops/{seller.shop_id}/bulk/orders", *fields, page=at(seller))
    assert (reply.status_code, reply.headers["location"]) == (303, back)
    assert f"Done for 1 order. Refused for 1 order: {held}: The order {held} is ON_HOLD." in words_of(
        someone.open(back)
    )


@pytest.mark.parametrize(("act", "ids"), [("NONSENSE", ["1"]), ("SHIP", []), ("SHIP", [str(n) for n in range(501)])])
def test_an_act_that_is_none_or_on_too_many_is_refused(
    someone: Visitor, seller: Seller, act: str, ids: list[str]
) -> None:
    fields = (("act", act), *(("id", item) for item in ids))
    reply = someone.send(
        f"/portal/shops/{seller.shop_id}/bulk/orders", *fields, page=at(seller), headers={"x-fragment": "1"}
    )
    assert (reply.status_code, reply.headers["x-refusal"]) == (400, "40001")


def rows_of_csv(someone: Visitor, url: str) -> list[dict[str, str]]:
    reply = someone.http.get(url)
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in reply.headers["content-disposition"]
    assert reply.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(reply.content.decode("utf-8-sig"))))


def rows_of_xlsx(content: bytes) -> list[list[str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            ET.fromstring(archive.read(name))
        sheet = ET.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    texts = {f"{_NAMESPACE}t", f"{_NAMESPACE}v"}

    def cell_text(cell: ET.Element) -> str:
        return "".join(part.text or "" for part in cell.iter() if part.tag in texts)

    return [[cell_text(cell) for cell in row] for row in sheet.iter(f"{_NAMESPACE}row")]


def test_all_that_is_filtered_is_exported_and_nothing_else(someone: Visitor, seller: Seller) -> None:
    sku = stocked(seller, 300)
    orders = [str(buy(seller, sku)["order_id"]) for _ in range(45)]
    shipped = advance(seller, orders[7], "IN_TRANSIT")
    (package,) = [item["id"] for item in detail(seller, shipped["order_id"])["packages"]]
    rows = rows_of_csv(someone, file_url(seller, "orders.csv"))
    assert [row["Order"] for row in rows] == sorted(orders, reverse=True), "more than a page"
    (row,) = rows_of_csv(someone, file_url(seller, "orders.csv", "?status=IN_TRANSIT"))
    order = detail(seller, orders[7])
    assert (row["Order"], row["State"], row["Units"]) == (orders[7], "In transit", "1")
    assert (row["Total"], row["Currency"]) == (order["payment"]["total_amount"], "GBP")
    assert row["Placed (UTC)"] == datetime.fromtimestamp(order["create_time"], UTC).strftime("%Y-%m-%d %H:%M:%S")
    assert row["Packages"] == package
    sheet = rows_of_xlsx(someone.http.get(file_url(seller, "orders.xlsx", "?status=IN_TRANSIT")).content)
    assert sheet == [list(row), list(row.values())]
    (parcel,) = rows_of_csv(someone, file_url(seller, "parcels.csv", f"?q={orders[7]}"))
    assert (parcel["Package"], parcel["Orders"], parcel["State"]) == (package, orders[7], "On its way")


def test_requests_are_exported(someone: Visitor, seller: Seller) -> None:
    return_id = returns.ask(seller, {"order_id": ordered(seller, "DELIVERED")}, "REFUND")
    (row,) = rows_of_csv(someone, file_url(seller, "returns.csv"))
    assert (row["Request"], row["Kind"], row["State"]) == (return_id, "Refund", "Asks for money back")


def test_a_file_has_no_buyer_and_no_formula(someone: Visitor, seller: Seller) -> None:
    order_id = str(buy(seller, stocked(seller, title='=HYPERLINK("https://evil.example") is what this is'))["order_id"])
    (row,) = rows_of_csv(someone, file_url(seller, "orders.csv"))
    assert row["What"].startswith("'=HYPERLINK(")
    (buyer,) = seller.platform.get("/sandbox/buyers", shop_id=seller.shop_id)["buyers"]
    assert order_id == row["Order"]
    assert buyer["name"] not in someone.http.get(file_url(seller, "orders.csv")).text


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("@SUM(1) is what this is", "'@SUM(1) is what this is"),
        ("\uff1d1+1 is what this is", "'\uff1d1+1 is what this is"),
        ("Mug;=1+1 is what this is", "Mug;'=1+1 is what this is"),
        ("Mug; =1+1 is what this is", "Mug; =1+1 is what this is"),
        ("Mug - a large one; -20 %", "Mug - a large one; -20 %"),
    ],
    ids=["sign", "wide sign", "a cell within", "blank", "harmless"],
)
def test_no_spreadsheet_takes_a_text_for_a_formula(someone: Visitor, seller: Seller, title: str, written: str) -> None:
    buy(seller, stocked(seller, title=title))
    (row,) = rows_of_csv(someone, file_url(seller, "orders.csv"))
    assert row["What"].startswith(written)


def test_a_workbook_is_sound_whatever_a_title_holds(someone: Visitor, seller: Seller) -> None:
    buy(seller, stocked(seller, title="A mug\ufffe for \uffff tea and more"))
    (_, row) = rows_of_xlsx(someone.http.get(file_url(seller, "orders.xlsx")).content)
    assert any("A mug for  tea and more" in cell for cell in row)


@pytest.mark.parametrize("name", ["orders.pdf", "nonsense.csv", "nonsense.ids", "stock.pdf"])
def test_there_is_no_other_file(someone: Visitor, seller: Seller, name: str) -> None:
    assert someone.http.get(file_url(seller, name)).status_code == 404
    assert someone.http.get(f"/portal/shops/12/files/{name}").status_code == 404


def test_all_that_match_can_be_ticked(someone: Visitor, seller: Seller) -> None:
    sku = stocked(seller, 60)
    orders = [str(buy(seller, sku)["order_id"]) for _ in range(42)]
    advance(seller, orders[0], "AWAITING_SHIPMENT")
    assert json.loads(someone.open(file_url(seller, "orders.ids"))) == sorted(orders, reverse=True)
    assert json.loads(someone.open(file_url(seller, "orders.ids", "?status=AWAITING_SHIPMENT"))) == orders[:1]
