"""Exports that were replayed: through the Partner API the shop's orders are those of the file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import StartPlatform
from tests.harness.calls import Seller

from .exports import Row, seller_center, shopify, sold
from .shops import all_of, all_orders, demo_seller, replay, seconds, table

pytestmark = pytest.mark.slow

Json = dict[str, Any]

#: A file's last moment, so that what is older stands where the file has it.
LAST = sold(999, Order_Status="To ship", Created_Time="04/25/2026 10:00:00 AM", Paid_Time="04/25/2026 10:01:00 AM")


def played(
    tmp_path: Path, start_platform: StartPlatform, rows: Sequence[Row], *options: str, region: str = "US"
) -> tuple[Seller, dict[str, Json]]:
    """Replay rows of Seller Center; answers the seller and the orders by the file's ids."""
    file = tmp_path / "orders.csv"
    file.write_text(seller_center(*rows), encoding="utf-8", newline="")
    report = tmp_path / "report.csv"
    chosen = "--region", region, "--clock", "start", "--report", str(report), *options
    assert replay(file, tmp_path / "data", *chosen) == 0
    seller = demo_seller(start_platform(folder=tmp_path / "data"))
    placed = iter(all_orders(seller))
    references = dict.fromkeys(
        end["order_reference"]
        for end in sorted(table(report), key=lambda end: int(end["row"]))
        if end["order_reference"]
    )
    return seller, dict(zip(references, placed, strict=True))


def test_orders_stand_where_the_file_says(tmp_path: Path, start_platform: StartPlatform) -> None:
    times = {"Paid Time": "04/24/2026 08:10:00 AM", "RTS Time": "04/24/2026 09:00:00 AM"}
    shipped = {**times, "Shipped Time": "04/24/2026 11:00:00 AM"}
    delivered = {**shipped, "Delivered Time": "04/25/2026 09:00:00 AM", "Tracking ID": "9400111899\t"}
    rows = (
        sold(2, Order_Status="To ship", Created_Time="04/24/2026 08:01:00 AM", **{"Paid Time": times["Paid Time"]}),
        sold(
            3,
            Order_Status="To ship",
            Order_Substatus="Awaiting collection",
            Created_Time="04/24/2026 08:02:00 AM",
            **times,
        ),
        sold(4, Order_Status="Shipped", Order_Substatus="In transit", Created_Time="04/24/2026 08:03:00 AM", **shipped),
        sold(
            5, Order_Status="Shipped", Order_Substatus="Delivered", Created_Time="04/24/2026 08:04:00 AM", **delivered
        ),
        sold(6, Order_Status="Completed", Created_Time="04/24/2026 08:05:00 AM", **delivered),
        sold(
            7, Order_Status="Canceled", Created_Time="04/24/2026 08:06:00 AM", Cancelled_Time="04/24/2026 08:16:00 AM"
        ),
        sold(8, Order_Status="Unpaid", Created_Time="04/25/2026 09:30:00 AM"),
        LAST,
    )
    _, orders = played(tmp_path, start_platform, rows)
    assert {number: order["status"] for number, order in orders.items()} == {
        "2": "AWAITING_SHIPMENT",
        "3": "AWAITING_COLLECTION",
        "4": "IN_TRANSIT",
        "5": "DELIVERED",
        "6": "COMPLETED",
        "7": "CANCELLED",
        "8": "UNPAID",
        "999": "ON_HOLD",
    }
    arrived = orders["5"]
    assert arrived["create_time"] == seconds("2026-04-24 08:04:00")
    assert arrived["paid_time"] == seconds("2026-04-24 08:10:00")
    assert arrived["rts_time"] == seconds("2026-04-24 09:00:00")
    assert arrived["collection_time"] == seconds("2026-04-24 11:00:00")
    assert arrived["delivery_time"] == seconds("2026-04-25 09:00:00")
    assert arrived["tracking_number"] == "9400111899"
    assert orders["7"]["cancel_time"] == seconds("2026-04-24 08:16:00")


def test_money_is_the_file_s_to_the_cent(tmp_path: Path, start_platform: StartPlatform) -> None:
    row = sold(
        1,
        **{
            "Quantity": 3,
            "SKU Unit Original Price": "10.00",
            "SKU Seller Discount": "2.00",
            "SKU Platform Discount": "1.00",
            "Original Shipping Fee": "5.99",
            "Shipping Fee Seller Discount": "1.00",
            "Shipping Fee Platform Discount": "2.00",
            "Shipping Fee After Discount": "2.99",
            "Created Time": "25/03/2026 08:00:00",
        },
    )
    _, orders = played(tmp_path, start_platform, [row], region="GB")
    payment = orders["1"]["payment"]
    assert payment["original_total_product_price"] == "30.00"
    assert (payment["seller_discount"], payment["platform_discount"]) == ("2.00", "1.00")
    assert payment["sub_total"] == "27.00"
    assert payment["original_shipping_fee"] == "5.99"
    assert payment["shipping_fee"] == "2.99"
    assert payment["total_amount"] == "29.99"
    discounts = sorted(line["seller_discount"] for line in orders["1"]["line_items"])
    assert discounts == ["0.66", "0.67", "0.67"]


def test_cancellations_have_their_canceller_and_reason(tmp_path: Path, start_platform: StartPlatform) -> None:
    paid = {"Paid Time": "03/25/2026 10:01:05 PM", "Cancelled Time": "03/26/2026 10:00:05 PM"}
    rows = (
        sold(1, Order_Status="Canceled", Cancel_By="Seller", Cancel_Reason="Out of stock", **paid),
        sold(2, Order_Status="Canceled", Cancel_By="User", Quantity=2, Created_Time="03/25/2026 10:00:06 PM", **paid),
        LAST,
    )
    seller, orders = played(tmp_path, start_platform, rows)
    assert [orders[number]["cancellation_initiator"] for number in ("1", "2")] == ["SELLER", "BUYER"]
    cases = {case["order_id"]: case for case in all_of(seller, "searchCancellations", "cancellations")}
    first = cases[orders["1"]["id"]]
    assert (first["role"], first["cancel_status"]) == ("SELLER", "CANCELLATION_REQUEST_COMPLETE")
    assert "out_of_stock" in first["cancel_reason"]
    assert len(cases[orders["2"]["id"]]["cancel_line_items"]) == 2


def test_returns_and_refunds_are_paid_as_in_the_file(tmp_path: Path, start_platform: StartPlatform) -> None:
    delivered = {"Delivered Time": "03/28/2026 10:00:05 PM"}
    rows = (
        sold(
            1, **{"Quantity": 3, "Sku Quantity of return": 2, "Cancelation/Return Type": "Return/Refund", **delivered}
        ),
        sold(
            2,
            **{
                "Cancelation/Return Type": "Refund",
                "Order Refund Amount": "5.00",
                "Created Time": "03/25/2026 10:00:06 PM",
                **delivered,
            },
        ),
        LAST,
    )
    seller, orders = played(tmp_path, start_platform, rows)
    returns = {case["order_id"]: case for case in all_of(seller, "searchReturns", "return_orders")}
    goods, money = returns[orders["1"]["id"]], returns[orders["2"]["id"]]
    assert (goods["return_type"], len(goods["return_line_items"])) == ("RETURN_AND_REFUND", 2)
    assert money["return_type"] == "REFUND"
    assert money["refund_amount"]["refund_total"] == "5.00"
    assert {case["return_status"] for case in returns.values()} == {"RETURN_OR_REFUND_REQUEST_COMPLETE"}


def test_a_completed_order_of_which_a_part_came_back_is_completed(
    tmp_path: Path, start_platform: StartPlatform
) -> None:
    cells = {"Quantity": 2, "Sku Quantity of return": 1, "Delivered Time": "04/20/2026 10:00:05 PM"}
    rows = sold(1, Created_Time="04/18/2026 10:00:05 PM", **cells), LAST
    _, orders = played(tmp_path, start_platform, rows)
    assert orders["1"]["status"] == "COMPLETED"


def test_an_order_that_a_later_export_has_too_is_there_once(tmp_path: Path, start_platform: StartPlatform) -> None:
    played(tmp_path, start_platform, [sold(1), LAST])[0].platform.stop()
    later, report = tmp_path / "later.csv", tmp_path / "later-report.csv"
    rows = sold(1, Order_Status="Canceled"), sold(1000, Created_Time="04/26/2026 10:00:00 AM")
    later.write_text(seller_center(*rows, describes=False), encoding="utf-8")
    assert replay(later, tmp_path / "data", "--report", str(report)) == 0
    assert [end["outcome"] for end in table(report)] == ["REFUSED", "REPLAYED"]
    assert "the shop has this order already" in table(report)[0]["reason"]
    assert len(all_orders(demo_seller(start_platform(folder=tmp_path / "data")))) == 3


def test_a_shop_without_decimals_sells_for_whole_amounts(tmp_path: Path, start_platform: StartPlatform) -> None:
    rows = (
        sold(1, SKU_Unit_Original_Price="845.000₫", SKU_Seller_Discount="45.000", Created_Time="25/03/2026 08:00:00"),
    )
    _, orders = played(tmp_path, start_platform, rows, region="VN")
    (line,) = orders["1"]["line_items"]
    assert (line["original_price"], line["sale_price"]) == ("845000", "800000")


def test_shopify_s_orders_come_into_the_shop(tmp_path: Path, start_platform: StartPlatform) -> None:
    first = {
        "Name": "#1001",
        "Email": "ada@example.com",
        "Financial Status": "paid",
        "Paid at": "2026-03-25 09:50:26 +0000",
        "Fulfillment Status": "fulfilled",
        "Fulfilled at": "2026-03-26 10:00:00 +0000",
        "Currency": "GBP",
        "Subtotal": "27.00",
        "Shipping": "4.00",
        "Total": "31.00",
        "Created at": "2026-03-25 09:50:25 +0000",
        "Lineitem quantity": "2",
        "Lineitem name": "Blue mug - Large",
        "Lineitem price": "10.00",
        "Lineitem sku": "MUG-L",
    }
    second = {
        "Name": "#1001",
        "Email": "ada@example.com",
        "Created at": "",
        "Lineitem quantity": "1",
        "Lineitem name": "Tray",
        "Lineitem price": "10.00",
    }
    file = tmp_path / "orders_export.csv"
    file.write_text(shopify(first, second), encoding="utf-8")
    assert replay(file, tmp_path / "data", "--clock", "start") == 0
    (order,) = all_orders(demo_seller(start_platform(folder=tmp_path / "data")))
    assert order["create_time"] == seconds("2026-03-25 09:50:25")
    assert order["payment"]["total_amount"] == "31.00"
    assert {line["seller_sku"] for line in order["line_items"]} == {"MUG-L", "TRAY"}
