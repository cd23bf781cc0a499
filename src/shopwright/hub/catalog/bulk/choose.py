"""Which SKUs an edit is about: those of chosen products, those that a filter fits, or a list that was pasted."""

from __future__ import annotations

import msgspec
from django.db.models import QuerySet

from shopwright.hub.access.models import Workspace
from shopwright.hub.catalog import queries
from shopwright.hub.catalog.models import Product, Variant

#: SKUs that one edit takes.
MOST = 100_000


class Choice(msgspec.Struct, frozen=True, omit_defaults=True):
    """``kind``: ``products`` by id, ``filter`` as in the list of products, ``skus`` by name, or ``cells`` of a sheet.

    ``cells``: for each variant id the values by field that somebody typed.
    """

    kind: str
    products: list[int] = []
    skus: list[str] = []
    q: str = ""
    brand: str = ""
    tag: str = ""
    cells: dict[str, dict[str, str]] = {}

    @property
    def words(self) -> str:
        """The choice as people say it."""
        if self.kind == "filter":
            parts = [
                f"“{self.q}”" if self.q else "",
                self.brand and f"brand {self.brand}",
                self.tag and f"tag {self.tag}",
            ]
            return "products that fit " + ", ".join(part for part in parts if part) if any(parts) else "all products"
        number = len(self.products or self.skus or self.cells)
        noun = "product" if self.kind == "products" else "SKU"
        return f"{number:,} {noun}{'' if number == 1 else 's'}"


def variants_of(workspace: Workspace, choice: Choice) -> QuerySet[Variant]:
    """The variants that a choice is about."""
    rows = Variant.objects.filter(workspace=workspace)
    if choice.kind == "products":
        return rows.filter(product_id__in=choice.products)
    if choice.kind == "skus":
        return rows.filter(sku__in=choice.skus)
    if choice.kind == "cells":
        return rows.filter(pk__in=[int(pk) for pk in choice.cells])
    products = Product.objects.filter(workspace=workspace)
    if choice.q:
        products = products.filter(pk__in=Product.objects.filter(queries.matching(choice.q), workspace=workspace))
    if choice.brand:
        products = products.filter(brand=choice.brand)
    if choice.tag:
        products = products.filter(tags__contains=[choice.tag])
    return rows.filter(product__in=products.values("pk"))


def missing_skus(workspace: Workspace, choice: Choice) -> list[str]:
    """SKUs of a pasted list that this workspace has not."""
    if choice.kind != "skus":
        return []
    known = set(variants_of(workspace, choice).values_list("sku", flat=True))
    return [sku for sku in choice.skus if sku not in known]
