"""A history whose orders arrive live, by the platform's clock."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopwright.platform.clock.scheduler import run_next
from tests.conftest import StartPlatform
from tests.harness.calls import Seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import DAY, HOUR, advance, pass_time

from .exports import seller_center, sold
from .histories import row
from .shops import all_of, all_orders, demo_seller, lines_of, replay, write

pytestmark = pytest.mark.slow

#: Enough for the next thing that is due, were it not for the clock of the machine.
SOON_MS = 15_000


def next_happens(platform: RunningPlatform) -> None:
    """What is due next happens now."""
    assert platform.inside(lambda tx: run_next(tx, tx.now_ms() + SOON_MS)) is not None


def started(start_platform: StartPlatform, data: Path) -> tuple[RunningPlatform, Seller]:
    platform = start_platform(folder=data)
    platform.post("/sandbox/clock/freeze")
    return platform, demo_seller(platform)


def stood_still(start_platform: StartPlatform, data: Path) -> None:
    """Make a data folder whose clock stands still: else the first order comes as late as the platform starts."""
    platform, _ = started(start_platform, data)
    platform.stop()


def test_orders_arrive_at_a_rate_as_new_orders(tmp_path: Path, start_platform: StartPlatform) -> None:
    rows = [row(str(number), units=number, at=f"2010-12-01 0{number}:00") for number in (1, 2, 3)]
    stood_still(start_platform, tmp_path / "data")
    assert replay(write(tmp_path, *rows), tmp_path / "data", "--rate", "2") == 0
    platform, seller = started(start_platform, tmp_path / "data")
    pass_time(platform, 2 * 30)
    orders = all_orders(seller)
    assert [order["status"] for order in orders] == ["ON_HOLD"] * 3
    assert [len(order["line_items"]) for order in orders] == [1, 2, 3]
    first, second, third = (order["create_time"] for order in orders)
    assert (second - first, third - second) == (30, 30)
    pass_time(platform, HOUR)
    orders = all_orders(seller)
    assert len(orders) == 3
    assert orders[0]["status"] == "AWAITING_SHIPMENT", "nobody but the user ships"


def test_orders_arrive_at_the_history_s_own_pace_times_a_factor(tmp_path: Path, start_platform: StartPlatform) -> None:
    rows = [row(str(number), at=f"2010-12-01 {number:02}:00") for number in (1, 2, 4)]
    stood_still(start_platform, tmp_path / "data")
    assert replay(write(tmp_path, *rows), tmp_path / "data", "--speed", "60") == 0
    platform, seller = started(start_platform, tmp_path / "data")
    pass_time(platform, 4 * 60)
    first, second, third = (order["create_time"] for order in all_orders(seller))
    assert (second - first, third - second) == (60, 120)


def test_the_clock_starts_at_the_first_order(tmp_path: Path, start_platform: StartPlatform) -> None:
    rows = row("1", at="2010-12-01 08:00"), row("2", at="2010-12-01 09:00")
    stood_still(start_platform, tmp_path / "data")
    assert replay(write(tmp_path, *rows), tmp_path / "data", "--speed", "1", "--clock", "start") == 0
    platform, seller = started(start_platform, tmp_path / "data")
    pass_time(platform, HOUR)
    first, second = (order["create_time"] for order in all_orders(seller))
    assert second - first == HOUR
    assert 0 <= first - 1_291_190_400 < 60


def test_buyers_change_their_minds(tmp_path: Path, start_platform: StartPlatform) -> None:
    """At once while the order is on hold; by a return once it was delivered."""
    bought = [row("1", "71053", 3), row("2", "22752", 2, at="2010-12-01 09:00")]
    gone = row("C3", "71053", -2, at="2010-12-01 09:10"), row("C4", "22752", -1, at="2010-12-12 09:00")
    assert replay(write(tmp_path, *bought, *gone), tmp_path / "data", "--speed", "1") == 0
    platform, seller = started(start_platform, tmp_path / "data")
    pass_time(platform, HOUR)
    first, second = all_orders(seller)
    assert lines_of([first], lambda line: line["display_status"] == "CANCELLED") == {("71053", "2.55"): 2}
    advance(seller, second["id"], "DELIVERED")
    pass_time(platform, 11 * DAY)
    (asked,) = all_of(seller, "searchReturns", "return_orders")
    assert (asked["order_id"], asked["return_status"]) == (second["id"], "RETURN_OR_REFUND_REQUEST_PENDING")


def test_what_the_platform_refuses_is_in_the_next_report(tmp_path: Path, start_platform: StartPlatform) -> None:
    """The seller has not shipped, nor answered the first request: a second one is not possible."""
    bought = row("1", "71053", 3), row("9", at="2010-12-09 08:26:00")
    gone = row("C2", "71053", -1, at="2010-12-01 10:26"), row("C3", "71053", -1, at="2010-12-01 10:27")
    file, data, report = write(tmp_path, *bought, *gone), tmp_path / "data", tmp_path / "out.csv"
    assert replay(file, data, "--speed", "1") == 0
    platform, _ = started(start_platform, data)
    pass_time(platform, 3 * HOUR)
    platform.stop()
    assert replay(file, data, "--speed", "1", "--report", str(report)) == 0
    assert [line.split(",")[1] for line in report.read_text().splitlines()[1:]] == [
        "REPLAYED",
        "REPLAYED",
        "REPLAYED",
        "REFUSED",
    ]


def test_live_goes_on_where_at_once_would_begin_anew(tmp_path: Path, start_platform: StartPlatform) -> None:
    """A replay that was begun live cannot be ended at once, since some orders have their lives before them."""
    file, data = write(tmp_path, row("1"), row("2", at="2010-12-02 08:26")), tmp_path / "data"
    assert replay(file, data, "--speed", "1") == 0
    platform, seller = started(start_platform, data)
    pass_time(platform, 5)
    assert len(all_orders(seller)) == 1
    platform.stop()
    assert replay(file, data) == 2


@pytest.fixture
def selling(start_platform: StartPlatform) -> RunningPlatform:
    """A platform on which the history that ships arrives, its clock standing still."""
    platform = start_platform(orders_per_minute=6)
    platform.post("/sandbox/clock/freeze")
    return platform


def test_orders_arrive_in_the_demo_shop(selling: RunningPlatform) -> None:
    next_happens(selling)
    seller = demo_seller(selling)
    (order,) = all_orders(seller)
    assert order["status"] == "ON_HOLD"
    next_happens(selling)
    assert len(all_orders(seller)) == 2


def test_the_demo_shop_never_runs_out(selling: RunningPlatform) -> None:
    seller = demo_seller(selling)
    next_happens(selling)
    products = {(line_item["sku_id"], line_item["product_id"]) for line_item in all_orders(seller)[0]["line_items"]}
    for sku_id, product_id in products:
        held = selling.get("/sandbox/ledger", shop_id=seller.shop_id, sku_id=sku_id)["holdings"][0]
        level = {"warehouse_id": held["warehouse_id"], "quantity": held["committed"]}
        body = {"skus": [{"id": sku_id, "inventory": [level]}]}
        assert seller.call("updateInventory", body, product_id=product_id).code == 0
    for _ in range(60):
        next_happens(selling)
    orders = all_orders(seller)
    assert len(orders) > 50
    reasons = [
        entry["reason"]
        for sku_id, _ in products
        for entry in selling.get("/sandbox/ledger", shop_id=seller.shop_id, sku_id=sku_id)["entries"]
    ]
    assert "system_auto_replenish" in reasons


def test_no_demo_order_arrives_while_the_clock_is_moved(selling: RunningPlatform) -> None:
    next_happens(selling)
    pass_time(selling, 30 * DAY)
    assert len(all_orders(demo_seller(selling))) == 1
    next_happens(selling)
    assert len(all_orders(demo_seller(selling))) == 2


@pytest.mark.own_platform
def test_no_order_arrives_unless_asked_for(platform: RunningPlatform) -> None:
    pass_time(platform, DAY)
    assert all_orders(demo_seller(platform)) == []


def test_a_reset_begins_the_demo_s_orders_anew(selling: RunningPlatform) -> None:
    next_happens(selling)
    first = all_orders(demo_seller(selling))[0]
    next_happens(selling)
    selling.post("/sandbox/reset")
    selling.post("/sandbox/clock/freeze")
    arrived = len(all_orders(demo_seller(selling)))  # by itself, where the machine was busy for seconds
    next_happens(selling)
    again = all_orders(demo_seller(selling))
    assert len(again) == arrived + 1
    assert (again[0]["id"], again[0]["payment"]) == (first["id"], first["payment"])


def test_an_export_s_orders_arrive_as_they_were_bought(tmp_path: Path, start_platform: StartPlatform) -> None:
    cells = {"Quantity": 2, "SKU Seller Discount": "4.00", "Original Shipping Fee": "3.00"}
    rows = (
        sold(1, Order_Status="Unpaid", Created_Time="25/03/2026 08:00:00"),
        sold(2, Created_Time="25/03/2026 08:00:01", **cells),
        sold(
            3,
            Order_Status="Canceled",
            Created_Time="25/03/2026 08:00:02",
            Cancel_By="Seller",
            Paid_Time="25/03/2026 08:00:03",
        ),
    )
    file = tmp_path / "orders.csv"
    file.write_text(seller_center(*rows), encoding="utf-8")
    stood_still(start_platform, tmp_path / "data")
    assert replay(file, tmp_path / "data", "--rate", "60") == 0
    platform, seller = started(start_platform, tmp_path / "data")
    pass_time(platform, 10)
    unpaid, bought, gone = all_orders(seller)
    assert [order["status"] for order in (unpaid, bought, gone)] == ["UNPAID", "ON_HOLD", "CANCELLED"]
    assert bought["payment"]["total_amount"] == "38.98"
    assert gone["cancellation_initiator"] == "SELLER"
