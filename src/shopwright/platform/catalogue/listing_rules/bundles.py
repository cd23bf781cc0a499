"""Virtual bundles: SKUs that are made of other SKUs.

Sources: the codes of docs/reference/codes.md#products. TikTok limits parts, units and bundles without saying to what;
``PARTS`` and ``UNITS`` are invented, and the other limits are not checked.
"""

from __future__ import annotations

from collections.abc import Iterator

from shopwright.platform.catalogue.listing import CombinedSku, Listing

from . import sku_errors as codes
from .context import BundlePart, ListingContext
from .errors import NOT_FOR_SALE_COMBO
from .problem import Problem, problem

PARTS = 10
UNITS = (1, 99)


def bundles(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052863 some SKUs only, 12052228 not for sale, 12052856 own delivery, 12052841 two alike, 12052842 no primary
    part, then each SKU, and how the parts go together."""
    count = sum(bool(sku.combined_skus) for sku in listing.skus)
    if not count:
        return
    if count < len(listing.skus):
        yield problem(codes.BUNDLE_NOT_ALL, "skus")
    if listing.is_not_for_sale:
        yield problem(NOT_FOR_SALE_COMBO, "is_not_for_sale")
    if listing.delivery_option_ids and ctx.region.product_delivery_options:
        yield problem(codes.BUNDLE_CUSTOM_LOGISTICS, "delivery_option_ids")
    primary = listing.primary_combined_product_id
    seen: set[frozenset[tuple[str, int]]] = set()
    for index, sku in enumerate(listing.skus):
        parts, field = sku.combined_skus or [], f"skus[{index}].combined_skus"
        yield from _parts(parts, field, ctx)
        made_of = frozenset((part.sku_id, part.sku_count) for part in parts)
        if parts and made_of in seen:
            yield problem(codes.BUNDLES_ALIKE, field)
        seen.add(made_of)
        if parts and not ctx.is_draft and primary not in {part.product_id for part in parts}:
            yield problem(codes.BUNDLE_MAIN_MISSING, field)
    if not ctx.is_draft:
        yield from _together(listing, ctx)


def _together(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052838 parts of several first-level categories, 12052836 not the primary product's category, 12052862 a brand
    that no part has."""
    find = ctx.bundle_part
    if find is None:
        return
    parts = [(part, find(part.product_id, part.sku_id)) for sku in listing.skus for part in sku.combined_skus or ()]
    known = [(part, standing) for part, standing in parts if standing is not None and standing.category_ids]
    if len({standing.category_ids[0] for _, standing in known}) > 1:
        yield problem(codes.BUNDLE_CATEGORIES_MIXED, "skus")
    primary = [standing for part, standing in known if part.product_id == listing.primary_combined_product_id]
    if primary and listing.category_id != primary[0].category_ids[-1]:
        yield problem(codes.BUNDLE_MAIN_CATEGORY, "category_id")
    if listing.brand_id and known and listing.brand_id not in {standing.brand_id for _, standing in known}:
        yield problem(codes.BUNDLE_BRAND, "brand_id")


def _parts(parts: list[CombinedSku], field: str, ctx: ListingContext) -> Iterator[Problem]:
    """12052831 too many, 12052840 twice, 12052832 count, 12052859 one unit alone, then each part as it stands."""
    if len(parts) > PARTS:
        yield problem(codes.BUNDLE_SKUS_TOO_MANY, field, most=PARTS)
    least, most = UNITS
    seen: set[str] = set()
    for number, part in enumerate(parts):
        path = f"{field}[{number}]"
        if part.sku_id in seen:
            yield problem(codes.BUNDLE_PART_REPEATED, f"{path}.sku_id", sku_id=part.sku_id)
        seen.add(part.sku_id)
        if not least <= part.sku_count <= most:
            yield problem(codes.BUNDLE_COUNT, f"{path}.sku_count", least=least, most=most, count=part.sku_count)
        elif len(parts) == 1 and part.sku_count == 1:
            yield problem(codes.BUNDLE_OF_ONE, f"{path}.sku_count")
        if ctx.bundle_part and not ctx.is_draft:
            yield from _standing(part, ctx.bundle_part(part.product_id, part.sku_id), path)


def _standing(part: CombinedSku, bundle_part: BundlePart | None, field: str) -> Iterator[Problem]:
    """12052835 unknown, 12052844 of another product, 12052858 a bundle itself, 12052845 not live, 12052846 refused."""
    facts = {"product_id": part.product_id, "sku_id": part.sku_id}
    if bundle_part is None:
        yield problem(codes.BUNDLE_PART_UNKNOWN, field, **facts)
    elif not bundle_part.is_of_product:
        yield problem(codes.BUNDLE_PART_MISMATCH, field, **facts)
    elif bundle_part.is_bundle:
        yield problem(codes.BUNDLE_NESTED, field)
    elif not bundle_part.is_live:
        yield problem(codes.BUNDLE_PART_NOT_LIVE, field, **facts)
    elif bundle_part.refused:
        yield problem(codes.BUNDLE_PART_TYPE, field, reason=bundle_part.refused)
