"""The account adds up: for random files, for the extract that ships, and for all of UCI's Online Retail."""

from __future__ import annotations

import csv
import gzip
import lzma
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright.platform.demo.catalogue import load
from shopwright.platform.replay.history import DEMO_HISTORY, read_history
from shopwright.platform.replay.model import HistoricLine, History
from shopwright.platform.replay.report import Outcome, Reason

from .histories import HEADER, as_csv, options, orders, undos

pytestmark = pytest.mark.slow

SALES = Path(__file__).resolve().parents[3] / "../shared/data/online_retail/online_retail.csv.gz"
needs_sales = pytest.mark.skipif(not SALES.exists(), reason="the UCI Online Retail file is not beside the repository")

DATES = [f"2010-12-{day:02} {hour:02}:00" for day in (1, 2, 5) for hour in (8, 20)]
ROWS = st.tuples(
    st.sampled_from(["1", "2", "3", "C1", "C2", "A1", ""]),
    st.sampled_from(["10001", "10002A", "10002a", "POST", ""]),
    st.sampled_from(["A", "B", ""]),
    st.one_of(st.integers(-15, 25).map(str), st.sampled_from(["", "x", "-0"])),
    st.sampled_from([*DATES, "", "never"]),
    st.sampled_from(["1", "1.10", "2.5", "0", "-3", "0.001", "2.555", "9999", "", "x"]),
    st.sampled_from(["7", "8", ""]),
    st.just("UK"),
)
NUMBER = re.compile(r"-?\d+(\.\d+)?")


class Row(NamedTuple):
    """A row of a file as it stands there, in the order of HEADER."""

    order: str
    sku: str
    title: str
    units: str
    at: str
    price: str
    buyer: str
    country: str


def check_account(history: History, rows: Sequence[Row], *, cap: int = 10, most: int = 500) -> None:
    """Every row has one outcome, and orders, undos and the report's rest make up the file, row by row and in sum."""
    ends = list(history.report.rows())
    assert [end.row for end in ends] == list(range(1, len(rows) + 1))
    lines = {line.row: line for order in orders(history) for line in order.lines}
    placed = {line.row: order for order in orders(history) for line in order.lines}
    assert len(lines) == sum(len(order.lines) for order in orders(history)), "a row is in two orders"
    made = Counter({row: line.units for row, line in lines.items()})
    money = {row: line.units * line.price for row, line in lines.items()}
    undone: Counter[int] = Counter()
    for undo in undos(history):
        assert placed[undo.sale_row].at <= undo.at
        assert placed[undo.sale_row].reference == undo.order_reference
        undone[undo.sale_row] += undo.units
        made[undo.row] -= undo.units
        money[undo.row] = money.get(undo.row, Decimal(0)) - undo.units * lines[undo.sale_row].price
    assert all(0 < undone[row] <= lines[row].units <= cap for row in undone)
    for end, row in zip(ends, rows, strict=True):
        wanted_units = int(row.units) if NUMBER.fullmatch(row.units) else 0
        wanted_money = wanted_units * Decimal(row.price) if NUMBER.fullmatch(row.price) else Decimal(0)
        assert end.units == made[end.row]
        assert end.units + end.units_left_out == wanted_units
        assert money.get(end.row, Decimal(0)) + end.money_left_out == wanted_money
        assert (end.outcome == "REFUSED") == (end.units == 0)
        assert (end.outcome == "CAPPED") == (end.units != 0 and end.units_left_out != 0)
        assert (end.reason == "") == (end.units_left_out == 0 == end.money_left_out and end.outcome == "REPLAYED")
        check_line(lines.get(end.row), row)
    assert all(sum(line.units for line in order.lines) <= most for order in orders(history))
    check_sums(history, rows)


def check_line(line: HistoricLine | None, row: Row) -> None:
    if line:
        assert line.sku == row.sku.upper()
        assert line.price == Decimal(row.price)
        assert not row.order.startswith("C")


def check_sums(history: History, rows: Sequence[Row]) -> None:
    counted = [row for row in rows if NUMBER.fullmatch(row.units)]
    money = sum((int(row.units) * Decimal(row.price) for row in counted if NUMBER.fullmatch(row.price)), Decimal(0))
    units = sum(int(row.units) for row in counted)
    totals = history.report.totals
    sold = [line for order in orders(history) for line in order.lines]
    assert totals.sold == sum(line.units * line.price for line in sold)
    assert totals.units_sold == sum(line.units for line in sold)
    assert totals.units_undone == sum(undo.units for undo in undos(history))
    assert totals.sold - totals.undone + totals.left_out + totals.refused == money
    assert totals.units_sold - totals.units_undone + totals.units_left_out + totals.units_refused == units


@given(st.lists(ROWS, max_size=40), st.integers(1, 12))
def test_the_account_of_a_random_file_adds_up(rows: list[tuple[str, ...]], cap: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "history.csv"
        path.write_text(as_csv(rows))
        history = read_history(path, options(max_units_per_line=cap, max_lines_per_order=15))
        again = read_history(path, options(max_units_per_line=cap, max_lines_per_order=15))
    check_account(history, [Row(*row) for row in rows], cap=cap, most=15)
    assert again.events == history.events
    assert len({order.reference for order in orders(history)}) == len(orders(history))
    assert [event.at for event in history.events] == sorted(event.at for event in history.events)
    assert set(history.products) == {line.sku for order in orders(history) for line in order.lines}


def rows_of(path: Path) -> Iterator[Row]:
    """The rows of a file that begins with HEADER."""
    unpack = lzma.open if path.suffix == ".xz" else gzip.open
    with unpack(path, "rt", encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        assert tuple(next(lines)) == HEADER
        yield from map(Row._make, lines)


@needs_sales
def test_every_row_of_online_retail_is_accounted_for() -> None:
    history = read_history(SALES, options())
    rows = list(rows_of(SALES))
    assert len(history.report) == len(rows) == 541_909
    assert sum(history.report.counts().values()) == 541_909
    check_account(history, rows)
    refused = {reason for outcome, reason in history.report.counts() if outcome is Outcome.REFUSED}
    assert refused == {
        Reason.NEGATIVE_PRICE,
        Reason.NON_PRODUCT_CODE,
        Reason.NEGATIVE_QUANTITY,
        Reason.ZERO_PRICE,
        Reason.CANCELLATION_WITHOUT_SALE,
    }


def test_the_shipped_extract_has_three_thousand_orders_of_what_the_demo_shop_sells() -> None:
    history = read_history(DEMO_HISTORY, options())
    check_account(history, list(rows_of(DEMO_HISTORY)))
    assert len(orders(history)) >= 3_000
    assert {undo.kind for undo in undos(history)} == {"CANCELLATION", "RETURN"}
    assert set(history.products) <= {sku.seller_sku for product in load().products for sku in product.skus}
    assert history.report.count(Outcome.REFUSED) == 0
    assert DEMO_HISTORY.stat().st_size < 150_000


@needs_sales
def test_the_shipped_extract_holds_rows_of_the_source_in_its_order() -> None:
    extract = rows_of(DEMO_HISTORY)
    wanted = next(extract, None)
    for row in rows_of(SALES):
        if row == wanted:
            wanted = next(extract, None)
    assert wanted is None


@needs_sales
def test_building_again_gives_the_shipped_extract() -> None:
    from build_demo_history import build

    built, shipped = build(SALES), DEMO_HISTORY.read_bytes()
    assert lzma.decompress(built) == lzma.decompress(shipped)
