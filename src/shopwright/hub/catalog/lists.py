"""The lists of products, imports and bulk edits, and how search finds them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import Q, QuerySet

from shopwright.hub.access.models import Member
from shopwright.hub.access.roles import Permission
from shopwright.hub.core.lists import Sorting, newest_of, parts_of
from shopwright.hub.lists.commands import Command, add_commands
from shopwright.hub.lists.registry import Column, ListPage, add_list
from shopwright.hub.lists.search import Hit, Source, add_source
from shopwright.hub.lists.topics import add_topics

from .bulk.models import BulkEdit, BulkRow
from .bulk.preview import changes_of
from .imports import queries as imports
from .imports.export import Sheet
from .imports.models import ImportRow, ImportRun
from .models import Product, Variant


def _sheet(member: Member, rows: QuerySet[Product], sorting: Sorting) -> Sheet:
    """One row for each variant, as imports read it."""
    return Sheet(Variant.objects.filter(workspace=member.workspace, product__in=rows.order_by().values("pk")))


PRODUCTS = add_list(
    ListPage(
        "products",
        "Products",
        Permission.CATALOG_VIEW,
        Product,
        _sheet,
        codes=("variants__sku", "variants__gtin"),
        box="products",
        sheet_order=Sorting(is_falling=False),
    )
)
IMPORTS = add_list(
    ListPage(
        "imports",
        "Imports",
        Permission.CATALOG_VIEW,
        ImportRun,
        (
            Column("File", lambda run: run.file_name),
            Column("State", lambda run: run.get_state_display()),
            Column("Rows", lambda run: run.goods_total),
            Column("New", lambda run: run.counts.get("create", 0)),
            Column("Changed", lambda run: run.counts.get("update", 0)),
            Column("To mend", lambda run: run.counts.get("faulty", 0)),
            Column("By", lambda run: run.by.email if run.by else ""),
            Column("Begun (UTC)", lambda run: run.created_at),
            Column("Trouble", lambda run: run.trouble),
        ),
    )
)


BULK_EDITS = add_list(
    ListPage(
        "bulk-edits",
        "Bulk edits",
        Permission.CATALOG_VIEW,
        BulkEdit,
        (
            Column("Edit", lambda edit: edit.words),
            Column("State", lambda edit: edit.get_state_display()),
            Column("Changed", lambda edit: edit.counts.get("update", 0)),
            Column("Refused", lambda edit: edit.counts.get("faulty", 0)),
            Column("By", lambda edit: edit.by.email if edit.by else ""),
            Column("Begun (UTC)", lambda edit: edit.created_at),
            Column("Ended (UTC)", lambda edit: edit.finished_at),
            Column("Trouble", lambda edit: edit.trouble),
        ),
    )
)


class BulkSheet:
    """The rows of an edit, with a line for each field that it changes."""

    header = ("Row", "SKU or product", "Outcome", "Field", "Before", "After", "Notes")

    def __init__(self, member: Member, rows: QuerySet[BulkRow], sorting: Sorting) -> None:
        self._rows, self._sorting = rows, sorting

    def rows(self) -> Iterator[list[object]]:
        for part in parts_of(self._rows, self._sorting):
            for row in part:
                notes = " ".join(row.notes)
                for label, before, after in changes_of(row) or [("", "", "")]:
                    yield [row.number, row.sku, row.get_outcome_display(), label, before, after, notes]


BULK_ROWS = add_list(
    ListPage("bulk-edit", "Rows of an edit", Permission.CATALOG_VIEW, BulkRow, BulkSheet, is_of_row=True)
)


class ImportSheet:
    """The rows of an import, with what became of each and why."""

    header = ("Line", "SKU", "Outcome", "What and why", "Changes")

    def __init__(self, member: Member, rows: QuerySet[ImportRow], sorting: Sorting) -> None:
        self._rows, self._sorting = rows, sorting

    def rows(self) -> Iterator[list[object]]:
        for part in parts_of(self._rows, self._sorting):
            for item in imports.report_of(part):
                changes = "; ".join(f"{label}: {before} → {after}" for label, before, after in item.changes)
                words = " ".join(item.words)
                yield [item.row.number, item.row.sku, item.row.get_outcome_display(), words, changes]


IMPORT_ROWS = add_list(
    ListPage("import", "Rows of an import", Permission.CATALOG_VIEW, ImportRow, ImportSheet, is_of_row=True)
)


def _variant_sheet(member: Member, rows: QuerySet[Variant], sorting: Sorting) -> Sheet:
    return Sheet(Variant.objects.filter(workspace=member.workspace, pk__in=rows.order_by().values("pk")))


SHEET = add_list(
    ListPage(
        "products-sheet",
        "Products as a sheet",
        Permission.CATALOG_EDIT,
        Variant,
        _variant_sheet,
        codes=("sku", "gtin"),
        sheet_order=Sorting(("product_id", "position", "pk"), is_falling=False),
    )
)


def _find_products(member: Member, text: str, limit: int) -> Sequence[Hit]:
    own = Variant.objects.filter(workspace=member.workspace).select_related("product")
    exact = list(own.filter(Q(sku=text) | Q(gtin=text)).order_by("pk")[:limit])
    by_sku = own.in_bulk(newest_of(Variant.objects.filter(workspace=member.workspace, sku__icontains=text), limit))
    variants = list(dict.fromkeys([*exact, *sorted(by_sku.values(), key=lambda variant: -variant.pk)]))
    hits = [
        Hit(variant.sku, variant.product.title, "product", variant.product_id, variant in exact) for variant in variants
    ]
    seen = [variant.product_id for variant in variants]
    titled = newest_of(Product.objects.filter(workspace=member.workspace, title__icontains=text), limit)
    products = Product.objects.in_bulk([pk for pk in titled if pk not in seen])
    hits += [Hit(products[pk].title, products[pk].brand, "product", pk) for pk in titled if pk in products]
    return hits[:limit]


def _find_imports(member: Member, text: str, limit: int) -> Sequence[Hit]:
    runs = imports.runs(member.workspace).filter(file_name__icontains=text).order_by("-pk")[:limit]
    return [
        Hit(run.file_name, f"{run.get_state_display()}, {run.created_at:%-d %b %Y}", "import", run.pk) for run in runs
    ]


add_source(Source("products", "Products and SKUs", Permission.CATALOG_VIEW, _find_products, "products"))
add_source(Source("imports", "Imports", Permission.CATALOG_VIEW, _find_imports, "imports"))
add_commands(
    Command("New product", "product-new", Permission.CATALOG_EDIT),
    Command("Import a file", "import-new", Permission.CATALOG_EDIT),
    Command("Imports", "imports", Permission.CATALOG_VIEW),
    Command("Bulk edits", "bulk-edits", Permission.CATALOG_VIEW),
    Command("New bulk edit", "bulk-new", Permission.CATALOG_EDIT),
    Command("Products as a sheet", "products-sheet", Permission.CATALOG_EDIT),
)
add_topics(Permission.CATALOG_VIEW, "bulk", "imports", "products")
