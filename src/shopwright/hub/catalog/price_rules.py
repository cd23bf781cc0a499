"""What a variant costs on a channel: a base price, changed by a rule, rounded the way that shops write prices."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import NamedTuple

from shopwright.hub.core.money import WHOLE


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


class Step(NamedTuple):
    """A line of how a price came about: what was done, and the price after it; None where there is none."""

    words: str
    price: Decimal | None


_ROUNDED = {
    Rounding.CENT: "Rounded to the smallest coin",
    Rounding.NICKEL: "Rounded to 0.05",
    Rounding.WHOLE: "Rounded to whole numbers",
    Rounding.CHARM: "Rounded to .99",
}


def steps_of(base: Decimal, percent: Decimal, amount: Decimal, rounding: Rounding, currency: str) -> list[Step]:
    """The lines of ``price_of``: only what changes the price is a line."""
    steps = []
    exact = base * (1 + percent / 100)
    if percent:
        steps.append(Step(f"{percent.normalize():+f} %", exact))
    if amount:
        exact += amount
        steps.append(Step(f"{amount:+f} {currency}", exact))
    price = price_of(base, percent, amount, rounding, currency)
    if price != exact:
        steps.append(Step(_ROUNDED[rounding], price))
    return steps


def words_of(percent: Decimal, amount: Decimal, rounding: Rounding, currency: str) -> str:
    """A rule in a few words; empty for one that changes nothing."""
    parts = [f"{percent.normalize():+f} %"] if percent else []
    parts += [f"{amount:+f} {currency}"] if amount else []
    parts += [_ROUNDED[rounding][0].lower() + _ROUNDED[rounding][1:]] if rounding is not Rounding.CENT else []
    return ", ".join(parts)
