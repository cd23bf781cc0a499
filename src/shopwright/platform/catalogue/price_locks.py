"""Who locks prices: capabilities above the catalogue say which SKUs of a product may not change their price now
(docs/decisions/0058-price-locks-are-asked-for.md)."""

from __future__ import annotations

from collections.abc import Callable, Collection

from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx

from .errors import PRICE_LOCKED_BY_PROMOTION

#: Answers those of a product's SKUs whose price is locked: the shop, the product's id, the SKUs in question.
LockedSkus = Callable[[Tx, Shop, str, Collection[str]], Collection[str]]

_ASKED: list[LockedSkus] = []


def ask_for_locks(function: LockedSkus) -> LockedSkus:
    """Have a function asked before a price changes."""
    _ASKED.append(function)
    return function


def check_price_locks(tx: Tx, shop: Shop, product_id: str, sku_ids: Collection[str]) -> None:
    """12052038 when the price of one of the SKUs is locked."""
    for locked_skus in _ASKED:
        for sku_id in sorted(locked_skus(tx, shop, product_id, sku_ids)):
            raise PRICE_LOCKED_BY_PROMOTION(sku_id=sku_id)
