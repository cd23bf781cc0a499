"""Statements: what is settled on them, when, and what they come to."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.harness.calls import Seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import advance, buy, shop_in, stocked
from tests.platform.support import data_of

MARKETS = ("US", "GB", "DE", "ID", "BR")


def settle(seller: Seller, *order_ids: str) -> dict[str, Any]:
    """Settle orders now, or everything that waits for time."""
    body = {"shop_id": seller.shop_id, **({"order_ids": order_ids} if order_ids else {})}
    statement: dict[str, Any] = seller.platform.post("/sandbox/finance/settle", body)
    return statement


def delivered(seller: Seller, sku_id: str, quantity: int = 1, **fields: object) -> str:
    """An order that arrived."""
    order = buy(seller, (sku_id, quantity), **fields)
    advance(seller, order["order_id"], "DELIVERED")
    return str(order["order_id"])


def statements(seller: Seller, **query: object) -> list[dict[str, Any]]:
    reply = seller.call("getStatements", query={"sort_field": "statement_time", **query})
    return list(data_of("getStatements", reply)["statements"])


def transactions(seller: Seller, statement_id: str) -> dict[str, Any]:
    reply = seller.call(
        "getTransactionsByStatement", query={"sort_field": "order_create_time"}, statement_id=statement_id
    )
    return dict(data_of("getTransactionsByStatement", reply))


def of_order(seller: Seller, order_id: str) -> dict[str, Any]:
    return dict(data_of("getTransactionsByOrder", seller.call("getTransactionsByOrder", order_id=order_id)))


def unsettled(seller: Seller) -> dict[str, Any]:
    reply = seller.call("getUnsettledTransactions", query={"sort_field": "order_create_time"})
    return dict(data_of("getUnsettledTransactions", reply))


@pytest.mark.parametrize("market", MARKETS)
def test_an_order_is_unsettled_until_its_statement_closes(platform: RunningPlatform, market: str) -> None:
    seller = shop_in(platform, market)
    order_id = delivered(seller, stocked(seller), 2)
    waiting = unsettled(seller)
    (row,) = waiting["transactions"]
    assert row["order_id"] == order_id
    assert Decimal(row["est_settlement_amount"]) == Decimal(waiting["sum_est_settlement_amount"]) > 0
    closed = settle(seller)
    assert unsettled(seller)["transactions"] == []
    (statement,) = statements(seller)
    assert statement["id"] == closed["statement_id"]
    assert statement["settlement_amount"] == row["est_settlement_amount"]
    (settled,) = transactions(seller, statement["id"])["transactions"]
    assert settled["order_id"] == order_id
    assert of_order(seller, order_id)["settlement_amount"] == statement["settlement_amount"]
