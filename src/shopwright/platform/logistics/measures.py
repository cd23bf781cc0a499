"""Weight and size of a parcel."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec

_CENTIMETRES = {"CM": Decimal(1), "INCH": Decimal("2.54")}

#: The unit that packages are read in for each one that they may be told in, and how many of it that is.
READ_SIZE = {
    "CENTIMETER": ("CM", Decimal(1)),
    "FOOT": ("INCH", Decimal(12)),
    "INCH": ("INCH", Decimal(1)),
    "METER": ("CM", Decimal(100)),
    "MICRON": ("CM", Decimal("0.0001")),
    "MILLIMETER": ("CM", Decimal("0.1")),
}
READ_WEIGHT = {
    "GRAM": ("GRAM", Decimal(1)),
    "KILOGRAM": ("GRAM", Decimal(1000)),
    "MILLIGRAM": ("GRAM", Decimal("0.001")),
    "OUNCE": ("POUND", Decimal("0.0625")),
    "POUND": ("POUND", Decimal(1)),
}


class Measures(msgspec.Struct, frozen=True):
    """Weight and outer size as decimal strings with the units of the contract."""

    weight: str = ""
    weight_unit: str = ""
    length: str = ""
    width: str = ""
    height: str = ""
    size_unit: str = ""


def stacked(sizes: Sequence[Measures]) -> Measures:
    """The size of a parcel in which things lie upon each other: their longest length and width, the sum of heights.

    In the unit of the first one. Without a size where one of the things has none.
    """
    if not sizes or any(not size.length for size in sizes):
        return Measures()
    unit = sizes[0].size_unit
    factors = [_CENTIMETRES[size.size_unit] / _CENTIMETRES[unit] for size in sizes]
    length = max(Decimal(size.length) * factor for size, factor in zip(sizes, factors, strict=True))
    width = max(Decimal(size.width) * factor for size, factor in zip(sizes, factors, strict=True))
    height = sum((Decimal(size.height) * factor for size, factor in zip(sizes, factors, strict=True)), Decimal(0))
    return Measures(length=text_of(length), width=text_of(width), height=text_of(height), size_unit=unit)


def text_of(number: Decimal) -> str:
    """A measure to four decimals, without zeros at its end."""
    return f"{number:.4f}".rstrip("0").rstrip(".")
