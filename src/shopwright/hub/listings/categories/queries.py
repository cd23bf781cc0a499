"""Every read about categories that publishing, pre-flight and pages need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.db.models import BigIntegerField, Case, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Cast, Substr

from shopwright.hub.catalog.attributes import AskedAttribute
from shopwright.hub.catalog.models import Product
from shopwright.hub.channels.categories import CategoryDetails, DraftAttribute
from shopwright.hub.channels.models import Connection, ConnectionState
from shopwright.hub.listings.papers.queries import PaperBook, Papers

from .facts import Gap, facts_of, fill, source_of
from .models import BY_PRODUCT, AttributeFill, CategoryMapping, ChannelCategory

_NO_PAPERS = Papers()


class Placed(NamedTuple):
    """Where a product goes on a connection: nowhere in particular where ``external_id`` is empty."""

    external_id: str = ""
    path: str = ""
    row_id: int = 0
    details: CategoryDetails | None = None
    attributes: tuple[DraftAttribute, ...] = ()
    gaps: tuple[Gap, ...] = ()
    papers: Papers = _NO_PAPERS


class Places:
    """Where products of a connection go, read once for many of them; ``with_suggestions``: would go once accepted."""

    def __init__(self, connection: Connection, products: Sequence[Product], *, with_suggestions: bool = False) -> None:
        self._channel = connection.channel
        mappings = CategoryMapping.objects.filter(
            connection=connection, source__in={source_of(product) for product in products}
        )
        if not with_suggestions:
            mappings = mappings.filter(is_accepted=True)
        self._mapped = {row.source: row.category for row in mappings.exclude(category=None).select_related("category")}
        explicit = {product.category.get(connection.channel, "") for product in products} - {""}
        known = ChannelCategory.objects.filter(connection=connection, external_id__in=explicit)
        self._explicit = {row.external_id: row for row in known}
        has_any = bool(self._mapped or self._explicit)
        fills = AttributeFill.objects.filter(connection=connection) if has_any else ()
        self._fills = {row.attribute_id: row for row in fills}
        self._book = PaperBook(connection.workspace_id) if has_any else None

    def of(self, product: Product) -> Placed:
        """A category that the product itself names goes before the mapping of what the seller takes it for."""
        explicit = str(product.category.get(self._channel, ""))
        row = self._explicit.get(explicit) if explicit else self._mapped.get(source_of(product))
        if row is None:
            return Placed(explicit)
        details = row.facts
        if details is None or self._book is None:
            return Placed(row.external_id, row.path, row.pk)
        filled, gaps = fill(details.attributes, facts_of(product), self._fills)
        papers = self._book.papers_of(product, details, {item.external_id: item.values for item in filled})
        return Placed(row.external_id, row.path, row.pk, details, tuple(filled), tuple(gaps), papers)


def category_of(product: Product, connection: Connection) -> Placed:
    """Where a product goes on a connection."""
    return Places(connection, [product]).of(product)


def asked_of(product: Product) -> Iterator[AskedAttribute]:
    """The attributes that the categories of a product ask for, on each connection where they were read."""
    for connection in Connection.objects.filter(workspace_id=product.workspace_id).exclude(state=ConnectionState.GONE):
        details = category_of(product, connection).details
        for item in details.attributes if details else ():
            yield AskedAttribute(
                item.name,
                (f"{connection.name} {connection.region}".strip(),) if item.is_required else (),
                tuple(value.name for value in item.values),
                item.is_custom,
            )


def with_titles(rows: QuerySet[CategoryMapping]) -> QuerySet[CategoryMapping]:
    """Mappings with the title of the product that is mapped by itself, as ``title``."""
    number = Cast(Substr("source", len(BY_PRODUCT) + 1), BigIntegerField())
    by_product = Case(When(source__startswith=BY_PRODUCT, then=number), output_field=BigIntegerField())
    titles = Product.objects.filter(pk=OuterRef("product_number"))
    return rows.annotate(product_number=by_product, title=Subquery(titles.values("title")))
