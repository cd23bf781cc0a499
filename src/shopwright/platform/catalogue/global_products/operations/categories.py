"""getGlobalCategories, getGlobalAttributes, getGlobalCategoryRules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from shopwright.platform.accounts.store import Accounts
from shopwright.platform.catalogue import taxonomy
from shopwright.platform.catalogue.category_list import with_ancestors
from shopwright.platform.catalogue.category_rules import CategoryRules, category_rules, listing_policy, permissions
from shopwright.platform.catalogue.global_products.figures import figures
from shopwright.platform.catalogue.listing_rules.errors import (
    CATEGORY_INVALID_OLD,
    CATEGORY_PROHIBITED,
    CATEGORY_RESTRICTED,
    CATEGORY_VERSION,
)
from shopwright.platform.catalogue.operations.category_lookup import CATEGORY_ERRORS, named_leaf
from shopwright.platform.catalogue.taxonomy import Category, CategoryAttribute, RequirementCondition, Version
from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.market.regions import region

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import (
        GetGlobalAttributesResponseData,
        GetGlobalAttributesResponseDataAttribute,
        GetGlobalAttributesResponseDataAttributeRequirementCondition,
        GetGlobalCategoriesResponseData,
        GetGlobalCategoryRulesResponseData,
        GetGlobalCategoryRulesResponseDataManufacturer,
        GetGlobalCategoryRulesResponseDataProductCertification,
    )

_OTHER_WORDS = "The tree is Shopify's product taxonomy under its own ids, in English whatever the locale."


def named_global_version(text: str | None) -> Version:
    """A tree version that some market reads, v1 by default; 12052217 for any other."""
    version = text or "v1"
    if version not in taxonomy.LEVELS:
        raise CATEGORY_VERSION(region="No market", version=version[:40])
    return "v2" if version == "v2" else "v1"


def _markets(call: Call) -> list[str]:
    """The markets in which the seller has shops, as far as they have global products; all of these where none has."""
    own = {shop.region for shop in call.tx[Accounts].shops_of(call.account.account_id) if shop.is_active}
    return [code for code in figures().markets if code in own] or list(figures().markets)


@operation("getGlobalCategories", raises=(CATEGORY_VERSION,), differs=_OTHER_WORDS)
def get_global_categories(call: Call) -> GetGlobalCategoriesResponseData:
    """The categories open in any market of the seller, parents first; a keyword brings what is above a match."""
    version = named_global_version(call.text("category_version"))
    statuses = _statuses(_markets(call), version)
    keyword = (call.text("keyword") or "").strip().casefold()
    leaves = (
        category
        for category in taxonomy.categories(version)
        if category.id in statuses and (category.is_leaf or keyword) and keyword in category.name.casefold()
    )
    return {
        "categories": [
            {
                "id": category.id,
                "parent_id": category.parent_id,
                "local_name": category.name,
                "is_leaf": category.is_leaf,
                "permission_statuses": [statuses[category.id]],
            }
            for category in with_ancestors(leaves, version)
            if category.id in statuses
        ]
    }


def _statuses(markets: Sequence[str], version: Version) -> Mapping[str, str]:
    """AVAILABLE where any market says so, NON_MAIN_CATEGORY elsewhere; none for what all of them prohibit."""
    of_each = [permissions(code, version) for code in markets]
    statuses: dict[str, str] = {}
    for category in taxonomy.categories(version):
        words = {word for each in of_each for word in each[category.id]}
        if words != {"PROHIBITED"}:
            statuses[category.id] = "AVAILABLE" if "AVAILABLE" in words else "NON_MAIN_CATEGORY"
    return statuses


@operation(
    "getGlobalAttributes",
    raises=CATEGORY_ERRORS,
    differs=f"{_OTHER_WORDS} An attribute is required in all markets or in none.",
)
def get_global_attributes(call: Call) -> GetGlobalAttributesResponseData:
    """The attributes of a leaf category, and in which markets each is required."""
    version = named_global_version(call.text("category_version"))
    category = named_leaf(call.path["category_id"], version)
    return {"attributes": [_attribute(attribute) for attribute in taxonomy.attributes(category.id, version)]}


def _attribute(attribute: CategoryAttribute) -> GetGlobalAttributesResponseDataAttribute:
    markets = list(figures().markets)
    row: GetGlobalAttributesResponseDataAttribute = {
        "id": attribute.id,
        "name": attribute.name,
        "type": attribute.type,
        "is_requried": attribute.is_required,
        "is_multiple_selection": attribute.is_multiple_selection,
        "is_customizable": attribute.is_customizable,
        "values": [{"id": value.id, "name": value.name} for value in attribute.values],
        "required_regions": markets if attribute.is_required else [],
        "optional_regions": [] if attribute.is_required else markets,
    }
    if attribute.requirement_conditions and not attribute.is_required:
        row["requirement_conditions"] = [
            each for code in markets for each in _conditions(code, attribute.requirement_conditions)
        ]
    return row


def _conditions(
    code: str, conditions: Sequence[RequirementCondition]
) -> list[GetGlobalAttributesResponseDataAttributeRequirementCondition]:
    """When something is required in a market."""
    return [
        {
            "region": code,
            "condition_type": condition.condition_type,
            "attribute_id": condition.attribute_id,
            "attribute_value_id": condition.attribute_value_id,
        }
        for condition in conditions
    ]


@operation(
    "getGlobalCategoryRules",
    raises=(*CATEGORY_ERRORS, CATEGORY_INVALID_OLD, CATEGORY_PROHIBITED, CATEGORY_RESTRICTED),
    differs="Which category asks for what is invented.",
)
def get_global_category_rules(call: Call) -> GetGlobalCategoryRulesResponseData:
    """What a leaf category asks for, and in which markets: certificates, size chart, persons.

    12052220 for one that every market of the seller prohibits, 12052223 where all others ask for an invitation.
    """
    version = named_global_version(call.text("category_version"))
    category = named_leaf(call.path["category_id"], version, malformed=CATEGORY_INVALID_OLD)
    _check_open(category, _markets(call), version)
    rules = {
        code: each for code in figures().markets if (each := category_rules(category.id, code, version)) is not None
    }
    eu = {code: each for code, each in rules.items() if region(code).in_eu}
    return {
        "product_certifications": _certifications(rules),
        "size_chart": {
            "is_supported": any(each.size_chart.is_supported for each in rules.values()),
            "is_required": all(each.size_chart.is_required for each in rules.values()),
        },
        "responsible_person": _persons({code: each.responsible_person.is_required for code, each in eu.items()}),
        "manufacturer": _persons({code: each.manufacturer.is_required for code, each in eu.items()}),
    }


def _check_open(category: Category, markets: Iterable[str], version: Version) -> None:
    policies = [policy for code in markets if (policy := listing_policy(category.id, code, version)) is not None]
    open_to_all = [each for each in policies if "PROHIBITED" not in each.permission_statuses]
    if not open_to_all:
        raise CATEGORY_PROHIBITED(id=category.id)
    if all(policy.needs_invitation for policy in open_to_all):
        raise CATEGORY_RESTRICTED(id=category.id)


def _persons(required: Mapping[str, bool]) -> GetGlobalCategoryRulesResponseDataManufacturer:
    return {
        "is_required": any(required.values()),
        "required_regions": [code for code, is_required in required.items() if is_required],
        "optional_regions": [code for code, is_required in required.items() if not is_required],
    }


def _certifications(
    rules: Mapping[str, CategoryRules],
) -> list[GetGlobalCategoryRulesResponseDataProductCertification]:
    """Each certificate that any market asks for or takes."""
    by_id: dict[str, GetGlobalCategoryRulesResponseDataProductCertification] = {}
    for code, each in rules.items():
        for certification in each.product_certifications:
            row = by_id.setdefault(
                certification.id,
                {
                    "id": certification.id,
                    "name": certification.name,
                    "is_required": False,
                    "required_regions": [],
                    "optional_regions": [],
                    "requirement_conditions": [],
                },
            )
            row["required_regions" if certification.is_required else "optional_regions"].append(code)
            row["requirement_conditions"] += _conditions(code, certification.requirement_conditions)
    for row in by_id.values():
        row["is_required"] = len(row["required_regions"]) == len(rules)
    return list(by_id.values())
