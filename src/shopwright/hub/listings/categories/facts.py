"""A product's facts as a category's attributes: which are filled, by what, and which are missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from shopwright.hub.catalog.models import Product
from shopwright.hub.channels.categories import AttributeValue, CategoryAttribute, DraftAttribute

from .models import AttributeFill

#: The attributes of a product that say what the seller takes it for: the first that is filled counts.
OWN_CATEGORY = ("Type", "Category")


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

    A fact that a rule names goes first, then the fact of the attribute's own name, then a fixed value.
    """
    filled, gaps = [], []
    for attribute in attributes:
        values, unknown = _values(attribute, facts, fills.get(attribute.external_id))
        if values:
            filled.append(DraftAttribute(attribute.external_id, values))
        elif attribute.is_required:
            gaps.append(Gap(attribute, unknown))
    return filled, gaps


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
        value = known.get(mapped.get(part, part).casefold())
        if value is None and attribute.is_custom and part:
            value = AttributeValue("", part)
        if value is not None and value not in values:
            values.append(value)
    return tuple(values)
