"""A history that was replayed at once is a shop's past: read through the Partner API, it is what the file says."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from contextlib import closing
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.replay.history import read_history
from shopwright.platform.replay.start import begin
from shopwright.platform.server.database import open_store
from tests.conftest import StartPlatform
from tests.harness.trade import DAY, HOUR

from .histories import options, row
from .shops import all_of, all_orders, demo_seller, lines_of, money_of, replay, seconds, table, write
from .test_account import SALES, needs_sales

pytestmark = pytest.mark.slow

#: A year before the last order, so that what is older has come to its end.
LONG_AGO = "2010-01-04 10:00:00"
LAST = row("999999", at="2011-01-04 10:00:00", buyer="9")


def test_units_prices_and_times_are_the_file_s(tmp_path: Path, start_platform: StartPlatform) -> None:
    first = row("1", "71053", 3, "2.55"), row("1", "22752", 2, "7.65", title="NESTING BOXES")
    second = row("2", "71053", 1, "3.39", at="2010-12-01 09:00:00", buyer="13047")
    assert replay(write(tmp_path, *first, second), tmp_path / "data", "--clock", "start") == 0
    seller = demo_seller(start_platform(folder=tmp_path / "data"))
    orders = all_orders(seller)
    assert [order["create_time"] for order in orders] == [
        seconds("2010-12-01 08:26:00"),
        seconds("2010-12-01 09:00:00"),
    ]
    assert lines_of(orders[:1]) == {("71053", "2.55"): 3, ("22752", "7.65"): 2}
    assert lines_of(orders[1:]) == {("71053", "3.39"): 1}
    assert [order["payment"]["total_amount"] for order in orders] == ["22.95", "3.39"]
    assert orders[0]["user_id"] != orders[1]["user_id"]


def test_dates_shift_so_that_the_last_order_is_now(tmp_path: Path, start_platform: StartPlatform) -> None:
    rows = row("1", at="2010-12-01 08:00"), row("2", at="2010-12-03 08:00")
    assert replay(write(tmp_path, *rows), tmp_path / "data") == 0
    platform = start_platform(folder=tmp_path / "data")
    old, new = (order["create_time"] for order in all_orders(demo_seller(platform)))
    assert new - old == 2 * DAY
    assert 0 <= platform.get("/sandbox/clock")["now"] - new < 60


def test_old_orders_are_completed_and_young_ones_are_on_their_way(
    tmp_path: Path, start_platform: StartPlatform
) -> None:
    rows = [row(str(day), at=f"2011-01-{day:02} 10:00") for day in (1, 20, 30)]
    rows = [row("0", at=LONG_AGO), *rows, row("9", at="2011-01-31 10:00")]
    assert replay(write(tmp_path, *rows), tmp_path / "data") == 0
    platform = start_platform(folder=tmp_path / "data")
    seller = demo_seller(platform)
    oldest, *_, newest = orders = all_orders(seller)
    assert oldest["status"] == "COMPLETED"
    times = [oldest[name] for name in ("create_time", "paid_time", "rts_time", "collection_time", "delivery_time")]
    assert times == sorted(times)
    assert times[3] - times[0] < 3 * DAY
    assert orders[2]["status"] == "DELIVERED"
    assert newest["status"] in {"UNPAID", "ON_HOLD"}
    platform.post("/sandbox/clock/advance", {"seconds": 20 * DAY})
    after = all_orders(seller)
    assert after[3]["status"] in {"DELIVERED", "CANCELLED"}, "the clock goes on with what was not over"
    assert {item["status"] for item in after} <= {"COMPLETED", "DELIVERED", "CANCELLED"}


def test_no_unit_is_sold_without_stock_and_each_leaves(tmp_path: Path, start_platform: StartPlatform) -> None:
    rows = [row(str(number), "71053", 10, at=LONG_AGO) for number in range(5)]
    assert replay(write(tmp_path, *rows, LAST), tmp_path / "data") == 0
    platform = start_platform(folder=tmp_path / "data")
    seller = demo_seller(platform)
    (sku_id,) = {line["sku_id"] for order in all_orders(seller) for line in order["line_items"]}
    ledger = platform.get("/sandbox/ledger", shop_id=seller.shop_id, sku_id=sku_id)
    assert ledger["entries"][0]["reason"] == "manual_adjustment"
    assert Counter(entry["reason"] for entry in ledger["entries"])["order_shipped"] == 5
    (held,) = ledger["holdings"]
    assert (held["on_hand"], held["committed"]) == (1, 1), "the last order is not shipped yet"


def test_a_sku_that_the_shop_has_is_sold_and_keeps_its_own_stock(tmp_path: Path, start_platform: StartPlatform) -> None:
    rows = [row(str(number), "85123A", 10, at=LONG_AGO) for number in range(5)]
    assert replay(write(tmp_path, *rows, LAST), tmp_path / "data") == 0
    platform = start_platform(folder=tmp_path / "data")
    seller = demo_seller(platform)
    line = all_orders(seller)[0]["line_items"][0]
    assert "HEART" in line["product_name"].upper()
    ledger = platform.get("/sandbox/ledger", shop_id=seller.shop_id, sku_id=line["sku_id"])
    assert sum(holding["on_hand"] for holding in ledger["holdings"]) == ledger["entries"][0]["on_hand"]


def test_a_cancellation_within_a_day_is_one_and_the_rest_of_the_order_is_sold(
    tmp_path: Path, start_platform: StartPlatform
) -> None:
    sold = row("1", "71053", 3, "2.55", at=LONG_AGO), row("1", "22752", 2, "7.65", at=LONG_AGO)
    gone = row("C2", "71053", -2, "2.55", at="2010-01-04 15:00:00")
    assert replay(write(tmp_path, *sold, gone, LAST), tmp_path / "data", "--clock", "start") == 0
    seller = demo_seller(start_platform(folder=tmp_path / "data"))
    order = all_orders(seller)[0]
    assert order["status"] == "COMPLETED"
    assert lines_of([order], lambda line: line["display_status"] == "CANCELLED") == {("71053", "2.55"): 2}
    (case,) = all_of(seller, "searchCancellations", "cancellations")
    assert (case["cancel_status"], case["create_time"]) == (
        "CANCELLATION_REQUEST_COMPLETE",
        seconds("2010-01-04 15:00:00"),
    )


def test_a_later_one_is_a_return_that_is_paid_back(tmp_path: Path, start_platform: StartPlatform) -> None:
    sold = row("1", "71053", 3, "2.55", at=LONG_AGO)
    back = row("C2", "71053", -2, "2.55", at="2010-01-06 15:00:00")
    assert replay(write(tmp_path, sold, back, LAST), tmp_path / "data", "--clock", "start") == 0
    platform = start_platform(folder=tmp_path / "data")
    seller = demo_seller(platform)
    order = all_orders(seller)[0]
    assert order["status"] == "COMPLETED"
    assert order["delivery_time"] < seconds("2010-01-06 15:00:00")
    (case,) = all_of(seller, "searchReturns", "return_orders")
    assert case["return_status"] == "RETURN_OR_REFUND_REQUEST_COMPLETE"
    assert case["refund_amount"]["refund_total"] == "5.10"
    assert len(case["return_line_items"]) == 2
    (held,) = platform.get("/sandbox/ledger", shop_id=seller.shop_id, sku_id=order["line_items"][0]["sku_id"])[
        "holdings"
    ]
    assert held["on_hand"] == 3, "two came back, one waits to be shipped"


@pytest.mark.parametrize("hours", [25, 40, 24 * 200])
def test_what_comes_back_was_there_before(hours: int, tmp_path: Path, start_platform: StartPlatform) -> None:
    at = str(datetime.fromisoformat(LONG_AGO) + timedelta(hours=hours))
    rows = row("1", "71053", 1, at=LONG_AGO), row("C2", "71053", -1, at=at), LAST
    assert replay(write(tmp_path, *rows), tmp_path / "data", "--clock", "start") == 0
    order = all_orders(demo_seller(start_platform(folder=tmp_path / "data")))[0]
    assert order["status"] == "COMPLETED"
    assert order["create_time"] + HOUR < order["rts_time"] < order["delivery_time"] < seconds(at)


def test_a_sale_that_the_platform_refuses_is_refused_in_the_report(
    tmp_path: Path, start_platform: StartPlatform
) -> None:
    data = tmp_path / "data"
    assert replay(write(tmp_path, row("0", "85123A"), name="first.csv"), data) == 0
    platform = start_platform(folder=data)
    seller = demo_seller(platform)
    product_id = all_orders(seller)[0]["line_items"][0]["product_id"]
    assert seller.call("deactivateProducts", {"product_ids": [product_id]}).code == 0
    rows = row("1", "85123A", 4), row("1", "71053"), row("2", "85123A"), row("C3", "85123A", -1), row("4", "71053")
    assert replay(write(tmp_path, *rows), data, "--report", str(tmp_path / "out.csv")) == 0
    ends = table(tmp_path / "out.csv")
    assert [end["outcome"] for end in ends] == ["REFUSED", "REPLAYED", "REFUSED", "REFUSED", "REPLAYED"]
    assert ends[0]["reason"] == "PLATFORM_REFUSED: the SKU is not on sale"
    assert (ends[0]["units"], ends[0]["units_left_out"], ends[0]["money_left_out"]) == ("0", "4", "10.20")
    assert lines_of(all_orders(seller)) == {("85123A", "2.55"): 1, ("71053", "2.55"): 2}


def test_what_others_bought_is_filled_up(tmp_path: Path, start_platform: StartPlatform) -> None:
    file, data = write(tmp_path, row("1", "85123A", 5), row("2", "85123A", 5, buyer="2")), tmp_path / "data"
    platform = start_platform(folder=data)
    seller = demo_seller(platform)
    with closing(open_store(folder=data)) as store:
        with store.read() as tx:
            shop = tx[Accounts].shop(seller.shop_id)
        assert shop is not None
        begin(store, shop, read_history(file, options()), clock="SHIFT", is_live=False)
    (product,) = seller.call("searchProducts", {"seller_skus": ["85123A"]}, query={"page_size": 10}).data["products"]
    (sku,) = [item for item in product["skus"] if item["seller_sku"] == "85123A"]
    none = {"warehouse_id": seller.warehouse_id, "quantity": 0}
    body = {"skus": [{"id": sku["id"], "inventory": [none]}]}
    assert seller.call("updateInventory", body, product_id=product["id"]).code == 0
    assert replay(file, data) == 0
    assert lines_of(all_orders(seller)) == {("85123A", "2.55"): 10}
    buyers = {order["user_id"] for order in all_orders(seller)}
    assert len(buyers) == 2
    known = platform.get(f"/sandbox/buyers?shop_id={seller.shop_id}")["buyers"]
    assert buyers <= {buyer["buyer_id"] for buyer in known}


def test_a_second_run_adds_nothing(tmp_path: Path, start_platform: StartPlatform) -> None:
    file = write(tmp_path, row("1"), row("2"))
    assert replay(file, tmp_path / "data") == replay(file, tmp_path / "data") == 0
    assert len(all_orders(demo_seller(start_platform(folder=tmp_path / "data")))) == 2


@needs_sales
def test_each_of_the_first_rows_of_online_retail_is_on_the_platform_as_reported(
    tmp_path: Path, start_platform: StartPlatform
) -> None:
    """Row by row: moment, product, price and units; and the money in sum."""
    count, data, report = 3_000, tmp_path / "data", tmp_path / "out.csv"
    assert replay(SALES, data, "--limit", str(count), "--clock", "start", "--report", str(report)) == 0
    with gzip.open(SALES, "rt", encoding="utf-8", newline="") as file:
        rows = [item for item, _ in zip(csv.DictReader(file), range(count), strict=False)]
    ends = table(report)
    begun: dict[str, int] = {}  # a few invoices have rows of two minutes
    for sale in rows:
        begun.setdefault(sale["InvoiceNo"], seconds(sale["InvoiceDate"]))
    sold: Counter[tuple[int, str, str]] = Counter()
    undone, money = 0, Decimal(0)
    for sale, end in zip(rows, ends, strict=True):
        units = int(end["units"])
        assert units + int(end["units_left_out"]) == int(sale["Quantity"])
        if units > 0:
            price = f"{Decimal(sale['UnitPrice']):.2f}"
            sold[begun[sale["InvoiceNo"]], sale["StockCode"].upper(), price] += units
            money += units * Decimal(price)
        undone -= min(units, 0)
    seller = demo_seller(start_platform(folder=data))
    orders = all_orders(seller)
    counter = Counter(
        (order["create_time"], line["seller_sku"], line["sale_price"])
        for order in orders
        for line in order["line_items"]
    )
    assert counter == sold
    assert money_of(orders) == money
    cancelled = lines_of(orders, lambda line: line["display_status"] == "CANCELLED").total()
    returned = sum(len(item["return_line_items"]) for item in all_of(seller, "searchReturns", "return_orders"))
    assert cancelled + returned == undone
