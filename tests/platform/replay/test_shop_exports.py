"""The order exports of Shopify and WooCommerce, read as they are downloaded."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from .exports import Row, csv_of, money, read_export, shopify
from .histories import ends, orders, undos

NOON = int(datetime(2026, 3, 25, 12, 0, tzinfo=UTC).timestamp())
DAY, HOUR = 86_400, 3600


def bought(name: str = "#1001", **cells: object) -> dict[str, object]:
    """The first row of one of Shopify's orders; underscores in names stand for blanks."""
    usual: dict[str, object] = {
        "Name": name,
        "Email": "ada@example.com",
        "Financial Status": "paid",
        "Paid at": "2026-03-25 13:00:01 +0100",
        "Fulfillment Status": "fulfilled",
        "Fulfilled at": "2026-03-26 13:00:00 +0100",
        "Currency": "GBP",
        "Subtotal": "20.00",
        "Shipping": "4.00",
        "Created at": "2026-03-25 13:00:00 +0100",
        "Lineitem quantity": "2",
        "Lineitem name": "Blue mug",
        "Lineitem price": "10.00",
        "Lineitem sku": "MUG-01",
        "Shipping Country": "GB",
        "Refunded Amount": "0.00",
    }
    return {**usual, **{key.replace("_", " "): value for key, value in cells.items()}}


def also(name: str, title: str, price: str, units: int = 1) -> Row:
    """A further row of an order, in which what belongs to the order is empty."""
    return {
        "Name": name,
        "Email": "ada@example.com",
        "Lineitem quantity": units,
        "Lineitem name": title,
        "Lineitem price": price,
    }


def test_an_order_of_several_rows_is_one_order(tmp_path: Path) -> None:
    history = read_export(tmp_path, shopify(bought(Subtotal="35.00"), also("#1001", "Tea tray", "15.00")), "GB")
    assert history.report.source.format == "Shopify"
    assert ends(history) == [("REPLAYED", ""), ("REPLAYED", "")]
    (order,) = orders(history)
    assert (order.reference, order.buyer, order.at) == ("#1001", "ada@example.com", NOON)
    assert [(line.sku, line.units, line.price) for line in order.lines] == [("MUG-01", 2, 10), ("TEA-TRAY", 1, 15)]
    assert order.shipping.fee == 4
    assert order.course.stage == "SENT"
    assert order.course.shipped_at == NOON + DAY
    assert sum(line.money for line in order.lines) == money("35.00")


def test_a_discount_on_the_order_is_shared_among_its_rows(tmp_path: Path) -> None:
    rows = bought(Subtotal="31.50", Discount_Code="TEN", Discount_Amount="3.50"), also("#1001", "Tray", "15.00")
    (order,) = orders(read_export(tmp_path, shopify(*rows), "GB"))
    assert [line.seller_discount for line in order.lines] == [2, money("1.50")]
    assert sum(line.money for line in order.lines) == money("31.50")


def test_cancelled_orders_are_cancellations(tmp_path: Path) -> None:
    cells = {"Cancelled at": "2026-03-25 15:00:00 +0100", "Fulfillment Status": "unfulfilled", "Fulfilled at": ""}
    rows = {**bought(Financial_Status="refunded", Refunded_Amount="39.00"), **cells}, also("#1001", "Tray", "15.00")
    history = read_export(tmp_path, shopify(rows[0], rows[1]), "GB")
    assert [(undo.kind, undo.units, undo.at) for undo in undos(history)] == [
        ("CANCELLATION", 2, NOON + 2 * HOUR),
        ("CANCELLATION", 1, NOON + 2 * HOUR),
    ]


@pytest.mark.parametrize(("fulfilment", "kind"), [("fulfilled", "RETURN"), ("unfulfilled", "CANCELLATION")])
def test_refunded_orders_are_returns_where_goods_were_sent(tmp_path: Path, fulfilment: str, kind: str) -> None:
    sent = "2026-03-26 13:00:00 +0100" if fulfilment == "fulfilled" else ""
    row = bought(Financial_Status="refunded", Fulfillment_Status=fulfilment, Fulfilled_at=sent, Refunded_Amount="24.00")
    (undo,) = undos(read_export(tmp_path, shopify(row), "GB"))
    assert (undo.kind, undo.units, undo.refund) == (kind, 2, None)


def test_a_part_that_was_refunded_takes_back_what_it_paid_for(tmp_path: Path) -> None:
    row = bought(Financial_Status="partially_refunded", Refunded_Amount="10.00")
    (undo,) = undos(read_export(tmp_path, shopify(row), "GB"))
    assert (undo.units, undo.refund) == (1, None)
    row = bought(Financial_Status="partially_refunded", Refunded_Amount="3.00")
    (undo,) = undos(read_export(tmp_path, shopify(row), "GB"))
    assert (undo.units, undo.refund) == (1, 3)


@pytest.mark.parametrize(("status", "stage"), [("pending", "UNPAID"), ("paid", "TO_SHIP"), ("authorized", "TO_SHIP")])
def test_unfulfilled_orders_are_to_ship_unless_unpaid(tmp_path: Path, status: str, stage: str) -> None:
    row = bought(Financial_Status=status, Fulfillment_Status="unfulfilled", Fulfilled_at="")
    assert orders(read_export(tmp_path, shopify(row), "GB"))[0].course.stage == stage


def test_a_shop_in_another_currency_is_told_so(tmp_path: Path) -> None:
    history = read_export(tmp_path, shopify(bought(Currency="CAD")), "GB")
    assert ends(history) == [("REFUSED", "OTHER_CURRENCY: CAD")]


ITEMS = (
    "order_id",
    "order_number",
    "order_date",
    "paid_date",
    "status",
    "shipping_total",
    "order_currency",
    "customer_email",
    "shipping_country",
    "item_name",
    "item_sku",
    "item_quantity",
    "item_subtotal",
    "item_total",
    "item_refunded",
    "item_refunded_qty",
)


def item(**cells: object) -> dict[str, object]:
    usual: dict[str, object] = {
        "order_id": "77",
        "order_number": "77",
        "order_date": "2026-03-25 12:00:00",
        "paid_date": "2026-03-25 12:00:10",
        "status": "completed",
        "shipping_total": "4.00",
        "order_currency": "GBP",
        "customer_email": "ada@example.com",
        "item_name": "Blue mug",
        "item_sku": "MUG-01",
        "item_quantity": "3",
        "item_subtotal": "10.00",
        "item_total": "9.00",
        "item_refunded_qty": "0",
    }
    return {**usual, **cells}


def test_woocommerce_with_a_row_for_each_item(tmp_path: Path) -> None:
    text = csv_of(ITEMS, [item(), item(item_sku="TRAY", item_name="Tray", item_quantity=1)])
    history = read_export(tmp_path, text, "GB")
    assert history.report.source.format == "WooCommerce, one row per item"
    (order,) = orders(history)
    first, second = order.lines
    assert (first.units, first.price, first.money) == (3, money("3.34"), 9), "three units for 10.00, one off"
    assert (second.sku, second.money) == ("TRAY", 9)
    assert (order.at, order.course.stage, order.shipping.fee) == (NOON, "SENT", 4)


@pytest.mark.parametrize(
    ("cells", "kind", "units"),
    [
        ({"status": "cancelled"}, "CANCELLATION", 3),
        ({"status": "wc-cancelled"}, "CANCELLATION", 3),
        ({"status": "refunded"}, "RETURN", 3),
        ({"item_refunded_qty": "-2"}, "RETURN", 2),
        ({"item_refunded_qty": "2", "status": "processing"}, "CANCELLATION", 2),
    ],
)
def test_what_went_back_in_woocommerce(tmp_path: Path, cells: dict[str, object], kind: str, units: int) -> None:
    (undo,) = undos(read_export(tmp_path, csv_of(ITEMS, [item(**cells)]), "GB"))
    assert (undo.kind, undo.units) == (kind, units)


def test_woocommerce_with_all_items_in_one_row(tmp_path: Path) -> None:
    header = (*ITEMS[:9], "line_item_1", "line_item_2", "line_item_3")
    packed = {
        "line_item_1": "name:Blue mug|product_id:10|sku:MUG-01|quantity:2|total:18.00|sub_total:20.00",
        "line_item_2": "name:Tray|product_id:11|sku:|quantity:1|total:15.00|sub_total:15.00",
    }
    history = read_export(tmp_path, csv_of(header, [{**item(), **packed}, {**item(order_number="78"), **packed}]), "GB")
    assert history.report.source.format == "WooCommerce, one row per order"
    assert [[line.row for line in order.lines] for order in orders(history)] == [[1, 2], [3, 4]]
    first, second = orders(history)[0].lines
    assert (first.sku, first.units, first.price, first.seller_discount) == ("MUG-01", 2, 10, 2)
    assert (second.sku, second.price) == ("TRAY", 15)


def test_woocommerce_with_all_items_in_one_cell(tmp_path: Path) -> None:
    items = (
        "id:1|name:Mug|sku:A|quantity:1|subtotal:5.00|total:5.00",
        "id:2|name:Cup|sku:B|quantity:2|subtotal:8.00|total:8.00",
    )
    cell = ";".join(items)
    history = read_export(tmp_path, csv_of((*ITEMS[:9], "line_items"), [{**item(), "line_items": cell}]), "GB")
    assert [(line.sku, line.units, line.price) for line in orders(history)[0].lines] == [("A", 1, 5), ("B", 2, 4)]


def test_woocommerce_s_advanced_export(tmp_path: Path) -> None:
    row = {
        "Order Number": "501",
        "Order Status": "Completed",
        "Order Date": "2026-03-25 12:00",
        "SKU": "MUG-01",
        "Item Name": "Blue mug",
        "Quantity": "2",
        "Item Cost": "9.5",
        "Order Shipping Amount": "4",
        "Order Refund Amount": "19",
        "Email (Billing)": "ada@example.com",
        "Order Total Amount": "23",
    }
    history = read_export(tmp_path, csv_of(tuple(row), [row]), "GB")
    assert history.report.source.format == "WooCommerce, Advanced Order Export"
    assert orders(history)[0].lines[0].money == 19
    assert [(undo.kind, undo.units) for undo in undos(history)] == [("RETURN", 2)]
