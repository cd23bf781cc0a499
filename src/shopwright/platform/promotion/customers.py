"""How many orders a buyer has in a shop, by which promotions tell new, existing and repeat customers apart.

Sales, which stand above promotions, count them.
"""

from __future__ import annotations

from collections.abc import Callable

from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx

#: Counts the orders of a buyer in a shop that were not cancelled, by the buyer's id.
CountOrders = Callable[[Tx, Shop, str], int]

_COUNTED_BY: list[CountOrders] = []


def counts_orders(function: CountOrders) -> CountOrders:
    """Have a function count the orders of buyers."""
    _COUNTED_BY.append(function)
    return function


def orders_before(tx: Tx, shop: Shop, buyer_id: str) -> int:
    """How many orders a buyer has in a shop that were not cancelled; none for somebody new, whose id is empty."""
    return sum(count(tx, shop, buyer_id) for count in _COUNTED_BY) if buyer_id else 0
