"""Writes an edit's rows into the catalogue, and takes them back: by set, a chunk of rows in each transaction.

A field that is no longer as the preview saw it is left alone. The triggers of the history see each row that changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeVar

import msgspec
from django.db import connection
from django.db.models import QuerySet

from shopwright.hub.catalog.models import Product, Variant
from shopwright.hub.catalog.services import announce_changed

from .fields import ATTRIBUTE, Value, external_fields, label_of, value_now, words_of
from .models import BulkEdit, BulkRow, Outcome

RecordT = TypeVar("RecordT", Product, Variant)
#: Rows of one transaction.
CHUNK = 1_000

_PRODUCTS = """
    UPDATE catalog_product p SET (title, description, brand, tags, attributes, weight_grams, length_mm, width_mm,
            height_mm, origin, is_fragile, is_hazmat, packing_note, is_archived, updated_at)
        = (SELECT n.title, n.description, n.brand, n.tags, n.attributes, n.weight_grams, n.length_mm, n.width_mm,
                  n.height_mm, n.origin, n.is_fragile, n.is_hazmat, n.packing_note, n.is_archived, now()
           FROM jsonb_populate_record(p, w.facts) n)
    FROM unnest(%s::bigint[], %s::jsonb[]) AS w(id, facts) WHERE p.id = w.id
"""
_VARIANTS = """
    UPDATE catalog_variant v SET (price, currency, cost)
        = (SELECT n.price, n.currency, n.cost FROM jsonb_populate_record(v, w.facts) n)
    FROM unnest(%s::bigint[], %s::jsonb[]) AS w(id, facts) WHERE v.id = w.id
"""


class _Now:
    """What the rows of a chunk are about, locked, as it is now."""

    def __init__(self, edit: BulkEdit, rows: Sequence[BulkRow]) -> None:
        self._workspace = edit.workspace_id
        products = sorted({row.product_id for row in rows if row.product_id and not row.is_of_variant})
        variants = sorted({row.variant_id for row in rows if row.variant_id})
        self.products = _locked(Product.objects.filter(pk__in=products))
        self.variants = _locked(Variant.objects.filter(pk__in=variants))
        names = {name for row in rows for name in (*row.before, *row.after)}
        self._externals = {
            name: item.read(self._workspace, variants) for name, item in external_fields().items() if name in names
        }

    def value(self, row: BulkRow, name: str) -> Value:
        """Raises KeyError where it is gone."""
        if name in self._externals:
            return self._externals[name][row.variant_id or 0]
        record = self.variants[row.variant_id or 0] if row.is_of_variant else self.products[row.product_id or 0]
        return value_now(record, name)


def _locked(rows: QuerySet[RecordT]) -> dict[int, RecordT]:
    return {row.pk: row for row in rows.select_for_update().order_by("pk")}


class _Write(NamedTuple):
    row: BulkRow
    facts: Mapping[str, Value]


def apply_chunk(edit: BulkEdit) -> bool:
    """Write the next rows, and move the edit's cursor; returns whether there were any."""
    rows = list(
        BulkRow.objects.filter(edit=edit, number__gt=edit.cursor, outcome=Outcome.UPDATE).order_by("number")[:CHUNK]
    )
    if not rows:
        return False
    now = _Now(edit, rows)
    writes = []
    for row in rows:
        notes = _differences(now, row, row.before)
        if notes:
            row.outcome, row.notes = Outcome.STALE, [*row.notes, *notes]
        else:
            row.is_applied = True
            writes.append(_Write(row, row.after))
    _write(edit, now, writes)
    BulkRow.objects.bulk_update([row for row in rows if not row.is_applied], ["outcome", "notes"], 500)
    BulkRow.objects.filter(pk__in=[row.pk for row in rows if row.is_applied]).update(is_applied=True)
    edit.done += len(rows)
    edit.cursor = rows[-1].number
    return True


def undo_chunk(edit: BulkEdit) -> bool:
    """Take back the rows before the edit's cursor, and move it; returns whether there were any."""
    rows = list(BulkRow.objects.filter(edit=edit, number__lt=edit.cursor, is_applied=True).order_by("-number")[:CHUNK])
    if not rows:
        return False
    now = _Now(edit, rows)
    writes, kept = [], []
    for row in rows:
        free = {name: row.before[name] for name in row.after if not _differences(now, row, {name: row.after[name]})}
        if free:
            writes.append(_Write(row, free))
        if len(free) < len(row.after):
            row.outcome, row.notes = Outcome.KEPT, [*row.notes, *_differences(now, row, row.after)]
            kept.append(row)
    _write(edit, now, writes)
    BulkRow.objects.bulk_update(kept, ["outcome", "notes"], 500)
    gone = {row.pk for row in kept}
    BulkRow.objects.filter(pk__in=[row.pk for row in rows if row.pk not in gone]).update(outcome=Outcome.UNDONE)
    BulkRow.objects.filter(pk__in=[row.pk for row in rows]).update(is_applied=False)
    edit.done += len(rows)
    edit.cursor = rows[-1].number
    return True


def _differences(now: _Now, row: BulkRow, expected: Mapping[str, Value]) -> list[str]:
    """What is no longer as expected, a sentence each."""
    words = []
    for name, value in expected.items():
        try:
            current = now.value(row, name)
        except KeyError:
            return ["It is not there any more."]
        if current != value:
            words.append(f"{label_of(name)} was changed to “{words_of(current)[:60]}” meanwhile.")
    return words


def _write(edit: BulkEdit, now: _Now, writes: Sequence[_Write]) -> None:
    of_products = {write.row.product_id or 0: write.facts for write in writes if not write.row.is_of_variant}
    of_variants = {write.row.variant_id or 0: write.facts for write in writes if write.row.is_of_variant}
    with connection.cursor() as cursor:
        if of_products:
            facts = [_record(now.products[pk], facts) for pk, facts in of_products.items()]
            cursor.execute(_PRODUCTS, [list(of_products), facts])
        own = {pk: facts for pk, facts in of_variants.items() if not facts.keys() <= external_fields().keys()}
        if own:
            cursor.execute(_VARIANTS, [list(own), [_json(facts) for facts in own.values()]])
    for name, item in external_fields().items():
        values = {pk: facts[name] for pk, facts in of_variants.items() if name in facts}
        if values:
            item.write(edit.workspace_id, values)
    touched = set(of_variants)
    if of_products:
        touched.update(Variant.objects.filter(product_id__in=of_products).values_list("pk", flat=True))
    if touched:
        announce_changed(touched)


def _record(product: Product, facts: Mapping[str, Value]) -> str:
    """Facts as columns have them: attributes go into the column that holds them all."""
    plain = {name: value for name, value in facts.items() if not name.startswith(ATTRIBUTE)}
    named = {name[len(ATTRIBUTE) :]: value for name, value in facts.items() if name.startswith(ATTRIBUTE)}
    if not named:
        return _json(plain)
    attributes = {**product.attributes, **named}
    return _json({**plain, "attributes": {name: value for name, value in attributes.items() if value is not None}})


def _json(facts: Mapping[str, object]) -> str:
    return msgspec.json.encode(facts).decode()
