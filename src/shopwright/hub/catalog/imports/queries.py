"""Every read about imports that pages need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from django.db.models import QuerySet

from shopwright.hub.access.models import Workspace
from shopwright.hub.catalog.models import Product, Variant

from .faulty import words_of
from .fields import FIELDS, attribute_name, label_of
from .files import sample_of
from .models import ImportProfile, ImportRow, ImportRun, Outcome
from .understand_rows import Understander
from .values import text_of


def runs(workspace: Workspace) -> QuerySet[ImportRun]:
    return ImportRun.objects.filter(workspace=workspace).select_related("by")


def profiles(workspace: Workspace) -> QuerySet[ImportProfile]:
    return ImportProfile.objects.filter(workspace=workspace).order_by("name")


def goods_of(run: ImportRun) -> Iterator[Product]:
    """The products that a run's rows are about, as they would be; nothing is written. Facts of several rows meet."""
    rows = ImportRow.objects.filter(run=run, outcome__in=[Outcome.CREATE, Outcome.UPDATE, Outcome.SAME])
    values = rows.order_by("place", "-number").values_list("place", "product_facts")
    for _, group in groupby(values.iterator(2_000), key=lambda item: item[0]):
        facts: dict[str, object] = {}
        for _, more in group:
            facts.update(more)
        attributes = facts.get("attributes")
        yield Product(
            attributes=attributes if isinstance(attributes, dict) else {},
            brand=str(facts.get("brand") or ""),
            origin=str(facts.get("origin") or ""),
        )


class Column(NamedTuple):
    """A column of a file, its field, and the first values in it."""

    place: int
    header: str
    field: str
    examples: list[str]


class PreviewRow(NamedTuple):
    """A row as it would be understood."""

    number: int
    sku: str
    says: list[tuple[str, str]]
    faults: list[str]


def columns_of(run: ImportRun) -> list[Column]:
    rows = [row for row in sample_of(run) if row.number >= run.reading.data_from]
    columns = []
    for place, (header, field) in enumerate(zip(run.headers, run.columns, strict=True)):
        cells = (text_of(row.cells[place]).strip() for row in rows if place < len(row.cells))
        columns.append(Column(place, header, field, [cell[:60] for cell in cells if cell][:3]))
    return columns


def preview_of(run: ImportRun, count: int = 8) -> list[PreviewRow]:
    """The first rows as they would be understood, with what is wrong in them."""
    understander = Understander(run.reading, run.columns, {})
    rows: list[PreviewRow] = []
    for table_row in sample_of(run):
        if table_row.number < run.reading.data_from or len(rows) == count:
            continue
        row = understander.understand(table_row)
        if row.is_skipped:
            continue
        faults = [f"{label_of(fault.field)}: {fault.problem}. {fault.remedy}" for fault in row.faults]
        rows.append(PreviewRow(row.number, row.sku, _words({**row.product, **(row.variant or {})}), faults))
    return rows


class ReportRow(NamedTuple):
    """A row of a report: its line, its outcome, what to mend, and what it says or changes."""

    row: ImportRow
    words: list[str]
    says: list[tuple[str, str]]
    changes: list[tuple[str, str, str]]


def rows_of(run: ImportRun, outcome: str) -> QuerySet[ImportRow]:
    """The rows with an outcome; of a run, those to mend and their products' others without one."""
    chosen = [outcome] if outcome in Outcome.values else [Outcome.FAULTY, Outcome.HELD]
    return ImportRow.objects.filter(run=run, outcome__in=chosen)


def report_of(rows: Sequence[ImportRow]) -> list[ReportRow]:
    """Rows with what they change: as the catalogue is before they are written, as it was after."""
    variants = Variant.objects.in_bulk([row.variant_id for row in rows if row.variant_id])
    products = Product.objects.in_bulk([row.product_id for row in rows if row.product_id])
    report = []
    for row in rows:
        facts = {**row.product_facts, **(row.variant_facts or {})}
        changes = []
        if row.outcome == Outcome.UPDATE:
            before = {**(row.product_before or {}), **(row.variant_before or {})}
            if not row.is_applied and not before:
                before = {**_now(products.get(row.product_id or 0)), **_now(variants.get(row.variant_id or 0))}
            changes = [
                (label, _text(before[name]), text)
                for name, label, text in _labelled(facts)
                if name in before and _text(before[name]) != text
            ]
        report.append(ReportRow(row, words_of(row), _words(facts), changes))
    return report


def _now(record: Product | Variant | None) -> dict[str, object]:
    if record is None:
        return {}
    return {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}


def _labelled(facts: dict[str, object]) -> list[tuple[str, str, str]]:
    return [
        (name, FIELDS[name].label if name in FIELDS else name.capitalize(), _text(value))
        for name, value in facts.items()
    ]


def _words(facts: dict[str, object]) -> list[tuple[str, str]]:
    return [(label, text) for _, label, text in _labelled(facts) if text]


def _text(value: object) -> str:
    """A fact as people read it."""
    if isinstance(value, float | Decimal):
        return f"{value:.4f}".removesuffix("00")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{name}: {item}" for name, item in value.items())[:200]
    if isinstance(value, list):
        return ", ".join(": ".join(item) if isinstance(item, list) else str(item) for item in value)[:200]
    return "" if value is None else str(value)[:200]


def column_choices(run: ImportRun) -> list[tuple[str, str]]:
    """What a column can hold: fields, an attribute under the column's name, or nothing."""
    used = {name for name in run.columns if name}
    plain = [(field.name, field.label) for field in FIELDS.values() if field.name in used or not field.is_rare]
    attributes = [(name, f"Attribute “{attribute_name(name)}”") for name in sorted(used) if attribute_name(name)]
    return [("", "Not imported"), *plain, *attributes, ("attribute", "Keep as an attribute of this name")]
