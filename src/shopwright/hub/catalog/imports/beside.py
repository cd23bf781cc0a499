"""What rows of a file say beside the catalogue: pieces in stock, and addresses of pictures.

They are read from the run's table once its goods are there, and never staged.
"""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

from .fields import FIELDS, Kind, is_beside
from .models import ImportRow, ImportRun, Outcome
from .table import TableRow, rows_from
from .values import Cell

_THERE = (Outcome.CREATE, Outcome.UPDATE, Outcome.SAME)


class BesideRow(NamedTuple):
    """A row whose product is in the catalogue. ``variant_id``: None for a row about the product alone."""

    number: int
    sku: str
    product_id: int
    variant_id: int | None
    cells: dict[str, Cell]


class Chunk(NamedTuple):
    """Rows of a table. ``ends``: where the next chunk begins. ``size``: rows that were looked at."""

    rows: list[BesideRow]
    ends: int
    size: int


def has_kind(run: ImportRun, kind: Kind) -> bool:
    """Whether a column of the run's file holds fields of a kind, and the file is still there."""
    return bool(run.table) and any(FIELDS[name].kind == kind for name in run.columns if name in FIELDS)


def read_chunk(run: ImportRun, begins: int, most: int) -> Chunk:
    """The next rows of a run's file that say anything beside the catalogue. Goods that were left out are passed over.

    Shopify writes further pictures of a product in rows of their own: they belong to the product of their key.
    """
    with run.table.open("rb") as table:
        read = list(islice(rows_from(table.file, begins), most))
    said = {row.number: cells for row, _ in read if (cells := _cells(run, row))}
    staged = list(ImportRow.objects.filter(run=run, number__in=said).order_by("number"))
    products = _products_of_keys(run, {row.product_key for row in staged if row.outcome == Outcome.SKIPPED})
    rows = []
    for row in staged:
        is_there = row.outcome in _THERE
        product_id = row.product_id if is_there else products.get(row.product_key)
        if product_id is not None and (is_there or row.outcome == Outcome.SKIPPED):
            variant_id = row.variant_id if is_there else None
            rows.append(BesideRow(row.number, row.sku, product_id, variant_id, said[row.number]))
    return Chunk(rows, read[-1][1] if read else begins, len(read))


def _cells(run: ImportRun, row: TableRow) -> dict[str, Cell]:
    if row.number < run.reading.data_from:
        return {}
    pairs = zip(run.columns, row.cells, strict=False)
    return {name: cell for name, cell in pairs if is_beside(name) and str(cell).strip()}


def _products_of_keys(run: ImportRun, keys: set[str]) -> dict[str, int]:
    if not keys:
        return {}
    known = ImportRow.objects.filter(run=run, product_key__in=keys, outcome__in=_THERE, product_id__isnull=False)
    return {key: product_id for key, product_id in known.values_list("product_key", "product_id") if product_id}
