"""Which size chart and certificates go with a product, and what is missing of what a category asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

from django.utils import timezone

from shopwright.hub.catalog.models import Product
from shopwright.hub.channels.categories import (
    AttributeValue,
    CategoryDetails,
    CertificateRule,
    ChartRule,
    Measured,
)
from shopwright.hub.listings.categories.facts import holds, own_category

from .models import Certificate, Paper, SizeChart

P = TypeVar("P", bound=Paper)

#: The attribute of a product that names its size chart.
CHART_FACT = "size chart"
#: What a missing size chart is called where gaps are counted.
CHART = "Size chart"
_SIZE = re.compile(r"\bsizes?\b", re.IGNORECASE)


class PaperGap(NamedTuple):
    """Something that a product lacks. ``name``: of the certificate, or CHART. ``words``: what is to be done."""

    name: str
    words: str


class Papers(NamedTuple):
    """What goes with a product, and what it lacks."""

    chart: SizeChart | None = None
    certificates: tuple[tuple[CertificateRule, Certificate], ...] = ()
    gaps: tuple[PaperGap, ...] = ()


class PaperBook:
    """The size charts and certificates of a workspace, read once for many products."""

    def __init__(self, workspace_id: int) -> None:
        charts = list(SizeChart.objects.filter(workspace_id=workspace_id).select_related("picture").order_by("pk"))
        self._named = {chart.name.casefold(): chart for chart in charts}
        self._charts = charts
        self._certificates: dict[str, list[Certificate]] = {}
        for row in Certificate.objects.filter(workspace_id=workspace_id).prefetch_related("files").order_by("pk"):
            self._certificates.setdefault(row.name.casefold(), []).append(row)

    def chart_of(self, product: Product) -> SizeChart | None:
        """The chart that the product names, else the one with the narrowest scope."""
        facts = {str(name).casefold(): str(value) for name, value in product.attributes.items()}
        chart = self._named.get(facts.get(CHART_FACT, "").strip().casefold())
        return chart or _narrowest(self._charts, product)

    def certificate_of(self, product: Product, name: str) -> Certificate | None:
        return _narrowest(self._certificates.get(name.casefold(), ()), product)

    def papers_of(
        self, product: Product, details: CategoryDetails, filled: Mapping[str, Sequence[AttributeValue]]
    ) -> Papers:
        """What goes with a product in a category. ``filled``: the attributes that it has, by id."""
        rule, chart = details.size_chart, self.chart_of(product) if details.size_chart else None
        gaps = [PaperGap(CHART, words) for words in _chart_gaps(rule, chart)] if rule else []
        certificates = []
        today = timezone.now().date()
        for asked in details.certifications:
            row = self.certificate_of(product, asked.name)
            if row is not None and not (words := _certificate_gap(asked, row, today)):
                certificates.append((asked, row))
            elif asked.is_required or holds(asked.conditions, filled):
                gaps.append(PaperGap(asked.name, words if row else f"The certificate “{asked.name}” is missing."))
        return Papers(chart, tuple(certificates), tuple(gaps))


def _narrowest(rows: Iterable[P], product: Product) -> P | None:
    """Of the rows that are for a product the one of the product, else of a tag, of its category, of its brand."""
    fitting = [row for row in rows if _fits(row, product)]
    return max(
        fitting,
        key=lambda row: (row.product_id is not None, bool(row.tag), bool(row.own_category), bool(row.brand), row.pk),
        default=None,
    )


def _fits(row: Paper, product: Product) -> bool:
    return (
        row.product_id in (None, product.pk)
        and (not row.tag or row.tag in product.tags)
        and (not row.own_category or row.own_category.casefold() == own_category(product).casefold())
        and (not row.brand or row.brand.casefold() == product.brand.casefold())
    )


def _chart_gaps(rule: ChartRule, chart: SizeChart | None) -> Iterator[str]:
    if chart is None:
        if rule.is_required:
            yield "A size chart is missing."
    elif chart.rows:
        columns = rule.columns.get(chart.measured)
        if columns is None:
            known = " or ".join(Measured(name).value for name in rule.columns)
            yield f"The size chart “{chart}” is measured otherwise than by {known}."
            return
        headers = {str(header).casefold() for header in chart.headers}
        for column in columns:
            if column.is_key and column.name.casefold() not in headers:
                yield f"The size chart “{chart}” has no column “{column.name}”."
    elif chart.picture and min(chart.picture.width, chart.picture.height) < rule.picture_side:
        yield f"The picture of the size chart “{chart}” needs {rule.picture_side:,} pixels on each side."


def missing_sizes(chart: SizeChart, product: Product) -> list[str]:
    """Sizes of a product's variants that its size chart has no row for."""
    sizes = {str(row[0]).casefold() for row in chart.rows}
    own = dict.fromkeys(
        value for variant in product.variants.all() for name, value in variant.options if _SIZE.search(name)
    )
    return [size for size in own if size.casefold() not in sizes] if sizes else []


def _certificate_gap(asked: CertificateRule, row: Certificate, today: date) -> str:
    if row.last_day is not None and row.last_day < today:
        return f"The certificate “{asked.name}” ended on {row.last_day:%d %b %Y}."
    if asked.needs_last_day and row.last_day is None:
        return f"The certificate “{asked.name}” needs the day on which it ends."
    return ""
