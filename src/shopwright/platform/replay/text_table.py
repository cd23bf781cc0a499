"""Reads the rows of a CSV file, plain, gzipped or in xz, whose encoding and delimiter are found out."""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from .file_limits import check_unpacked
from .history_error import HistoryError

DELIMITERS = (",", ";", "\t")

_GZIP, _XZ = b"\x1f\x8b", b"\xfd7zXZ\x00"
_CHUNK = 1 << 20
_START = 1 << 12
_NOT_IN_CP1252 = bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D])
_SAVE_AGAIN = "save it again as CSV in UTF-8"
_LONGEST_LINE = 1 << 20

#: Among the characters outside of ASCII, at least so many are common Chinese ones in a file in GBK.
_COMMON_SHARE = 0.7
_MOST_PROBED = 20_000


class TextTable:
    """A CSV file. Opening it reads it once from end to end, since a byte that is not UTF-8 may stand anywhere.

    Raises HistoryError when it cannot be read, or is no text of a known encoding. ``content_digest`` is the SHA-256 of
    its text, unzipped.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._raw: BinaryIO | None = None
        try:
            self.size = path.stat().st_size
            self.encoding, self.content_digest = self._look_through()
        except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
            raise _unreadable(path, error) from error

    @property
    def bytes_read(self) -> int:
        """How far `rows` has come in the file as it is on disk, to compare with ``size``."""
        return self._raw.tell() if self._raw else 0

    def headers(self) -> dict[str, list[str]]:
        """The first row as each delimiter would have it; HistoryError when the file has none."""
        with self._path.open("rb") as raw, self._text(raw) as text:
            line = "".join(_lines(text, self._path, most=1))
        headers = {mark: _split(line, mark) for mark in DELIMITERS}
        if not any(headers[DELIMITERS[0]]):
            raise HistoryError(f"{self._path} has no header", "its first line must name the columns")
        return headers

    def rows(self, delimiter: str) -> Iterator[list[str] | None]:
        """Every row below the header; None for one with broken quotes. Empty lines are no rows.

        Raises HistoryError where a quote that is not closed has swallowed further lines, since nobody can tell how many
        rows those were.
        """
        with self._path.open("rb") as raw, self._text(raw) as text:
            self._raw = raw
            lines = _lines(text, self._path)
            next(lines, "")  # the header
            for cells in self._parsed(lines, delimiter):
                if cells != []:
                    yield cells
        self._raw = None

    def _parsed(self, lines: Iterator[str], delimiter: str) -> Iterator[list[str] | None]:
        padded, bare = (
            f'"\t{delimiter}',
            f'"{delimiter}',
        )  # Seller Center pads ids with a tab, at times behind the quote
        clean = lines if delimiter == "\t" else (line.replace(padded, bare) for line in lines)
        reader = csv.reader(clean, delimiter=delimiter, strict=True)
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
        """The encoding of the whole content and its digest. Few files are not UTF-8: they are read once more."""
        with self._path.open("rb") as raw, self._bytes(raw) as content:
            first, others = _probes(content.read(_START), self._path)
        digest = hashlib.sha256()
        fits = [name for name, probe in first.items() if self._fits(probe, digest.update)]
        if not fits:
            fits = [name for name, probe in others.items() if self._fits(probe)]
        if not fits:
            raise HistoryError(
                f"{self._path} is neither UTF-8, UTF-16, Windows-1252 nor GBK text", f"{_SAVE_AGAIN}, or as XLSX"
            )
        return fits[0], digest.hexdigest()

    def _fits(self, probe: _Probe, see: Callable[[bytes], object] = lambda chunk: None) -> bool:
        """Whether the whole content is text of an encoding; ``see`` is shown all of it in any case."""
        fits, unpacked = True, 0
        with self._path.open("rb") as raw, self._bytes(raw) as content:
            while chunk := content.read(_CHUNK):
                unpacked += len(chunk)
                check_unpacked(str(self._path), self.size, unpacked)
                see(chunk)
                fits = fits and probe.takes(chunk)
        return fits and probe.ends_well()

    def _bytes(self, raw: BinaryIO) -> BinaryIO:
        head = raw.read(len(_XZ))
        raw.seek(0)
        if head.startswith(_GZIP):
            return io.BufferedReader(gzip.GzipFile(fileobj=raw), _CHUNK)
        return io.BufferedReader(lzma.LZMAFile(raw), _CHUNK) if head == _XZ else raw

    def _text(self, raw: BinaryIO) -> io.TextIOWrapper:
        return io.TextIOWrapper(self._bytes(raw), encoding=self.encoding, newline="")


class _Probe:
    """Whether a file's bytes are text of an encoding."""

    def __init__(self, encoding: str) -> None:
        self._decoder = codecs.getincrementaldecoder(encoding)()

    def takes(self, chunk: bytes) -> bool:
        try:
            return self._fits(self._decoder.decode(chunk))
        except UnicodeDecodeError:
            return False

    def ends_well(self) -> bool:
        try:
            self._decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
        return True

    def _fits(self, text: str) -> bool:
        return True


class _ChineseProbe(_Probe):
    """GBK decodes much that is none: it is taken where most of what is not ASCII is common Chinese."""

    _common = _others = 0

    def ends_well(self) -> bool:
        seen = self._common + self._others
        return super().ends_well() and seen > 0 and self._common >= _COMMON_SHARE * seen

    def _fits(self, text: str) -> bool:
        if not text.isascii() and self._common + self._others < _MOST_PROBED:
            for character in text:
                if character > "\x7f":
                    is_common = _is_common_chinese(character)
                    self._common += is_common
                    self._others += not is_common
        return True


class _LatinProbe(_Probe):
    """Windows-1252, of which five bytes are no character."""

    def __init__(self) -> None:
        super().__init__("latin-1")

    def takes(self, chunk: bytes) -> bool:
        return len(chunk) == len(chunk.translate(None, _NOT_IN_CP1252))


def _probes(start: bytes, path: Path) -> tuple[dict[str, _Probe], dict[str, _Probe]]:
    """The encoding that a file likely has by how it begins, and those that it may have instead."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return {"utf-16": _Probe("utf-16")}, {}
    if b"\0" in start:
        raise HistoryError(f"{path} is no text: it holds binary data", f"{_SAVE_AGAIN}, or as XLSX")
    if start.startswith(codecs.BOM_UTF8):
        return {"utf-8-sig": _Probe("utf-8")}, {}
    return {"utf-8": _Probe("utf-8")}, {"gb18030": _ChineseProbe("gb18030"), "cp1252": _LatinProbe()}


def _is_common_chinese(character: str) -> bool:
    """Whether GB 2312 has it among its punctuation or its first level of characters."""
    try:
        lead = character.encode("gb2312")[0]
    except UnicodeEncodeError:
        return False
    return 0xA1 <= lead <= 0xA3 or 0xB0 <= lead <= 0xD7


def _lines(text: io.TextIOWrapper, path: Path, *, most: int | None = None) -> Iterator[str]:
    """The lines of a text, none of which may be longer than a megabyte."""
    number = 0
    while (most is None or number < most) and (line := text.readline(_LONGEST_LINE)):
        number += 1
        if len(line) == _LONGEST_LINE and not line.endswith("\n"):
            raise HistoryError(
                f"{path} is no CSV: line {number} is longer than {_LONGEST_LINE:,} characters",
                "name a file of orders as it was exported, CSV or XLSX",
            )
        yield line


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return [name.strip() for name in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return []


def _unreadable(path: Path, error: Exception) -> HistoryError:
    return HistoryError(f"{path} cannot be read: {error}", "check the path and that the file is whole")
