"""Amounts as whole coins, so that databases can add them up."""

from __future__ import annotations

from decimal import Decimal


def in_coins(amount: Decimal, decimals: int) -> int:
    """An amount in the smallest coins of its currency."""
    return int(amount.scaleb(decimals))


def from_coins(coins: int, decimals: int) -> Decimal:
    return Decimal(int(coins)).scaleb(-decimals)
