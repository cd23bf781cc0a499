"""A product's facts as a category's attributes: which are filled, by what, and which are missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from shopwright.hub.catalog.models import Product
from shopwright.hub.channels.categories import (
    AttributeValue,
    CategoryAttribute,
    Condition,
    DraftAttribute,
    MeasuredPart,
    MeasurePart,
    MeasureStandard,
)

from .models import BY_PRODUCT, AttributeFill

#: The attributes of a product that say what the seller takes it for: the first that is filled counts.
OWN_CATEGORY = ("Type", "Category")
_NUMBER = re.compile(r"([0-9]{1,12}(?:[.,][0-9]{1,6})?)\s*([^\W\d]*|[%°\"']{1,2}|°[CF])")
_WORDS = re.compile(r"[^\W\d]+")


class Gap(NamedTuple):
    """A required attribute that a product does not fill; ``text``: what it says that is no value of the channel's."""

    attribute: CategoryAttribute
    text: str

    @property
    def words(self) -> str:
        if self.text:
            return f"“{self.text}” is no value of “{self.attribute.name}” there."
        return f"“{self.attribute.name}” is missing."


def own_category(product: Product) -> str:
    """The seller's own category or type of a product."""
    texts = (str(product.attributes.get(name) or "").strip() for name in OWN_CATEGORY)
    return next((text[:500] for text in texts if text), "")


def source_of(product: Product) -> str:
    """What a product is mapped by: the seller's category for it, else the product itself."""
    return own_category(product) or f"{BY_PRODUCT}{product.pk}"


def facts_of(product: Product) -> dict[str, str]:
    """What is known of a product, by names without case."""
    facts = {"brand": product.brand, "country of origin": product.origin}
    return {name: text for name, text in facts.items() if text} | {
        str(name).casefold(): str(value) for name, value in product.attributes.items() if str(value or "").strip()
    }


def fill(
    attributes: Sequence[CategoryAttribute], facts: Mapping[str, str], fills: Mapping[str, AttributeFill]
) -> tuple[list[DraftAttribute], list[Gap]]:
    """What a product says for each attribute, and the required ones that it leaves open.

    A fact that a rule names goes first, then the fact of the attribute's own name, then a fixed value. An attribute
    that goes with a value of another one is left out where the other one says something else.
    """
    filled: dict[str, tuple[AttributeValue, ...]] = {}
    unknown: dict[str, str] = {}
    for attribute in attributes:
        values, unknown[attribute.external_id] = _values(attribute, facts, fills.get(attribute.external_id))
        if values:
            filled[attribute.external_id] = values
    while odd := [item for item in attributes if item.external_id in filled and _is_out_of_place(item, filled)]:
        for attribute in odd:
            del filled[attribute.external_id]
    gaps = [
        Gap(attribute, unknown[attribute.external_id])
        for attribute in attributes
        if attribute.external_id not in filled and (attribute.is_required or holds(attribute.conditions, filled))
    ]
    return [DraftAttribute(external_id, values) for external_id, values in filled.items()], gaps


def holds(conditions: Iterable[Condition], filled: Mapping[str, Sequence[AttributeValue]]) -> bool:
    """Whether any condition holds for the values of a product."""
    return any(
        condition.value_id in {value.external_id for value in filled.get(condition.attribute_id, ())}
        for condition in conditions
    )


def _is_out_of_place(attribute: CategoryAttribute, filled: Mapping[str, Sequence[AttributeValue]]) -> bool:
    if attribute.is_required or not attribute.conditions:
        return False
    is_decided = any(condition.attribute_id in filled for condition in attribute.conditions)
    return is_decided and not holds(attribute.conditions, filled)


def _values(
    attribute: CategoryAttribute, facts: Mapping[str, str], rule: AttributeFill | None
) -> tuple[tuple[AttributeValue, ...], str]:
    unknown = ""
    for text in _texts(attribute, facts, rule):
        values = _read(attribute, text, rule.values if rule else {})
        if values:
            return values, ""
        unknown = unknown or text
    return (), unknown


def _texts(attribute: CategoryAttribute, facts: Mapping[str, str], rule: AttributeFill | None) -> Iterable[str]:
    names = [rule.source.casefold()] if rule and rule.source else []
    yield from (facts[name] for name in (*names, attribute.name.casefold()) if name in facts)
    if rule and rule.value:
        yield rule.value


def _read(attribute: CategoryAttribute, text: str, mapped: Mapping[str, str]) -> tuple[AttributeValue, ...]:
    """The channel's values of a text: the mapped one, one of the same name, or the text where it takes such."""
    known = {value.name.casefold(): value for value in attribute.values}
    whole = mapped.get(text, text).strip()
    parts = [whole] if not attribute.is_multiple or whole.casefold() in known else whole.split(",")
    values = []
    for part in (item.strip() for item in parts):
        value = known.get(mapped.get(part, part).casefold()) or read_measure(attribute.standards, part)
        if value is None and attribute.is_custom and part and not attribute.standards:
            value = _own_value(attribute, part)
        if value is not None and value not in values:
            values.append(value)
    return tuple(values)


def _own_value(attribute: CategoryAttribute, text: str) -> AttributeValue | None:
    """A text of the seller's own; of a number with a unit that the attribute's name has, the number."""
    if not attribute.is_number:
        return AttributeValue("", text)
    match = _NUMBER.fullmatch(text)
    if match is None or not Decimal(_plain(match[1])):
        return None
    words = set(_WORDS.findall(attribute.name.casefold()))
    return AttributeValue("", _plain(match[1])) if not match[2] or match[2].casefold() in words else None


def read_measure(standards: Sequence[MeasureStandard], text: str) -> AttributeValue | None:
    """A measured value, such as ``12 V`` or ``10 x 20 cm``, by the first standard that it fits."""
    numbers = [_NUMBER.fullmatch(part) for part in re.split(r"\s*[x×]\s*(?=[0-9])", text.strip(), flags=re.IGNORECASE)]
    for standard in standards:
        if len(numbers) == len(standard.parts) and all(numbers):
            pairs = [(_plain(match[1]), match[2].casefold()) for match in numbers if match]
            last = pairs[-1][1]
            parts = [
                _measured(part, value, unit or last) for part, (value, unit) in zip(standard.parts, pairs, strict=True)
            ]
            known = tuple(part for part in parts if part is not None)
            if len(known) == len(parts):
                return AttributeValue("", text, standard.external_id, known)
    return None


def _measured(part: MeasurePart, value: str, unit: str) -> MeasuredPart | None:
    if (part.least is not None and Decimal(value) < part.least) or (
        part.most is not None and Decimal(value) > part.most
    ):
        return None
    if not part.units:
        return None if unit else MeasuredPart(part.external_id, value)
    units = {item.name.casefold(): item.external_id for item in part.units}
    unit_id = units.get(unit) if unit else next(iter(units.values())) if len(units) == 1 else None
    return MeasuredPart(part.external_id, value, unit_id) if unit_id else None


def _plain(number: str) -> str:
    return number.replace(",", ".")
