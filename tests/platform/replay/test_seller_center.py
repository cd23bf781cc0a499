"""Seller Center's order export, read as it is downloaded."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from shopwright.platform.replay.columns import ColumnMap
from shopwright.platform.replay.history_error import HistoryError
from shopwright.platform.replay.model import HistoricShipping, Stage
from shopwright.platform.replay.report import Kind

from .exports import SELLER_CENTER, money, read_export, seller_center, sold
from .histories import ends, lines_of, orders, undos

EVENING = int(datetime(2026, 3, 25, 22, 0, 5, tzinfo=UTC).timestamp())
DAY, HOUR = 86_400, 3600


def test_the_export_is_recognised_and_its_description_row_skipped(tmp_path: Path) -> None:
    history = read_export(tmp_path, seller_center(sold()))
    assert history.report.source.format == "TikTok Shop Seller Center"
    assert ends(history) == [("SKIPPED", "DESCRIPTION_ROW"), ("REPLAYED", "")]
    (order,) = orders(history)
    assert (order.reference, order.buyer, order.country) == ("576461423456789012", "ada", "United States")
    assert order.at == EVENING
    (line,) = order.lines
    assert (line.row, line.sku, line.units, line.price) == (2, "MUG-01", 1, money("19.99"))
    assert history.products["MUG-01"].title == "Blue mug"


def test_a_first_row_with_an_order_is_no_description(tmp_path: Path) -> None:
    assert ends(read_export(tmp_path, seller_center(sold(), describes=False))) == [("REPLAYED", "")]


@pytest.mark.parametrize(
    ("code", "price", "amount"),
    [
        ("US", "1,299.00", "1299.00"),
        ("US", "$19.99", "19.99"),
        ("US", "USD 19.99", "19.99"),
        ("JP", "11,000 JPY", "11000"),
        ("JP", "¥11,000", "11000"),
        ("ID", "IDR 89.000", "89000"),
        ("ID", "Rp1.250.000", "1250000"),
        ("VN", "845.000₫", "845000"),
        ("TH", "฿1,200.50", "1200.50"),
        ("MY", "RM 12.30", "12.30"),
        ("BR", "R$ 12,50", "12.50"),
        ("BR", "BRL 35,91", "35.91"),
        ("DE", "1.234,56 €", "1234.56"),
        ("PH", "₱1,299.00", "1299.00"),
        ("SG", "S$12.50", "12.50"),
        ("MX", "$1,250.00", "1250.00"),
        ("GB", "£2.55", "2.55"),
    ],
)
def test_amounts_are_those_of_the_market(tmp_path: Path, code: str, price: str, amount: str) -> None:
    history = read_export(tmp_path, seller_center(sold(SKU_Unit_Original_Price=price)), code)
    assert orders(history)[0].lines[0].price == money(amount)


def test_an_amount_in_another_currency_is_refused_unless_it_is_wanted(tmp_path: Path) -> None:
    text = seller_center(sold(SKU_Unit_Original_Price="IDR 89.000"), describes=False)
    british = read_export(tmp_path, text, "GB")
    assert ends(british) == [("REFUSED", "OTHER_CURRENCY: IDR")]
    assert (british.report.totals.units_refused, british.report.totals.refused) == (1, 0), "no sum of two currencies"
    assert orders(read_export(tmp_path, text, "VN", any_currency=True))[0].lines[0].price == 89_000


@pytest.mark.parametrize(
    ("code", "created", "others"),
    [
        ("US", "03/25/2026 10:00:05 PM", []),
        ("GB", "25/03/2026 22:00:05", []),
        ("JP", "2026/03/25 22:00:05", []),
        ("ID", "25/03/2026 22:00:05\t", []),
        ("TH", "2026-03-25 22:00:05", []),
    ],
)
def test_times_are_read_as_markets_write_them(tmp_path: Path, code: str, created: str, others: list[str]) -> None:
    price = {"JP": "1,100", "ID": "89.000"}.get(code, "100.00")
    history = read_export(tmp_path, seller_center(sold(Created_Time=created, SKU_Unit_Original_Price=price)), code)
    assert orders(history)[0].at == EVENING


def test_the_whole_file_tells_whether_days_come_first(tmp_path: Path) -> None:
    rows = [sold(number, Created_Time=f"0{day}/03/2026 10:00:00") for number, day in enumerate((1, 2, 9), 1)]
    moments = [order.at for order in orders(read_export(tmp_path, seller_center(*rows), "GB"))]
    assert (moments[-1] - moments[0]) == 8 * DAY
    told = read_export(tmp_path, seller_center(*rows, sold(9, Created_Time="03/25/2026 10:00:00")), "GB")
    assert datetime.fromtimestamp(orders(told)[0].at, UTC).month == 1


def test_dates_that_do_not_tell_are_read_as_in_the_market_and_said_so(tmp_path: Path) -> None:
    text = seller_center(sold(Created_Time="03/04/2026 10:00:00 AM"))
    british, american = (read_export(tmp_path, text, code) for code in ("GB", "US"))
    months = [datetime.fromtimestamp(orders(history)[0].at, UTC).month for history in (british, american)]
    assert months == [4, 3]
    assert british.report.notes == ["dates are taken to have their days first, as in this market"]
    by_hand = read_export(tmp_path, text, "GB", month_first=True)
    assert datetime.fromtimestamp(orders(by_hand)[0].at, UTC).month == 3
    assert by_hand.report.notes == []


@pytest.mark.parametrize(
    "word",
    ["Canceled", "Cancelled", "Dibatalkan", "Đã hủy", "ยกเลิกแล้ว", "キャンセル済み", "Cancelado", "Storniert", "Annulé"],
)
def test_cancelled_rows_are_cancellations_in_every_market_s_words(tmp_path: Path, word: str) -> None:
    row = sold(Order_Status=word, Quantity=2, Cancelled_Time="03/26/2026 10:00:05 PM")
    history = read_export(tmp_path, seller_center(row, describes=False))
    (undo,) = undos(history)
    assert (undo.kind, undo.units, undo.at) == ("CANCELLATION", 2, EVENING + DAY)
    end = history.report.row(1)
    assert (end.outcome, end.kind, end.units, end.units_back) == ("REPLAYED", "CANCELLATION", 2, 2)
    totals = history.report.totals
    assert (totals.sold, totals.undone) == (money("39.98"), money("39.98"))


def test_cancelled_rows_can_be_left_out(tmp_path: Path) -> None:
    rows = sold(1, Order_Status="Canceled"), sold(2)
    history = read_export(tmp_path, seller_center(*rows, describes=False), skip_cancelled=True)
    assert ends(history) == [("SKIPPED", "CANCELLED"), ("REPLAYED", "")]
    assert [order.reference for order in orders(history)] == ["2"]


@pytest.mark.parametrize(
    ("by", "said", "name"),
    [
        ("User", "Need to change delivery address", "BUYER"),
        ("Seller", "Out of stock", "SELLER"),
        ("System", "Package lost", "SYSTEM"),
    ],
)
def test_a_cancellation_has_its_canceller_and_a_reason_of_the_market(
    tmp_path: Path, by: str, said: str, name: str
) -> None:
    row = sold(Order_Status="Canceled", Cancel_By=by, Cancel_Reason=said, Paid_Time="03/25/2026 10:01:05 PM")
    (undo,) = undos(read_export(tmp_path, seller_center(row)))
    assert undo.by == name
    assert {"SELLER": "out_of_stock", "SYSTEM": "package_lost", "BUYER": ""}[name] in undo.reason
    assert undo.reason


def test_an_unpaid_order_that_was_cancelled_was_never_paid(tmp_path: Path) -> None:
    history = read_export(tmp_path, seller_center(sold(Order_Status="Canceled")))
    assert orders(history)[0].course.stage == "UNPAID"
    assert undos(history)[0].by == "SYSTEM"


def test_a_request_to_cancel_that_is_open_cancels_nothing(tmp_path: Path) -> None:
    row = sold(**{"Order Status": "To ship", "Cancelation/Return Type": "Cancel"})
    history = read_export(tmp_path, seller_center(row))
    assert not undos(history)
    assert orders(history)[0].course.stage == "TO_SHIP"


def test_returned_units_come_back_after_the_delivery(tmp_path: Path) -> None:
    row = sold(
        **{
            "Quantity": 3,
            "Sku Quantity of return": 2,
            "Cancelation/Return Type": "Return/Refund",
            "Order Refund Amount": "39.98",
            "Delivered Time": "03/28/2026 10:00:05 PM",
        }
    )
    history = read_export(tmp_path, seller_center(row, sold(2, Created_Time="04/25/2026 10:00:05 PM"), describes=False))
    (undo,) = undos(history)
    assert (undo.kind, undo.units, undo.refund) == ("RETURN", 2, None)
    assert undo.at == EVENING + 5 * DAY
    assert history.report.row(1).units_back == 2
    assert history.report.kinds() == {Kind.RETURN: 1, Kind.SALE: 1}


def test_a_smaller_refund_is_what_the_buyer_got(tmp_path: Path) -> None:
    row = sold(**{"Quantity": 2, "Cancelation/Return Type": "Return/Refund", "Order Refund Amount": "10.00"})
    (undo,) = undos(read_export(tmp_path, seller_center(row)))
    assert (undo.units, undo.refund) == (2, money("10.00"))


def test_money_without_goods_is_a_refund(tmp_path: Path) -> None:
    row = sold(**{"Cancelation/Return Type": "Refund", "Order Refund Amount": "5.00"})
    (undo,) = undos(read_export(tmp_path, seller_center(row)))
    assert (undo.kind, undo.refund) == ("REFUND", money("5.00"))


def test_a_refund_alone_takes_back_the_units_that_it_pays_for(tmp_path: Path) -> None:
    rows = (
        sold(Quantity=3, SKU_Unit_Original_Price="10.00", Order_Refund_Amount="20.00"),
        sold(Seller_SKU="CUP-1", SKU_Unit_Original_Price="15.00", Order_Refund_Amount="20.00"),
    )
    history = read_export(tmp_path, seller_center(*rows))
    assert [(undo.sku, undo.units, undo.kind) for undo in undos(history)] == [("MUG-01", 2, "RETURN")]


def test_rows_of_an_order_stay_together_with_discounts_and_shipping(tmp_path: Path) -> None:
    shipping = {
        "Shipping Fee After Discount": "2.99",
        "Original Shipping Fee": "5.99",
        "Shipping Fee Seller Discount": "1.00",
        "Shipping Fee Platform Discount": "2.00",
    }
    rows = (
        sold(**shipping, Quantity=3, SKU_Platform_Discount="1.00", SKU_Seller_Discount="2.00"),
        sold(**shipping, Seller_SKU="CUP-1", Variation="Red, 350 ml"),
    )
    history = read_export(tmp_path, seller_center(*rows))
    (order,) = orders(history)
    assert order.shipping == HistoricShipping(money("5.99"), money("1.00"), money("2.00"))
    first, second = order.lines
    assert (first.seller_discount, first.platform_discount, first.money) == (2, 1, money("56.97"))
    assert (second.sku, second.money) == ("CUP-1", money("19.99"))
    assert history.products["CUP-1"].title == "Blue mug (Red, 350 ml)"
    assert history.report.totals.sold == money("76.96")


def test_a_bundle_is_known_by_its_own_code_and_others_by_tiktok_s(tmp_path: Path) -> None:
    rows = (
        sold(1, **{"Seller SKU": "", " Virtual Bundle Seller SKU": "SET-3"}),
        sold(2, Seller_SKU=""),
    )
    assert list(read_export(tmp_path, seller_center(*rows)).products) == ["SET-3", "1729412345678901234"]


@pytest.mark.parametrize(
    ("status", "substatus", "stage"),
    [
        ("Unpaid", "", "UNPAID"),
        ("To ship", "Awaiting shipment", "TO_SHIP"),
        ("To ship", "Awaiting collection", "AWAITING_COLLECTION"),
        ("Shipped", "In transit", "SHIPPED"),
        ("Shipped", "Delivered", "DELIVERED"),
        ("Completed", "Delivered", "COMPLETED"),
        ("ที่จะจัดส่ง", "", "TO_SHIP"),
        ("Selesai", "", "COMPLETED"),
        ("Đã vận chuyển", "", "SHIPPED"),
    ],
)
def test_orders_stand_where_their_states_say(tmp_path: Path, status: str, substatus: str, stage: Stage) -> None:
    history = read_export(tmp_path, seller_center(sold(Order_Status=status, Order_Substatus=substatus)))
    assert orders(history)[0].course.stage == stage


def test_a_state_in_unknown_words_is_told_from_the_times_and_named(tmp_path: Path) -> None:
    row = sold(Order_Status="Levert", Delivered_Time="03/28/2026 10:00:05 PM")
    history = read_export(tmp_path, seller_center(row))
    assert orders(history)[0].course.stage == "DELIVERED"
    assert history.report.notes == ["state 'Levert' of 1 rows is not known: it is told from their times"]


def test_a_masked_buyer_is_nobody_that_is_known_again(tmp_path: Path) -> None:
    history = read_export(tmp_path, seller_center(sold(1, Buyer_Username="a***a"), sold(2, Buyer_Username="a***a")))
    assert [order.buyer for order in orders(history)] == ["guest-1", "guest-2"]


def test_quotes_and_signs_around_ids_do_no_harm(tmp_path: Path) -> None:
    header = (
        "Order ID",
        "Order Status",
        "Seller SKU",
        "Product Name",
        "Quantity",
        "SKU Unit Original Price",
        "Created Time",
    )
    rest = ("Completed", "MUG-01", "Mug", "1", "5", "2026-03-25")
    text = lines_of([header, *(("'" + order, *rest) for order in ("11",)), ('="12"', *rest)])
    text += '"13"\t,' + ",".join(rest) + "\n"
    assert [order.reference for order in orders(read_export(tmp_path, text))] == ["11", "12", "13"]


def test_dashes_in_cells_say_that_there_is_nothing(tmp_path: Path) -> None:
    row = sold(Cancelled_Time="--", Order_Refund_Amount="-", SKU_Seller_Discount="N/A", Delivered_Time='"\t"')
    history = read_export(tmp_path, seller_center(row, describes=False))
    assert ends(history) == [("REPLAYED", "")]
    assert not undos(history)
    assert orders(history)[0].course.delivered_at == 0


def test_an_id_that_a_spreadsheet_rounded_is_refused(tmp_path: Path) -> None:
    history = read_export(tmp_path, seller_center(sold("5.76461E+17"), describes=False))
    assert ends(history) == [("REFUSED", "ROUNDED_ID: Order ID")]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"Created_Time": "soon"}, "BAD_DATE: Created Time"),
        ({"Created_Time": ""}, "MISSING_FIELD: Created Time"),
        ({"SKU_Unit_Original_Price": "cheap"}, "BAD_NUMBER: SKU Unit Original Price"),
        ({"SKU_Unit_Original_Price": ""}, "MISSING_FIELD: SKU Unit Original Price"),
        ({"SKU_Unit_Original_Price": "0"}, "ZERO_PRICE"),
        ({"SKU_Unit_Original_Price": "-1"}, "NEGATIVE_PRICE"),
        ({"SKU_Unit_Original_Price": "99999"}, "PRICE_OUT_OF_RANGE"),
        ({"SKU_Unit_Original_Price": "1.2345"}, "PRICE_TOO_FINE"),
        ({"Quantity": "1.5"}, "BAD_NUMBER: Quantity"),
        ({"Quantity": "0"}, "ZERO_QUANTITY"),
        ({"Quantity": "-1"}, "NEGATIVE_QUANTITY"),
        ({"Order_ID": " \t"}, "MISSING_FIELD: Order ID"),
        ({"SKU_Seller_Discount": "20.00"}, "DISCOUNT_OVER_PRICE"),
        ({"Original_Shipping_Fee": "free"}, "BAD_NUMBER: Original Shipping Fee"),
    ],
)
def test_a_row_that_cannot_be_sold_is_refused_with_its_reason(
    tmp_path: Path, cells: dict[str, object], reason: str
) -> None:
    history = read_export(tmp_path, seller_center(sold(1), sold(2, **cells), describes=False))
    assert ends(history) == [("REPLAYED", ""), ("REFUSED", reason)]


def test_a_row_over_the_cap_keeps_its_part_of_the_discounts(tmp_path: Path) -> None:
    row = sold(Quantity=20, SKU_Seller_Discount="20.00", SKU_Unit_Original_Price="10.00", Order_Status="Canceled")
    history = read_export(tmp_path, seller_center(row, describes=False))
    (line,) = orders(history)[0].lines
    assert (line.units, line.seller_discount) == (10, 10)
    totals = history.report.totals
    assert (totals.sold, totals.undone, totals.left_out) == (90, 90, 90)
    assert undos(history)[0].units == 10


def test_an_export_without_unit_prices_is_read_by_its_subtotals(tmp_path: Path) -> None:
    header = "Order ID,Order Status,Seller SKU,Product Name,Quantity,SKU Subtotal After Discount,Created Time"
    history = read_export(tmp_path, f"{header}\n1,Completed,MUG-01,Mug,3,10.00,2026-03-25 10:00:00\n")
    (line,) = orders(history)[0].lines
    assert (line.price, line.money) == (money("3.34"), money("10.00"))


def test_an_export_that_lacks_a_column_is_told_which(tmp_path: Path) -> None:
    header = "Order ID,Order Status,Seller SKU,Product Name,Quantity,Created Time"
    with pytest.raises(HistoryError) as caught:
        read_export(tmp_path, f"{header}\n1,Completed,MUG-01,Mug,3,2026-03-25\n")
    assert "columns of TikTok Shop Seller Center and none for 'SKU Unit Original Price' (price)" in caught.value.problem
    assert "--columns price=COLUMN" in caught.value.remedy


def test_columns_named_by_hand_come_before_the_format_s(tmp_path: Path) -> None:
    text = seller_center(sold(Product_Name="A", Variation="B")).replace("Cancel Reason", "Title", 1)
    history = read_export(tmp_path, text, columns=ColumnMap.parse(["title=Variation", "variation=", "status="]))
    assert history.products["MUG-01"].title == "B"


def test_a_header_that_is_in_no_format_can_name_a_state(tmp_path: Path) -> None:
    text = "nr;what;code;n;each;when;state\n1;Mug;M-1;2;5,00;2026-03-25;Canceled\n"
    assigned = ["order=nr", "title=what", "sku=code", "units=n", "price=each", "date=when", "status=state"]
    history = read_export(tmp_path, text, columns=ColumnMap.parse([*assigned, "buyer=", "country="]))
    assert [(undo.kind, undo.units) for undo in undos(history)] == [("CANCELLATION", 2)]


def test_the_sum_of_a_file_is_what_is_sold_and_taken_back_left_out_and_refused(tmp_path: Path) -> None:
    rows = (
        sold(1, Quantity=12),
        sold(2, Order_Status="Canceled"),
        sold(3, SKU_Unit_Original_Price="99999"),
        sold(4, **{"Sku Quantity of return": 1, "Quantity": 2}),
    )
    totals = read_export(tmp_path, seller_center(*rows)).report.totals
    assert (totals.units_sold, totals.units_undone, totals.units_left_out, totals.units_refused) == (13, 2, 2, 1)
    assert totals.sold == 13 * Decimal("19.99")


def test_seller_center_s_own_columns_are_all_known_or_of_no_use() -> None:
    """Those that nothing is made of are named, so that a new column is looked at."""
    from shopwright.platform.replay.export_format import all_formats, plain

    known = {plain(name) for names in all_formats()[0].columns.values() for name in names}
    unused = {name for name in SELLER_CENTER if plain(name) not in known}
    assert unused == {"Normal or Pre-order", "Payment platform discount", "Taxes", "Order Amount", "Fulfillment Type"}
