"""Every read about products that pages and other apps need."""

from __future__ import annotations

from django.db.models import Count, Max, Min, Q, QuerySet

from shopwright.hub.access.models import Workspace

from .models import Product, Variant


def products(workspace: Workspace) -> QuerySet[Product]:
    """The products of a workspace with the number of their variants and the range of their prices."""
    return Product.objects.filter(workspace=workspace).annotate(
        variant_count=Count("variants"), lowest=Min("variants__price"), highest=Max("variants__price")
    )


def matching(text: str) -> Q:
    """Products whose title or SKU holds a text, or whose GTIN it is."""
    return Q(title__icontains=text) | Q(variants__sku__icontains=text) | Q(variants__gtin=text)


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
