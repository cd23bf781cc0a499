"""Requests that name an order or a statement to read its money."""

from __future__ import annotations

from .request_cases import Case, Request, in_path

MONEY = (
    in_path("getTransactionsByOrder", "order_id", "sold order"),
    Case(
        "getTransactionsByStatement",
        lambda ids, seller: Request({"statement_id": ids["statement"]}, query={"sort_field": "order_create_time"}),
    ),
)
