"""The fields that an edit of many SKUs can change, and how each is read and checked.

Values are as JSON holds them: amounts as decimal texts. Other apps add fields of their own, which are written by their
services.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from shopwright.hub.access.roles import Permission
from shopwright.hub.catalog.models import Product, Variant

Value = str | int | bool | list[str] | None
Kind = Literal["price", "cost", "number", "text", "long", "tags", "flag", "country", "attribute", "external"]
ATTRIBUTE = "attribute:"


@dataclass(frozen=True, slots=True)
class BulkField:
    """``longest``: characters of a text, or the largest number."""

    name: str
    label: str
    kind: Kind
    is_of_variant: bool = False
    longest: int = 0


@dataclass(frozen=True, slots=True)
class ExternalField:
    """A field that another app keeps for variants.

    ``permission``: what its own page asks for. ``read``: values by variant, of those that have a place for it.
    ``check``: what a text means, or ValueError with why it cannot be. ``write``: set values of variants.
    """

    name: str
    label: str
    permission: Permission
    read: Callable[[int, Collection[int]], Mapping[int, Value]]
    check: Callable[[str], Value]
    write: Callable[[int, Mapping[int, Value]], None]
    missing: str


_MOST = 2_147_483_647
_FIELDS = (
    BulkField("price", "Price", "price", is_of_variant=True),
    BulkField("cost", "Cost", "cost", is_of_variant=True),
    BulkField("title", "Title", "text", longest=300),
    BulkField("description", "Description", "long", longest=100_000),
    BulkField("brand", "Brand", "text", longest=120),
    BulkField("tags", "Tags", "tags", longest=60),
    BulkField("weight_grams", "Weight with packaging, in grams", "number", longest=_MOST),
    BulkField("length_mm", "Length, in mm", "number", longest=_MOST),
    BulkField("width_mm", "Width, in mm", "number", longest=_MOST),
    BulkField("height_mm", "Height, in mm", "number", longest=_MOST),
    BulkField("origin", "Country of origin", "country", longest=2),
    BulkField("packing_note", "Note for packers", "text", longest=300),
    BulkField("is_fragile", "Fragile", "flag"),
    BulkField("is_hazmat", "Dangerous goods", "flag"),
    BulkField("is_archived", "Archived", "flag"),
    BulkField("attribute", "Attribute", "attribute"),
)
FIELDS: dict[str, BulkField] = {field.name: field for field in _FIELDS}
_externals: dict[str, ExternalField] = {}


def offer_field(field: ExternalField) -> None:
    """Have a field of another app offered beside the catalogue's own."""
    _externals[field.name] = field


def external_fields() -> Mapping[str, ExternalField]:
    return _externals


def fields() -> dict[str, BulkField]:
    """All fields by name."""
    others = {name: BulkField(name, item.label, "external", is_of_variant=True) for name, item in _externals.items()}
    return {**FIELDS, **others}


def label_of(name: str) -> str:
    """How a field is called on pages."""
    if name.startswith(ATTRIBUTE):
        return name[len(ATTRIBUTE) :]
    known = fields().get(name)
    return known.label if known else name.capitalize()


def value_now(row: Product | Variant, name: str) -> Value:
    """The value of a field of the catalogue as it is, as JSON holds it."""
    if name.startswith(ATTRIBUTE):
        assert isinstance(row, Product)
        value = row.attributes.get(name[len(ATTRIBUTE) :])
        return None if value is None else str(value)
    value = getattr(row, name)
    if isinstance(value, Decimal):
        return f"{value:.4f}" if name == "cost" else f"{value:.2f}"
    return list(value) if isinstance(value, list) else value


def words_of(value: object) -> str:
    """A value as people read it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return "" if value is None else str(value)
