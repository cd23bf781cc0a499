"""Stock and warehouses.

A quantity is what lies there, 0 to 999,999 (docs/decisions/0027-quantity-is-on-hand.md). Backorders:
docs/reference/stock.md#changes; the limits of the handling time are invented. A bundle's stock follows its parts, so
what is sent for it is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shopwright.platform.catalogue.errors import RETURN_WAREHOUSE_MISSING, WAREHOUSES_LEFT_OUT
from shopwright.platform.catalogue.listing import ListedSku, Listing, StockLine
from shopwright.platform.catalogue.product import StockTerms
from shopwright.platform.catalogue.quantities import MAX_ON_HAND
from shopwright.platform.market.regions import Region

from . import sku_errors as codes
from .context import ListingContext
from .problem import Problem, problem

HANDLING_DAYS = (1, 30)


def places(_listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052115 no sales warehouse, 12052535 no return warehouse in the shop."""
    types = {warehouse.type for warehouse in ctx.warehouses.values() if warehouse.is_own}
    if ctx.is_draft:
        return
    if "SALES_WAREHOUSE" not in types:
        yield problem(codes.NO_WAREHOUSE, "skus")
    if "RETURN_WAREHOUSE" not in types:
        yield problem(RETURN_WAREHOUSE_MISSING, "skus")


def stock(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052096 no warehouse, 12052516 a warehouse left out, then each line."""
    for index, sku in enumerate(listing.skus):
        if sku.combined_skus:
            continue
        field = f"skus[{index}].inventory"
        if sku.inventory:
            yield from stock_problems(sku.inventory, ctx, field)
            yield from _left_out(sku, sku.inventory, field, ctx)
            yield from backorder_problems(sku, sku.inventory, ctx.region, field)
        elif not ctx.is_draft and (sku.inventory is not None or not sku.id):
            yield problem(codes.SKU_WITHOUT_WAREHOUSE, field)


def stock_problems(lines: Sequence[StockLine], ctx: ListingContext, field: str) -> Iterator[Problem]:
    """12052055 quantity, 12052555 a warehouse twice, 12052097 unknown, 12052530 not yours, 12052532 for returns,
    12052531 disabled: the problems of one SKU's stock."""
    seen: set[str] = set()
    for number, line in enumerate(lines):
        path = f"{field}[{number}]"
        if line.quantity is not None and not 0 <= line.quantity <= MAX_ON_HAND:
            facts = {"least": 0, "most": MAX_ON_HAND, "quantity": line.quantity}
            yield problem(codes.QUANTITY_OUT_OF_RANGE, f"{path}.quantity", **facts)
        if not line.warehouse_id:
            yield problem(codes.SKU_WITHOUT_WAREHOUSE, f"{path}.warehouse_id")
            continue
        if line.warehouse_id in seen:
            yield problem(codes.WAREHOUSE_REPEATED, f"{path}.warehouse_id", warehouse_id=line.warehouse_id)
        seen.add(line.warehouse_id)
        if mistake := warehouse_problem(line.warehouse_id, ctx, f"{path}.warehouse_id"):
            yield mistake


def warehouse_problem(warehouse_id: str, ctx: ListingContext, field: str) -> Problem | None:
    """Why stock cannot be set at a warehouse, or None."""
    warehouse = ctx.warehouses.get(warehouse_id)
    if warehouse is None:
        error = codes.WAREHOUSE_UNKNOWN
    elif not warehouse.is_own:
        error = codes.WAREHOUSE_OF_ANOTHER
    elif warehouse.type != "SALES_WAREHOUSE":
        error = codes.WAREHOUSE_NOT_FOR_DELIVERY
    elif warehouse.status != "ENABLED":
        error = codes.WAREHOUSE_DISABLED
    else:
        return None
    return problem(error, field, warehouse_id=warehouse_id)


def _left_out(sku: ListedSku, lines: Sequence[StockLine], field: str, ctx: ListingContext) -> Iterator[Problem]:
    held = ctx.sku_warehouses.get(sku.id, frozenset()) if sku.id else frozenset()
    if missing := held - {line.warehouse_id for line in lines}:
        yield problem(WAREHOUSES_LEFT_OUT, field, sku_id=sku.id, missing=", ".join(sorted(missing)))


def backorder_problems(sku: ListedSku, lines: Sequence[StockTerms], region: Region, field: str) -> Iterator[Problem]:
    """12052309 not in this market, 12052310 invalid, 12052311 too many, 12052490 handling time."""
    if all(line.backorder_quantity is None for line in lines):
        return
    if not region.backorders:
        yield problem(codes.BACKORDER_NO_RIGHT, field, region=region.code)
        return
    if sku.pre_sale and sku.pre_sale.type not in {None, "NONE"}:
        yield problem(codes.BACKORDER_INVALID, field, reason="the SKU is on pre-sale")
    if len({line.handling_time for line in lines if line.handling_time is not None}) > 1:
        yield problem(codes.BACKORDER_INVALID, field, reason="one SKU has one handling time")
    least, most = HANDLING_DAYS
    for number, line in enumerate(lines):
        quantity, days = line.backorder_quantity, line.handling_time
        if quantity is not None and quantity < 0:
            yield problem(codes.BACKORDER_INVALID, f"{field}[{number}].backorder_quantity", reason="below zero")
        if quantity is not None and quantity > MAX_ON_HAND:
            yield problem(codes.BACKORDER_TOO_MANY, f"{field}[{number}].backorder_quantity", most=MAX_ON_HAND)
        if quantity and (days is None or not least <= days <= most):
            facts = {"least": least, "most": most, "value": "nothing" if days is None else days}
            yield problem(codes.HANDLING_TIME_INVALID, f"{field}[{number}].handling_time", **facts)


def same_warehouses(listing: Listing, _ctx: ListingContext) -> Iterator[Problem]:
    """12052143: a global product's SKUs lie at the same warehouses. Only global operations list it."""
    places_of = [{line.warehouse_id for line in sku.inventory} for sku in listing.skus if sku.inventory]
    if any(places != places_of[0] for places in places_of):
        yield problem(codes.WAREHOUSES_DIFFER, "skus")
