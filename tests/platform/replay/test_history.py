"""Every row ends as replayed, capped or refused, and what is replayed stands in orders as the file has it."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from shopwright.platform.replay.history_error import HistoryError
from shopwright.platform.replay.history_file import Source
from shopwright.platform.replay.model import HistoricLine, HistoricProduct
from shopwright.platform.replay.report import Outcome, Reason, ReplayReport, Verdict

from .histories import as_csv, ends, options, orders, read, read_text, row, undos, zipped

MORNING = int(datetime(2010, 12, 1, 8, 26, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (row(price="-11062.06"), "NEGATIVE_PRICE"),
        (row("A563186", "B", price="-11062.06"), "NEGATIVE_PRICE"),
        (row(price="0"), "ZERO_PRICE"),
        (row(price="0.00"), "ZERO_PRICE"),
        (row(price="5600.01"), "PRICE_OUT_OF_RANGE"),
        (row(price="0.001"), "PRICE_OUT_OF_RANGE"),
        (row(price="2.555"), "PRICE_TOO_FINE"),
        (row(price="two"), "BAD_NUMBER: UnitPrice"),
        (row(units="2.5"), "BAD_NUMBER: Quantity"),
        (row(at="12/31/2010x"), "BAD_DATE: InvoiceDate"),
        (row(at="31/12/2010 08:26"), "BAD_DATE: InvoiceDate"),
        (row(order=""), "MISSING_FIELD: InvoiceNo"),
        (row(sku=" "), "MISSING_FIELD: StockCode"),
        (row(units=""), "MISSING_FIELD: Quantity"),
        (row(at=""), "MISSING_FIELD: InvoiceDate"),
        (row(price=""), "MISSING_FIELD: UnitPrice"),
        (row(sku="84029", title=" "), "MISSING_FIELD: Description"),
        (row(units=-3), "NEGATIVE_QUANTITY"),
        (row(units=0), "ZERO_QUANTITY"),
        (row("C536365", units=1), "POSITIVE_CANCELLATION"),
        (row("C536365", units=-1, sku="84029"), "CANCELLATION_WITHOUT_SALE"),
        (row("C536365", units=-1, buyer=""), "CANCELLATION_WITHOUT_SALE"),
    ],
)
def test_a_row_that_cannot_be_sold_is_refused_with_its_reason(
    tmp_path: Path, bad: tuple[str, ...], reason: str
) -> None:
    history = read(tmp_path, row("536364"), bad)
    assert ends(history) == [("REPLAYED", ""), ("REFUSED", reason)]
    assert [order.reference for order in orders(history)] == ["536364"]
    assert not undos(history)


@pytest.mark.parametrize(
    "code",
    [
        "POST",
        "DOT",
        "M",
        "m",
        "D",
        "S",
        "C2",
        "B",
        "BANK CHARGES",
        "AMAZONFEE",
        "CRUK",
        "PADS",
        "gift_0001_20",
        "DCGS0076",
    ],
)
def test_a_code_that_is_no_product_s_is_refused(tmp_path: Path, code: str) -> None:
    assert ends(read(tmp_path, row(sku=code))) == [("REFUSED", "NON_PRODUCT_CODE")]


def test_what_a_product_code_is_can_be_said(tmp_path: Path) -> None:
    history = read(tmp_path, row(sku="AB-7"), row(), product_code_pattern="[A-Z]+-[0-9]+")
    assert ends(history) == [("REPLAYED", ""), ("REFUSED", "NON_PRODUCT_CODE")]


def test_codes_that_differ_in_case_are_one_product(tmp_path: Path) -> None:
    history = read(tmp_path, row(sku="85123A"), row(sku="85123a"))
    assert list(history.products) == ["85123A"]
    assert [line.sku for line in orders(history)[0].lines] == ["85123A", "85123A"]


def test_a_line_over_the_cap_is_replayed_with_as_many_units_as_the_cap_allows(tmp_path: Path) -> None:
    history = read(tmp_path, row(units=10), row(units=12, price="1.25"), row(units=3))
    assert ends(history) == [("REPLAYED", ""), ("CAPPED", "OVER_UNIT_CAP"), ("REPLAYED", "")]
    assert [line.units for line in orders(history)[0].lines] == [10, 10, 3]
    end = history.report.row(2)
    assert (end.units, end.units_left_out, end.money_left_out) == (10, 2, Decimal("2.50"))


def test_the_cap_can_be_changed(tmp_path: Path) -> None:
    history = read(tmp_path, row(units=12), max_units_per_line=1)
    assert orders(history)[0].lines == (HistoricLine(1, "71053", 1, Decimal("2.55")),)


def test_a_refused_row_leaves_out_all_that_it_says(tmp_path: Path) -> None:
    end = read(tmp_path, row(sku="POST", units=3, price="18")).report.row(1)
    assert (end.units, end.units_left_out, end.money_left_out, end.order_reference) == (0, 3, Decimal(54), "")


def test_an_invoice_s_rows_make_one_order_and_prices_of_one_code_stay_apart(tmp_path: Path) -> None:
    history = read(
        tmp_path, row(price="2.55"), row("536366", buyer="13047", country="France"), row(price="3.10", units=2)
    )
    first, second = orders(history)
    assert first.lines == (HistoricLine(1, "71053", 1, Decimal("2.55")), HistoricLine(3, "71053", 2, Decimal("3.10")))
    assert (first.reference, first.buyer, first.country, first.at) == ("536365", "17850", "United Kingdom", MORNING)
    assert (second.reference, second.buyer, second.country) == ("536366", "13047", "France")


def test_an_invoice_without_a_customer_is_a_guest_of_its_own(tmp_path: Path) -> None:
    history = read(tmp_path, row("1", buyer=""), row("2", buyer=""), row("1", buyer=""))
    assert [(order.buyer, len(order.lines)) for order in orders(history)] == [("guest-1", 2), ("guest-2", 1)]


def test_rows_of_one_invoice_that_name_different_customers_are_different_orders(tmp_path: Path) -> None:
    history = read(tmp_path, row(buyer="1"), row(buyer="2"), row(buyer="1"))
    assert [(order.reference, order.buyer, len(order.lines)) for order in orders(history)] == [
        ("536365", "1", 2),
        ("536365-2", "2", 1),
    ]


def test_an_invoice_whose_rows_are_all_refused_makes_no_order(tmp_path: Path) -> None:
    history = read(tmp_path, row(price="0"), row(sku="POST"))
    assert not history.events
    assert not history.products


def test_an_order_is_placed_at_the_earliest_moment_of_its_rows(tmp_path: Path) -> None:
    history = read(tmp_path, *(row(at=f"2010-12-01 08:{minute}:00") for minute in (27, 26, 28)))
    assert orders(history)[0].at == MORNING


def test_orders_come_in_the_order_of_time_whatever_the_file_s(tmp_path: Path) -> None:
    history = read(tmp_path, row("3", at="2010-12-03"), row("1", at="2010-12-01"), row("2", at="2010-12-01"))
    assert [order.reference for order in orders(history)] == ["1", "2", "3"]
    assert (history.first_at, history.last_at) == (MORNING - MORNING % 86400, MORNING - MORNING % 86400 + 2 * 86400)


def test_an_invoice_with_too_many_units_is_split_between_lines(tmp_path: Path) -> None:
    rows = [row(units=units) for units in (4, 4, 4, 9, 1)]
    history = read(tmp_path, *rows, max_lines_per_order=10)
    parts = [(order.reference, [line.row for line in order.lines]) for order in orders(history)]
    assert parts == [("536365", [1, 2]), ("536365-2", [3]), ("536365-3", [4, 5])]
    assert [end.order_reference for end in history.report.rows()] == [
        "536365",
        "536365",
        "536365-2",
        "536365-3",
        "536365-3",
    ]


def test_the_parts_of_an_invoice_never_take_the_number_of_another(tmp_path: Path) -> None:
    rows = [row(units=10), row(units=10), row("536365-2", units=10)]
    history = read(tmp_path, *rows, max_lines_per_order=10)
    assert [order.reference for order in orders(history)] == ["536365", "536365-3", "536365-2"]


def test_a_missing_description_is_that_of_another_row_of_the_code(tmp_path: Path) -> None:
    history = read(tmp_path, row(title=""), row(title="B"), row(title="C"), row(title="C"))
    assert [line.row for line in orders(history)[0].lines] == [1, 2, 3, 4]
    assert history.products["71053"].title == "C"


def test_a_row_that_is_refused_may_still_lend_its_description(tmp_path: Path) -> None:
    history = read(tmp_path, row(title=""), row(title=" A  LANTERN ", price="0"))
    assert ends(history) == [("REPLAYED", ""), ("REFUSED", "ZERO_PRICE")]
    assert history.products["71053"].title == "A LANTERN"


def test_a_product_has_its_most_frequent_price_and_first_moment(tmp_path: Path) -> None:
    rows = [row(str(number), price=price) for number, price in enumerate(["9", "2.5", "2.5", "9", "1"])]
    late = row("9", sku="84029G", title="BOTTLE", at="2010-12-02", price="3.39")
    history = read(tmp_path, late, *rows)
    assert list(history.products.values()) == [
        HistoricProduct("71053", "WHITE METAL LANTERN", Decimal("2.5"), MORNING),
        HistoricProduct("84029G", "BOTTLE", Decimal("3.39"), MORNING - MORNING % 86400 + 86400),
    ]


def test_days_may_come_before_months(tmp_path: Path) -> None:
    assert orders(read(tmp_path, row(at="01/12/2010 08:26"), day_first=True))[0].at == MORNING


def test_reading_can_stop_after_some_rows(tmp_path: Path) -> None:
    history = read(tmp_path, row(), row(), row(), limit_rows=2)
    assert (len(history.report), len(orders(history)[0].lines)) == (2, 2)


def test_the_digest_tells_files_and_options_apart_but_not_how_a_file_is_packed(tmp_path: Path) -> None:
    text = as_csv([row()])
    plain = read_text(tmp_path, text)
    assert read_text(tmp_path, zipped(text)).digest == plain.digest
    others = [
        read_text(tmp_path, as_csv([row(units=2)])),
        *(
            read_text(tmp_path, text, **changes)
            for changes in ({"max_units_per_line": 9}, {"cancel_within_seconds": 1})
        ),
    ]
    assert len({plain.digest, *(other.digest for other in others)}) == 4


def test_no_text_of_a_report_is_a_formula(tmp_path: Path) -> None:
    report = read(tmp_path, row("=cmd|'/c calc'!A1"), row("1;=1+1")).report
    file = io.StringIO(newline="")
    report.write_csv(file)
    references = [line[6] for line in csv.reader(io.StringIO(file.getvalue()))]
    assert references[1:] == ["'=cmd|'/c calc'!A1", "1;'=1+1"]


def test_the_report_counts_and_is_written_row_by_row(tmp_path: Path) -> None:
    rows = [row(units=12), row(price="x"), row("C1", units=-4, price="2.50", at="2010-12-09")]
    report = read(tmp_path, *rows).report
    assert report.counts() == {
        (Outcome.REPLAYED, Reason.UNDONE_AT_SALE_PRICE): 1,
        (Outcome.CAPPED, Reason.OVER_UNIT_CAP): 1,
        (Outcome.REFUSED, Reason.BAD_NUMBER): 1,
    }
    assert [report.count(outcome) for outcome in Outcome] == [1, 1, 1, 0]
    file = io.StringIO(newline="")
    report.write_csv(file)
    assert list(csv.reader(io.StringIO(file.getvalue()))) == [
        [
            "row",
            "outcome",
            "reason",
            "units",
            "units_left_out",
            "money_left_out",
            "order_reference",
            "kind",
            "units_back",
        ],
        ["1", "CAPPED", "OVER_UNIT_CAP", "10", "2", "5.10", "536365", "SALE", "0"],
        ["2", "REFUSED", "BAD_NUMBER: UnitPrice", "0", "1", "0", "", "", "0"],
        ["3", "REPLAYED", "UNDONE_AT_SALE_PRICE", "-4", "0", "0.20", "536365", "RETURN", "0"],
    ]


def test_a_row_cannot_end_twice() -> None:
    report = ReplayReport(Source("utf-8", ",", (), ""))
    report.open_row()
    report.settle(1, Verdict(Outcome.REPLAYED, units=1, money=Decimal(1)))
    with pytest.raises(ValueError, match="row 1 has an outcome already"):
        report.settle(1, Verdict.refused(Reason.BROKEN_ROW, 0, Decimal(0)))


@pytest.mark.parametrize(
    "changes",
    [
        {"max_units_per_line": 0},
        {"max_units_per_line": 501},
        {"price_range": (Decimal(0), Decimal(1))},
        {"price_range": (Decimal(2), Decimal(1))},
        {"cancel_within_seconds": -1},
        {"limit_rows": -1},
        {"product_code_pattern": "["},
    ],
)
def test_options_that_make_no_sense_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(HistoryError):
        options(**changes)
