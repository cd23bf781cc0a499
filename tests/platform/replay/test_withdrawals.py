"""What the platform refuses of a row that was settled moves from what was replayed to what was not."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from shopwright.platform.replay.history_file import Source
from shopwright.platform.replay.report import Kind, Outcome, Reason, ReplayReport, Verdict

from .histories import read, row

PRICE = Decimal("2.50")
SETTLED = st.tuples(st.integers(1, 10), st.integers(0, 20), st.booleans(), st.integers(0, 10))


@given(st.lists(SETTLED, max_size=8))
def test_sums_stay_the_file_s(rows: list[tuple[int, int, bool, int]]) -> None:
    report = ReplayReport(Source("utf-8", ",", (), ""))
    units = 0
    for number, (kept, left_out, is_undo, withdrawn) in enumerate(rows, 1):
        sign = -1 if is_undo else 1
        given_units, given_left = sign * kept, sign * left_out
        units += given_units + given_left
        report.open_row()
        outcome = Outcome.CAPPED if left_out else Outcome.REPLAYED
        verdict = Verdict(outcome, Reason.NONE, given_units, given_units * PRICE, given_left, given_left * PRICE)
        report.settle(number, verdict)
        gone = sign * min(withdrawn, kept)
        if gone:
            report.withdraw(number, gone, gone * PRICE, Reason.PLATFORM_REFUSED, "why")
            end = report.row(number)
            assert (end.units, end.units_left_out) == (given_units - gone, given_left + gone)
            assert end.outcome == ("REFUSED" if gone == given_units else "CAPPED")
            assert end.reason == "PLATFORM_REFUSED: why"
    totals = report.totals
    of_units = totals.units_sold - totals.units_undone + totals.units_left_out + totals.units_refused
    of_money = totals.sold - totals.undone + totals.left_out + totals.refused
    assert (of_units, of_money) == (units, units * PRICE)
    refused = [report_row for report_row in report.rows() if report_row.outcome == "REFUSED"]
    assert totals.units_refused == sum(report_row.units_left_out for report_row in refused)
    assert totals.refused == sum(report_row.money_left_out for report_row in refused)


def test_a_refused_row_is_in_no_order(tmp_path: Path) -> None:
    report = read(tmp_path, row(units=3)).report
    report.withdraw(1, 3, 3 * Decimal("2.55"), Reason.PLATFORM_REFUSED)
    assert report.row(1).order_reference == ""
    assert report.references() == set()


def with_its_return() -> ReplayReport:
    """One row that sold three units for 30, of which one came back."""
    report = ReplayReport(Source("utf-8", ",", (), ""))
    report.open_row()
    report.settle(1, Verdict(Outcome.REPLAYED, units=3, money=Decimal(30)))
    report.take_back(1, Kind.RETURN, 1, Decimal(10))
    return report


def test_a_return_that_is_refused_leaves_the_sale() -> None:
    report = with_its_return()
    report.withdraw(1, -1, Decimal(-10), Reason.PLATFORM_REFUSED, "no")
    end, totals = report.row(1), report.totals
    assert (end.outcome, end.units, end.units_back, end.kind) == ("CAPPED", 3, 0, "SALE")
    assert (totals.sold, totals.undone, totals.left_out, totals.refused) == (30, 0, -10, 0)


def test_a_sale_that_is_refused_takes_its_return_with_it() -> None:
    report = with_its_return()
    report.withdraw(1, 3, Decimal(30), Reason.PLATFORM_REFUSED, "no")
    report.withdraw(1, -1, Decimal(-10), Reason.PLATFORM_REFUSED, "its sale was refused")
    end, totals = report.row(1), report.totals
    assert (end.outcome, end.units, end.units_back, end.kind) == ("REFUSED", 0, 0, "")
    assert (totals.sold, totals.undone, totals.left_out, totals.refused) == (0, 0, 0, 20)
