"""getCategories, getCategoryAttributes, getCategoryRules: the tree that listings are placed in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, cast

import msgspec

from shopwright.platform.catalogue import taxonomy
from shopwright.platform.catalogue.category_list import can_show_prohibited, listed, matching
from shopwright.platform.catalogue.category_rules import category_rules, listing_policy, permissions
from shopwright.platform.catalogue.errors import PUBLISH_PARAMETER_INVALID
from shopwright.platform.catalogue.listing_rules.errors import (
    CATEGORY_INVALID,
    CATEGORY_NOT_OPEN,
    CATEGORY_PROHIBITED,
    CATEGORY_RESTRICTED,
    CATEGORY_VERSION,
)
from shopwright.platform.catalogue.taxonomy import Category, CategoryAttribute, Version
from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.market.regions import region

from .category_lookup import CATEGORY_ERRORS, named_leaf, named_version

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import (
        GetCategoriesResponseData,
        GetCategoriesResponseDataCategory,
        GetCategoryAttributesResponseData,
        GetCategoryAttributesResponseDataAttribute,
        GetCategoryRulesResponseData,
    )


@operation(
    "getCategories",
    raises=(CATEGORY_VERSION, PUBLISH_PARAMETER_INVALID),
    differs="The tree is Shopify's product taxonomy under its own ids, named in English whatever the locale; "
    "Tokopedia's is the same one. A keyword also brings what is above a match, so that the tree hangs together. "
    "is_live_quick changes nothing.",
)
def get_categories(call: Call) -> GetCategoriesResponseData:
    """The market's categories, parents first; prohibited ones on request in BR, MX, the EU and SEA only.

    12052217 for a version that the market does not read, 12019210 for a platform that it does not list on.
    """
    version, market = named_version(call), region(call.shop.region)
    if call.text("listing_platform") not in market.listing_platforms:
        raise PUBLISH_PARAMETER_INVALID()
    with_prohibited = call.flag("include_prohibited_categories") and can_show_prohibited(market.code)
    keyword = (call.text("keyword") or "").strip()
    if keyword:
        categories = matching(keyword, market.code, version, with_prohibited=with_prohibited)
        return {"categories": _rows(categories, market.code, version)}
    whole = _encoded(market.code, version, with_prohibited=with_prohibited)
    return {"categories": cast("list[GetCategoriesResponseDataCategory]", whole)}


@lru_cache(maxsize=24)
def _encoded(code: str, version: Version, *, with_prohibited: bool) -> msgspec.Raw:
    """A whole tree as JSON, about a megabyte: it changes with a release only, and is asked for often."""
    categories = listed(code, version, with_prohibited=with_prohibited)
    return msgspec.Raw(msgspec.json.encode(_rows(categories, code, version)))


def _rows(categories: Sequence[Category], code: str, version: Version) -> list[GetCategoriesResponseDataCategory]:
    statuses = permissions(code, version)
    return [
        {
            "id": category.id,
            "parent_id": category.parent_id,
            "local_name": category.name,
            "is_leaf": category.is_leaf,
            "permission_statuses": [*statuses[category.id]],
        }
        for category in categories
    ]


@operation(
    "getCategoryAttributes",
    raises=(*CATEGORY_ERRORS, CATEGORY_INVALID),
    differs="Attributes and values come from Shopify's product taxonomy, in English whatever the locale; which are "
    "required is invented. There are no metric_standards and no icons.",
)
def get_category_attributes(call: Call) -> GetCategoryAttributesResponseData:
    """The sales attributes and product attributes of a leaf category, with the values to choose from.

    12052025 for an id that is no number; the rest as `named_leaf` says.
    """
    version = named_version(call)
    category = named_leaf(call.path["category_id"], version, malformed=CATEGORY_INVALID)
    return {"attributes": [_attribute(attribute) for attribute in taxonomy.attributes(category.id, version)]}


def _attribute(category_attribute: CategoryAttribute) -> GetCategoryAttributesResponseDataAttribute:
    row: GetCategoryAttributesResponseDataAttribute = {
        "id": category_attribute.id,
        "name": category_attribute.name,
        "type": category_attribute.type,
        "is_requried": category_attribute.is_required,
        "is_customizable": category_attribute.is_customizable,
        "is_multiple_selection": category_attribute.is_multiple_selection,
        "values": [{"id": value.id, "name": value.name} for value in category_attribute.values],
    }
    if category_attribute.value_data_format:
        row["value_data_format"] = category_attribute.value_data_format
    if category_attribute.requirement_conditions and not category_attribute.is_required:
        row["requirement_conditions"] = [
            {
                "condition_type": condition.condition_type,
                "attribute_id": condition.attribute_id,
                "attribute_value_id": condition.attribute_value_id,
            }
            for condition in category_attribute.requirement_conditions
        ]
    return row


@operation(
    "getCategoryRules",
    raises=(*CATEGORY_ERRORS, CATEGORY_NOT_OPEN, CATEGORY_PROHIBITED, CATEGORY_RESTRICTED),
    differs="Which category asks for what is invented. A category by invitation is refused with 12052223, except in "
    "the US, where listings in it are taken and wait.",
)
def get_category_rules(call: Call) -> GetCategoryRulesResponseData:
    """What a leaf category asks for beyond its attributes: certificates, size chart, dimensions, persons.

    12052446 not open in the market, 12052220 prohibited, 12052223 by invitation; the rest as `named_leaf` says.
    """
    version, code = named_version(call), call.shop.region
    category = named_leaf(call.path["category_id"], version)
    policy, rules = listing_policy(category.id, code, version), category_rules(category.id, code, version)
    assert policy is not None, "every category has a policy"
    assert rules is not None, "every category has rules"
    if not policy.is_open:
        raise CATEGORY_NOT_OPEN(id=category.id, region=code)
    if "PROHIBITED" in policy.permission_statuses:
        raise CATEGORY_PROHIBITED(id=category.id)
    if policy.needs_invitation:
        raise CATEGORY_RESTRICTED(id=category.id)
    data = cast("GetCategoryRulesResponseData", msgspec.to_builtins(rules))
    if not data["allowed_special_product_types"]:
        del data["allowed_special_product_types"]
    if not data["size_chart"]["size_types"]:
        del data["size_chart"]["size_types"]
    return data
