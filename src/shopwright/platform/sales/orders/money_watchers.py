"""Who keeps account of what orders bring: told in the transaction that moves their money.

A watcher stands in a module above, and registers itself when that is imported, as handlers of due actions do.
"""

from __future__ import annotations

from collections.abc import Callable

from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx

from .order import Order

#: Takes an order whose money facts have changed, and the moment in unix milliseconds.
MoneyWatcher = Callable[[Tx, Shop, Order, int], None]

_WATCHERS: list[MoneyWatcher] = []


def watches_money(watcher: MoneyWatcher) -> MoneyWatcher:
    """Register a function that is told of every order whose money facts have changed, before the order's commit."""
    _WATCHERS.append(watcher)
    return watcher


def tell_of_money(tx: Tx, shop: Shop, order: Order, at_ms: int) -> None:
    """Tell every watcher of an order that was paid, delivered, completed, refunded, or claimed against."""
    for watcher in _WATCHERS:
        watcher(tx, shop, order, at_ms)
