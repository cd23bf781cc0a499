"""Files as sellers send them, and a worker that goes on chunk by chunk."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from shopwright.hub.catalog.imports import runs, work
from shopwright.hub.catalog.imports.faulty import words_of
from shopwright.hub.catalog.imports.models import ImportRow, ImportRun
from tests.hub.harness import Hub

#: Real exports of shop systems. They may not be given on, so they are not in the repository.
REAL = Path(os.environ.get("SHOPWRIGHT_REAL_CATALOGUES", "/nowhere"))


def real_file(name: str) -> Path:
    """A real export, or a skip that names the file."""
    path = REAL / name
    if not path.exists():
        pytest.skip(f"{name} is not here: point SHOPWRIGHT_REAL_CATALOGUES at a folder that has it")
    return path


def csv_bytes(*rows: Sequence[object], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_bytes(*rows: Sequence[object], sheet: str = "Products") -> bytes:
    """A workbook; numbers stay numbers, None leaves a cell out."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    page = book.add_worksheet(sheet)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(number, column, cell)
            elif cell is not None:
                page.write(number, column, cell)
    book.close()
    return file.getvalue()


def zip_of(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return file.getvalue()


def begin(hub: Hub, content: bytes, name: str = "goods.csv") -> ImportRun:
    """Send a file through the page; the run that it becomes."""
    answer = hub.owner.post("import-new", file=SimpleUploadedFile(name, content))
    assert answer.status == 200, answer.text
    return ImportRun.objects.filter(workspace=hub.workspace).latest("pk")


def work_all(hub: Hub) -> None:
    while work.work_due():
        pass


def check(hub: Hub, content: bytes, name: str = "goods.csv") -> ImportRun:
    """Send a file and have it checked as it was guessed."""
    run = begin(hub, content, name)
    runs.check(run)
    work_all(hub)
    run.refresh_from_db()
    assert run.state == "checked", run.trouble
    return run


def load(hub: Hub, content: bytes, name: str = "goods.csv") -> ImportRun:
    """Send a file, have it checked and imported."""
    run = check(hub, content, name)
    runs.start(run)
    work_all(hub)
    run.refresh_from_db()
    assert run.state == "done", run.trouble
    return run


def faults(run: ImportRun) -> dict[int, str]:
    """What is to be mended, by line."""
    rows = ImportRow.objects.filter(run=run, outcome="faulty").order_by("number")
    return {row.number: " ".join(words_of(row)) for row in rows}
