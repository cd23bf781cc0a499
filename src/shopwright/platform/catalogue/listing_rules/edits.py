"""What an edit may not change: codes once submitted, pre-sale once live in the US, what a bundle is made of.

Sources: docs/reference/catalogue.md. A code that is left out stays, and one may be added where there was none.
"""

from __future__ import annotations

from collections.abc import Iterator

from shopwright.platform.catalogue.listing import ListedSku, Listing

from . import sku_errors as codes
from .context import ListingContext
from .presale import kind_of
from .problem import Problem, problem


def frozen_codes(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052593 another code, 12052594 another type than the one submitted."""
    for field, sku, before in _edited(listing, ctx):
        new, old = sku.identifier_code, before.identifier_code
        if not (new and old and old.code):
            continue
        if new.code and new.code != old.code:
            yield problem(codes.IDENTIFIER_CODE_FROZEN, f"{field}.identifier_code.code")
        elif new.type and new.type != old.type:
            yield problem(codes.IDENTIFIER_TYPE_FROZEN, f"{field}.identifier_code.type")


def locked_pre_sale(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052315 and 12052314 an ordinary product made a pre-sale, 12052329 the reverse, 12052273 anything else.

    A product made to order may become an ordinary one at any time.
    """
    if not ctx.region.locks_pre_sale or not ctx.was_live:
        return
    for field, sku, before in _edited(listing, ctx):
        new, old = kind_of(sku), kind_of(before)
        path = f"{field}.pre_sale.type"
        if new == old:
            if new == "PRE_ORDER" and _release_date(sku) != _release_date(before):
                yield problem(codes.PRE_SALE_LOCKED, f"{field}.pre_sale.fulfillment_type.release_date")
        elif old is None:
            becomes = codes.CANNOT_BECOME_PRE_ORDER if new == "PRE_ORDER" else codes.CANNOT_BECOME_MADE_TO_ORDER
            yield problem(becomes, path, type=new)
        elif new is not None:
            yield problem(codes.PRE_SALE_LOCKED, path)
        elif old == "PRE_ORDER":
            yield problem(codes.PRE_ORDER_CANNOT_END, path)


def frozen_bundles(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052857 a bundle made ordinary or the reverse, 12052847 other parts, 12052843 another primary product."""
    if ctx.existing is None:
        return
    for field, sku, before in _edited(listing, ctx):
        if bool(sku.combined_skus) != bool(before.combined_skus):
            yield problem(codes.BUNDLE_NO_CONVERSION, f"{field}.combined_skus")
        elif set(sku.combined_skus or ()) != set(before.combined_skus or ()):
            yield problem(codes.BUNDLE_FROZEN, f"{field}.combined_skus")
    new, old = listing.primary_combined_product_id, ctx.existing.primary_combined_product_id
    if new and old and new != old:
        yield problem(codes.BUNDLE_MAIN_FROZEN, "primary_combined_product_id")


def _edited(listing: Listing, ctx: ListingContext) -> Iterator[tuple[str, ListedSku, ListedSku]]:
    """The SKUs that were submitted before: path, now, then."""
    if ctx.existing is None:
        return
    before = {sku.id: sku for sku in ctx.existing.skus if sku.id}
    for index, sku in enumerate(listing.skus):
        if sku.id and sku.id in before:
            yield f"skus[{index}]", sku, before[sku.id]


def _release_date(sku: ListedSku) -> int | None:
    fulfillment = sku.pre_sale.fulfillment_type if sku.pre_sale else None
    return fulfillment.release_date if fulfillment else None
