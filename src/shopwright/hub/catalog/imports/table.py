"""Turns a file into a table that every later step reads: a line of JSON for each row, with its line in the file first.

A row is one line whatever its cells hold, so that a step which was killed goes on at a byte that it had kept.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec

from shopwright import decoders

from .problems import FileError
from .settings import Settings
from .values import Cell

#: The largest file in bytes, the most rows and columns that are read, and the longest cell in characters.
MOST_BYTES = 100 << 20
MOST_ROWS = 500_000
MOST_COLUMNS = 500
LONGEST_CELL = 131_072
TOO_LARGE = f"The file is larger than {MOST_BYTES >> 20} MB. Leave out columns that are not goods, or split it."
_SNIFFED = 1 << 16
_decode = decoders.decoder(list[Cell]).decode


class TableRow(NamedTuple):
    """A row of a file: the line (in workbooks the row) that it begins on, and its cells."""

    number: int
    cells: list[Cell]


def kind_of(file: BinaryIO) -> str:
    """``xlsx`` or ``csv``, by what is in a file and not by its name. Raises FileError for anything else."""
    head = file.read(_SNIFFED)
    file.seek(0)
    if not head.strip():
        raise FileError("The file is empty. Export it again, and look at it in a spreadsheet first.")
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileError("This is an old workbook (XLS), or one with a password. Save it as XLSX without one.")
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"{\\rtf")):
        raise FileError("This is no table. Send a CSV or XLSX file.")
    if head[:64].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        raise FileError("This is a web page or XML, not a table. Send a CSV or XLSX file.")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "csv"
    controls = sum(1 for byte in head if byte < 9 or 13 < byte < 32)
    if controls > len(head) / 200:
        raise FileError("This is no table: most of it is not text. Send a CSV or XLSX file.")
    return "csv"


def write_csv_table(file: BinaryIO, settings: Settings, target: BinaryIO) -> int:
    """Write the table of a CSV file; returns its number of rows. Raises FileError for what is no table."""
    csv.field_size_limit(LONGEST_CELL)
    text = io.TextIOWrapper(file, settings.encoding, errors="replace", newline="")
    reader = csv.reader(text, delimiter=settings.delimiter, quotechar=settings.quote)
    writer, begins = TableWriter(target), 1
    try:
        for cells in reader:
            writer.write(begins, cells)
            begins = reader.line_num + 1
    except csv.Error as error:
        raise FileError(
            f"From line {begins} on the file cannot be read: a quotation mark is not closed, or a cell is longer than "
            f"{LONGEST_CELL:,} characters. Mend the line, or choose other quotation marks."
        ) from error
    finally:
        text.detach()
    return writer.count


class TableWriter:
    """Writes rows of a table, those without any text left out. Raises FileError for more than a table may have."""

    def __init__(self, target: BinaryIO) -> None:
        self._target, self.count = target, 0
        self._encode = msgspec.json.Encoder().encode

    def write(self, number: int, cells: list[str] | list[Cell]) -> None:
        while cells and cells[-1] == "":
            cells.pop()
        if not any(not isinstance(cell, str) or cell.strip() for cell in cells):
            return
        if len(cells) > MOST_COLUMNS:
            raise FileError(f"Line {number} has {len(cells):,} columns. A table has {MOST_COLUMNS} or fewer.")
        self.count += 1
        if self.count > MOST_ROWS:
            raise FileError(f"The file has more than {MOST_ROWS:,} rows. Split it, and send the parts one by one.")
        line = self._encode([number, *cells])
        if b"\\u0000" in line:
            line = self._encode([number, *(_without_nul(cell) for cell in cells)])
        self._target.write(line + b"\n")


def _without_nul(cell: Cell) -> Cell:
    return cell.replace("\0", "") if isinstance(cell, str) and "\0" in cell else cell


def rows_from(table: BinaryIO, offset: int = 0) -> Iterator[tuple[TableRow, int]]:
    """Rows of a table from a byte on, each with the byte where the next begins."""
    table.seek(offset)
    # Django's files begin anew when they are iterated over, hence by readline.
    for line in iter(table.readline, b""):
        offset += len(line)
        number, *cells = _decode(line)
        yield TableRow(int(number), cells), offset


def first_rows(table: BinaryIO, count: int) -> list[TableRow]:
    return [row for _, (row, _) in zip(range(count), rows_from(table), strict=False)]


def write_table(source: Path, settings: Settings, target: Path) -> tuple[int, str, list[str]]:
    """Write a file's table; returns its number of rows, the sheet that was read, and the names of all sheets."""
    if settings.kind == "xlsx":
        from .workbook import write_workbook_table

        return write_workbook_table(source, settings.sheet, target)
    with source.open("rb") as file, target.open("wb") as table:
        return write_csv_table(file, settings, table), "", []
