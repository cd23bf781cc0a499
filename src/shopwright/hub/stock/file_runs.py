"""Books the pieces that an imported file names for its SKUs, as a count, with a result for each."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from shopwright.hub.access.models import User
from shopwright.hub.access.roles import Permission
from shopwright.hub.background import services as background
from shopwright.hub.background.kinds import Kind
from shopwright.hub.background.models import BackgroundRun, Outcome
from shopwright.hub.background.services import Line as Result
from shopwright.hub.background.services import Plan
from shopwright.hub.catalog.imports.beside import BesideRow, has_kind, read_chunk
from shopwright.hub.catalog.imports.followers import NextStep
from shopwright.hub.catalog.imports.models import ImportRun
from shopwright.hub.catalog.imports.problems import CellError
from shopwright.hub.catalog.imports.values import Cell, number, text_of
from shopwright.hub.core.work import Link

from . import queries
from .models import Location, Movement, Reason
from .services import Line, move_many

#: Rows of one step, and the most pieces that a row may name.
CHUNK, MOST_PIECES = 500, 999_999


class Counted(NamedTuple):
    """A row whose number can be booked."""

    row: BesideRow
    variant_id: int
    pieces: int


def next_steps(run: ImportRun) -> list[NextStep]:
    """The page that books a file's pieces, where it names any."""
    if not has_kind(run, "count"):
        return []
    return [NextStep("Book the pieces in stock", "stock-file", Permission.STOCK_EDIT)]


def begin(run: ImportRun, location: Location, by: User, *, is_first_only: bool) -> BackgroundRun:
    """Have a file's pieces booked at a location. ``is_first_only``: only SKUs that nobody ever booked anything of."""
    words = f"Pieces of {run.file_name} at {location.name}"
    facts = {"import": run.pk, "location": location.pk, "is_first_only": is_first_only}
    return background.begin(run.workspace, by, Plan(FileStock.name, words, facts, run.row_total, _key(run)))


def last(run: ImportRun) -> BackgroundRun | None:
    return background.last_run(run.workspace_id, FileStock.name, _key(run))


def _key(run: ImportRun) -> str:
    return f"file-stock:{run.pk}"


class FileStock(Kind):
    name, title = "file-stock", "Pieces of a file"
    sees, acts = Permission.STOCK_VIEW, Permission.STOCK_EDIT
    stays = "What was booked stays; count it again to change it."

    def step(self, run: BackgroundRun) -> bool:
        imports = ImportRun.objects.filter(workspace=run.workspace_id, pk=run.facts["import"]).exclude(table="")
        imported = imports.first()
        location = queries.locations(run.workspace).filter(pk=run.facts["location"]).first()
        if imported is None or location is None:
            why = "The file is not kept any more." if imported is None else "The location is gone."
            background.note(run, [Result(run.words, Outcome.REFUSED, why)])
            return False
        chunk = read_chunk(imported, run.cursor, CHUNK)
        background.note(run, _book(run, imported, location, chunk.rows))
        run.cursor, run.done = chunk.ends, run.done + chunk.size
        return chunk.size == CHUNK

    def back(self, run: BackgroundRun) -> Link:
        return Link("stock-file", (run.facts["import"],))


def _book(run: BackgroundRun, imported: ImportRun, location: Location, rows: list[BesideRow]) -> list[Result]:
    """Book the numbers of rows; returns a result for each that names one."""
    results: list[Result] = []
    counted: list[Counted] = []
    for row in rows:
        if row.variant_id is None or "quantity" not in row.cells:
            continue
        try:
            counted.append(Counted(row, row.variant_id, _pieces(row.cells["quantity"], imported)))
        except CellError as error:
            results.append(_refused(row, f"Line {row.number}: {error.problem}. {error.remedy}"))
    ids = [item.variant_id for item in counted]
    bundles = queries.bundles_among(ids)
    booked_before = _booked_before(run, ids) if run.facts["is_first_only"] else set[int]()
    lines = []
    for item in counted:
        if item.variant_id in bundles:
            results.append(_refused(item.row, "A bundle has no stock of its own: book its parts."))
        elif item.variant_id in booked_before:
            results.append(_refused(item.row, "Something was booked of it before, which stays."))
        else:
            cause = f"file:{run.pk}:{item.variant_id}:{location.pk}"
            lines.append(Line(item.variant_id, location.pk, item.pieces, cause))
            results.append(
                Result(
                    item.row.sku, Outcome.DONE, f"{item.pieces} at {location.name}", "variant-stock", item.variant_id
                )
            )
    move_many(run.workspace_id, lines, Reason.COUNTED, by=run.by, note=imported.file_name[:100], are_counts=True)
    return results


def _booked_before(run: BackgroundRun, ids: Collection[int]) -> set[int]:
    moved = Movement.objects.filter(workspace=run.workspace_id, variant__in=ids)
    return set(moved.values_list("variant_id", flat=True).distinct())


def _refused(row: BesideRow, words: str) -> Result:
    return Result(row.sku, Outcome.REFUSED, words, "variant-stock", row.variant_id)


def _pieces(cell: Cell, imported: ImportRun) -> int:
    """The pieces that a cell names. Raises CellError for what is no whole number from 0 on."""
    value = number(cell, imported.reading.decimal)
    if value < 0:
        raise CellError(f"{text_of(cell)[:40]} is negative", "Count the SKU by hand.")
    if value != value.to_integral_value() or value > MOST_PIECES:
        raise CellError(f"{text_of(cell)[:40]} is no number of pieces", f"Write a whole number up to {MOST_PIECES:,}.")
    return int(value)
