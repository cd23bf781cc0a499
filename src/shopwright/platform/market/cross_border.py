"""Which sellers sell across borders, and which of them have global products."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shopwright.platform.core.identity import Shop

from .regions import region


def sells_across_borders(shops: Iterable[Shop]) -> bool:
    """Whether a seller with these shops is a cross-border one: one shop that crosses borders is enough."""
    return any(shop.crosses_borders for shop in shops)


def is_intra_eu(shops: Sequence[Shop]) -> bool:
    """Whether a seller with these shops sells from one market of the EU into others: local shops in two of them."""
    markets = {shop.region for shop in shops if region(shop.region).in_eu}
    return len(markets) > 1 and not sells_across_borders(shops)


def has_global_products(shops: Sequence[Shop]) -> bool:
    """Whether a seller with these shops may have global products: a cross-border seller, or one within the EU."""
    return sells_across_borders(shops) or is_intra_eu(shops)


def global_currency(shops: Sequence[Shop]) -> str:
    """The currency of the prices of a seller's global products."""
    return "USD" if sells_across_borders(shops) else "EUR"
