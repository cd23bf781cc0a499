"""Reads workbooks in a process of its own with bounded memory and time, so that no file can take the hub down."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from shopwright import decoders

from .problems import FileError
from .table import MOST_BYTES

#: What a workbook may unpack to, the memory and seconds of CPU that reading one may take.
MOST_UNPACKED = 1 << 30
MEMORY = 2 << 30
_SECONDS = 120
_SAVE_AGAIN = "Open it in a spreadsheet and save it as XLSX or CSV."


def write_workbook_table(source: Path, sheet: str, target: Path) -> tuple[int, str, list[str]]:
    """Write the table of a sheet, by its name or the one that looks most like goods.

    Returns the number of rows, the sheet, and the names of all sheets. Raises FileError for a damaged, protected or
    hostile workbook.
    """
    _check(source)
    command = [sys.executable, "-m", "shopwright.hub.catalog.imports.workbook_reader", str(source), str(target), sheet]
    try:
        done = subprocess.run(command, capture_output=True, timeout=2 * _SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise FileError(f"The workbook takes too long to read. {_SAVE_AGAIN}") from error
    if done.returncode == 0:
        return decoders.decode(done.stdout, type=tuple[int, str, list[str]])
    if done.returncode == 2:
        raise FileError(done.stdout.decode("utf-8", "replace"))
    raise FileError(f"The workbook needs more memory or time than a list of goods does. {_SAVE_AGAIN}")


def _check(source: Path) -> None:
    """Refuse what is no workbook, or says that it unpacks to too much."""
    try:
        with zipfile.ZipFile(source) as archive:
            parts = archive.infolist()
            members = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, EOFError) as error:
        raise FileError(f"The workbook is damaged. {_SAVE_AGAIN}") from error
    if any(part.flag_bits & 1 for part in parts):
        raise FileError("The file is protected by a password. Save it without one.")
    if "xl/workbook.xml" not in members:
        raise FileError("This is a ZIP archive, not a workbook. Unpack it and send the CSV or XLSX file in it.")
    unpacked, packed = sum(part.file_size for part in parts), source.stat().st_size
    if unpacked > MOST_UNPACKED or (unpacked > MOST_BYTES and unpacked > 200 * packed):
        raise FileError(f"The workbook unpacks to {unpacked >> 20:,} MB, which no list of goods does. {_SAVE_AGAIN}")
