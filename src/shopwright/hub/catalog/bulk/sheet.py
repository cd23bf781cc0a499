"""A page of the catalogue as a sheet of cells to type into; what changed goes through the same preview."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.catalog.lists import SHEET
from shopwright.hub.catalog.models import Variant
from shopwright.hub.core.lists import Sorting, page_of
from shopwright.hub.lists.pages import begin_list

from . import runs
from .choose import Choice, variants_of
from .fields import Value, external_fields, label_of, value_now, words_of
from .permissions import check_fields

#: Columns of the sheet, those of the variant first.
_OF_VARIANT = ("price", "cost")
_OF_PRODUCT = ("title", "brand", "weight_grams", "origin", "packing_note")
_SORTING = Sorting(("product_id", "pk"))
_NUMBERS = frozenset({"price", "cost", "weight_grams"})


class Cell(NamedTuple):
    """A cell to type into; ``key`` names it in the form."""

    key: str
    label: str
    value: str
    is_number: bool


class Line(NamedTuple):
    """A variant's cells; a product's own stand on the first of its variants, and are None on the others."""

    variant: Variant
    cells: list[Cell | None]


@page(Permission.CATALOG_EDIT, methods=("GET", "POST"))
def edit_sheet(request: WorkspaceRequest) -> HttpResponseBase:
    if request.method == "POST" and (cells := _typed(request.POST)):
        check_fields(request.member, {name for row in cells.values() for name in row})
        try:
            edit = runs.begin(request.workspace, request.user, Choice("cells", cells=cells), [])
            return redirect("bulk-edit", workspace=request.workspace.slug, edit_id=edit.pk)
        except runs.EditError as error:
            messages.error(request, str(error))
    elif request.method == "POST":
        messages.info(request, "No cell was changed.")
    q, brand, tag = (request.GET.get(name, "").strip() for name in ("q", "brand", "tag"))
    rows = variants_of(request.workspace, Choice("filter", q=q, brand=brand, tag=tag)).select_related("product")
    rows, answer = begin_list(request, SHEET, rows, _SORTING)
    if answer:
        return answer
    listed = page_of(rows, _SORTING, request.GET.get("after", ""))
    names = [*_OF_VARIANT, *external_fields(), *_OF_PRODUCT]
    context = {"page": listed, "lines": _lines(request, listed.rows), "labels": [label_of(n) for n in names], "q": q}
    return render(request, "catalog/sheet.html", context)


def _lines(request: WorkspaceRequest, rows: Sequence[Variant]) -> list[Line]:
    ids = [row.pk for row in rows]
    others = {name: item.read(request.workspace.pk, ids) for name, item in external_fields().items()}
    lines: list[Line] = []
    seen: set[int] = set()
    for row in rows:
        cells: list[Cell | None] = [_cell(row, name, value_now(row, name)) for name in _OF_VARIANT]
        cells += [_cell(row, name, values[row.pk]) if row.pk in values else None for name, values in others.items()]
        is_first = row.product_id not in seen
        cells += [_cell(row, name, value_now(row.product, name)) if is_first else None for name in _OF_PRODUCT]
        seen.add(row.product_id)
        lines.append(Line(row, cells))
    return lines


def _cell(row: Variant, name: str, value: Value) -> Cell:
    return Cell(f"{row.pk}-{name}", f"{label_of(name)} of {row.sku}", words_of(value), name in _NUMBERS)


def _typed(data: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Cells whose text is another one than the page had."""
    cells: dict[str, dict[str, str]] = {}
    names = {*_OF_VARIANT, *_OF_PRODUCT, *external_fields()}
    for key, text in data.items():
        kind, _, place = key.partition("-")
        pk, _, name = place.partition("-")
        is_own = kind == "cell" and pk.isascii() and pk.isdigit() and len(pk) < 19 and name in names
        if is_own and text.strip() != data.get(f"was-{place}", "").strip():
            cells.setdefault(pk, {})[name] = text.strip()
    return cells
