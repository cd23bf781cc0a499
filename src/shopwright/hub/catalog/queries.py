"""Every read about products that pages and other apps need."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Subquery

from shopwright.hub.access.models import Workspace
from shopwright.hub.core.lists import few_or_many

from .models import Product, Variant


def products(workspace: Workspace) -> QuerySet[Product]:
    """The products of a workspace with the number of their variants and the range of their prices."""
    # Reckoned for each row that is shown: a join would group all variants of the workspace first.
    variants = Variant.objects.filter(product=OuterRef("pk")).order_by().values("product")
    return Product.objects.filter(workspace=workspace).annotate(
        variant_count=Subquery(variants.annotate(value=Count("pk")).values("value")),
        lowest=Subquery(variants.annotate(value=Min("price")).values("value")),
        highest=Subquery(variants.annotate(value=Max("price")).values("value")),
    )


def matching(text: str, workspace: Workspace | None = None) -> Q:
    """Products whose title or SKU holds a text, or whose GTIN it is; faster where the workspace is said."""
    by_title, by_variant = Q(title__icontains=text), Q(sku__icontains=text) | Q(gtin=text)
    if workspace is None:
        return by_title | Q(variants__sku__icontains=text) | Q(variants__gtin=text)
    variants = Variant.objects.filter(by_variant, workspace=workspace)
    return few_or_many(
        [
            (Product.objects.filter(by_title, workspace=workspace).values_list("pk", flat=True), by_title),
            (variants.values_list("product_id", flat=True), Q(Exists(variants.filter(product=OuterRef("pk"))))),
        ]
    )


def product_as_json(product: Product) -> dict[str, object]:
    """A product as programs read it. Prices are decimal texts."""
    return {
        "id": product.pk,
        "title": product.title,
        "brand": product.brand,
        "tags": product.tags,
        "is_archived": product.is_archived,
        "updated_at": product.updated_at,
        "variants": [
            {
                "id": variant.pk,
                "sku": variant.sku,
                "gtin": variant.gtin,
                "options": variant.options,
                "price": variant.price,
                "currency": variant.currency,
            }
            for variant in product.variants.all()
        ],
    }


def variant_by_sku(workspace_id: int, sku: str) -> Variant | None:
    return Variant.objects.filter(workspace_id=workspace_id, sku=sku).first() if sku else None


def variant_ids_by_sku(workspace_id: int, skus: Collection[str]) -> dict[str, int]:
    """Which variants SKUs are, those that are known."""
    if not skus:
        return {}
    known = Variant.objects.filter(workspace_id=workspace_id, sku__in=skus)
    return dict(known.values_list("sku", "pk"))
