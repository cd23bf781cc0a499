"""What a seller's app reads of its money, all pages of it."""

from __future__ import annotations

from typing import Any

from tests.harness.calls import Seller

Row = dict[str, Any]


def _all(seller: Seller, operation: str, rows: str, query: dict[str, object], **path: str) -> list[Row]:
    rows_read: list[Row] = []
    token = ""
    while True:
        page = {"page_size": 100, **query, **({"page_token": token} if token else {})}
        reply = seller.call(operation, query=page, **path)
        assert reply.code == 0, reply.message
        rows_read += reply.data[rows]
        token = reply.data["next_page_token"]
        if not token:
            return rows_read


def all_statements(seller: Seller, **query: object) -> list[Row]:
    """The shop's statements, the oldest first."""
    return _all(seller, "getStatements", "statements", {"sort_field": "statement_time", **query})


def rows_of(seller: Seller, statement_id: str) -> tuple[Row, list[Row]]:
    """A statement's totals, and all its transactions."""
    sort = {"sort_field": "order_create_time"}
    head = dict(seller.call("getTransactionsByStatement", query=sort, statement_id=statement_id).data)
    return head, _all(seller, "getTransactionsByStatement", "transactions", dict(sort), statement_id=statement_id)


def all_unsettled(seller: Seller) -> list[Row]:
    """What is still to be settled."""
    return _all(seller, "getUnsettledTransactions", "transactions", {"sort_field": "order_create_time"})


def payments(seller: Seller) -> list[Row]:
    """The transfers to the seller's bank, the oldest first."""
    return _all(seller, "getPayments", "payments", {"sort_field": "create_time"})


def withdrawals(seller: Seller, types: str = "WITHDRAW,SETTLE,TRANSFER,REVERSE") -> list[Row]:
    """What came into the seller's account and left it, the newest first."""
    return _all(seller, "getSellerFinancialTransactions", "withdrawals", {"types": types})


def of_order(seller: Seller, order_id: str) -> Row:
    """What was settled of an order."""
    reply = seller.call("getTransactionsByOrder", order_id=order_id)
    assert reply.code == 0, reply.message
    return dict(reply.data)
