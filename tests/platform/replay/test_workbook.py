"""Workbooks: Seller Center's own, those that spreadsheets save, and those that are broken or mean harm."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from shopwright.platform.replay.history_error import HistoryError

from .exports import SELLER_CENTER, column, read_export, sheet_of, sold, text_cell, workbook
from .histories import ends, orders, undos

HEADER = (
    "Order ID",
    "Order Status",
    "Seller SKU",
    "Product Name",
    "Quantity",
    "SKU Unit Original Price",
    "Created Time",
)


def read_sheet(folder: Path, rows: str, **parts: object) -> list[tuple[str, str]]:
    return ends(read_export(folder, workbook({"OrderSKUList": rows}, **parts), name="orders.xlsx"))  # type: ignore[arg-type]


def cells(number: int, *written: str) -> str:
    return f'<row r="{number}">{"".join(written)}</row>'


def header() -> str:
    return cells(1, *(text_cell(f"{column(at)}1", name) for at, name in enumerate(HEADER)))


def test_seller_center_s_workbook_with_its_header_cell_by_cell(tmp_path: Path) -> None:
    names = list(SELLER_CENTER)
    rows = [[SELLER_CENTER[name] for name in names]]
    rows += [[str(row.get(name.strip(), "")) for name in names] for row in (sold(1), sold(2, Order_Status="Canceled"))]
    content = workbook({"readme": "", "OrderSKUList": sheet_of(names, rows)})
    history = read_export(tmp_path, content, name="To ship orders.xlsx")
    assert history.report.source.format == "TikTok Shop Seller Center"
    assert (history.report.source.encoding, history.report.source.delimiter) == ("xlsx", "OrderSKUList")
    assert ends(history) == [("SKIPPED", "DESCRIPTION_ROW"), ("REPLAYED", ""), ("REPLAYED", "")]
    assert [undo.order_reference for undo in undos(history)] == ["2"]


def test_a_spreadsheet_s_numbers_dates_and_shared_texts_are_read(tmp_path: Path) -> None:
    shared = "<si><t>Completed</t></si><si><r><t>Blue </t></r><r><t>mug</t></r><rPh><t>x</t></rPh></si>"
    row = cells(
        2,
        '<c r="A2"><v>576461423456789012</v></c>',
        '<c r="B2" t="s"><v>0</v></c>',
        text_cell("C2", "MUG-01"),
        '<c r="D2" t="s"><v>1</v></c>',
        '<c r="E2"><v>2</v></c>',
        '<c r="F2" s="3"><v>19.989999999999998</v></c>',
        '<c r="G2" s="1"><v>46106.916724537</v></c>',
    )
    content = workbook({"Sheet": header() + row}, shared=shared)
    (order,) = orders(read_export(tmp_path, content, name="orders.xlsx"))
    assert order.reference == "576461423456789012"
    (line,) = order.lines
    assert (line.units, str(line.price)) == (2, "19.99")
    assert order.at == 1_774_476_005, "25 March 2026, 22:00:05"


@pytest.mark.parametrize(("style", "is_date"), [(0, False), (1, True), (2, True), (3, False)])
def test_a_number_is_a_date_by_its_style_alone(tmp_path: Path, style: int, is_date: bool) -> None:
    row = cells(2, *(text_cell(f"{column(at)}2", text) for at, text in enumerate(("1", "Completed", "A", "B", 1, 5))))
    rows = header() + row.replace("</row>", f'<c r="G2" s="{style}"><v>46106.5</v></c></row>')
    outcome = ("REPLAYED", "") if is_date else ("REFUSED", "BAD_DATE: Created Time")
    assert read_sheet(tmp_path, rows) == [outcome]


def test_an_id_of_which_digits_are_lost_is_refused(tmp_path: Path) -> None:
    row = cells(2, '<c r="A2"><v>5.7646142345678899E+17</v></c>', text_cell("E2", 1))
    assert read_sheet(tmp_path, header() + row) == [("REFUSED", "ROUNDED_ID: Order ID")]


def test_a_formula_counts_by_its_last_value_and_without_one_its_row_is_refused(tmp_path: Path) -> None:
    def row(number: int, price: str) -> str:
        texts = ("1", "Completed", "A", "B", "1")
        written = [text_cell(f"{column(at)}{number}", text) for at, text in enumerate(texts)]
        return cells(number, *written, price, text_cell(f"G{number}", "2026-03-25"))

    rows = row(2, '<c r="F2"><f>4+5</f><v>9</v></c>') + row(3, '<c r="F3"><f>HYPERLINK("http://x")</f></c>')
    assert read_sheet(tmp_path, header() + rows) == [
        ("REPLAYED", ""),
        ("REFUSED", "BAD_NUMBER: SKU Unit Original Price"),
    ]


def test_a_hidden_sheet_is_passed_over(tmp_path: Path) -> None:
    sheets = {"secret": sheet_of(HEADER, []), "Orders": sheet_of(HEADER, [("1", "", "A", "B", "1", "5", "2026-03-25")])}
    history = read_export(tmp_path, workbook(sheets, hidden=["secret"]), name="orders.xlsx")
    assert history.report.source.delimiter == "Orders"
    assert len(orders(history)) == 1


def zipped(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>'
WHOLE = workbook({"Orders": sheet_of(HEADER, [])})


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (zipped({"orders.csv": b"Order ID"}), "ZIP archive and no workbook: unpack it"),
        (workbook({"Orders": header()}, more={"xl/sharedStrings.xml": ENTITIES}), "declares a document type"),
        (workbook({"Orders": "<row r='1'><c r='A1'><v>1"}), "no workbook that can be read"),
        (workbook({"Orders": '<row r="9999999"><c r="A9999999"><v>1</v></c></row>'}), "beyond the last"),
        (workbook({"Orders": '<row r="1"><c r="XFE1"><v>1</v></c></row>'}), "beyond the last"),
        (workbook({"Orders": '<row r="1"><c r="A1" t="s"><v>7</v></c></row>'}), "no workbook that can be read"),
        (workbook({"Orders": ""}), "has no header"),
        (workbook({"Orders": text_cell("A1", "x" * 32_768)}), "longer than 32,767 characters"),
        (workbook({"Orders": header()}, shared=f"<si><t>{'x' * 32_768}</t></si>"), "longer than 32,767 characters"),
        (workbook({"Orders": header() + "<a>" * 200}), "more than 100 elements of its XML lie in each other"),
        (workbook({"Orders": f"<row a='{'x' * 3_000_000}'/>"}), "a tag of its XML is longer than a megabyte"),
        (workbook({"Orders": header() + text_cell("ALM1", "x")}), "has more than 1,000 columns"),
        (WHOLE[: len(WHOLE) // 2], "no workbook that can be read"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 500, "old Excel file"),
        (b"%PDF-1.7", "PDF document"),
        (b"<html><table>", "web page"),
    ],
)
def test_what_is_no_sound_workbook_is_refused_with_a_remedy(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(HistoryError) as caught:
        read_export(tmp_path, content, name="orders.xlsx")
    assert words in str(caught.value)
    assert caught.value.remedy


def test_a_workbook_that_unpacks_to_far_more_is_refused_with_a_remedy(tmp_path: Path) -> None:
    content = zipped({"xl/workbook.xml": b"<workbook/>", "x": b"\0" * 120_000_000})
    with pytest.raises(HistoryError) as caught:
        read_export(tmp_path, content, name="orders.xlsx")
    assert "unpacks to 114 MB or more" in str(caught.value)
    assert caught.value.remedy


def test_cells_far_to_the_right_take_no_room_and_refuse_their_row(tmp_path: Path) -> None:
    far = "".join(cells(number, text_cell(f"XFD{number}", "x")) for number in range(2, 1_002))
    content = workbook({"Orders": header() + far})
    tracemalloc.start()
    try:
        history = read_export(tmp_path, content, name="orders.xlsx")
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert ends(history) == [("REFUSED", "BROKEN_ROW")] * 1_000
    assert most < 20_000_000, "a row that is filled up to its last cell takes 130 kB"
