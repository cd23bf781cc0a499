"""The rows that were left out, as a file to mend and send again."""

from __future__ import annotations

import codecs
import csv
import io
from typing import IO

from shopwright.hub.core.spreadsheets import defused

from .fields import label_of
from .models import ImportRow, ImportRun, Outcome
from .table import rows_from
from .values import Cell

#: The column that says what to mend; an import takes no notice of it.
HEADER = "What to mend"


def words_of(row: ImportRow) -> list[str]:
    """What is wrong with a row and what to do, a sentence for each."""
    words = []
    for name, problem, remedy in [*row.faults, *row.clashes]:
        place = f"{label_of(name)}: " if name else ""
        words.append(f"{place}{problem}. {remedy}")
    return words


def write_faulty(run: ImportRun, target: IO[bytes]) -> None:
    """The rows to mend with all others of their products, as they came, under the run's own header."""
    left_out = ImportRow.objects.filter(run=run, outcome__in=(Outcome.FAULTY, Outcome.HELD))
    wanted = {row.number: " ".join(words_of(row)) for row in left_out.only("number", "faults", "clashes")}
    target.write(codecs.BOM_UTF8)
    text = io.TextIOWrapper(target, "utf-8", newline="")
    writer = csv.writer(text)
    writer.writerow(defused([*run.headers, HEADER]))
    width = len(run.headers)
    with run.table.open("rb") as table:
        for row, _ in rows_from(table.file):
            if row.number in wanted:
                cells: list[Cell] = [*row.cells[:width], *[""] * (width - len(row.cells))]
                writer.writerow(defused([*cells, wanted[row.number]]))
    text.flush()
    text.detach()
