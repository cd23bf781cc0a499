"""The lists of products and imports, and how search finds both."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from shopwright.hub.access.models import Member
from shopwright.hub.access.roles import Permission
from shopwright.hub.core.lists import Sorting, newest_of
from shopwright.hub.lists.commands import Command, add_commands
from shopwright.hub.lists.registry import Column, ListPage, add_list
from shopwright.hub.lists.search import Hit, Source, add_source
from shopwright.hub.lists.topics import add_topics

from .imports import queries as imports
from .imports.export import Sheet
from .imports.models import ImportRun
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
            Column("Rows", lambda run: run.row_total),
            Column("New", lambda run: run.counts.get("create", 0)),
            Column("Changed", lambda run: run.counts.get("update", 0)),
            Column("To mend", lambda run: run.counts.get("faulty", 0)),
            Column("By", lambda run: run.by.email if run.by else ""),
            Column("Begun (UTC)", lambda run: run.created_at),
            Column("Trouble", lambda run: run.trouble),
        ),
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
)
add_topics(Permission.CATALOG_VIEW, "imports", "products")
