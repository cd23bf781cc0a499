"""Writes rows as CSV or XLSX, a row at a time, so that a spreadsheet runs none of them."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    import xlsxwriter

_LONGEST_CELL = 32_767
#: Rows of a sheet; a workbook goes on in a further one. A sheet can hold 1,048,576.
_ROWS_OF_A_SHEET = 1_000_000
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
#: What a text begins with that may be a formula: most texts need no second look.
_SIGNS = frozenset("'=+-@\t\r")
_TIMES = "yyyy-mm-dd hh:mm:ss"

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def defused(row: Sequence[object]) -> list[object]:
    """Cells with a mark before texts that a spreadsheet would take for formulas; imports take the mark off again."""
    return [
        f"'{cell}" if isinstance(cell, str) and cell[:1] in _SIGNS and _FORMULA.match(cell) else cell for cell in row
    ]


def write_csv(header: Sequence[str], rows: Iterable[Sequence[object]], target: IO[bytes]) -> int:
    """UTF-8 with a mark that spreadsheets know it by. Returns the number of rows."""
    target.write(codecs.BOM_UTF8)
    return write_csv_rows(itertools.chain([header], rows), target) - 1


def write_csv_rows(rows: Iterable[Sequence[object]], target: IO[bytes]) -> int:
    """Further rows of a file. Returns their number."""
    text = io.TextIOWrapper(target, "utf-8", newline="")
    writer = csv.writer(text)
    count = 0
    for row in rows:
        writer.writerow([_text(cell) if isinstance(cell, datetime) else cell for cell in defused(row)])
        count += 1
    text.flush()
    text.detach()
    return count


def write_xlsx(
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    target: IO[bytes],
    *,
    title: str,
    frozen: int = 1,
    most_rows: int = _ROWS_OF_A_SHEET,
) -> int:
    """A workbook whose texts are texts, whatever they begin with. What no cell can hold is left empty.

    ``frozen``: columns that stay in view. Rows go to the disk as they come. Returns the number of rows.
    """
    import xlsxwriter

    book = xlsxwriter.Workbook(target, {"constant_memory": True})
    bold, time = book.add_format({"bold": True}), book.add_format({"num_format": _TIMES})
    page, count = None, 0
    for row in _with_header(header, rows, most_rows):
        place = count % (most_rows + 1)
        if place == 0:
            number = count // (most_rows + 1)
            page = book.add_worksheet(title if number == 0 else f"{title} {number + 1}")
            page.freeze_panes(1, frozen)
        assert page is not None
        for column, value in enumerate(defused(row)):
            _write_cell(page, place, column, value, bold if place == 0 else None, time)
        count += 1
    book.close()
    return count - (count + most_rows) // (most_rows + 1)


def write_table(
    form: str, header: Sequence[str], rows: Iterable[Sequence[object]], target: IO[bytes], *, title: str
) -> int:
    """One of the forms of ``MEDIA_TYPES``. Returns the number of rows."""
    if form == "xlsx":
        return write_xlsx(header, rows, target, title=title)
    return write_csv(header, rows, target)


def _with_header(header: Sequence[str], rows: Iterable[Sequence[object]], most_rows: int) -> Iterable[Sequence[object]]:
    yield header
    for number, row in enumerate(rows):
        if number and number % most_rows == 0:
            yield header
        yield row


def _write_cell(
    page: xlsxwriter.worksheet.Worksheet,
    row: int,
    column: int,
    value: object,
    bold: xlsxwriter.format.Format | None,
    time: xlsxwriter.format.Format,
) -> None:
    if isinstance(value, bool):
        page.write_string(row, column, "yes" if value else "no")
    elif isinstance(value, str):
        if value and len(value) <= _LONGEST_CELL and "\ufffe" not in value and "\uffff" not in value:
            page.write_string(row, column, value, bold)
    elif isinstance(value, datetime):
        page.write_datetime(row, column, value.astimezone(UTC).replace(tzinfo=None), time)
    elif value is not None:
        page.write_number(row, column, value)


def _text(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
