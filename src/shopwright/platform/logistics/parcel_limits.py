"""Whether a parcel fits a delivery option: sides and weight in any unit against the option's limits.

Units and filter types are those of *Get Shipping Template Availability*: numbers with names, exact by ``Decimal``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

import msgspec

from shopwright.platform.market.regions import DeliveryOption

from .measures import Measures

#: What one unit is in centimetres, by the number that a request gives it.
LENGTH_UNITS: Mapping[int, Decimal] = {
    1: Decimal(1),  # centimetre
    2: Decimal("2.54"),  # inch
    3: Decimal("30.48"),  # foot
    4: Decimal("0.1"),  # millimetre
    5: Decimal(100),  # metre
}
#: What one unit is in grams, by the number that a request gives it.
WEIGHT_UNITS: Mapping[int, Decimal] = {
    1: Decimal(1),  # gram
    2: Decimal("453.59237"),  # pound
    3: Decimal("28.349523125"),  # ounce
    4: Decimal(1000),  # kilogram
}
_LIMIT_LENGTH: Mapping[str, Decimal] = {"CM": LENGTH_UNITS[1], "INCH": LENGTH_UNITS[2]}
_LIMIT_WEIGHT: Mapping[str, Decimal] = {
    "GRAM": WEIGHT_UNITS[1],
    "POUND": WEIGHT_UNITS[2],
    "OUNCE": WEIGHT_UNITS[3],
    "KILOGRAM": WEIGHT_UNITS[4],
}
#: The filter types of the reply that are about a parcel; 9 (service mode) and 11 (service) have no cause here.
LENGTH, WIDTH, HEIGHT, WEIGHT = "1", "2", "3", "4"


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """Sides in centimetres and weight in grams; None is not looked at."""

    length: Decimal | None = None
    width: Decimal | None = None
    height: Decimal | None = None
    weight: Decimal | None = None

    @classmethod
    def of_unit(cls, grams: int, size: Measures) -> Parcel:
        """One unit by itself, its longest side laid along the parcel's; without a size only its weight is looked at."""
        if not size.length:
            return cls(weight=Decimal(grams))
        unit = _LIMIT_LENGTH[size.size_unit]
        sides = sorted((Decimal(side) * unit for side in (size.length, size.width, size.height)), reverse=True)
        return cls(length=sides[0], width=sides[1], height=sides[2], weight=Decimal(grams))


class Unfit(msgspec.Struct, frozen=True):
    """A limit that a parcel breaks."""

    filter_type: str
    reason: str


def unfit(parcel: Parcel, option: DeliveryOption) -> tuple[Unfit, ...]:
    """Every limit of a delivery option that the parcel breaks; a parcel at a limit fits."""
    return (*_sides(parcel, option), *_weight(parcel, option))


def _sides(parcel: Parcel, option: DeliveryOption) -> Iterator[Unfit]:
    limit = option.dimension_limit
    for kind, name, side, most in (
        (LENGTH, "length", parcel.length, limit.max_length),
        (WIDTH, "width", parcel.width, limit.max_width),
        (HEIGHT, "height", parcel.height, limit.max_height),
    ):
        if side is not None and side > most * _LIMIT_LENGTH[limit.unit]:
            yield Unfit(kind, f"The {name} is over the limit of {most} {limit.unit} of {option.name}.")


def _weight(parcel: Parcel, option: DeliveryOption) -> Iterator[Unfit]:
    limit, weight = option.weight_limit, parcel.weight
    if weight is None:
        return
    unit = _LIMIT_WEIGHT[limit.unit]
    if weight > limit.max_weight * unit:
        yield Unfit(WEIGHT, f"The weight is over the limit of {limit.max_weight} {limit.unit} of {option.name}.")
    elif weight < limit.min_weight * unit:
        yield Unfit(WEIGHT, f"The weight is under the least of {limit.min_weight} {limit.unit} of {option.name}.")
