"""Stages the rows of a run's table, chunk by chunk, by COPY.

A row is written with what it will most likely come to: its product's first line, and whether its SKU is known. What
the match finds otherwise it writes anew, which for most files are few rows or none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

import msgspec
from django.db import connection

from shopwright.hub.catalog.models import Variant

from .models import ImportRun, Outcome
from .table import rows_from
from .understand_rows import Understander, Understood

#: Rows of one transaction.
CHUNK = 5_000
_encode = msgspec.json.Encoder(decimal_format="number").encode
_COPY = (
    "COPY catalog_importrow (run_id, number, place, product_key, alias, sku, own_id, product_facts, variant_facts, "
    "faults, clashes, outcome, product_id, variant_id, is_applied, is_new_product) FROM STDIN"
)


class Known(NamedTuple):
    """A variant of the catalogue."""

    variant_id: int
    product_id: int


def stage_chunk(run: ImportRun) -> bool:
    """Stage the next rows, and move the run's cursor; returns whether there may be more."""
    understander = Understander(run.reading, run.columns, run.carry)
    first = run.reading.data_from
    with run.table.open("rb") as table:
        chunk = list(islice(rows_from(table.file, run.cursor), CHUNK))
    rows: Iterable[Understood] = (understander.understand(row) for row, _ in chunk if row.number >= first)
    known: Mapping[str, Known] = {}
    if Variant.objects.filter(workspace_id=run.workspace_id).exists():
        rows = list(rows)
        known = _known(run.workspace_id, rows)
    # Of an empty catalogue nothing is asked, so that the database writes rows while the next ones are understood.
    record = _recorder(run.pk, known)
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for row in rows:
            copy.write_row(record(row))
    run.carry = understander.carry
    run.cursor = chunk[-1][1] if chunk else run.cursor
    run.done += sum(row.number >= first for row, _ in chunk)
    return len(chunk) == CHUNK


def _known(workspace_id: int, rows: Sequence[Understood]) -> Mapping[str, Known]:
    """The variants that have the rows' SKUs."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sku, id, product_id FROM catalog_variant WHERE workspace_id = %s AND sku = ANY(%s)",
            [workspace_id, [row.sku for row in rows if row.sku and row.variant is not None]],
        )
        return {sku: Known(variant_id, product_id) for sku, variant_id, product_id in cursor.fetchall()}


def _recorder(run_id: int, known: Mapping[str, Known]) -> Callable[[Understood], tuple[object, ...]]:
    """Makes the row of the table. Rows of one product often share what they say of it, which is written once."""
    product: dict[str, object] | None = None
    product_facts, key, place = "", "", 0

    def record(row: Understood) -> tuple[object, ...]:
        nonlocal product, product_facts, key, place
        if row.product is not product:
            product, product_facts = row.product, _encode(row.product).decode()
        if row.product_key != key and not row.is_skipped:
            key, place = row.product_key, row.number
        variant = known.get(row.sku) if row.variant is not None else None
        return (
            run_id,
            row.number,
            None if row.is_skipped else place,
            row.product_key,
            row.alias,
            row.sku,
            row.own_id,
            product_facts,
            None if row.variant is None else _encode(row.variant).decode(),
            _encode([list(fault) for fault in row.faults]).decode() if row.faults else "[]",
            "[]",
            _likely(row, variant),
            variant and variant.product_id,
            variant and variant.variant_id,
            False,
            False,
        )

    return record


def _likely(row: Understood, variant: Known | None) -> Outcome:
    """What comes of a row as far as it tells by itself."""
    if row.is_skipped:
        return Outcome.SKIPPED
    if row.faults:
        return Outcome.FAULTY
    return Outcome.UPDATE if variant else Outcome.CREATE
