"""Amounts of money: rounding, sharing and spelling. An amount is a ``Decimal`` in its currency."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

_DECIMAL = re.compile(r"\d{1,15}(?:\.\d{1,10})?", re.ASCII)


ZERO = Decimal(0)


def rounded(amount: Decimal, decimals: int) -> Decimal:
    """To the market's smallest coin, halves up."""
    return amount.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def share(amount: Decimal, weights: Sequence[Decimal], decimals: int) -> list[Decimal]:
    """Split an amount in proportion to weights, to the coin: the parts add up to it exactly, none is negative."""
    if not amount:
        return [ZERO] * len(weights)
    coin = Decimal(1).scaleb(-decimals)
    whole = sum(weights, ZERO)
    parts = [(amount * weight / whole).quantize(coin, ROUND_DOWN) for weight in weights]
    left = int((amount - sum(parts, ZERO)) / coin)
    rest = amount - sum(parts, ZERO) - left * coin
    by_remainder = sorted(range(len(weights)), key=lambda i: (parts[i] - amount * weights[i] / whole, i))
    for index in by_remainder[:left]:
        parts[index] += coin
    parts[by_remainder[0]] += rest
    return parts


def text(amount: Decimal, decimals: int) -> str:
    """An amount as replies write it: all decimals of the currency and no exponent."""
    return f"{amount:.{decimals}f}"


def decimal(text: str | None) -> Decimal | None:
    """The number that a plain decimal string holds; None for anything else, signs and exponents included."""
    return Decimal(text) if text and _DECIMAL.fullmatch(text) else None
