"""Finds opportunities: those of the calendar, and those that were made for one shop."""

from __future__ import annotations

from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx

from .model import Opportunity
from .standing_rules import standing, standing_one
from .store import Opportunities


def open_opportunities(tx: Tx, shop: Shop, type_name: str) -> list[Opportunity]:
    """Those of a type that are open, the newest first."""
    now = tx.now_ms()
    listed = [of for of in standing(shop.region, now) if of.type == type_name]
    listed += tx[Opportunities].open_of(shop.shop_id, type_name, now)
    return sorted(listed, key=lambda of: (of.created_at, of.opportunity_id), reverse=True)


def find_opportunity(tx: Tx, shop: Shop, opportunity_id: str) -> Opportunity | None:
    """One opportunity, open or not; ``None`` where the shop has none of that id."""
    own = tx[Opportunities].get(shop.shop_id, opportunity_id)
    return own or standing_one(shop.region, opportunity_id, tx.now_ms())
