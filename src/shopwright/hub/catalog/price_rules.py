"""What a variant costs on a channel: a base price, changed by a rule, rounded the way that shops write prices."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

#: Currencies without cents, whose prices are whole.
WHOLE = frozenset({"IDR", "JPY", "VND"})


class Rounding(StrEnum):
    """How a price ends. ``CHARM`` is the next price below that ends in .99, ``NICKEL`` the nearest in .05 or .00."""

    CENT = "cent"
    NICKEL = "nickel"
    WHOLE = "whole"
    CHARM = "charm"


def price_of(base: Decimal, percent: Decimal, amount: Decimal, rounding: Rounding, currency: str) -> Decimal:
    """The base price, changed by percent and then by an amount, and rounded; never below the smallest coin.

    ``percent``: 10 makes it a tenth dearer, -10 cheaper.
    """
    exact = base * (1 + percent / 100) + amount
    smallest = Decimal(1) if currency in WHOLE else Decimal("0.01")
    return max(_rounded(exact, rounding, smallest), smallest)


def _rounded(exact: Decimal, rounding: Rounding, smallest: Decimal) -> Decimal:
    if rounding is Rounding.WHOLE or smallest == 1:
        return exact.quantize(Decimal(1), ROUND_HALF_UP).quantize(smallest)
    if rounding is Rounding.NICKEL:
        return ((exact * 20).quantize(Decimal(1), ROUND_HALF_UP) / 20).quantize(smallest)
    if rounding is Rounding.CHARM:
        whole = exact.quantize(Decimal(1), ROUND_HALF_UP)
        return max(whole - smallest, smallest)
    return exact.quantize(smallest, ROUND_HALF_UP)
