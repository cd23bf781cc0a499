"""The operations of promotion, each registered under its id."""

from __future__ import annotations

from shopwright.platform.promotion import price_locks

from . import activities, changes, coupons, products

__all__ = ["activities", "changes", "coupons", "price_locks", "products"]
