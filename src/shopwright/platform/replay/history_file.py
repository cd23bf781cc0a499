"""Reads a history's file row by row: plain or gzipped CSV, whose encoding and delimiter are found out."""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO

import msgspec

from .columns import ColumnMap, HistoryError

#: One cell per field of `columns.FIELDS`, without the blanks around it.
Cells = tuple[str, ...]

_DELIMITERS = (",", ";", "\t")
_GZIP = b"\x1f\x8b"
_CHUNK = 1 << 20
_NOT_IN_CP1252 = bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D])
_SAVE_AGAIN = "save it again as CSV in UTF-8"


class Source(msgspec.Struct, frozen=True):
    """How a file is read: in utf-8, utf-8-sig or cp1252; ``content_digest`` is the SHA-256 of its text, unzipped."""

    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    content_digest: str


class HistoryFile:
    """An order history on disk.

    Opening it reads it once from end to end, since a byte that is not UTF-8 may stand anywhere. Raises HistoryError
    when it cannot be read, is no text of a known encoding, or lacks a mapped column.
    """

    def __init__(self, path: Path, columns: ColumnMap) -> None:
        self._path = path
        try:
            self.size = path.stat().st_size
            encoding, digest = self._look_through()
            self.source = self._read_header(encoding, digest, columns)
        except (OSError, EOFError, zlib.error) as error:
            raise HistoryError(
                f"{path} cannot be read: {error}", "check the path and that the file is whole"
            ) from error
        self._places = columns.places(self.source.columns)
        self._raw: BinaryIO | None = None

    @property
    def bytes_read(self) -> int:
        """How far `rows` has come in the file as it is on disk, to compare with ``size``."""
        return self._raw.tell() if self._raw else 0

    def rows(self) -> Iterator[tuple[int, Cells | None]]:
        """Every row below the header with its number from 1; None for one with broken quotes or too many cells.

        Empty lines are no rows. Cells that a short row lacks are empty. Raises HistoryError where a quote that is not
        closed has swallowed further lines, since nobody can tell how many rows those were.
        """
        pick = itemgetter(*self._places)
        width = len(self.source.columns)
        with self._path.open("rb") as raw, self._text(raw, self.source.encoding) as text:
            self._raw = raw
            number = 0
            for cells in self._parsed(text):
                if cells == []:
                    continue
                number += 1
                if cells is None or (len(cells) > width and any(cells[width:])):
                    yield number, None
                    continue
                cells += [""] * (width + 1 - len(cells))
                yield number, tuple([cell.strip() for cell in pick(cells)])
        self._raw = None

    def _parsed(self, text: io.TextIOWrapper) -> Iterator[list[str] | None]:
        text.readline()  # the header
        reader = csv.reader(text, delimiter=self.source.delimiter, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader, None)
            except csv.Error as error:
                if reader.line_num > line:
                    raise HistoryError(
                        f"lines {line + 1} to {reader.line_num + 1} of {self._path} run into one another: {error}",
                        f"close the quote that is opened in line {line + 1}",
                    ) from error
                yield None
                continue
            if cells is None:
                return
            yield cells

    def _look_through(self) -> tuple[str, str]:
        """The encoding of the whole content and its digest."""
        digest = hashlib.sha256()
        decoder = codecs.getincrementaldecoder("utf-8")()
        is_utf8 = is_cp1252 = True
        start = b""
        with self._path.open("rb") as raw, self._bytes(raw) as content:
            while chunk := content.read(_CHUNK):
                start = start or chunk[:4]
                digest.update(chunk)
                is_cp1252 = is_cp1252 and len(chunk) == len(chunk.translate(None, _NOT_IN_CP1252))
                is_utf8 = is_utf8 and _decodes(decoder, chunk)
        is_utf8 = is_utf8 and _decodes(decoder, b"", final=True)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or not (is_utf8 or is_cp1252):
            raise HistoryError(f"{self._path} is neither UTF-8 nor Windows-1252 text", _SAVE_AGAIN)
        if is_utf8:
            return "utf-8-sig" if start.startswith(codecs.BOM_UTF8) else "utf-8", digest.hexdigest()
        return "cp1252", digest.hexdigest()

    def _read_header(self, encoding: str, digest: str, columns: ColumnMap) -> Source:
        """The delimiter is the one with which the header has the most of the mapped columns, then the most columns."""
        with self._path.open("rb") as raw, self._text(raw, encoding) as text:
            line = text.readline()
        headers = {mark: _split(line, mark) for mark in _DELIMITERS}
        if not any(headers[_DELIMITERS[0]]):
            raise HistoryError(f"{self._path} has no header", "its first line must name the columns")
        best = min(headers, key=lambda mark: (len(columns.missing_from(headers[mark])), -len(headers[mark])))
        return Source(encoding, best, tuple(headers[best]), digest)

    def _bytes(self, raw: BinaryIO) -> BinaryIO:
        zipped = raw.read(2) == _GZIP
        raw.seek(0)
        return io.BufferedReader(gzip.GzipFile(fileobj=raw), _CHUNK) if zipped else raw

    def _text(self, raw: BinaryIO, encoding: str) -> io.TextIOWrapper:
        return io.TextIOWrapper(self._bytes(raw), encoding=encoding, newline="")


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return [name.strip() for name in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return []
