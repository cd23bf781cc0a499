"""Payments of statements, and the money that moves."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.harness.calls import Seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import DAY, advance, pass_time, shop_in, stocked

from .money_lists import all_statements, all_unsettled, payments, rows_of, withdrawals
from .test_statements import delivered, settle


def book(seller: Seller, **changes: object) -> dict[str, Any]:
    """The shop's terms and money, after changes."""
    body = {"shop_id": seller.shop_id, **changes}
    terms: dict[str, Any] = seller.platform.patch("/sandbox/finance", body)
    return terms


def adjust(seller: Seller, amount: str, kind: str = "OTHER_ADJUSTMENT", **fields: object) -> dict[str, Any]:
    body = {"shop_id": seller.shop_id, "type": kind, "amount": amount, **fields}
    made: dict[str, Any] = seller.platform.post("/sandbox/finance/adjustments", body)
    return made


def end(seller: Seller, act: str) -> None:
    """Let the newest payment arrive or fail."""
    seller.platform.post(f"/sandbox/finance/payments/{payments(seller)[-1]['id']}", {"act": act})


@pytest.mark.own_platform
@pytest.mark.parametrize("market", ["US", "GB", "DE", "BR"])
def test_a_statement_is_paid_the_day_after_it_closes(platform: RunningPlatform, market: str) -> None:
    seller = shop_in(platform, market)
    delivered(seller, stocked(seller), 4)
    settle(seller)
    (payment,) = payments(seller)
    (statement,) = all_statements(seller)
    assert (payment["status"], statement["payment_status"]) == ("PROCESSING", "PROCESSING")
    assert statement["payment_id"] == payment["id"]
    assert payment["paid_time"] == 0
    pass_time(platform, DAY)
    (payment,) = payments(seller)
    (statement,) = all_statements(seller)
    assert (payment["status"], statement["payment_status"]) == ("PAID", "PAID")
    assert payment["amount"]["value"] == payment["settlement_amount"]["value"] == statement["settlement_amount"]
    assert payment["paid_time"] == statement["payment_time"] >= payment["create_time"] + DAY


def test_orders_are_settled_and_paid_on_every_database(anywhere: RunningPlatform) -> None:
    seller = shop_in(anywhere, "GB")
    sku_id = stocked(seller)
    for _ in range(2):
        delivered(seller, sku_id)
    settle(seller)
    end(seller, "ARRIVE")
    (statement,) = all_statements(seller)
    head, rows = rows_of(seller, statement["id"])
    assert sum(Decimal(row["settlement_amount"]) for row in rows) == Decimal(head["payable_amount"])
    assert payments(seller)[0]["amount"]["value"] == head["payable_amount"]
    assert all_unsettled(seller) == []


def test_what_a_bank_sends_back_is_in_the_account_again(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")
    adjust(seller, "40")
    settle(seller)
    assert Decimal(book(seller)["balance"]) == 0
    end(seller, "FAIL")
    (statement,) = all_statements(seller)
    assert statement["payment_status"] == payments(seller)[0]["status"] == "FAILED"
    assert [(row["type"], row["amount"], row["status"]) for row in withdrawals(seller)] == [
        ("REVERSE", "40.00", "SUCCESS"),
        ("WITHDRAW", "-40.00", "FAILED"),
        ("SETTLE", "40.00", "SUCCESS"),
    ]
    assert book(seller)["balance"] == "40.00"


@pytest.mark.own_platform
def test_what_a_bank_sent_back_is_paid_anew_at_the_end_of_the_day(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")
    adjust(seller, "40")
    settle(seller)
    end(seller, "FAIL")
    pass_time(platform, 2 * DAY)
    failed, anew = payments(seller)
    (statement,) = all_statements(seller)
    assert (failed["status"], anew["status"], statement["payment_status"]) == ("FAILED", "PAID", "PAID")
    assert statement["payment_id"] == anew["id"]


@pytest.mark.own_platform
def test_small_statements_are_paid_together(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")
    book(seller, minimum_payment="30")
    for amount in ("12", "-2", "25"):
        assert payments(seller) == []
        adjust(seller, amount)
        settle(seller)
    (payment,) = payments(seller)
    assert payment["amount"] == {"value": "35.00", "currency": "GBP"}
    assert {statement["payment_id"] for statement in all_statements(seller)} == {payment["id"]}


def test_a_statement_that_owes_is_paid_by_the_next(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")
    adjust(seller, "-10", "PLATFORM_PENALTY")
    settle(seller)
    assert payments(seller) == []
    assert book(seller)["balance"] == "-10.00"
    adjust(seller, "25")
    settle(seller)
    assert [payment["amount"]["value"] for payment in payments(seller)] == ["15.00"]


@pytest.mark.own_platform
def test_a_part_is_kept_back_and_given_back(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")
    book(seller, reserve_rate="0.2", reserve_days=5)
    adjust(seller, "50")
    settle(seller)
    head, rows = rows_of(seller, all_statements(seller)[0]["id"])
    (kept,) = [row for row in rows if "reserve_id" in row]
    assert (kept["reserve_amount"], kept["reserve_status"], kept["settlement_amount"]) == ("-10.00", "RESERVED", "0.00")
    assert (head["payable_amount"], head["total_reserve_amount"], head["total_settlement_amount"]) == (
        "40.00",
        "-10.00",
        "50.00",
    )
    (waiting,) = all_unsettled(seller)
    assert waiting["unsettled_reason"] == "RESERVE_PERIOD"
    pass_time(platform, 7 * DAY)
    _, (back,) = rows_of(seller, all_statements(seller)[-1]["id"])
    assert (back["reserve_id"], back["reserve_amount"], back["reserve_status"]) == (
        kept["reserve_id"],
        "10.00",
        "RELEASED",
    )
    assert settle(seller)["statement_id"] == "", "what is kept back is not settled before its time"
    assert int(kept["estimated_release_time"]) == all_statements(seller)[0]["statement_time"] + 5 * DAY


def test_an_adjustment_stands_beside_its_order(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")
    order_id = delivered(seller, stocked(seller))
    made = adjust(seller, "-7.50", "CHARGE_BACK", order_id=order_id)
    (waiting,) = [row for row in all_unsettled(seller) if row["type"] == "CHARGE_BACK"]
    assert waiting["est_adjustment_amount"] == "-7.50"
    advance(seller, order_id, "COMPLETED")
    settle(seller)
    (statement,) = all_statements(seller)
    (row,) = [row for row in rows_of(seller, statement["id"])[1] if row["type"] == "CHARGE_BACK"]
    assert (row["adjustment_id"], row["adjustment_order_id"]) == (made["adjustment_id"], order_id)
    assert row["adjustment_amount"] == row["settlement_amount"] == statement["adjustment_amount"] == "-7.50"


def test_payments_are_made_in_the_sellers_currency(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "US")
    book(seller, payout_currency="JPY", exchange_rate="150.5", bank_account="****9999")
    adjust(seller, "10")
    settle(seller)
    (payment,) = payments(seller)
    assert payment["amount"] == {"value": "1505", "currency": "JPY"}
    assert payment["payment_amount_before_exchange"] == {"value": "10.00", "currency": "USD"}
    assert (payment["exchange_rate"], payment["bank_account"]) == ("150.500000", "****9999")


def test_payments_are_not_listed_in_southeast_asia(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "ID")
    adjust(seller, "500000")
    settle(seller)
    assert payments(seller) == []
    assert [row["type"] for row in withdrawals(seller)] == ["WITHDRAW", "SETTLE"]


def test_money_that_moved_is_found_by_type(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")
    seller.platform.post("/sandbox/finance/movements", {"shop_id": seller.shop_id, "amount": "-3.20"})
    adjust(seller, "20")
    settle(seller)
    assert [row["amount"] for row in withdrawals(seller, "TRANSFER")] == ["-3.20"]
    assert {row["type"] for row in withdrawals(seller, "SETTLE,WITHDRAW")} == {"SETTLE", "WITHDRAW"}
    refused = seller.call("getSellerFinancialTransactions", query={"types": "GIFT"})
    assert refused.code == 36009004


def test_lists_of_money_end_before_their_later_bound(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")
    adjust(seller, "20")
    settle(seller)
    order_id = delivered(seller, stocked(seller))
    (payment,) = payments(seller)
    closed = all_statements(seller)[0]["statement_time"]
    placed = next(row["order_create_time"] for row in all_unsettled(seller) if row["order_id"] == order_id)
    for operation, rows, bound, time, needed in (
        ("getPayments", "payments", "create_time", payment["create_time"], {"sort_field": "create_time"}),
        ("getSellerFinancialTransactions", "withdrawals", "create_time", payment["create_time"], {"types": "WITHDRAW"}),
        (
            "getStatements",
            "statements",
            "statement_time",
            closed,
            {"sort_field": "statement_time"},
        ),
        ("getUnsettledTransactions", "transactions", "search_time", placed, {"sort_field": "order_create_time"}),
    ):
        for change, count in ((f"{bound}_ge", 1), (f"{bound}_lt", 0)):
            reply = seller.call(operation, query={**needed, change: time})
            assert (reply.code, len(reply.data[rows])) == (0, count), (operation, change)


def test_a_seller_without_an_account_is_told_so(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")
    book(seller, has_account=False)
    assert seller.call("getSellerFinancialTransactions", query={"types": "SETTLE"}).code == 22005007


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("adjustments", {"type": "OTHER_ADJUSTMENT", "amount": "1.005"}, 40001),
        ("adjustments", {"type": "OTHER_ADJUSTMENT", "amount": "0"}, 40975),
        ("adjustments", {"type": "GIFT", "amount": "1"}, 40001),
        ("adjustments", {"type": "CHARGE_BACK", "amount": "1", "order_id": "1"}, 40401),
        ("trade_in", {"type": "WITHDRAW", "amount": "5"}, 40976),
        ("trade_in", {"type": "REVERSE", "amount": "5", "origin_id": "1"}, 40401),
        ("trade_in", {"type": "REVERSE", "amount": "5"}, 40001),
        ("trade_in", {"type": "RECHARGE", "amount": "5", "origin_id": "1"}, 40001),
        ("trade_in", {"type": "RECHARGE", "amount": "5\n"}, 40001),
        ("trade_in", {"type": "RECHARGE", "amount": "\u0665"}, 40001),
        ("settle", {"order_ids": ["1"]}, 40972),
        ("settle", {"shop_id": "1"}, 40401),
    ],
)
def test_wrong_acts_are_refused(platform: RunningPlatform, path: str, body: dict[str, object], code: int) -> None:
    seller = shop_in(platform, "GB")
    reply = platform.refuse("POST", f"/sandbox/finance/{path}", {"shop_id": seller.shop_id, **body})
    assert reply.code == code
    assert book(seller)["balance"] == book(seller)["trade_in_balance"] == "0.00"


def test_amounts_of_an_order_have_a_known_field_and_sku(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")
    order_id = delivered(seller, stocked(seller))
    for fields, code in (({"name": "gift"}, 40973), ({"sku_id": "1"}, 40974), ({"amount": "0.00"}, 40975)):
        body = {"order_id": order_id, "name": "affiliate_commission_amount", "amount": "-1", **fields}
        assert platform.refuse("POST", "/sandbox/finance/amounts", body).code == code


def test_a_payment_ends_once(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")
    adjust(seller, "40")
    settle(seller)
    end(seller, "ARRIVE")
    refused = platform.refuse("POST", f"/sandbox/finance/payments/{payments(seller)[0]['id']}", {"act": "FAIL"})
    assert refused.code == 40971
    assert platform.refuse("POST", "/sandbox/finance/payments/1", {"act": "FAIL"}).code == 40401


@pytest.mark.parametrize("rate", ["0", "0.000"])
def test_an_exchange_rate_is_above_zero(platform: RunningPlatform, rate: str) -> None:
    seller = shop_in(platform, "GB")
    reply = platform.refuse("PATCH", "/sandbox/finance", {"shop_id": seller.shop_id, "exchange_rate": rate})
    assert reply.code == 40001


def test_terms_that_are_set_to_null_are_the_markets(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "GB")
    assert book(seller, delay_days=1, minimum_payment="9")["delay_days"] == 1
    terms = book(seller, delay_days=None, minimum_payment=None)
    assert (terms["delay_days"], terms["minimum_payment"]) == (8, "1.00")
