"""Amounts as people read them: the one place that knows which currencies have no cents."""

from __future__ import annotations

from decimal import Decimal

#: Currencies without cents, whose prices are whole.
WHOLE = frozenset({"IDR", "JPY", "VND"})


def money_words(amount: Decimal, currency: str = "") -> str:
    """An amount with its currency, like ``1,250.00 GBP`` and ``36,310 IDR``."""
    places = 0 if currency in WHOLE else 2
    return f"{amount:,.{places}f} {currency}".strip()
