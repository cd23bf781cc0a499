"""Reads a history's file row by row: a CSV or a workbook, whose columns are found by what its header says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter
from pathlib import Path

import msgspec

from .columns import ColumnMap, Layout
from .export_format import EXPORT_FIELDS, plain
from .file_limits import MOST_COLUMNS
from .history_error import HistoryError
from .text_table import TextTable
from .workbook import Workbook

#: One cell per field of the layout, without the blanks around it.
Cells = tuple[str, ...]

#: A row takes up to a kilobyte of memory; no export and no ledger that is known has as many.
_MOST_ROWS = 2_000_000

_SAVE_AGAIN = "open it in a spreadsheet and save it as XLSX or CSV"

#: How files begin that are no table, or one that is not read.
_OTHERS = {
    b"\xd0\xcf\x11\xe0": "is an old Excel file (XLS), or one with a password",
    b"%PDF": "is a PDF document",
    b"<htm": "is a web page",
    b"<!DO": "is a web page",
}


class Source(msgspec.Struct, frozen=True):
    """How a file is read: ``encoding`` is a text's, or xlsx; ``delimiter`` is a workbook's sheet.

    ``content_digest`` is the SHA-256 of a text, unzipped, or of a workbook. ``format`` is the export's name, empty for
    a ledger.
    """

    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    content_digest: str
    format: str = ""


class HistoryFile:
    """An order history on disk.

    Raises HistoryError when it cannot be read, is no table, or lacks a column.
    """

    def __init__(self, path: Path, columns: ColumnMap) -> None:
        self._table = _open(path)
        headers = self._table.headers()
        self._choice = max(headers, key=lambda choice: (columns.fit(headers[choice]), len(headers[choice])))
        header = headers[self._choice]
        if len(header) > MOST_COLUMNS:
            raise HistoryError(f"{path} has more than {MOST_COLUMNS:,} columns", "leave out those without a name")
        self.layout: Layout = columns.layout(header)
        self.source = Source(
            self._table.encoding,
            self._choice,
            tuple(header),
            self._table.content_digest,
            self.layout.format.name if self.layout.format else "",
        )

    @property
    def size(self) -> int:
        """How much there is to read, in bytes."""
        return self._table.size

    @property
    def bytes_read(self) -> int:
        """How much of ``size`` `rows` has read."""
        return self._table.bytes_read

    def rows(self) -> Iterator[tuple[int, Cells | None]]:
        """Every row below the header with its number from 1; None for one with broken quotes or too many cells.

        Empty lines are no rows. Cells that a short row lacks are empty. Where a row holds several items, each is a row.
        Raises HistoryError where nobody can tell how many rows there are.
        """
        pick = itemgetter(*self.layout.places)
        width = len(self.source.columns)
        number = 0
        is_packed = bool(self.layout.packed)
        for cells in self._table.rows(self._choice):
            number += 1
            if number > _MOST_ROWS:
                raise HistoryError(f"the file has more than {_MOST_ROWS:,} rows", "read the first ones with --limit")
            if cells is None or (len(cells) > width and any(cells[width:])):
                yield number, None
                continue
            cells += [""] * (width + 1 - len(cells))
            picked = tuple([cell.strip() for cell in pick(cells)])
            if not is_packed:
                yield number, picked
                continue
            for item in self._unpacked(cells, picked):
                yield number, item
                number += 1
            number -= 1

    def _unpacked(self, cells: Sequence[str], picked: Cells) -> list[Cells]:
        """The row once for each item in it; as it is where there is none."""
        packed = self.layout.format.packed if self.layout.format else None
        assert packed is not None
        fields = {plain(part): field for field, parts in packed.parts.items() for part in parts}
        rows = []
        for place in self.layout.packed:
            for text in cells[place].split(";"):
                values = dict(zip(EXPORT_FIELDS, picked, strict=True))
                for part in text.split("|"):
                    name, _, value = part.partition(":")
                    if field := fields.get(plain(name)):
                        values[field] = value.strip()
                if values["units"]:
                    rows.append(tuple(values.values()))
        return rows or [picked]


def _open(path: Path) -> TextTable | Workbook:
    try:
        with path.open("rb") as file:
            start = file.read(4)
        for mark, words in _OTHERS.items():
            if start.lower().startswith(mark.lower()):
                raise HistoryError(f"{path} {words}", _SAVE_AGAIN)
        return Workbook(path) if start == b"PK\x03\x04" else TextTable(path)
    except OSError as error:
        problem = f"{path} cannot be read: {error.strerror or error}"
        raise HistoryError(problem, "check the path and that the file is whole") from error
