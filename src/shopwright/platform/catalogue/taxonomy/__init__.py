"""The category tree, the attributes of its categories, and a guess at the category of a product.

Read when first needed: ``categories.json.xz`` and ``attributes.json.xz`` (Shopify's product taxonomy, MIT, built by
``tools/build_taxonomy.py``), ``category_rules.json`` and ``category_words.json`` (ours).
"""

from .category_attributes import (
    Attribute,
    AttributeType,
    AttributeValue,
    CategoryAttribute,
    RequirementCondition,
    attribute,
    attribute_by_handle,
    attributes,
    condition,
)
from .recommender import recommend
from .tree import (
    LEVELS,
    ROOT_PARENT_ID,
    Category,
    Version,
    at_cut,
    by_code,
    categories,
    category,
    chain,
    children,
    search,
)

__all__ = [
    "LEVELS",
    "ROOT_PARENT_ID",
    "Attribute",
    "AttributeType",
    "AttributeValue",
    "Category",
    "CategoryAttribute",
    "RequirementCondition",
    "Version",
    "at_cut",
    "attribute",
    "attribute_by_handle",
    "attributes",
    "by_code",
    "categories",
    "category",
    "chain",
    "children",
    "condition",
    "recommend",
    "search",
]
