"""Products and variants as rows of a file, so that an import of it changes nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence

from django.db.models import Func, IntegerField, Max, QuerySet

from shopwright.hub.catalog.models import Product, Variant

#: Attributes that get a column of their own, the most frequent ones first.
_MOST_ATTRIBUTES = 50

#: The columns before the options: header and the value of a variant.
_COLUMNS: tuple[tuple[str, Callable[[Variant], object]], ...] = (
    ("Shopwright product", lambda variant: variant.product_id),
    ("SKU", lambda variant: variant.sku),
    ("Title", lambda variant: variant.product.title),
    ("Description", lambda variant: variant.product.description),
    ("Brand", lambda variant: variant.product.brand),
    ("Tags", lambda variant: _tags_text(variant.product.tags)),
    ("Price", lambda variant: variant.price),
    ("Currency", lambda variant: variant.currency),
    ("Cost", lambda variant: variant.cost),
    ("GTIN", lambda variant: variant.gtin),
    ("Weight (g)", lambda variant: variant.product.weight_grams),
    ("Length (mm)", lambda variant: variant.product.length_mm),
    ("Width (mm)", lambda variant: variant.product.width_mm),
    ("Height (mm)", lambda variant: variant.product.height_mm),
    ("Country of origin", lambda variant: variant.product.origin),
    ("Fragile", lambda variant: _flag_text(variant.product.is_fragile)),
    ("Dangerous goods", lambda variant: _flag_text(variant.product.is_hazmat)),
    ("Note for packers", lambda variant: variant.product.packing_note),
    ("Archived", lambda variant: _flag_text(variant.product.is_archived)),
)


class Sheet:
    """The rows of an export: the header, then one for each variant."""

    def __init__(self, variants: QuerySet[Variant]) -> None:
        self._variants = variants.select_related("product").order_by("product_id", "position", "pk")
        self._options = max(3, self._most_options())
        self._attributes = self._attribute_names()

    @property
    def header(self) -> list[str]:
        options = [f"Option {number} {part}" for number in range(1, self._options + 1) for part in ("name", "value")]
        return [*(name for name, _ in _COLUMNS), *options, *(f"Attribute: {name}" for name in self._attributes)]

    def rows(self) -> Iterator[list[object]]:
        for ids in _chunks(list(self._variants.values_list("pk", flat=True))):
            variants = Variant.objects.select_related("product").in_bulk(ids)
            yield from (self._row(variants[pk]) for pk in ids if pk in variants)

    def _row(self, variant: Variant) -> list[object]:
        options = [text for pair in variant.options for text in pair]
        attributes = variant.product.attributes
        return [
            *(value(variant) for _, value in _COLUMNS),
            *options,
            *[""] * (2 * self._options - len(options)),
            *(attributes.get(name, "") for name in self._attributes),
        ]

    def _most_options(self) -> int:
        length = Func("options", function="jsonb_array_length", output_field=IntegerField())
        return int(self._variants.order_by().aggregate(most=Max(length))["most"] or 0)

    def _attribute_names(self) -> list[str]:
        """Names of attributes that are texts, and whose name a header can hold."""
        times: dict[str, int] = {}
        for ids in _chunks(list(self._variants.order_by().values_list("product_id", flat=True).distinct())):
            facts = Product.objects.filter(pk__in=ids).exclude(attributes={}).values_list("attributes", flat=True)
            for name, value in (item for attributes in facts for item in attributes.items()):
                if isinstance(value, str) and name == " ".join(name.split()) and 0 < len(name) <= 60:
                    times[name] = times.get(name, 0) + 1
        return sorted(sorted(times), key=lambda name: -times[name])[:_MOST_ATTRIBUTES]


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    """Rows are read in parts: a cursor on the server would hold its connection for as long as the file is written."""
    for place in range(0, len(ids), 2_000):
        yield ids[place : place + 2_000]


def _flag_text(value: bool) -> str:
    return "yes" if value else "no"


def _tags_text(tags: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(tags)
    return line.getvalue() if set(',"\r\n') & set("".join(tags)) else ", ".join(tags)
