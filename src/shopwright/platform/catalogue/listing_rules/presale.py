"""Pre-sale: selling what is not in stock yet.

Sources: docs/reference/catalogue.md#pre-sale. In the US PRE_ORDER names a release date 3 to 60 days ahead,
MADE_TO_ORDER and CUSTOM business days of handling; elsewhere there is PRE_ORDER alone, with 3 to 30 calendar days. The
category says which kinds it takes. Of a release date and days the one that the kind needs is read, the other is
ignored.
"""

from __future__ import annotations

from collections.abc import Iterator

from shopwright.platform.catalogue.listing import ListedSku, Listing
from shopwright.platform.core.durations import DAY_SECONDS
from shopwright.platform.market.regions import PreSaleRange

from . import sku_errors as codes
from .context import ListingContext
from .errors import NOT_FOR_SALE_PRE_ORDER
from .problem import Problem, problem


def kind_of(sku: ListedSku) -> str | None:
    """The SKU's kind of pre-sale; None for an ordinary one, which an edit may call NONE."""
    kind = sku.pre_sale.type if sku.pre_sale else None
    return None if kind in {None, "", "NONE"} else kind


def pre_sale(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12019100 kinds mixed, 12052229 not for sale, then each SKU's pre-sale."""
    if all(sku.pre_sale is None for sku in listing.skus):
        return
    if len({kind_of(sku) for sku in listing.skus}) > 1:
        yield problem(codes.FULFILLMENT_MIXED, "skus")
    if listing.is_not_for_sale and any(map(kind_of, listing.skus)):
        yield problem(NOT_FOR_SALE_PRE_ORDER, "is_not_for_sale")
    for index, sku in enumerate(listing.skus):
        yield from _of_sku(sku, f"skus[{index}].pre_sale", listing, ctx)


def _of_sku(sku: ListedSku, field: str, listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12019096 no kind, 12019099 not in this market, 12052268 and 12052278 not in this category, then its time."""
    kind, fulfillment = kind_of(sku), sku.pre_sale.fulfillment_type if sku.pre_sale else None
    if kind is None:
        if fulfillment and (fulfillment.release_date or fulfillment.handling_duration_days):
            yield problem(codes.FULFILLMENT_TYPE_MISSING, f"{field}.type")
        return
    allowed = next((pre_sale_range for pre_sale_range in ctx.region.pre_sale if pre_sale_range.type == kind), None)
    if allowed is None:
        yield problem(codes.FULFILLMENT_REGION, f"{field}.type", region=ctx.region.code, type=kind)
        return
    facts = ctx.facts(listing)
    if facts and kind not in facts.rules.allowed_special_product_types:
        error = codes.PRE_SALE_NOT_ALLOWED if kind == "PRE_ORDER" else codes.MADE_TO_ORDER_NOT_ALLOWED
        yield problem(error, f"{field}.type", type=kind, reason="the category does not take it")
    if fulfillment is None:
        yield problem(codes.FULFILLMENT_MISSING, f"{field}.fulfillment_type", type=kind)
    elif allowed.given_as == "RELEASE_DATE":
        yield from _release_date(sku, fulfillment.release_date, allowed, field, ctx)
    else:
        yield from _handling_days(fulfillment.handling_duration_days, allowed, field)


def _release_date(
    sku: ListedSku, date: int | None, allowed: PreSaleRange, field: str, ctx: ListingContext
) -> Iterator[Problem]:
    """12019097 none, 12052269 too near or too far; a date that was submitted before is not judged again."""
    field = f"{field}.fulfillment_type.release_date"
    if not date:
        yield problem(codes.RELEASE_DATE_ZERO, field, type=allowed.type)
    elif (
        not ctx.now + allowed.least * DAY_SECONDS <= date <= ctx.now + allowed.most * DAY_SECONDS
        and date != _submitted(sku, ctx)
    ):
        facts = {"type": allowed.type, "least": allowed.least, "most": allowed.most}
        yield problem(codes.PRE_SALE_DATE, field, **facts)


def _submitted(sku: ListedSku, ctx: ListingContext) -> int | None:
    before = (
        next((listed_sku for listed_sku in ctx.existing.skus if listed_sku.id == sku.id), None)
        if ctx.existing and sku.id
        else None
    )
    fulfillment = before.pre_sale.fulfillment_type if before and before.pre_sale else None
    return fulfillment.release_date if fulfillment else None


def _handling_days(days: int | None, allowed: PreSaleRange, field: str) -> Iterator[Problem]:
    """12019098 none, 12052269 and 12052275 too few or too many."""
    field = f"{field}.fulfillment_type.handling_duration_days"
    if not days:
        yield problem(codes.HANDLING_DAYS_ZERO, field, type=allowed.type)
    elif not allowed.least <= days <= allowed.most:
        error = codes.PRE_SALE_DATE if allowed.type == "PRE_ORDER" else codes.MADE_TO_ORDER_DAYS
        yield problem(error, field, type=allowed.type, least=allowed.least, most=allowed.most)
