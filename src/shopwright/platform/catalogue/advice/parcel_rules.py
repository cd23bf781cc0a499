"""What a product's parcel is likely to weigh and measure, and whether the one that the seller states is far off.

The model is invented: the medians of the shop's own products and of the demo shop's in the nearest branch of the
category tree that has some.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from statistics import median
from typing import Literal, NamedTuple

import msgspec

from shopwright import decoders
from shopwright.platform.catalogue import taxonomy
from shopwright.platform.catalogue.advice_file import advice_numbers
from shopwright.platform.catalogue.listing import Listing
from shopwright.platform.core.data_files import read_data_file
from shopwright.platform.core.money import decimal

_KILOGRAMS = {"KILOGRAM": Decimal(1), "GRAM": Decimal("0.001"), "POUND": Decimal("0.45359237")}
_CENTIMETRES = {"CENTIMETER": Decimal(1), "CM": Decimal(1), "INCH": Decimal("2.54")}


class Parcel(NamedTuple):
    """``weight`` in kilograms, ``sides`` in centimetres, the longest first; either may be unknown."""

    code: str
    weight: Decimal | None
    sides: tuple[Decimal, Decimal, Decimal] | None


class Usual(NamedTuple):
    """The usual weight in kilograms and the usual sides in centimetres, the longest first."""

    weight: Decimal
    sides: tuple[Decimal, Decimal, Decimal]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    about: str
    invented: Literal[True]
    parcels: tuple[tuple[str, int, Decimal, Decimal, Decimal, Decimal], ...]


@cache
def demo_parcels() -> tuple[Parcel, ...]:
    """A parcel for each product of the demo shop, with the measures that are usual in its category."""
    file = decoders.decode(read_data_file("catalogue", "parcels.json"), type=_File)
    return tuple(
        parcel
        for code, count, weight, length, width, height in file.parcels
        for parcel in [Parcel(code, weight, (length, width, height))] * count
    )


def parcel_of(listing: Listing) -> Parcel:
    """The parcel that a listing states, without numbers that cannot be read."""
    category = taxonomy.category(listing.category_id, listing.tree)
    weight, size = listing.package_weight, listing.package_dimensions
    kilograms = decimal(weight.value) if weight else None
    lengths = [_length(text) for text in (size.length, size.width, size.height)] if size else []
    sides = sorted((side for side in lengths if side is not None), reverse=True)
    return Parcel(
        category.code if category else "",
        kilograms * _KILOGRAMS.get(weight.unit, Decimal(1)) if weight and kilograms is not None else None,
        _scaled(sides, _CENTIMETRES.get(size.unit, Decimal(1))) if size and len(sides) == 3 else None,
    )


def _length(text: str) -> Decimal | None:
    return decimal(text.replace(",", "."))


def _scaled(sides: Sequence[Decimal], factor: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    first, second, third = (side * factor for side in sides)
    return first, second, third


def usual_parcel(code: str, own: Iterable[Parcel]) -> Usual:
    """What parcels of a category are usually like: of the nearest branch above it in which any product is."""
    parcels = [*own, *demo_parcels()]
    default = advice_numbers().parcel.default
    branch = code
    while branch:
        near = [parcel for parcel in parcels if parcel.code == branch or parcel.code.startswith(f"{branch}-")]
        weights = [parcel.weight for parcel in near if parcel.weight is not None]
        sizes = [parcel.sides for parcel in near if parcel.sides is not None]
        if weights and sizes:
            length, width, height = (median(size[index] for size in sizes) for index in range(3))
            return Usual(median(weights), (length, width, height))
        branch = branch.rpartition("-")[0]
    return Usual(default.weight, default.sides)


def abnormalities(parcel: Parcel, usual: Usual) -> list[str]:
    """In which ways a parcel is out of the range around what is usual; the words are invented."""
    numbers = advice_numbers().parcel
    problems = []
    if parcel.weight is not None:
        if parcel.weight < usual.weight * numbers.least:
            problems.append("WEIGHT_TOO_LOW")
        if parcel.weight > usual.weight * numbers.most:
            problems.append("WEIGHT_TOO_HIGH")
    if parcel.sides is not None:
        pairs = list(zip(parcel.sides, usual.sides, strict=True))
        if any(side < middle * numbers.least for side, middle in pairs):
            problems.append("DIMENSION_TOO_SMALL")
        if any(side > middle * numbers.most for side, middle in pairs):
            problems.append("DIMENSION_TOO_LARGE")
    return problems


def whole(amount: Decimal) -> int:
    """A whole number, at least 1."""
    return max(1, int(amount.quantize(Decimal(1), ROUND_HALF_UP)))
