"""Selling across borders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.core.identity import Shop

if TYPE_CHECKING:
    pass


def sells_across_borders(shops: list[Shop]) -> bool:
    """Whether a seller is a cross-border one: some shop of theirs is."""
    return any(shop.doc.seller_type == "CROSS_BORDER" for shop in shops)
