"""How a product is sold: cash on delivery, order quantities, platforms, its own delivery, a time to go on sale."""

from __future__ import annotations

from collections.abc import Iterator

from shopwright.platform.catalogue.listing import Listing

from . import errors as codes
from .context import ListingContext
from .problem import Problem, problem
from .sku_errors import BUNDLE_HAS_NO_MINIMUM

MINIMUM_ORDER = (1, 20)


def cash_on_delivery(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052222: neither the market, the seller's type nor the category may be without it."""
    if listing.is_cod_allowed:
        facts = ctx.facts(listing)
        supported = facts is None or facts.rules.cod.is_supported
        if not supported or ctx.seller_type not in ctx.region.cash_on_delivery:
            yield problem(codes.CATEGORY_NO_COD, "is_cod_allowed", id=listing.category_id, region=ctx.region.code)


def order_quantities(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052707 minimum unsupported, 12052706 range, 12052848 bundle, 12052317 limit invalid, 12052319 below minimum."""
    minimum, field = listing.minimum_order_quantity, "minimum_order_quantity"
    least, most = MINIMUM_ORDER
    if minimum is not None:
        if not ctx.region.minimum_order_quantity:
            yield problem(codes.MINIMUM_QUANTITY_UNSUPPORTED, field, region=ctx.region.code)
        elif not least <= minimum <= most:
            yield problem(codes.MINIMUM_QUANTITY_RANGE, field, least=least, most=most, value=minimum)
        if minimum > 1 and any(sku.combined_skus for sku in listing.skus):
            yield problem(BUNDLE_HAS_NO_MINIMUM, field)
    limit, field = listing.purchase_order_quantity_limit, "purchase_order_quantity_limit"
    if limit is None:
        return
    for name in ("maximum_order_quantity", "cumulative_order_quantity"):
        quantity: int | None = getattr(limit, name)
        if quantity is not None and quantity < 1:
            yield problem(codes.QUANTITY_LIMIT_UNSUPPORTED, f"{field}.{name}", reason="it is at least 1")
    maximum = limit.maximum_order_quantity
    if maximum is not None and minimum is not None and 1 <= maximum < minimum:
        facts = {"maximum": maximum, "minimum": minimum}
        yield problem(codes.MAXIMUM_BELOW_MINIMUM, f"{field}.maximum_order_quantity", **facts)


def platforms(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052330 a platform that the market lacks, 12052316 second-hand goods beside Tokopedia alone."""
    for number, platform in enumerate(listing.listing_platforms or ()):
        if platform not in ctx.region.listing_platforms:
            facts = {"region": ctx.region.code, "platform": platform}
            yield problem(codes.PLATFORM_REFUSED, f"listing_platforms[{number}]", **facts)
    if listing.is_pre_owned and listing.listing_platforms != ["TOKOPEDIA"]:
        yield problem(codes.PRE_OWNED_FORBIDDEN, "is_pre_owned", reason="only for products on Tokopedia alone")


def delivery(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052402 no template in the shop, 12052549 not its template, 12052405 not its option, 12052404 several
    warehouses, 12052219 not for sale and instant."""
    if not ctx.shipping_template_ids and not ctx.is_draft:
        yield problem(codes.TEMPLATE_MISSING, "shipping_template_id")
    elif listing.shipping_template_id and listing.shipping_template_id not in ctx.shipping_template_ids:
        yield problem(codes.TEMPLATE_UNUSABLE, "shipping_template_id", id=listing.shipping_template_id)
    options = listing.delivery_option_ids
    if not options or not ctx.region.product_delivery_options:
        return
    for number, id_ in enumerate(options):
        if id_ not in ctx.delivery_options:
            yield problem(codes.DELIVERY_NOT_OPEN, f"delivery_option_ids[{number}]", id=id_)
    if len({line.warehouse_id for sku in listing.skus for line in sku.inventory or ()}) > 1:
        yield problem(codes.DELIVERY_WITH_SEVERAL_WAREHOUSES, "delivery_option_ids")
    if listing.is_not_for_sale and any(ctx.delivery_options.get(id_) == "INSTANT" for id_ in options):
        yield problem(codes.NOT_FOR_SALE_INSTANT, "delivery_option_ids")


def scheduled_sale(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052604: the time is in milliseconds and ahead."""
    planned = listing.scheduled_sale
    if planned and planned.is_enabled_scheduled_sale and planned.schedule_sale_time <= ctx.now * 1000:
        yield problem(codes.SCHEDULED_TIME_INVALID, "scheduled_sale.schedule_sale_time")
