"""The operations of settlements and payments."""

from __future__ import annotations

from . import statements, trade_in, transactions

__all__ = ["statements", "trade_in", "transactions"]
