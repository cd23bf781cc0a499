"""Amounts of money as people write them."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from .services import CaseError


def amount_of(text: str) -> Decimal | None:
    """An amount with a point or a comma; None for an empty text. Raises CaseError for what is none."""
    try:
        amount = Decimal(text.strip().replace(",", ".")) if text.strip() else None
    except InvalidOperation as error:
        raise CaseError("Write the amount in digits, like 12.50.") from error
    return amount if amount is None or amount.is_finite() else None
