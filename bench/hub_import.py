"""100,000 variants imported into a hub from CSV and from XLSX, beside reading the file and copying its cells.

``python -m bench.hub_import`` needs the extra ``hub``. Each import is a process of its own, whose memory is measured.
"""

from __future__ import annotations

import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from .postgres import running
from .table import Row, Settings, print_table

#: Seconds that an import may take, from the file to the end of its run, megabytes that its processes may hold, and how
#: often it may take what the yardstick takes.
_SECONDS, _MEGABYTES, _TIMES = 60, 400, 3
_HEADER = (
    "Handle", "SKU", "Title", "Description", "Brand", "Tags", "Price", "Currency", "Option 1 name", "Option 1 value",
    "Weight (g)", "Country of origin",
)  # fmt: skip


def rows(settings: Settings) -> Iterator[Row]:
    """A row for each kind of file."""
    count = 10_000 if settings.quick else 100_000
    with running() as postgres, tempfile.TemporaryDirectory() as folder:
        for kind in ("csv", "xlsx"):
            path = Path(folder, f"goods.{kind}")
            _write(path, count)
            url = postgres.database()
            before = [_yardstick(path, url), _yardstick(path, url)]
            figures = _import(path, url, Path(folder, f"hub-{kind}"))
            # The middle one of three, from both sides of the import: other programs slow them down unevenly.
            plain = sorted([*before, _yardstick(path, url)])[1]
            seconds = figures["check"] + figures["apply"]
            yield Row(
                f"import of {count:,} variants from {kind.upper()}, checked and applied",
                f"{seconds:.1f} s ({figures['check']:.1f} + {figures['apply']:.1f}), {figures['megabytes']:.0f} MB",
                "read the file, COPY its cells",
                f"{plain:.1f} s",
                seconds / plain,
                f"≤ {_TIMES} ×, {_SECONDS} s, {_MEGABYTES} MB",
                seconds <= min(_SECONDS, _TIMES * plain) and figures["megabytes"] <= _MEGABYTES,
                "PostgreSQL, one worker",
            )


def _goods(count: int) -> Iterator[list[str]]:
    """Products with two or three variants each."""
    for number in range(count):
        product = number * 2 // 5
        yield [
            f"h-{product}", f"SKU-{number:06}", f"Product {product} of linen and oak", "A fine thing. " * 10,
            f"Brand {product % 40}", "home, gift", f"{100 + number % 9_900}.50", "GBP", "Size", str(number % 5),
            str(50 + product % 4_000), "CN",
        ]  # fmt: skip


def _write(path: Path, count: int) -> None:
    if path.suffix == ".csv":
        with path.open("w", newline="") as file:
            csv.writer(file).writerows([_HEADER, *_goods(count)])
        return
    import xlsxwriter

    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    page = book.add_worksheet()
    for line, cells in enumerate([list(_HEADER), *_goods(count)]):
        for column, cell in enumerate(cells):
            page.write_string(line, column, cell)
    book.close()


def _yardstick(path: Path, url: str) -> float:
    """Seconds to read a file's cells and copy them into a table of texts."""
    begun = time.perf_counter()
    with psycopg.connect(url, autocommit=True) as connection:
        columns = ", ".join(f"c{number} text" for number in range(len(_HEADER)))
        connection.execute(f"CREATE TABLE plain ({columns})".encode())
        with connection.cursor().copy("COPY plain FROM STDIN") as copy:
            for cells in _cells(path):
                copy.write_row(cells)
        connection.execute("DROP TABLE plain")
    return time.perf_counter() - begun


def _cells(path: Path) -> Iterator[list[str]]:
    if path.suffix == ".csv":
        with path.open(newline="") as file:
            yield from csv.reader(file)
        return
    from python_calamine import CalamineWorkbook

    for cells in CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows():
        yield [str(cell) for cell in cells]


def _import(path: Path, url: str, data: Path) -> dict[str, float]:
    environment = {**os.environ, "SHOPWRIGHT_HUB_DATA": str(data), "SHOPWRIGHT_HUB_DATABASE": url}
    command = [sys.executable, "-m", "bench.hub_import", "--import", str(path)]
    done = subprocess.run(command, env=environment, check=True, capture_output=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def _run(path: Path) -> None:
    """Import a file into a new hub, and print seconds and megabytes."""
    from shopwright.hub.core.config import read_config
    from shopwright.hub.project.start import migrate, prepare

    prepare(read_config())
    migrate()
    from shopwright.hub.access.models import User
    from shopwright.hub.access.services import create_workspace
    from shopwright.hub.catalog.imports import runs, work

    workspace = create_workspace("Bench", User.objects.create_user("bench@example.com"))
    begun = time.perf_counter()
    with path.open("rb") as file:
        run = runs.begin(workspace, None, path.name, file)
    runs.check(run)
    while work.work_due():
        pass
    checked = time.perf_counter()
    runs.start(run)
    while work.work_due():
        pass
    ended = time.perf_counter()
    run.refresh_from_db()
    if run.state != "done" or set(run.counts) != {"create", "products"}:
        raise RuntimeError(f"the import ended as {run.state}: {run.counts} {run.trouble}")
    peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({"check": checked - begun, "apply": ended - checked, "megabytes": sum(peaks) / 1024}))


if __name__ == "__main__":
    if "--import" in sys.argv:
        _run(Path(sys.argv[-1]))
    else:
        print_table(list(rows(Settings(quick="--quick" in sys.argv))), as_markdown="--markdown" in sys.argv)
