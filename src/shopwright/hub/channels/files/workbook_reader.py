"""``python -m …workbook_reader SOURCE TARGET``: reads a workbook in a process of its own, which no file can make large.

It writes a line of JSON for each row of the first sheet, and ends with 0; with 2 and a sentence on stdout for what it
does not read; or with anything else where the system stopped it at its bounds.
"""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path

import msgspec
from python_calamine import CalamineError, CalamineWorkbook

#: Bytes of memory and of the rows, seconds of CPU, and the cells that a sheet may reach over.
MEMORY, MOST_WRITTEN, SECONDS = 1 << 30, 256 << 20, 60
MOST_HEIGHT, MOST_WIDTH = 2_000_000, 1_000


def main(source: str, target: str) -> int:
    _bound()
    try:
        sheet = CalamineWorkbook.from_path(source).get_sheet_by_index(0)
        if sheet.total_height > MOST_HEIGHT or sheet.width > MOST_WIDTH:
            sys.stdout.write("The sheet has cells far away from all others. Delete them, and save the workbook again.")
            return 2
        with Path(target).open("wb") as file:
            file.writelines(msgspec.json.encode([_text(cell) for cell in row]) + b"\n" for row in sheet.iter_rows())
    except (CalamineError, ValueError) as error:
        sys.stdout.write(f"The file is no workbook that can be read ({error}).")
        return 2
    return 0


def _bound() -> None:
    try:
        import resource
    except ImportError:  # Windows bounds no process; what is unpacked is bounded before
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell).replace("\0", "")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
