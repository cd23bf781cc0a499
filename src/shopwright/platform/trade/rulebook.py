"""The rules that a shop trades by: its market's, with its own over them."""

from __future__ import annotations

from shopwright.platform.domain.trade.rules import Rules, trade_rules
from shopwright.platform.store.accounts import Shop


def rules_of(shop: Shop) -> Rules:
    """The rules of one shop."""
    return trade_rules(shop.region, shop.doc.trade)
