"""What is dropped from a listing with a warning instead of refused.

Where TikTok lists a code for "not here", the rules refuse. Where it says that a field applies elsewhere only, or is
discarded, the field is cleared: an unknown brand, a list price below the price, delivery options of its own outside
SEA and MX, a size chart the category does not take, EU data outside the EU, images of variants beside the first.
"""

from __future__ import annotations

from msgspec.structs import replace

from shopwright.platform.catalogue.listing import ListedSku, Listing, SalesAttribute
from shopwright.platform.core.money import decimal

from .context import ListingContext
from .prices import shown_price
from .problem import ListingWarning


def cleared(listing: Listing, ctx: ListingContext) -> tuple[Listing, list[ListingWarning]]:
    """The listing as it is kept, and a warning for each field that was cleared; the same object when none was."""
    listing_warnings: list[ListingWarning] = []
    if listing.brand_id and listing.brand_id.isdecimal() and ctx.brand(listing.brand_id) is None:
        listing_warnings.append(
            ListingWarning("brand_id", f"brand_id {listing.brand_id} was cleared: there is no such brand.")
        )
        listing = replace(listing, brand_id=None)
    if listing.delivery_option_ids and not ctx.region.product_delivery_options:
        listing_warnings.append(_elsewhere("delivery_option_ids", "ID, MX, MY, PH, SG, TH and VN"))
        listing = replace(listing, delivery_option_ids=None)
    if not ctx.region.in_eu and (listing.manufacturer_ids or listing.responsible_person_ids):
        listing_warnings.append(_elsewhere("manufacturer_ids, responsible_person_ids", "the EU"))
        listing = replace(listing, manufacturer_ids=None, responsible_person_ids=None)
    facts = ctx.facts(listing)
    if listing.size_chart and facts and not facts.rules.size_chart.is_supported:
        listing_warnings.append(ListingWarning("size_chart", "size_chart was cleared: the category takes none."))
        listing = replace(listing, size_chart=None)
    skus = [_cleared_sku(sku, f"skus[{index}]", ctx, listing_warnings) for index, sku in enumerate(listing.skus)]
    if any(new is not old for new, old in zip(skus, listing.skus, strict=True)):
        listing = replace(listing, skus=skus)
    return listing, listing_warnings


def warnings(listing: Listing, ctx: ListingContext) -> list[ListingWarning]:
    """The warnings alone."""
    return cleared(listing, ctx)[1]


def _cleared_sku(sku: ListedSku, field: str, ctx: ListingContext, listing_warnings: list[ListingWarning]) -> ListedSku:
    if sku.list_price and ctx.region.list_price:
        listed, price = decimal(sku.list_price.amount), shown_price(sku, ctx)
        if listed is not None and price is not None and listed < price:
            words = f"list_price {listed} was cleared: it is below the price {price}."
            listing_warnings.append(ListingWarning(f"{field}.list_price", words))
            sku = replace(sku, list_price=None)
    if sku.sku_unit_count is not None and not ctx.region.sku_unit_count:
        listing_warnings.append(_elsewhere(f"{field}.sku_unit_count", "the EU"))
        sku = replace(sku, sku_unit_count=None)
    if not ctx.region.supplementary_images and any(
        sales_attribute.supplementary_sku_images for sales_attribute in sku.sales_attributes or ()
    ):
        listing_warnings.append(_elsewhere(f"{field}.sales_attributes.supplementary_sku_images", "the US"))
        sku = replace(
            sku,
            sales_attributes=[
                _without_supplementary(sales_attribute) for sales_attribute in sku.sales_attributes or ()
            ],
        )
    return sku


def _without_supplementary(sales_attribute: SalesAttribute) -> SalesAttribute:
    return (
        replace(sales_attribute, supplementary_sku_images=None)
        if sales_attribute.supplementary_sku_images
        else sales_attribute
    )


def _elsewhere(field: str, where: str) -> ListingWarning:
    return ListingWarning(field, f"{field} was cleared: it applies to {where} only.")
