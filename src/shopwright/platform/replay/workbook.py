"""Reads the rows of a workbook (XLSX) as text: sheet by sheet, in bounded memory, formulas by their last value."""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from posixpath import join, normpath
from xml.parsers import expat

from .file_limits import MOST_BYTES, MOST_COLUMNS, MOST_SHARED_BYTES, check_unpacked
from .history_error import HistoryError
from .workbook_values import Styles, number_text
from .workbook_xml import Attributes, XmlParser

_CHUNK = 1 << 16
_LAST_COLUMN, _LAST_ROW, _MOST_CHARACTERS = 16_383, 1_048_576, 32_767  # a spreadsheet's own limits
_REFERENCE = re.compile("([A-Z]{1,3})([0-9]{1,7})")
_SAVE_AGAIN = "open it in a spreadsheet and save it as XLSX or CSV"
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    EOFError,
    LookupError,
    ValueError,
    NotImplementedError,
)


class Workbook:
    """An XLSX file. Raises HistoryError when it is none, is damaged or protected, or unpacks to too much."""

    encoding = "xlsx"

    def __init__(self, path: Path) -> None:
        self._path = path
        self.size = path.stat().st_size
        self.bytes_read = 0
        with path.open("rb") as file:
            self.content_digest = hashlib.file_digest(file, "sha256").hexdigest()
        try:
            self._zip = zipfile.ZipFile(path)
            self._check()
            self._sheets, is_1904 = self._find_sheets()
            self._widths: dict[str, int] = {}
            self._shared = self._read_shared()
            self._styles = self._read_styles(is_1904=is_1904)
        except _BROKEN as error:
            raise self._damaged(error) from error

    def headers(self) -> dict[str, list[str]]:
        """The first row that is not empty of every visible sheet, by the sheet's name; HistoryError without any."""
        headers = {}
        for name in self._sheets:
            first = next(self._filled(name, MOST_COLUMNS), None)
            if first is not None:
                headers[name] = [cell.strip() for cell in first]
                self._widths[name] = len(first)
        if not headers:
            raise HistoryError(f"{self._path} has no header", "its first row must name the columns")
        return headers

    def rows(self, sheet: str) -> Iterator[list[str] | None]:
        """Every row of a sheet below the header, as text; empty rows are no rows.

        Of what lies to the right of the header's cells, the first text stands behind the last of them.
        """
        rows = self._filled(sheet, self._widths[sheet])
        next(rows, None)
        yield from rows

    def _filled(self, sheet: str, width: int) -> Iterator[list[str]]:
        part = self._sheets[sheet]
        self.size, self.bytes_read = max(self._zip.getinfo(part).file_size, 1), 0
        reader = _SheetReader(self._shared, self._styles, width)
        try:
            for chunk in self._chunks(part):
                self.bytes_read += len(chunk)
                reader.feed(chunk)
                yield from (row for row in reader.take() if any(row))
            reader.end()
            yield from (row for row in reader.take() if any(row))
        except _BROKEN as error:
            raise self._damaged(error) from error

    def _check(self) -> None:
        parts = self._zip.infolist()
        if any(part.flag_bits & 1 for part in parts):
            raise HistoryError(f"{self._path} is protected by a password", "save it without one")
        check_unpacked(str(self._path), self.size, sum(part.file_size for part in parts))
        if "xl/workbook.xml" not in self._zip.namelist():
            raise HistoryError(f"{self._path} is a ZIP archive and no workbook", "unpack it and name the file in it")

    def _find_sheets(self) -> tuple[dict[str, str], bool]:
        """The part of each sheet that is not hidden, by its name; and whether dates count from 1904."""
        targets: dict[str, str] = {}
        links: list[tuple[str, str]] = []
        is_1904: list[bool] = []

        def relation(attributes: Attributes) -> None:
            target = attributes.get("Target", "")
            targets[attributes.get("Id", "")] = target.lstrip("/") if target.startswith("/") else join("xl", target)

        def sheet(attributes: Attributes) -> None:
            if attributes.get("state", "visible") == "visible":
                link = next((value for name, value in attributes.items() if name.rpartition(":")[2] == "id"), "")
                links.append((attributes.get("name", ""), link))

        self._scan("xl/_rels/workbook.xml.rels", {"Relationship": relation})
        self._scan(
            "xl/workbook.xml",
            {"sheet": sheet, "workbookPr": lambda it: is_1904.append(it.get("date1904") in {"1", "true"})},
        )
        sheets = {name: normpath(targets[link]) for name, link in links if link in targets}
        return {name: part for name, part in sheets.items() if part in self._zip.namelist()}, any(is_1904)

    def _read_shared(self) -> list[str]:
        part = "xl/sharedStrings.xml"
        if part not in self._zip.namelist():
            return []
        if self._zip.getinfo(part).file_size > MOST_SHARED_BYTES:
            raise HistoryError(f"{self._path} holds more text than fits in memory", "export the orders again as CSV")
        strings: list[str] = []
        text = _TextReader("si", strings.append)
        for chunk in self._chunks(part):
            text.feed(chunk)
        return strings

    def _read_styles(self, *, is_1904: bool) -> Styles:
        part = "xl/styles.xml"
        if part not in self._zip.namelist():
            return Styles(is_1904=is_1904)
        codes: dict[int, str] = {}
        formats: list[int] = []
        inside: list[str] = []

        def number_format(attributes: Attributes) -> None:
            codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")

        def cell_format(attributes: Attributes) -> None:
            if inside:
                formats.append(int(attributes.get("numFmtId", "0")))

        self._scan(
            part,
            {
                "numFmt": number_format,
                "xf": cell_format,
                "cellXfs": lambda _: inside.append("cellXfs"),
                "cellStyles": lambda _: inside.clear(),
                "dxfs": lambda _: inside.clear(),
            },
        )
        return Styles.of(formats, codes, is_1904=is_1904)

    def _scan(self, part: str, handlers: dict[str, Callable[[Attributes], None]]) -> None:
        """Call a handler for each element of a part that begins with its name."""

        def begin(name: str, attributes: Attributes) -> None:
            handler = handlers.get(name)
            if handler is not None:
                handler(attributes)

        parser = XmlParser(begin)
        for chunk in self._chunks(part):
            parser.feed(chunk)

    def _chunks(self, part: str) -> Iterator[bytes]:
        with self._zip.open(part) as file:
            while chunk := file.read(_CHUNK):
                yield chunk

    def _damaged(self, error: Exception) -> HistoryError:
        return HistoryError(f"{self._path} is no workbook that can be read: {error}", _SAVE_AGAIN)


class _TextReader:
    """Collects the text of each element of a name; what is read aloud beside it (``rPh``) is no part of it."""

    def __init__(self, element: str, done: Callable[[str], None]) -> None:
        self._element, self._done = element, done
        self._text: list[str] = []
        self._length = 0
        self._is_text = self._is_aside = False
        self._parser = XmlParser(self._begin, self._end, self._add)

    def feed(self, chunk: bytes) -> None:
        self._parser.feed(chunk)

    def _begin(self, name: str, attributes: Attributes) -> None:
        self._is_aside = self._is_aside or name == "rPh"
        self._is_text = name == "t" and not self._is_aside

    def _end(self, name: str) -> None:
        self._is_text = False
        if name == "rPh":
            self._is_aside = False
        elif name == self._element:
            self._done("".join(self._text))
            self._text.clear()
            self._length = 0

    def _add(self, text: str) -> None:
        if self._is_text:
            self._length = _lengthened(self._length, text)
            self._text.append(text)


class _SheetReader:
    """Reads a sheet's XML as it comes. Cells of rows with the same number are one row, since Seller Center writes each
    cell of its header as a row of its own. ``width``: cells to the right of so many are one cell, the first of them."""

    def __init__(self, shared: list[str], styles: Styles, width: int) -> None:
        self._shared, self._styles, self._width = shared, styles, width
        self._rows: deque[list[str]] = deque()
        self._row: list[str] = []
        self._number = self._column = 0
        self._cell: Attributes = {}
        self._value: list[str] = []
        self._formula: list[str] = []
        self._into: list[str] | None = None
        self._length = self._read = 0
        self._parser = XmlParser(self._begin, self._end, self._add)

    def feed(self, chunk: bytes) -> None:
        self._parser.feed(chunk)

    def end(self) -> None:
        self._parser.finish()
        self._finish_row()

    def take(self) -> Iterator[list[str]]:
        """The rows that are complete."""
        while self._rows:
            yield self._rows.popleft()

    def _begin(self, name: str, attributes: Attributes) -> None:
        if name == "row":
            number = int(attributes.get("r", self._number + 1))
            if number != self._number:
                self._finish_row()
                self._column = 0
            self._number = number
        elif name == "c":
            self._cell, self._length = attributes, 0
            self._value.clear()
            self._formula.clear()
        elif name in {"v", "t"}:
            self._into = self._value
        elif name == "f":
            self._into = self._formula
        elif name == "rPh":
            self._into = None

    def _add(self, text: str) -> None:
        if self._into is not None:
            self._length = _lengthened(self._length, text)
            self._into.append(text)

    def _end(self, name: str) -> None:
        if name in {"v", "t", "f"}:
            self._into = None
        elif name == "c":
            self._finish_cell()

    def _finish_cell(self) -> None:
        reference = _REFERENCE.fullmatch(self._cell.get("r", ""))
        column = _column(reference[1]) if reference else self._column
        if column > _LAST_COLUMN or self._number > _LAST_ROW:
            raise ValueError("a cell lies beyond the last that a sheet may have")
        self._column = column + 1
        text = self._text()
        if not text:
            return
        self._read += len(text)
        if self._read > MOST_BYTES:
            raise ValueError("its cells share texts that come to more than two billion characters")
        column = min(column, self._width)
        self._row += [""] * (column + 1 - len(self._row))
        self._row[column] = self._row[column] or text if column == self._width else text

    def _text(self) -> str:
        value, kind = "".join(self._value), self._cell.get("t", "n")
        if self._formula and not value:
            return "=" + "".join(self._formula)[:80]
        if kind == "s":
            return self._shared[int(value)] if value else ""
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        return number_text(value, int(self._cell.get("s", "0")), self._styles) if kind == "n" and value else value

    def _finish_row(self) -> None:
        if self._row:
            self._rows.append(self._row)
            self._row = []


def _lengthened(length: int, text: str) -> int:
    """The length of a cell with more text; ValueError where no cell can be as long."""
    length += len(text)
    if length > _MOST_CHARACTERS:
        raise ValueError(f"a cell is longer than {_MOST_CHARACTERS:,} characters")
    return length


def _column(letters: str) -> int:
    """``A`` is 0, ``AA`` is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
