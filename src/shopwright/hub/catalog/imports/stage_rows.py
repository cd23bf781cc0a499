"""Stages the rows of a run's table, chunk by chunk, by COPY."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

import msgspec
from django.db import connection

from .models import ImportRun, Outcome
from .table import rows_from
from .understand_rows import Understander, Understood

#: Rows of one transaction.
CHUNK = 2_000
_encode = msgspec.json.Encoder(decimal_format="number").encode
_COPY = (
    "COPY catalog_importrow (run_id, number, product_key, alias, sku, own_id, product_facts, variant_facts, faults, "
    "clashes, outcome, is_applied, is_new_product) FROM STDIN"
)


def stage_chunk(run: ImportRun) -> bool:
    """Stage the next rows, and move the run's cursor; returns whether there may be more."""
    understander = Understander(run.reading, run.columns, run.carry)
    first = run.reading.data_from
    with run.table.open("rb") as table:
        chunk = list(islice(rows_from(table.file, run.cursor), CHUNK))
    rows = [understander.understand(row) for row, _ in chunk if row.number >= first]
    if rows:
        record = _recorder(run.pk)
        with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
            for row in rows:
                copy.write_row(record(row))
    run.carry = understander.carry
    run.cursor = chunk[-1][1] if chunk else run.cursor
    run.done += len(chunk)
    return len(chunk) == CHUNK


def _recorder(run_id: int) -> Callable[[Understood], tuple[object, ...]]:
    """Makes the row of the table. Rows of one product often share what they say of it, which is written once."""
    product: dict[str, object] | None = None
    product_facts = ""

    def record(row: Understood) -> tuple[object, ...]:
        nonlocal product, product_facts
        if row.product is not product:
            product, product_facts = row.product, _encode(row.product).decode()
        return (
            run_id,
            row.number,
            row.product_key,
            row.alias,
            row.sku,
            row.own_id,
            product_facts,
            None if row.variant is None else _encode(row.variant).decode(),
            _encode([list(fault) for fault in row.faults]).decode() if row.faults else "[]",
            "[]",
            Outcome.SKIPPED if row.is_skipped else "",
            False,
            False,
        )

    return record
