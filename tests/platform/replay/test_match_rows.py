"""Cancellations find the sale that they undo, and never undo more than was sold."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright.platform.replay.match_rows import Cancellation, match_cancellations
from shopwright.platform.replay.model import HistoricLine, HistoricOrder

from .histories import ends, orders, read, row, undos


def back(units: int, price: str = "2.55", *, order: str = "C9", at: str = "2010-12-09", **more: str) -> tuple[str, ...]:
    return row(order, units=-units, price=price, at=at, **more)


def test_a_cancellation_undoes_the_latest_earlier_sale_first(tmp_path: Path) -> None:
    sales = [row("1", units=3, at="2010-12-01"), row("2", units=3, at="2010-12-02"), row("3", units=3, at="2010-12-10")]
    history = read(tmp_path, *sales, back(4))
    assert [(undo.order_reference, undo.sale_row, undo.units) for undo in undos(history)] == [("2", 2, 3), ("1", 1, 1)]
    assert ends(history)[3] == ("REPLAYED", "")
    assert history.report.row(4).order_reference == "2"


def test_a_sale_at_the_same_price_comes_before_a_later_one(tmp_path: Path) -> None:
    sales = [row("1", units=3, at="2010-12-01"), row("2", units=3, price="2.10", at="2010-12-02")]
    history = read(tmp_path, *sales, back(4))
    assert [(undo.order_reference, undo.units) for undo in undos(history)] == [("1", 3), ("2", 1)]


def test_an_undo_names_its_own_row_invoice_code_and_moment(tmp_path: Path) -> None:
    history = read(tmp_path, row("1", sku="85123a"), back(1, sku="85123A"))
    (undo,) = undos(history)
    assert (undo.row, undo.reference, undo.sku, undo.at) == (
        2,
        "C9",
        "85123A",
        orders(history)[0].at + 8 * 86400 - 30360,
    )


@pytest.mark.parametrize(
    "sale",
    [
        row("1", at="2010-12-10"),
        row("1", buyer="2"),
        row("1", buyer=""),
        row("1", sku="71054"),
        row("1", price="0"),
    ],
    ids=["later", "another buyer's", "a guest's", "another code", "refused"],
)
def test_a_cancellation_without_an_earlier_sale_is_refused(tmp_path: Path, sale: tuple[str, ...]) -> None:
    history = read(tmp_path, sale, back(1))
    assert ends(history)[1] == ("REFUSED", "CANCELLATION_WITHOUT_SALE")
    assert history.report.row(2).money_left_out == Decimal("-2.55")


def test_no_more_is_undone_than_was_replayed(tmp_path: Path) -> None:
    history = read(tmp_path, row("1", units=100), back(100), back(1, at="2010-12-10"))
    assert [undo.units for undo in undos(history)] == [10]
    assert ends(history)[1:] == [("CAPPED", "SALE_HAS_FEWER_UNITS"), ("REFUSED", "CANCELLATION_WITHOUT_SALE")]
    end = history.report.row(2)
    assert (end.units, end.units_left_out, end.money_left_out) == (-10, -90, Decimal("-229.50"))


def test_cancellations_take_their_turn_by_time_not_by_row(tmp_path: Path) -> None:
    history = read(
        tmp_path, row("1", units=5), back(4, at="2010-12-09", order="C2"), back(4, at="2010-12-08", order="C1")
    )
    assert [(undo.reference, undo.units) for undo in undos(history)] == [("C1", 4), ("C2", 1)]


def test_what_is_paid_back_is_what_was_paid_and_the_difference_is_left_out(tmp_path: Path) -> None:
    history = read(tmp_path, row("1", units=5, price="2.55"), back(2, price="2.00"))
    end = history.report.row(2)
    assert (end.outcome, end.reason, end.units) == ("REPLAYED", "UNDONE_AT_SALE_PRICE", -2)
    assert end.money_left_out == Decimal("1.10")
    assert history.report.totals.undone == Decimal("5.10")


@pytest.mark.parametrize(
    ("at", "kind"),
    [
        ("2010-12-01 08:26:00", "CANCELLATION"),
        ("2010-12-02 08:26:00", "CANCELLATION"),
        ("2010-12-02 08:26:01", "RETURN"),
    ],
)
def test_an_undo_within_a_day_is_a_cancellation_and_a_later_one_a_return(tmp_path: Path, at: str, kind: str) -> None:
    (undo,) = undos(read(tmp_path, row(), back(1, at=at)))
    assert undo.kind == kind


def test_how_long_an_order_can_be_cancelled_can_be_said(tmp_path: Path) -> None:
    (undo,) = undos(read(tmp_path, row(), back(1, at="2010-12-01 08:27:00"), cancel_within_seconds=59))
    assert undo.kind == "RETURN"


def test_an_order_comes_before_its_undo_of_the_same_second_even_when_its_row_comes_later(tmp_path: Path) -> None:
    history = read(tmp_path, back(1, at="2010-12-01 08:26:00"), row())
    assert history.events == (*orders(history), *undos(history))
    assert len(history.events) == 2


def test_a_split_invoice_is_undone_in_the_part_that_holds_the_line(tmp_path: Path) -> None:
    history = read(tmp_path, row(units=10), row(units=10), back(12), max_lines_per_order=10)
    assert [(undo.order_reference, undo.units) for undo in undos(history)] == [("536365-2", 10), ("536365", 2)]


SALES = st.tuples(st.just("sale"), st.integers(1, 4), st.sampled_from(["2.55", "2.10"]), st.integers(1, 9))
BACKS = st.tuples(st.just("back"), st.integers(1, 6), st.sampled_from(["2.55", "2.10", "9.99"]), st.integers(1, 9))


@given(st.lists(SALES | BACKS, max_size=12))
def test_cancellations_undo_what_a_search_through_all_sales_would(events: list[tuple[str, int, str, int]]) -> None:
    sales = [
        HistoricOrder(str(row), "b", "", at, (HistoricLine(row, "S", units, Decimal(price)),))
        for row, (kind, units, price, at) in enumerate(events)
        if kind == "sale"
    ]
    sales.sort(key=lambda order: (order.at, order.lines[0].row))
    backs = [
        Cancellation(row, f"C{row}", "b", "S", units, Decimal(price), at)
        for row, (kind, units, price, at) in enumerate(events)
        if kind == "back"
    ]
    left = {order.reference: order.lines[0].units for order in sales}
    expected = []
    for back in sorted(backs, key=lambda back: (back.at, back.row)):
        earlier = [order for order in reversed(sales) if order.at <= back.at]
        wanted, taken = back.units, []
        for order in sorted(earlier, key=lambda order: order.lines[0].price != back.price):
            units = min(wanted, left[order.reference])
            if units:
                left[order.reference] -= units
                wanted -= units
                taken.append((order.reference, units))
        expected.append((back.row, taken))
    matches = match_cancellations(backs, sales, 86_400)
    assert [
        (match.cancellation.row, [(undo.order_reference, undo.units) for undo in match.undos]) for match in matches
    ] == expected


def test_many_cancellations_of_many_sales_are_matched_without_a_search_for_each() -> None:
    class Counted(Decimal):
        compared = 0

        def __eq__(self, other: object) -> bool:
            Counted.compared += 1
            return Decimal(self) == other

        __hash__ = Decimal.__hash__

    sales = [HistoricOrder(str(n), "b", "", n, (HistoricLine(n, "S", 1, Counted(2)),)) for n in range(500)]
    backs = [Cancellation(1_000 + n, f"C{n}", "b", "S", 1, Counted(3), 1_000) for n in range(500)]
    assert all(match.undos for match in match_cancellations(backs, sales, 86_400))
    assert Counted.compared < 10_000, "each cancellation with each sale would be 250,000"
