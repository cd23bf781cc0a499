"""The packed product's weight and size, and those of its SKUs.

Sources: docs/reference/catalogue.md#parcel (units by market, never mixed); grams are whole, kilograms have up to three
decimals and pounds two; lengths have up to two decimals since 2026, in Brazil with a comma too.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from shopwright.platform.catalogue.listing import Dimensions, Listing, Measure
from shopwright.platform.core.money import decimal
from shopwright.platform.market.regions import Region

from . import sku_errors as codes
from .context import ListingContext
from .problem import Problem, problem

IMPERIAL = frozenset(("POUND", "INCH"))
WEIGHT_DECIMALS = {"GRAM": 0, "KILOGRAM": 3, "POUND": 2}
LENGTH_DECIMALS = 2
_SIDES = (("length", codes.PARCEL_LENGTH), ("width", codes.PARCEL_WIDTH), ("height", codes.PARCEL_HEIGHT))


def parcel(listing: Listing, ctx: ListingContext) -> Iterator[Problem]:
    """12052016 no weight, 12052116 dimensions required, then both measures, of the product and of each SKU."""
    weight, size = listing.package_weight, listing.package_dimensions
    if not ctx.is_draft:
        facts = ctx.facts(listing)
        if weight is None:
            yield problem(codes.PARCEL_WEIGHT_MISSING, "package_weight")
        if size is None and facts and facts.rules.package_dimension.is_required:
            yield problem(codes.PARCEL_SIZE, "package_dimensions", reason="the category requires them")
    yield from _measures(weight, size, "package_weight", "package_dimensions", ctx.region)
    for index, sku in enumerate(listing.skus):
        if sku.sku_weight or sku.sku_dimensions:
            fields = f"skus[{index}].sku_weight", f"skus[{index}].sku_dimensions"
            yield from _measures(sku.sku_weight, sku.sku_dimensions, *fields, ctx.region)


def _measures(
    weight: Measure | None, size: Dimensions | None, weight_field: str, size_field: str, region: Region
) -> Iterator[Problem]:
    """12052915 units mixed, then the units and numbers of each."""
    if weight and size and (weight.unit in IMPERIAL) != (size.unit in IMPERIAL):
        yield problem(codes.UNITS_MIXED, f"{size_field}.unit")
    if weight:
        unit = _unit_problem(weight.unit, region.weight_units, f"{weight_field}.unit", region)
        if unit_problem := unit or _weight_problem(weight, f"{weight_field}.value"):
            yield unit_problem
    if size:
        if unit_problem := _unit_problem(size.unit, region.dimension_units, f"{size_field}.unit", region):
            yield unit_problem
        for side, error in _SIDES:
            text: str = getattr(size, side)
            if not _is_length(text, region):
                yield problem(error, f"{size_field}.{side}", value=text)


def _unit_problem(unit: str, allowed: tuple[str, ...], field: str, region: Region) -> Problem | None:
    """12019061 an imperial unit outside the US, 12052916 any other that the market does not take."""
    if unit in allowed:
        return None
    if unit in IMPERIAL:
        return problem(codes.IMPERIAL_UNIT, field)
    return problem(codes.UNIT_NOT_ALLOWED, field, region=region.code, allowed=", ".join(allowed), unit=unit)


def _weight_problem(weight: Measure, field: str) -> Problem | None:
    """12052006 no number or too many decimals, 12052181 zero."""
    value = decimal(weight.value)
    if value is None or _has_more_decimals(value, WEIGHT_DECIMALS[weight.unit]):
        return problem(codes.PARCEL_WEIGHT, field, value=weight.value)
    return None if value else problem(codes.PARCEL_WEIGHT_ZERO, field)


def _is_length(text: str, region: Region) -> bool:
    value = decimal(text.replace(",", ".") if region.code == "BR" else text)
    return value is not None and value > 0 and not _has_more_decimals(value, LENGTH_DECIMALS)


def _has_more_decimals(value: Decimal, decimals: int) -> bool:
    return value != value.quantize(Decimal(1).scaleb(-decimals))
