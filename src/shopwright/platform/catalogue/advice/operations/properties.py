"""recommendRequiredProductProperties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from shopwright.platform.catalogue import taxonomy
from shopwright.platform.catalogue.advice.neighbours_store import listings_on_sale
from shopwright.platform.catalogue.advice.pictured_words import pictured_words
from shopwright.platform.catalogue.advice.words_rules import plain_text
from shopwright.platform.catalogue.advice_file import advice_numbers
from shopwright.platform.catalogue.listing import Listing
from shopwright.platform.catalogue.listing_rules.errors import IMAGE_NOT_UPLOADED_HERE
from shopwright.platform.catalogue.operations.category_lookup import LEAF_ERRORS, named_leaf
from shopwright.platform.catalogue.taxonomy import AttributeValue, CategoryAttribute
from shopwright.platform.catalogue.taxonomy.recommender import stems
from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.market.regions import region
from shopwright.wire.gateway_codes import INVALID

if TYPE_CHECKING:
    from shopwright.contract.types.replies_product import RecommendRequiredProductPropertiesResponseData
    from shopwright.contract.types.requests_product import RecommendRequiredProductPropertiesRequest

#: How many values are recommended for a property.
_MOST_VALUES = 5


@operation(
    "recommendRequiredProductProperties",
    raises=(*LEAF_ERRORS, IMAGE_NOT_UPLOADED_HERE),
    differs="Values are those whose words stand in the texts, or in pictures that the platform drew; without any, "
    "those that the shop's products of the category state most.",
)
def recommend_required_product_properties(
    call: Call, body: RecommendRequiredProductPropertiesRequest
) -> RecommendRequiredProductPropertiesResponseData:
    """The properties that the category requires, or those asked for, each with up to five values that fit.

    Those that ``sales_properties`` gives already are left out. 36009004 for a property, or a value of one, that the
    category does not have; 12052722 for a picture that is no upload of the seller.
    """
    category = named_leaf(body.category_id, region(call.shop.region).category_versions.tree)
    tree = region(call.shop.region).category_versions.tree
    used = {attribute.id: attribute for attribute in taxonomy.attributes(category.id, tree)}
    chosen = _chosen(body, used)
    for property_id in body.target_property_ids or ():
        if property_id not in used:
            raise INVALID(reason=f"TargetPropertyIds names {property_id[:40]}, which the category does not have.")
    wanted = set(body.target_property_ids or ()) or {
        attribute.id for attribute in used.values() if _is_required(attribute, chosen)
    }
    pictures = pictured_words(call, [image.uri for image in body.images or ()])
    words = set(stems(f"{body.product_title} {plain_text(body.description or '')} {pictures}"))
    others = listings_on_sale(call.tx, call.shop.shop_id, advice_numbers().words.looked_at)
    alike = [listing for listing in others if listing.category_id == category.id]
    return {
        "recommended_properties": [
            {
                "id": attribute.id,
                "name": attribute.name,
                "type": attribute.type,
                "is_required": _is_required(attribute, chosen),
                "is_customizable": attribute.is_customizable,
                "is_multiple_selection": attribute.is_multiple_selection,
                "values": [{"id": value.id, "name": value.name} for value in _values(attribute, words, alike)],
            }
            for attribute in used.values()
            if attribute.id in wanted and attribute.id not in chosen
        ]
    }


def _chosen(body: RecommendRequiredProductPropertiesRequest, used: dict[str, CategoryAttribute]) -> dict[str, set[str]]:
    """The values that the request gives, by property."""
    chosen: dict[str, set[str]] = {}
    for given_property in body.sales_properties or ():
        attribute = used.get(given_property.id)
        ids = {value.id for value in given_property.values}
        if attribute is None or ids - {value.id for value in attribute.values}:
            raise INVALID(reason=f"SalesProperties has {given_property.id[:40]} or values that the category lacks.")
        chosen[attribute.id] = ids
    return chosen


def _is_required(attribute: CategoryAttribute, chosen: dict[str, set[str]]) -> bool:
    """Whether the category requires it, always or for a value that was chosen."""
    return attribute.is_required or any(
        condition.attribute_value_id in chosen.get(condition.attribute_id, ())
        for condition in attribute.requirement_conditions
    )


def _values(attribute: CategoryAttribute, words: set[str], alike: Iterable[Listing]) -> list[AttributeValue]:
    """The values whose words all stand in the texts, the longest first, or else those that the shop states most."""
    fitting = [value for value in attribute.values if (parts := set(stems(value.name))) and parts <= words]
    fitting.sort(key=lambda value: (-len(value.name), value.name))
    if fitting:
        return fitting[: _MOST_VALUES if attribute.is_multiple_selection else 1]
    counts = Counter(
        value.id
        for listing in alike
        for stated in listing.product_attributes or ()
        if stated.id == attribute.id
        for value in stated.values
    )
    stated_values = [value for value in attribute.values if counts[value.id]]
    return sorted(stated_values, key=lambda value: (-counts[value.id], value.name))[:_MOST_VALUES]
