"""Which sellers sell across borders."""

from __future__ import annotations

from collections.abc import Iterable

from shopwright.platform.core.identity import Shop


def sells_across_borders(shops: Iterable[Shop]) -> bool:
    """Whether a seller with these shops is a cross-border one: one shop that crosses borders is enough."""
    return any(shop.crosses_borders for shop in shops)
