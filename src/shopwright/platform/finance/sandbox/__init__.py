"""The control endpoints of finance."""

from __future__ import annotations

from shopwright.platform.core.control.endpoint import Endpoint

from .adjustments import add_adjustment, add_amount, move_money, move_trade_in_money
from .book import change_book, show_book
from .settle import end_payment, settle

ENDPOINTS = (
    Endpoint("GET", "/sandbox/finance", show_book),
    Endpoint("PATCH", "/sandbox/finance", change_book),
    Endpoint("POST", "/sandbox/finance/settle", settle),
    Endpoint("POST", "/sandbox/finance/payments/{payment_id}", end_payment),
    Endpoint("POST", "/sandbox/finance/adjustments", add_adjustment),
    Endpoint("POST", "/sandbox/finance/amounts", add_amount),
    Endpoint("POST", "/sandbox/finance/movements", move_money),
    Endpoint("POST", "/sandbox/finance/trade_in", move_trade_in_money),
)

__all__ = ["ENDPOINTS"]
