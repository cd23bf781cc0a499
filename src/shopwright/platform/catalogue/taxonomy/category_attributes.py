"""The attributes of a category: names and values from ``data/attributes.json.xz`` (Shopify's product taxonomy, MIT),
roles and duties from ``data/category_rules.json`` (ours, invented).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Literal

import msgspec

from shopwright import decoders
from shopwright.platform.catalogue.category_rules_file import ALL, OwnAttribute, When, by_branch, longest, rules_file
from shopwright.platform.core.data_files import read_data_file

from .tree import LEVELS, Category, Version, category, rows_below

AttributeType = Literal["SALES_PROPERTY", "PRODUCT_PROPERTY"]


class AttributeValue(msgspec.Struct, frozen=True, gc=False):
    """One value that a seller may pick."""

    id: str
    name: str


class Attribute(msgspec.Struct, frozen=True, gc=False):
    """An attribute wherever it is used; ``handle`` (``bag-case-closure``) is its name in the source."""

    id: str
    handle: str
    name: str
    values: tuple[AttributeValue, ...]


class RequirementCondition(msgspec.Struct, frozen=True, gc=False):
    """Holds when the product has this value for this attribute; shaped as on the wire."""

    attribute_id: str
    attribute_value_id: str
    condition_type: Literal["VALUE_ID_MATCH"] = "VALUE_ID_MATCH"


class CategoryAttribute(msgspec.Struct, frozen=True, gc=False):
    """An attribute as one category uses it.

    ``is_customizable``: the seller may write a value that is not in ``values``. ``requirement_conditions``: any one
    that holds makes the attribute required. On the wire ``is_required`` is spelt ``is_requried``.
    """

    id: str
    handle: str
    name: str
    type: AttributeType
    is_required: bool
    is_customizable: bool
    is_multiple_selection: bool
    values: tuple[AttributeValue, ...]
    value_data_format: Literal["POSITIVE_INT_OR_DECIMAL"] | None
    requirement_conditions: tuple[RequirementCondition, ...]


class _Row(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """An attribute of the source; ``values`` are pairs of id and name, read when they are asked for."""

    id: int
    handle: str
    name: str
    values: msgspec.Raw


class _Variant(msgspec.Struct, array_like=True, frozen=True, gc=False):
    id: int
    handle: str
    name: str
    base: int


class _File(msgspec.Struct, frozen=True):
    attributes: tuple[_Row, ...]
    variants: tuple[_Variant, ...]
    links: tuple[tuple[int, tuple[int, ...]], ...]


_decode_values = decoders.decoder(tuple[tuple[int, str], ...]).decode


class _Attributes:
    """All attributes, each made when it is asked for, and which the source gives to each category (by id)."""

    def __init__(self) -> None:
        file = decoders.decode(read_data_file("catalogue", "attributes.json.xz"), type=_File)
        own = rules_file().own_attributes
        self._rows = {str(row.id): row for row in file.attributes}
        self._variants = {str(variant.id): variant for variant in file.variants}
        self._made = {str(rule.id): _made(rule, rule.values) for rule in own}
        self._ids = {row.handle: str(row.id) for row in file.attributes}
        self._ids |= {rule.handle: str(rule.id) for rule in own}
        self._ids |= {variant.handle: str(variant.id) for variant in file.variants}
        self._links = dict(file.links)

    def get(self, attribute_id: str) -> Attribute | None:
        """The attribute with this id. A variant has the values of its base."""
        if attribute_id not in self._made:
            if row := self._rows.get(attribute_id):
                self._made[attribute_id] = _made(row, _decode_values(row.values))
            elif variant := self._variants.get(attribute_id):
                base = self[str(variant.base)]
                self._made[attribute_id] = Attribute(attribute_id, variant.handle, variant.name, base.values)
        return self._made.get(attribute_id)

    def __getitem__(self, attribute_id: str) -> Attribute:
        made = self.get(attribute_id)
        if made is None:
            raise KeyError(attribute_id)
        return made

    def of_category(self, category_id: str | int) -> list[str]:
        """The ids of the attributes that the source gives to a category."""
        return [str(number) for number in self._links.get(int(category_id), ())]

    def with_handle(self, handle: str) -> Attribute | None:
        """The attribute with this handle, written with hyphens."""
        return self.get(self._ids.get(handle, ""))


def _made(row: _Row | OwnAttribute, values: Iterable[tuple[int, str]]) -> Attribute:
    return Attribute(
        str(row.id), row.handle, row.name, tuple(AttributeValue(str(number), name) for number, name in values)
    )


@cache
def _attributes() -> _Attributes:
    return _Attributes()


def attribute(attribute_id: str) -> Attribute | None:
    """The attribute with this id."""
    return _attributes().get(attribute_id)


def attribute_by_handle(handle: str) -> Attribute | None:
    """The attribute with this handle, written with hyphens."""
    return _attributes().with_handle(handle)


def condition(when: When) -> RequirementCondition:
    """A condition of the rules file as ids; LookupError when it names what does not exist."""
    parent = attribute_by_handle(when.attribute)
    if parent is None:
        raise LookupError(f"there is no attribute {when.attribute!r}")
    value = next((value for value in parent.values if value.name == when.value), None)
    if value is None:
        raise LookupError(f"attribute {when.attribute!r} has no value {when.value!r}")
    return RequirementCondition(attribute_id=parent.id, attribute_value_id=value.id)


@lru_cache(maxsize=4096)
def attributes(category_id: str, version: Version) -> tuple[CategoryAttribute, ...]:
    """The attributes of a category, sales properties first; empty for an unknown category.

    A category that the version cuts off takes in what more than half of the leaves below it have.
    """
    owner = category(category_id, version)
    if owner is None:
        return ()
    ids = [*_attributes().of_category(category_id), *_own(owner.code)]
    if owner.level == LEVELS[version]:
        ids += [attribute_id for attribute_id in _mostly_below(owner) if attribute_id not in ids]
    rules = longest(by_branch(rules_file().required_attributes, ALL), owner.code)
    required = frozenset[str]().union(*(rule.handles for rule in rules))
    used = [_as_used(_attributes()[number], required, frozenset(ids)) for number in ids]
    return tuple(sorted(used, key=lambda category_attribute: category_attribute.type == "PRODUCT_PROPERTY"))


def _own(code: str) -> list[str]:
    """Ids of our own attributes that cover this category."""
    return [
        str(rule.id)
        for rule in rules_file().own_attributes
        if any(code == branch or code.startswith(f"{branch}-") for branch in rule.branches)
    ]


def _mostly_below(owner: Category) -> Iterable[str]:
    below = list(rows_below(owner.code))
    parents = {row.code.rpartition("-")[0] for row in below}
    leaves = [row for row in below if row.code not in parents]
    all_attributes = _attributes()
    counts = Counter(
        attribute_id for leaf in leaves for attribute_id in (*all_attributes.of_category(leaf.id), *_own(leaf.code))
    )
    return (attribute_id for attribute_id, count in counts.items() if 2 * count > len(leaves))


def _as_used(attribute: Attribute, required: frozenset[str], present: frozenset[str]) -> CategoryAttribute:
    rules = rules_file()
    handle = attribute.handle
    sales = handle in rules.sales_properties.handles
    conditions = (condition(rule.when) for rule in rules.conditional_attributes if rule.handle == handle)
    return CategoryAttribute(
        id=attribute.id,
        handle=handle,
        name=attribute.name,
        type="SALES_PROPERTY" if sales else "PRODUCT_PROPERTY",
        is_required=handle in required,
        is_customizable=handle not in rules.closed_values.handles,
        is_multiple_selection=not sales and handle not in rules.single_choice.handles,
        values=attribute.values,
        value_data_format="POSITIVE_INT_OR_DECIMAL" if handle in rules.numeric_values.handles else None,
        requirement_conditions=tuple(wanted for wanted in conditions if wanted.attribute_id in present),
    )
