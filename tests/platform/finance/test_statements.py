"""Statements: what is settled on them, when, and what they come to."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from shopwright.platform.finance.terms import terms_of
from shopwright.platform.market.regions import all_regions
from tests.harness.calls import Seller
from tests.harness.returns import act, approve, ask
from tests.harness.server import RunningPlatform
from tests.harness.trade import DAY, advance, buy, pass_time, shop_in, stocked

from .money_lists import all_statements, all_unsettled, of_order, rows_of

MARKETS = ("US", "GB", "DE", "ID", "BR")
EIGHT_DAYS = 8 * DAY


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


@pytest.mark.parametrize("market", MARKETS)
def test_an_order_is_unsettled_until_its_statement_closes(platform: RunningPlatform, market: str) -> None:
    seller = shop_in(platform, market)
    order_id = delivered(seller, stocked(seller), 2)
    (row,) = all_unsettled(seller)
    assert (row["order_id"], row["unsettled_reason"]) == (order_id, "SETTLEMENT_PERIOD")
    assert Decimal(row["est_settlement_amount"]) > 0
    closed = settle(seller)
    assert all_unsettled(seller) == []
    (statement,) = all_statements(seller)
    assert statement["id"] == closed["statement_id"]
    assert statement["settlement_amount"] == row["est_settlement_amount"]
    _, (settled,) = rows_of(seller, statement["id"])
    assert settled["order_id"] == order_id
    assert of_order(seller, order_id)["settlement_amount"] == statement["settlement_amount"]


@pytest.mark.parametrize("market", [region.code for region in all_regions()])
def test_every_fee_of_a_market_is_an_amount_of_the_breakdown(platform: RunningPlatform, market: str) -> None:
    seller = shop_in(platform, market)
    order_id = delivered(seller, stocked(seller))
    settle(seller)
    (row,) = of_order(seller, order_id)["sku_transactions"]
    charged = [Decimal(value) for group in row["fee_tax_breakdown"].values() for value in group.values()]
    assert sum(charged) == Decimal(row["fee_tax_amount"]) < 0
    assert sum(value < 0 for value in charged) == len(terms_of(market).fees)


def test_the_sums_of_what_is_unsettled_are_those_of_its_rows(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")
    sku_id = stocked(seller)
    delivered(seller, sku_id)
    buy(seller, sku_id)
    reply = seller.call("getUnsettledTransactions", query={"sort_field": "order_create_time", "page_size": 1}).data
    rows = all_unsettled(seller)
    assert (reply["total_count"], len(rows), len(reply["transactions"])) == (2, 2, 1)
    assert {row["unsettled_reason"] for row in rows} == {"SETTLEMENT_PERIOD", "NOT_DELIVERED"}
    (ahead,) = [row for row in rows if row["unsettled_reason"] == "NOT_DELIVERED"]
    assert ahead["estimated_settlement"] == "Delivered + 8 days"
    for total, part in (
        ("sum_est_settlement_amount", "est_settlement_amount"),
        ("sum_est_revenue_amount", "est_revenue_amount"),
        ("sum_est_fee_amount", "est_fee_tax_amount"),
    ):
        assert Decimal(reply[total]) == sum(Decimal(row[part]) for row in rows)


@pytest.mark.own_platform
@pytest.mark.parametrize(("market", "days"), [("GB", 8), ("ID", 3)])
def test_an_order_settles_at_midnight_after_its_markets_days(platform: RunningPlatform, market: str, days: int) -> None:
    seller = shop_in(platform, market)
    order_id = delivered(seller, stocked(seller))
    arrived = platform.get("/sandbox/clock")["now"]
    pass_time(platform, (days - 1) * DAY)
    assert all_statements(seller) == []
    pass_time(platform, 2 * DAY)
    (statement,) = all_statements(seller)
    assert statement["statement_time"] == (arrived + days * DAY) // DAY * DAY + DAY
    assert of_order(seller, order_id)["sku_transactions"][0]["statement_id"] == statement["id"]


def test_what_is_due_waits_for_its_statement_alone(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")
    platform.patch("/sandbox/finance", {"shop_id": seller.shop_id, "delay_days": 0})
    delivered(seller, stocked(seller))
    platform.post("/sandbox/finance/adjustments", {"shop_id": seller.shop_id, "type": "REBATE", "amount": "5"})
    assert [row["unsettled_reason"] for row in all_unsettled(seller)] == ["STATEMENT_OPEN"] * 2


def test_a_delivered_order_takes_another_delay_at_its_next_change(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")
    order_id = delivered(seller, stocked(seller))
    platform.patch("/sandbox/finance", {"shop_id": seller.shop_id, "delay_days": 0})
    assert [row["unsettled_reason"] for row in all_unsettled(seller)] == ["SETTLEMENT_PERIOD"]
    advance(seller, order_id, "COMPLETED")
    assert [row["unsettled_reason"] for row in all_unsettled(seller)] == ["STATEMENT_OPEN"]


@pytest.mark.own_platform
def test_days_without_anything_due_have_no_statement_and_a_day_has_but_one(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")
    sku_id = stocked(seller)
    for _ in range(2):
        delivered(seller, sku_id)
    settle(seller)
    delivered(seller, sku_id)
    settle(seller)
    pass_time(platform, 20 * DAY)
    times = [statement["statement_time"] for statement in all_statements(seller)]
    assert len(times) == len(set(times)) == 2
    assert all(time % DAY == 0 for time in times)


@pytest.mark.own_platform
def test_what_is_due_after_a_day_was_closed_early_stands_on_the_next_days_statement(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")
    for amount in ("5", "6"):
        body = {"shop_id": seller.shop_id, "type": "REBATE", "amount": amount}
        platform.post("/sandbox/finance/adjustments", body)
        if amount == "5":
            settle(seller)
    pass_time(platform, 3 * DAY)
    early, later = all_statements(seller)
    assert later["statement_time"] == early["statement_time"] + DAY
    assert [early["adjustment_amount"], later["adjustment_amount"]] == ["5.00", "6.00"]


@pytest.mark.own_platform
def test_an_order_with_an_open_request_waits(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")
    order = {"order_id": delivered(seller, stocked(seller))}
    return_id = ask(seller, order, "RETURN_AND_REFUND")
    approve(seller, return_id, "APPROVE_RETURN")
    assert [row["unsettled_reason"] for row in all_unsettled(seller)] == ["REQUEST_OPEN"]
    refused = platform.refuse(
        "POST", "/sandbox/finance/settle", {"shop_id": seller.shop_id, "order_ids": [order["order_id"]]}
    )
    assert refused.code == 40972
    act(seller, return_id, "WITHDRAW")
    assert settle(seller, order["order_id"])["statement_id"]


@pytest.mark.own_platform
@pytest.mark.parametrize("market", MARKETS)
def test_a_late_refund_lands_on_a_later_statement(platform: RunningPlatform, market: str) -> None:
    seller = shop_in(platform, market)
    order = {"order_id": delivered(seller, stocked(seller), 2)}
    first = settle(seller)
    line = platform.get(f"/sandbox/orders/{order['order_id']}")["line_items"][0]["id"]
    approve(seller, ask(seller, order, "REFUND", line_items=[line]), "APPROVE_REFUND")
    pass_time(platform, 3 * DAY)
    sale, refund = of_order(seller, order["order_id"])["sku_transactions"]
    assert sale["statement_id"] == first["statement_id"] != refund["statement_id"]
    assert Decimal(refund["revenue_breakdown"]["refund_subtotal_before_discount_amount"]) < 0
    assert Decimal(refund["settlement_amount"]) < 0


def test_an_order_that_was_cancelled_before_it_was_shipped_settles_to_nothing(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")
    order = buy(seller, stocked(seller))
    assert len(all_unsettled(seller)) == 1
    platform.post(f"/sandbox/orders/{order['order_id']}/cancel", {})
    assert all_unsettled(seller) == []
    assert settle(seller)["statement_id"] == ""


def test_the_platforms_discounts_cost_the_seller_nothing_and_its_own_do(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")
    sku_id = stocked(seller)
    revenue = {}
    for name in ("none", "seller_discount", "platform_discount"):
        line = {"sku_id": sku_id, "quantity": 1, **({} if name == "none" else {name: "2"})}
        order_id = str(buy(seller, line_items=[line])["order_id"])
        advance(seller, order_id, "DELIVERED")
        settle(seller, order_id)
        revenue[name] = Decimal(of_order(seller, order_id)["revenue_amount"])
    assert revenue["none"] == revenue["platform_discount"] == revenue["seller_discount"] + 2


def test_what_a_carrier_of_the_platform_took_is_charged(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")
    sku_id = stocked(seller)
    costs = []
    for way in ("TIKTOK", "SELLER"):
        settle(seller, delivered(seller, sku_id, shipping_type=way))
        _, (row,) = rows_of(seller, all_statements(seller)[-1]["id"])
        costs.append(row["shipping_cost_breakdown"]["actual_shipping_fee_amount"])
    assert costs == ["-3.20", "0.00"]


def test_statements_are_found_by_time_and_payment(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")
    delivered(seller, stocked(seller))
    settle(seller)
    (statement,) = all_statements(seller)
    time = statement["statement_time"]
    assert all_statements(seller, statement_time_ge=time, statement_time_lt=time + 1) == [statement]
    assert all_statements(seller, statement_time_lt=time) == []
    assert all_statements(seller, payment_status="PROCESSING") == [statement]
    assert all_statements(seller, payment_status="PAID") == []


@pytest.mark.parametrize(
    ("operation", "path"),
    [
        ("getStatements", {}),
        ("getPayments", {}),
        ("getUnsettledTransactions", {}),
    ],
)
def test_a_list_is_sorted_by_a_field_that_it_has(
    platform: RunningPlatform, operation: str, path: dict[str, str]
) -> None:
    reply = shop_in(platform, "GB").call(operation, query={"sort_field": "amount"}, **path)
    assert reply.code == 36009004
    assert "SortField" in reply.message


def test_orders_and_statements_of_others_are_refused(platform: RunningPlatform) -> None:
    seller, other = shop_in(platform, "GB"), shop_in(platform, "GB")
    order_id = delivered(other, stocked(other))
    settle(other)
    (statement,) = all_statements(other)
    by_order = seller.call("getTransactionsByOrder", order_id=order_id)
    query = {"sort_field": "order_create_time"}
    by_statement = seller.call("getTransactionsByStatement", query=query, statement_id=statement["id"])
    assert (by_order.code, by_statement.code) == (36009004, 36009004)


def test_a_part_that_other_areas_add_is_shown_under_its_field(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "US")
    order_id = delivered(seller, stocked(seller))
    settle(seller)
    body = {"order_id": order_id, "name": "affiliate_commission_amount", "amount": "-1.50"}
    platform.post("/sandbox/finance/amounts", body)
    settle(seller)
    first, second = of_order(seller, order_id)["sku_transactions"]
    assert second["fee_tax_breakdown"]["fee"]["affiliate_commission_amount"] == "-1.50"
    assert (second["settlement_amount"], second["revenue_amount"]) == ("-1.50", "0.00")
    assert first["statement_id"] != second["statement_id"]


def test_a_number_beyond_64_bits_is_refused_with_the_range(platform: RunningPlatform) -> None:
    query = {"sort_field": "statement_time", "statement_time_ge": -(2**63)}
    reply = shop_in(platform, "GB").call("getStatements", query=query)
    assert reply.code == 36009004
    assert f"between -{2**63 - 1} and {2**63 - 1}" in reply.message
