"""What the rules read beside the listing: the market, the seller's uploads and warehouses, the version before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Literal

import msgspec

from shopwright.platform.accounts.persons import PersonKind
from shopwright.platform.catalogue import brands, taxonomy
from shopwright.platform.catalogue.category_rules import CategoryRules, ListingPolicy, category_rules, listing_policy
from shopwright.platform.catalogue.listing import Listing
from shopwright.platform.catalogue.taxonomy import Category, CategoryAttribute, RequirementCondition
from shopwright.platform.market.regions import Region, SellerType, Version


class UploadedImage(msgspec.Struct, frozen=True):
    """An image that the seller uploaded; sides in pixels, ``format`` as Pillow names it."""

    width: int
    height: int
    use_case: str = "MAIN_IMAGE"
    format: str = "JPEG"


class UploadedFile(msgspec.Struct, frozen=True):
    """A document or video that the seller uploaded."""

    kind: Literal["PDF", "VIDEO"]
    format: str = ""


class WarehouseRef(msgspec.Struct, frozen=True):
    """A warehouse; ``is_own`` is False for one that exists and is another seller's."""

    type: Literal["SALES_WAREHOUSE", "RETURN_WAREHOUSE"]
    status: Literal["ENABLED", "DISABLED", "RESTRICTED"] = "ENABLED"
    is_own: bool = True


class PersonRef(msgspec.Struct, frozen=True):
    """A manufacturer or responsible person; ``has_language``: its data are there in the language of the market."""

    kind: PersonKind
    is_own: bool = True
    has_language: bool = True


class BrandStanding(msgspec.Struct, frozen=True):
    """A brand as it stands to the seller; the branches are source codes of the category tree, all when empty."""

    authorization_required: bool = False
    required_in: tuple[str, ...] = ()
    is_authorized: bool = False
    authorized_in: tuple[str, ...] = ()
    is_expired: bool = False


class BundlePart(msgspec.Struct, frozen=True):
    """A SKU that a bundle holds, as it stands now.

    ``refused`` says why a bundle cannot hold it; its categories, from the root down, and brand are its product's.
    """

    is_live: bool = True
    is_bundle: bool = False
    is_of_product: bool = True
    refused: str = ""
    category_ids: tuple[str, ...] = ()
    brand_id: str | None = None


class CategoryFacts(msgspec.Struct, frozen=True):
    """All that is known of a category in a market; ``with_duties`` are the attributes that may be required."""

    category: Category
    attributes: Mapping[str, CategoryAttribute]
    with_duties: tuple[CategoryAttribute, ...]
    rules: CategoryRules
    policy: ListingPolicy

    def sales_attribute(self, attribute_id: str) -> CategoryAttribute | None:
        category_attribute = self.attributes.get(attribute_id)
        return category_attribute if category_attribute and category_attribute.type == "SALES_PROPERTY" else None

    def product_attribute(self, attribute_id: str) -> CategoryAttribute | None:
        category_attribute = self.attributes.get(attribute_id)
        return category_attribute if category_attribute and category_attribute.type == "PRODUCT_PROPERTY" else None


def platform_brand(brand_id: str) -> BrandStanding | None:
    """A brand of the platform's list, held without any authorisation."""
    brand = brands.brand(brand_id)
    return BrandStanding(brand.authorization_required, brand.categories) if brand else None


class ListingContext(msgspec.Struct, frozen=True, kw_only=True):
    """Where and by whom a listing is submitted. ``now`` is platform time in unix seconds.

    ``warehouse_abroad``: a cross-border seller ships from abroad, which narrows prices. ``images`` and ``files`` hold
    those of this seller's uploads that the listing names (``uploads.image_uris``, ``uploads.file_ids``).
    ``persons``: the manufacturers and responsible persons that the listing names, whoever's they are.
    ``delivery_options`` maps the ids of the shop's options to their types. ``qualified_category_ids``: restricted
    categories that the seller may list in. ``generated_ids``: ids given earlier to attributes and values of the
    seller's own.

    On an edit ``existing`` is the version submitted last, ``was_live`` whether it has been on sale, ``sku_ids`` all
    SKUs of the product, ``sku_warehouses`` where each is stocked. On a creation they are left out.

    ``is_draft`` (AS_DRAFT): fields that are sent must be right, required ones may be missing.
    """

    region: Region
    now: int
    seller_type: SellerType = "LOCAL"
    warehouse_abroad: bool = False
    is_draft: bool = False
    images: Mapping[str, UploadedImage] = {}
    files: Mapping[str, UploadedFile] = {}
    warehouses: Mapping[str, WarehouseRef] = {}
    brand: Callable[[str], BrandStanding | None] = platform_brand
    persons: Mapping[str, PersonRef] = {}
    delivery_options: Mapping[str, str] = {}
    shipping_template_ids: AbstractSet[str] = frozenset()
    size_chart_ids: AbstractSet[str] = frozenset()
    qualified_category_ids: AbstractSet[str] = frozenset()
    generated_ids: AbstractSet[str] = frozenset()
    bundle_part: Callable[[str, str], BundlePart | None] | None = None
    product_id: str = ""
    existing: Listing | None = None
    was_live: bool = False
    sku_ids: AbstractSet[str] = frozenset()
    sku_warehouses: Mapping[str, AbstractSet[str]] = {}

    @property
    def sells_from_abroad(self) -> bool:
        """Whether the narrower price column of cross-border sellers holds."""
        return self.seller_type == "CROSS_BORDER" and self.warehouse_abroad

    def facts(self, listing: Listing) -> CategoryFacts | None:
        """The listing's category in this market; None when the tree has none of that id."""
        return category_facts(listing.category_id, listing.category_version, self.region.code)


@lru_cache(maxsize=4096)
def category_facts(category_id: str, version: str, region: str) -> CategoryFacts | None:
    """All that is known of a category in a market; None for an unknown version or category."""
    if version not in taxonomy.LEVELS:
        return None
    tree: Version = "v2" if version == "v2" else "v1"
    category = taxonomy.category(category_id, tree)
    rules, policy = category_rules(category_id, region, tree), listing_policy(category_id, region, tree)
    if category is None or rules is None or policy is None:
        return None
    attributes = taxonomy.attributes(category_id, tree)
    duties = tuple(attribute for attribute in attributes if attribute.is_required or attribute.requirement_conditions)
    return CategoryFacts(category, {attribute.id: attribute for attribute in attributes}, duties, rules, policy)


class Choices(msgspec.Struct, frozen=True):
    """The listed values of an attribute, by id and by folded name."""

    ids: AbstractSet[str]
    by_name: Mapping[str, str]


@lru_cache(maxsize=8192)
def choices(attribute_id: str) -> Choices:
    """The listed values of an attribute; none for an attribute of the seller's own."""
    attribute = taxonomy.attribute(attribute_id)
    values = attribute.values if attribute else ()
    return Choices(frozenset(value.id for value in values), {value.name.casefold(): value.id for value in values})


def holds(conditions: tuple[RequirementCondition, ...], chosen: Mapping[str, AbstractSet[str]]) -> bool:
    """Whether any condition holds for the chosen value ids by attribute id."""
    return any(condition.attribute_value_id in chosen.get(condition.attribute_id, ()) for condition in conditions)
