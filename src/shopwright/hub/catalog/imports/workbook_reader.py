"""``python -m …workbook_reader SOURCE TARGET SHEET``: the process that reads a workbook, and nothing else.

It ends with 0 and its findings on stdout, with 2 and a sentence for the seller, or with anything else where the system
stopped it at its bounds.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from .guess import score_of
from .problems import FileError
from .table import MOST_COLUMNS, MOST_ROWS, TableRow, TableWriter
from .values import Cell
from .workbook import MEMORY

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOOKED_AT = 20


def main(source: str, target: str, sheet: str) -> int:
    _bound()
    try:
        book = CalamineWorkbook.from_path(source)
        sheets = [
            item.name
            for item in book.sheets_metadata
            if item.typ == SheetTypeEnum.WorkSheet and item.visible == SheetVisibleEnum.Visible
        ]
        if not sheets:
            raise FileError("The workbook has no sheet that can be seen.")
        chosen = sheet if sheet in sheets else _best(book, sheets)
        with Path(target).open("wb") as file:
            writer = TableWriter(file)
            for row in _rows(book.get_sheet_by_name(chosen)):
                writer.write(row.number, row.cells)
    except FileError as error:
        sys.stdout.write(str(error))
        return 2
    except (CalamineError, ValueError, OSError) as error:
        sys.stdout.write(f"The workbook is damaged ({error}). Open it in a spreadsheet and save it as XLSX or CSV.")
        return 2
    sys.stdout.buffer.write(msgspec.json.encode((writer.count, chosen, sheets)))
    return 0


def _bound() -> None:
    """Take no more memory, CPU or disk than the list of a large shop needs."""
    try:
        import resource
    except ImportError:  # Windows bounds no process; the check before has bounded what is unpacked
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (120, 120))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MEMORY, MEMORY))


def _best(book: CalamineWorkbook, sheets: list[str]) -> str:
    """The sheet whose first rows name most fields."""
    if len(sheets) == 1:
        return sheets[0]
    scores = {}
    for sheet in sheets[:20]:
        rows = [row for row, _ in zip(_rows(book.get_sheet_by_name(sheet)), range(_LOOKED_AT), strict=False)]
        scores[sheet] = max((score_of(row) for row in rows), default=0)
    return max(scores, key=lambda sheet: scores[sheet])


def _rows(sheet: CalamineSheet) -> Iterator[TableRow]:
    if sheet.start is None:
        return
    if sheet.total_height > 10 * MOST_ROWS or sheet.width > 4 * MOST_COLUMNS:
        raise FileError("The sheet has cells far away from all others. Delete them, and save the workbook again.")
    first, indent = sheet.start
    for number, cells in enumerate(sheet.iter_rows(), first + 1):
        yield TableRow(number, [*[""] * indent, *(_cell(value) for value in cells)])


def _cell(value: object) -> Cell:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str | int | float):
        return value
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
