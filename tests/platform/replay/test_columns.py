"""Which column holds what can be said, and what is wrong is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopwright.platform.replay.columns import ColumnMap
from shopwright.platform.replay.history_error import HistoryError

from .histories import as_csv, ends, orders, read_text, row

OTHER_HEADER = ("Invoice", "Code", "Name", "Qty", "When", "Price", "Customer", "Land")
OTHER = ["order=Invoice", "sku=Code", "title=Name", "units=Qty", "date=When", "price=Price", "buyer=Customer"]


def test_columns_have_uci_s_names_unless_told_otherwise() -> None:
    assert ColumnMap.parse([]) == ColumnMap()
    assert ColumnMap().order == "InvoiceNo"


def test_columns_of_another_name_are_found(tmp_path: Path) -> None:
    history = read_text(tmp_path, as_csv([row()], OTHER_HEADER), columns=ColumnMap.parse([*OTHER, "country = Land"]))
    assert orders(history)[0].country == "United Kingdom"
    assert ends(history) == [("REPLAYED", "")]


def test_columns_may_stand_in_any_order_among_others(tmp_path: Path) -> None:
    text = "Note,Country,CustomerID,UnitPrice,InvoiceDate,Quantity,Description,StockCode,InvoiceNo\n"
    text += "x,France,7,2.55,2010-12-01 08:26:00,3,A LANTERN,71053,1\n"
    order = orders(read_text(tmp_path, text))[0]
    assert (order.reference, order.buyer, order.country) == ("1", "7", "France")


def test_a_file_may_lack_buyers_and_countries(tmp_path: Path) -> None:
    text = as_csv([row()[:6]], OTHER_HEADER[:6])
    history = read_text(tmp_path, text, columns=ColumnMap.parse([*OTHER[:6], "buyer=", "country="]))
    assert (orders(history)[0].buyer, orders(history)[0].country) == ("guest-536365", "")


@pytest.mark.parametrize(
    ("assignments", "words"),
    [
        (["order"], "does not map a column: write FIELD=COLUMN, where FIELD is one of order, sku, title"),
        (["colour=Red"], "'colour=Red' does not map a column"),
        (["order=A", "order=B"], "mapped twice"),
        (["order="], "mapped to nothing"),
    ],
)
def test_a_mapping_that_is_not_understood_is_explained(assignments: list[str], words: str) -> None:
    with pytest.raises(HistoryError) as caught:
        ColumnMap.parse(assignments)
    assert words in str(caught.value)


def test_a_missing_column_is_named_with_those_that_the_file_has(tmp_path: Path) -> None:
    with pytest.raises(HistoryError) as caught:
        read_text(tmp_path, as_csv([row()], OTHER_HEADER), columns=ColumnMap.parse(OTHER[1:]))
    assert "no column 'InvoiceNo' (order), 'Country' (country)" in caught.value.problem
    assert all(repr(name) in caught.value.problem for name in OTHER_HEADER)
    assert "order=Invoice" in caught.value.remedy


def test_two_fields_may_not_share_a_column(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match="'Description' are used or named twice"):
        read_text(tmp_path, as_csv([row()]), columns=ColumnMap.parse(["sku=Description"]))


def test_two_columns_may_not_share_a_name_that_is_needed(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match="'UnitPrice' are used or named twice"):
        read_text(tmp_path, as_csv([(*row(), "3")], ("UnitPrice", *as_csv([]).strip().split(","))))
