"""Reads a table out of a CSV or XLSX file, whatever its encoding and delimiter."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path

from shopwright import decoders

from .workbook_reader import SECONDS

#: A larger file, or one that unpacks to more, is no list of orders.
MOST_BYTES = 32 << 20
MOST_UNPACKED = 256 << 20
MOST_ROWS = 200_000
#: A number with an exponent may be so large that merely writing it out takes all memory.
_LARGEST = 10**12
_DELIMITERS = ",;\t|"
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

Row = dict[str, str]


class TableError(Exception):
    """A file that holds no table that can be read; the text says why."""


def read_table(path: Path) -> list[tuple[int, Row]]:
    """The rows with their numbers as a spreadsheet counts them; cells by the names in the first row, in lower case."""
    if path.stat().st_size > MOST_BYTES:
        raise TableError(f"The file is larger than {MOST_BYTES >> 20} MB.")
    content = path.read_bytes()
    lines = _read_xlsx(path) if content.startswith(b"PK") else _read_csv(content)
    return list(_rows(lines))


def number(text: str) -> Decimal:
    """A number with a point or a comma before its decimals, up to 10¹². Raises TableError for anything else."""
    plain = text.replace("\u00a0", "").replace(" ", "").replace("'", "")
    thousands, decimals = (".", ",") if plain.rfind(",") > plain.rfind(".") else (",", ".")
    plain = plain.replace(thousands, "").replace(decimals, ".")
    try:
        value = Decimal(plain)
    except InvalidOperation as error:
        raise TableError(f"{text[:40]!r} is no number.") from error
    if not value.is_finite() or not -_LARGEST <= value <= _LARGEST:
        raise TableError(f"{text[:40]!r} is no number that can be.")
    return value


def whole_number(text: str) -> int:
    value = number(text)
    if not 0 <= value <= 10**9 or value != int(value):
        raise TableError(f"{text[:40]!r} is no number of pieces.")
    return int(value)


def _rows(lines: Iterable[list[str]]) -> Iterator[tuple[int, Row]]:
    header: list[str] = []
    for count, line in enumerate(lines, start=1):
        cells = [cell.strip() for cell in line]
        if not any(cells):
            continue
        if not header:
            header = [cell.lower().replace(" ", "_") for cell in cells]
            if doubled := {name for name in header if name and header.count(name) > 1}:
                raise TableError(f"The columns {', '.join(sorted(doubled))} are there twice.")
            continue
        if count > MOST_ROWS:
            raise TableError(f"The file has more than {MOST_ROWS} rows.")
        yield count, dict(zip(header, cells, strict=False))
    if not header:
        raise TableError("The file is empty.")


def _read_csv(content: bytes) -> Iterator[list[str]]:
    text = _decoded(content)
    if "\0" in text:
        raise TableError("The file is no text.")
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise TableError(f"The file is no CSV: {error}.") from error


def _decoded(content: bytes) -> str:
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _read_xlsx(path: Path) -> Iterator[list[str]]:
    """Rows of the first sheet, read by a process with bounds: a small workbook may fill all memory."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(item.file_size for item in archive.infolist()) > MOST_UNPACKED:
                raise TableError("The workbook unpacks to more than it may.")
    except (zipfile.BadZipFile, ValueError, EOFError) as error:
        raise TableError("The file is no workbook that can be read.") from error
    with tempfile.NamedTemporaryFile() as target:
        command = [sys.executable, "-m", f"{__package__}.workbook_reader", str(path), target.name]
        try:
            done = subprocess.run(command, capture_output=True, timeout=2 * SECONDS, check=False)
        except subprocess.TimeoutExpired as error:
            raise TableError("The workbook takes too long to read.") from error
        if done.returncode == 2:
            raise TableError(done.stdout.decode("utf-8", "replace"))
        if done.returncode:
            raise TableError("The workbook needs more memory or time than a list does. Save it anew, or as CSV.")
        for line in target:
            yield decoders.decode(line, type=list[str])
