"""Writes a shop's data as JSON, CSV, or all of it as a ZIP: read in one transaction, so it is of one moment."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import IO

import msgspec

from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.core.formulas import without_formulas
from shopwright.platform.core.services import Services

from .kinds import KINDS, Document, Kind, Source

#: How much of a file is kept in memory, in bytes; the rest lies in a temporary file. How much is sent at once.
_IN_MEMORY, _PIECE = 4 * 1024 * 1024, 64 * 1024

#: What holds every kind.
ALL = "all"
FORMATS = ("json", "csv")

_encode = msgspec.json.Encoder().encode


def write_export(services: Services, shop_id: str, kind: str, form: str) -> SpooledTemporaryFile[bytes]:
    """A file with all of one kind in a format, or of every kind; 40401 for an unknown shop."""
    with services.store.read_moment() as tx, ExitStack() as closing:
        source = Source(tx, services, find_shop(tx, shop_id))
        file: SpooledTemporaryFile[bytes] = closing.enter_context(SpooledTemporaryFile(_IN_MEMORY))
        if kind == ALL:
            _write_all(file, source, form)
        else:
            _write(file, source, kind, form)
        file.seek(0)
        closing.pop_all()  # whoever sends the file closes it
    return file


def _write_all(file: IO[bytes], source: Source, form: str) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in KINDS:
            with archive.open(f"{name}.{form}", "w") as part:
                _write(part, source, name, form)


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """A file in pieces."""
    while piece := file.read(_PIECE):
        yield piece


def _write(file: IO[bytes], source: Source, name: str, form: str) -> None:
    kind = KINDS[name]
    if form == "csv":
        _write_csv(file, kind, kind.read(source))
    else:
        _write_json(file, source, name, kind.read(source))


def _write_json(file: IO[bytes], source: Source, name: str, documents: Iterator[Document]) -> None:
    """One object: whose it is, of which moment, and every document in a list."""
    head = _encode({"kind": name, "shop_id": source.shop.shop_id, "at": source.tx.now()})
    file.write(head[:-1] + b',"rows":[')
    count = 0
    for document in documents:
        file.write((b",\n" if count else b"\n") + _encode(document))
        count += 1
    file.write(b'\n],"count":%d}\n' % count)


def _write_csv(file: IO[bytes], kind: Kind, documents: Iterator[Document]) -> None:
    """A table in UTF-8 with a byte order mark, by which spreadsheets know it."""
    file.write(b"\xef\xbb\xbf" + _lines([kind.head]))
    for document in documents:
        file.write(_lines([[_cell(value) for value in row] for row in kind.rows(document)]))


def _lines(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _cell(value: object) -> str:
    """A text as it is, but for what spreadsheets would run; anything else as JSON."""
    return without_formulas(value) if isinstance(value, str) else _encode(value).decode()
