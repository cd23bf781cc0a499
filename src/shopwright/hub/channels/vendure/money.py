"""Vendure's money: whole numbers with as many decimals as that Vendure is set up with, for every currency."""

from __future__ import annotations

from decimal import Decimal


def decimal_of(amount: int, precision: int) -> Decimal:
    """1250 with two decimals is 12.50."""
    return Decimal(amount).scaleb(-precision)


def whole_of(amount: Decimal, precision: int) -> int | None:
    """12.50 with two decimals is 1250; None for an amount that has more decimals than Vendure keeps."""
    whole = amount.scaleb(precision)
    return int(whole) if whole == whole.to_integral_value() else None
