"""Product attributes: those of the category, with its values, as many as it takes, all that it requires.

An id wins over a name (docs/reference/catalogue.md#limits); a name that the category lists counts as that value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from shopwright.platform.catalogue.listing import AttributeValue, Listing, ProductAttribute
from shopwright.platform.catalogue.taxonomy import CategoryAttribute
from shopwright.wire.errors import ErrorCode

from . import errors as codes
from . import sku_errors
from .context import ListingContext, choices, holds
from .problem import Problem, problem
from .text import is_chinese, oddity

VALUE_LENGTH = 2000
_POSITIVE = re.compile(r"(?=.*[1-9])\d{1,12}(?:\.\d{1,6})?", re.ASCII)


def chosen(listing: Listing) -> dict[str, set[str]]:
    """Attribute id to the ids of the listed values that the product has, its variants included."""
    picked: dict[str, set[str]] = {}
    for attribute in listing.product_attributes or ():
        listed = choices(attribute.id).by_name
        ids = (value.id or listed.get((value.name or "").strip().casefold()) for value in attribute.values)
        picked[attribute.id] = {id_ for id_ in ids if id_}
    for sku in listing.skus:
        for pair in sku.sales_attributes or ():
            if pair.id:
                picked.setdefault(pair.id, set()).update([pair.value_id] if pair.value_id else [])
    return picked


def product_attributes(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052254 repeated, 12052240 not of the category, then what is wrong with the values."""
    facts = ctx.facts(listing)
    seen: set[str] = set()
    for index, attribute in enumerate(listing.product_attributes or ()):
        field = f"product_attributes[{index}]"
        if not attribute.id:
            yield problem(codes.ATTRIBUTE_WITHOUT_NAME_OR_ID, field)
            continue
        if attribute.id in seen:
            yield problem(codes.ATTRIBUTE_ID_REPEATED, field, id=attribute.id)
        seen.add(attribute.id)
        if facts is None:
            continue
        category_attribute = facts.product_attribute(attribute.id)
        if category_attribute is None:
            yield problem(codes.ATTRIBUTE_NOT_CUSTOM, f"{field}.id", name=attribute.id)
        else:
            yield from _values(attribute, category_attribute, field, ctx)


def _values(
    product_attribute: ProductAttribute, category_attribute: CategoryAttribute, field: str, ctx: ListingContext
) -> Iterator[Problem]:
    """12052248 none, 12052246 several, 12052253 and 12052251 repeated, then each value."""
    if not product_attribute.values:
        yield problem(codes.ATTRIBUTE_WITHOUT_VALUE, f"{field}.values", id=category_attribute.id)
    if len(product_attribute.values) > 1 and not category_attribute.is_multiple_selection:
        yield problem(
            codes.ATTRIBUTE_SINGLE_CHOICE, f"{field}.values", id=category_attribute.id, name=category_attribute.name
        )
    seen: set[str] = set()
    for index, value in enumerate(product_attribute.values):
        path = f"{field}.values[{index}]"
        key = value.id or (value.name or "").strip().casefold()
        if key and key in seen:
            repeated = codes.ATTRIBUTE_VALUE_ID_REPEATED if value.id else codes.ATTRIBUTE_VALUE_REPEATED
            yield problem(repeated, path, id=category_attribute.id, value=value.id or value.name)
        seen.add(key)
        yield from _value(value, category_attribute, path, ctx)


def _value(
    value: AttributeValue, category_attribute: CategoryAttribute, field: str, ctx: ListingContext
) -> Iterator[Problem]:
    listed = choices(category_attribute.id)
    if value.id:
        if value.id not in listed.ids and value.id not in ctx.generated_ids:
            yield problem(sku_errors.VALUE_UNKNOWN, f"{field}.id", id=category_attribute.id, value_id=value.id)
        return
    name = (value.name or "").strip()
    if not name:
        if value.metric_standard_info is None:
            yield problem(codes.ATTRIBUTE_WITHOUT_VALUE, field, id=category_attribute.id)
        return
    if name.casefold() in listed.by_name:
        return
    yield from _own_value(name, category_attribute, f"{field}.name", ctx)


def _own_value(name: str, category_attribute: CategoryAttribute, field: str, ctx: ListingContext) -> Iterator[Problem]:
    """12052247 refused, 12052249 too long, 12052250 Chinese, 12052935 characters, 12052256 no positive number."""
    if not category_attribute.is_customizable:
        yield problem(
            codes.ATTRIBUTE_VALUE_NOT_CUSTOM, field, id=category_attribute.id, name=category_attribute.name, value=name
        )
    if len(name) > VALUE_LENGTH:
        yield problem(
            codes.ATTRIBUTE_VALUE_TOO_LONG, field, id=category_attribute.id, length=len(name), most=VALUE_LENGTH
        )
    if is_chinese(name, ctx.region):
        yield problem(codes.ATTRIBUTE_VALUE_CHINESE, field, id=category_attribute.id)
    if category_attribute.value_data_format == "POSITIVE_INT_OR_DECIMAL":
        if not _POSITIVE.fullmatch(name):
            yield problem(
                codes.ATTRIBUTE_NOT_POSITIVE, field, id=category_attribute.id, name=category_attribute.name, value=name
            )
    elif what := oddity(name, lines=True):
        yield problem(codes.ATTRIBUTE_VALUE_CHARACTERS, field, id=category_attribute.id, what=what)


def required_attributes(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052104 required, 12052182 required and 12052183 refused by the value of another attribute."""
    facts = ctx.facts(listing)
    if facts is None or not facts.with_duties:
        return
    picked = chosen(listing)
    for attribute in facts.with_duties:
        if error := _duty(attribute, picked, ctx.is_draft):
            yield problem(error, "product_attributes", id=attribute.id, name=attribute.name)


def _duty(attribute: CategoryAttribute, picked: Mapping[str, AbstractSet[str]], is_draft: bool) -> ErrorCode | None:
    is_picked, conditions = attribute.id in picked, attribute.requirement_conditions
    if not is_picked and not is_draft:
        if attribute.is_required:
            return codes.ATTRIBUTE_MISSING
        if holds(conditions, picked):
            return codes.ATTRIBUTE_CHILD_REQUIRED
    if is_picked and conditions and not attribute.is_required:
        # Where the parent has no value yet, nothing speaks against its child.
        decided = any(picked.get(condition.attribute_id) for condition in conditions)
        if decided and not holds(conditions, picked):
            return codes.ATTRIBUTE_CHILD_NOT_EMPTY
    return None
