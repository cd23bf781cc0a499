"""How many products each of the seller's own categories has, and how many lack something that a shop requires there.

Changes are noted in rows of their own, and counted in the background: the categories that they concern alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import TYPE_CHECKING, TypedDict

from django.db import transaction
from django.db.models import Count, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Concat, Left, NullIf, Trim
from django.utils import timezone

from shopwright.hub.catalog.models import Product
from shopwright.hub.channels.models import Connection, ConnectionState
from shopwright.hub.core.many import any_of
from shopwright.hub.listings.papers.queries import PaperBook

from .facts import OWN_CATEGORY, facts_of, fill
from .models import BY_PRODUCT, AttributeFill, CategoryMapping, ChangedSource

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

#: What is read of a product to say what it lacks.
FACTS = ("attributes", "brand", "origin", "tags")


class Source(TypedDict):
    source: str


def sources_of(workspace_id: int) -> QuerySet[WithAnnotations[Product, Source]]:
    """Products with what they are mapped by as ``source``: the seller's own category, else the product itself."""
    texts = [NullIf(Trim(KeyTextTransform(name, "attributes")), Value("")) for name in OWN_CATEGORY]
    return Product.objects.filter(workspace_id=workspace_id, is_archived=False).annotate(
        source=Left(Coalesce(*texts, Concat(Value(BY_PRODUCT), Cast("pk", TextField()))), 500)
    )


def counts_of(workspace_id: int) -> Counter[str]:
    """The seller's own categories with the number of their products; and products that are mapped by themselves."""
    rows = sources_of(workspace_id)
    own = rows.exclude(source__startswith=BY_PRODUCT).values_list("source")
    return Counter(dict(own.annotate(number=Count("pk")).order_by())) + Counter(
        rows.filter(pk__in=_mapped_ids(workspace_id), source__startswith=BY_PRODUCT).values_list("source", flat=True)
    )


def _mapped_ids(workspace_id: int) -> set[int]:
    """Products that are mapped by themselves on some connection."""
    rows = CategoryMapping.objects.filter(workspace_id=workspace_id, source__startswith=BY_PRODUCT)
    return {int(source.removeprefix(BY_PRODUCT)) for source in rows.values_list("source", flat=True)}


def follow_variants(variant_ids: Collection[int]) -> None:
    """Note that products were written whose categories are mapped somewhere."""
    workspace_id = Product.objects.filter(variants__in=list(variant_ids)[:1]).values_list("workspace_id", flat=True)
    for workspace in workspace_id[:1]:
        if CategoryMapping.objects.filter(workspace_id=workspace, is_accepted=True).exists():
            rows = sources_of(workspace).filter(variants__in=any_of(variant_ids))
            is_counted = ~Q(source__startswith=BY_PRODUCT) | Q(pk__in=_mapped_ids(workspace))
            # Of products that were put into the archive the number alone tells.
            sources = list(rows.filter(is_counted).values_list("source", flat=True).order_by().distinct()) or [""]
            ChangedSource.objects.bulk_create(ChangedSource(workspace_id=workspace, source=name) for name in sources)


def recount_later(connection: Connection) -> None:
    """Have everything of a connection counted anew: a mapping, a rule or what a category asks for has changed."""
    ChangedSource.objects.create(workspace_id=connection.workspace_id, connection=connection)


def recount_all(workspace_id: int) -> None:
    """Have everything counted anew on every connection."""
    ChangedSource.objects.create(workspace_id=workspace_id)


def is_waiting(connection: Connection) -> bool:
    """Whether something of a connection is still to be counted."""
    rows = ChangedSource.objects.filter(workspace_id=connection.workspace_id)
    return rows.filter(connection=None).exists() or rows.filter(connection=connection).exists()


def work_due() -> int:
    """Count what has changed in one workspace; returns how many of its connections were looked at, at least 1."""
    with transaction.atomic():
        free = ChangedSource.objects.select_for_update(skip_locked=True)
        first = free.order_by("pk").first()
        if first is None:
            return 0
        changes = list(free.filter(workspace_id=first.workspace_id))
        ChangedSource.objects.filter(pk__in=[change.pk for change in changes]).delete()
        connections = Connection.objects.filter(workspace_id=first.workspace_id, category_mappings__isnull=False)
        rows = list(connections.exclude(state=ConnectionState.GONE).distinct())
        for connection in rows:
            mine = [change for change in changes if change.connection_id in (None, connection.pk)]
            sources = {change.source for change in mine}
            recount(connection, None if None in sources else {source for source in sources if source})
        return max(len(rows), 1)


def recount(connection: Connection, changed: Collection[str] | None = None) -> None:
    """Count the products of each mapping, and those that lack something; with ``changed`` only what that concerns.

    Where products have left a category, its number tells.
    """
    counts = counts_of(connection.workspace_id)
    mappings = {
        row.source: row
        for row in CategoryMapping.objects.filter(connection=connection).select_related("category")
        if changed is None or row.source in changed or row.product_count != counts[row.source]
    }
    if not mappings:
        return
    gaps = _gaps(connection, mappings)
    for source, row in mappings.items():
        row.product_count, row.gaps, row.counted_at = counts[source], dict(gaps[source]), timezone.now()
    CategoryMapping.objects.bulk_update(mappings.values(), ["product_count", "gaps", "counted_at"], 500)


def _gaps(connection: Connection, mappings: dict[str, CategoryMapping]) -> dict[str, Counter[str]]:
    gaps: dict[str, Counter[str]] = {source: Counter() for source in mappings}
    details = {
        source: facts
        for source, row in mappings.items()
        if row.is_accepted and row.category and (facts := row.category.facts)
    }
    if not details:
        return gaps
    fills = {row.attribute_id: row for row in AttributeFill.objects.filter(connection=connection)}
    book = PaperBook(connection.workspace_id)
    products = sources_of(connection.workspace_id).filter(source__in=list(details))
    for product in products.only(*FACTS).iterator(2_000):
        known = details[product.source]
        filled, lacking = fill(known.attributes, facts_of(product), fills)
        papers = book.papers_of(product, known, {item.external_id: item.values for item in filled})
        names = [*(gap.attribute.name for gap in lacking), *(gap.name for gap in papers.gaps)]
        gaps[product.source].update(dict.fromkeys(names, 1))
    return gaps
