"""Products and variants as rows of a file, so that an import of it changes nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db.models import Func, IntegerField, Max, QuerySet

from shopwright.hub.catalog.models import Product, Variant
from shopwright.hub.core.many import any_of

#: Attributes that get a column of their own, the most frequent ones first.
_MOST_ATTRIBUTES = 50


def _flag_text(value: bool) -> str:
    return "yes" if value else "no"


def _tags_text(tags: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(tags)
    return line.getvalue() if set(',"\r\n') & set("".join(tags)) else ", ".join(tags)


#: The columns before the options: header, the variant's field, and what makes a cell of it.
_COLUMNS: tuple[tuple[str, str, Callable[[Any], str] | None], ...] = (
    ("Shopwright product", "product_id", None),
    ("SKU", "sku", None),
    ("Title", "product__title", None),
    ("Description", "product__description", None),
    ("Brand", "product__brand", None),
    ("Tags", "product__tags", _tags_text),
    ("Price", "price", None),
    ("Currency", "currency", None),
    ("Cost", "cost", None),
    ("GTIN", "gtin", None),
    ("Weight (g)", "product__weight_grams", None),
    ("Length (mm)", "product__length_mm", None),
    ("Width (mm)", "product__width_mm", None),
    ("Height (mm)", "product__height_mm", None),
    ("Country of origin", "product__origin", None),
    ("Fragile", "product__is_fragile", _flag_text),
    ("Dangerous goods", "product__is_hazmat", _flag_text),
    ("Note for packers", "product__packing_note", None),
    ("Archived", "product__is_archived", _flag_text),
)
_FIELDS = ("pk", "options", "product__attributes", *(field for _, field, _ in _COLUMNS))
_FEWEST_OPTIONS = 3
_ATTRIBUTE = "Attribute: "


class Sheet:
    """The rows of an export: the header, then one for each variant."""

    def __init__(self, variants: QuerySet[Variant]) -> None:
        self._variants = variants.order_by("product_id", "position", "pk")
        self._header: Sequence[str] = ()

    @property
    def header(self) -> Sequence[str]:
        """Columns that all of the variants have, or those that it was fitted to."""
        if not self._header:
            numbers = range(1, max(_FEWEST_OPTIONS, self._most_options()) + 1)
            options = [f"Option {number} {part}" for number in numbers for part in ("name", "value")]
            attributes = [f"{_ATTRIBUTE}{name}" for name in self._attribute_names()]
            self._header = [*(name for name, _, _ in _COLUMNS), *options, *attributes]
        return self._header

    def fit(self, header: Sequence[str]) -> None:
        """Write the columns of a header that was made of more variants."""
        self._header = header

    def rows(self) -> Iterator[list[object]]:
        further = self.header[len(_COLUMNS) :]
        names = [title[len(_ATTRIBUTE) :] for title in further if title.startswith(_ATTRIBUTE)]
        width = len(further) - len(names)
        for ids in _chunks(list(self._variants.values_list("pk", flat=True))):
            facts = Variant.objects.filter(pk__in=any_of(ids)).values_list(*_FIELDS)
            known = {pk: values for pk, *values in facts}
            yield from (_row(known[pk], names, width) for pk in ids if pk in known)

    def _most_options(self) -> int:
        length = Func("options", function="jsonb_array_length", output_field=IntegerField())
        return int(self._variants.order_by().aggregate(most=Max(length))["most"] or 0)

    def _attribute_names(self) -> list[str]:
        """Names of attributes that are texts, and whose name a header can hold."""
        times: dict[str, int] = {}
        for ids in _chunks(list(self._variants.order_by().values_list("product_id", flat=True).distinct())):
            some = Product.objects.filter(pk__in=any_of(ids)).exclude(attributes={})
            for name, value in (
                item for attributes in some.values_list("attributes", flat=True) for item in attributes.items()
            ):
                if isinstance(value, str) and name == " ".join(name.split()) and 0 < len(name) <= 60:
                    times[name] = times.get(name, 0) + 1
        return sorted(sorted(times), key=lambda name: -times[name])[:_MOST_ATTRIBUTES]


def _row(values: Sequence[Any], names: Sequence[str], width: int) -> list[object]:
    """A variant's cells: its fields, so many of its options, and the attributes with these names."""
    options, attributes, *fields = values
    texts = [text for pair in options for text in pair][:width]
    return [
        *(value if form is None else form(value) for value, (_, _, form) in zip(fields, _COLUMNS, strict=True)),
        *texts,
        *[""] * (width - len(texts)),
        *(attributes.get(name, "") for name in names),
    ]


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    """Rows are read in parts: a cursor on the server would hold its connection for as long as the file is written."""
    for place in range(0, len(ids), 2_000):
        yield ids[place : place + 2_000]
