"""The account for trade-ins."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.calls import Seller
from tests.harness.server import RunningPlatform
from tests.harness.trade import shop_in


def move(seller: Seller, kind: str, amount: str, **fields: object) -> dict[str, Any]:
    body = {"shop_id": seller.shop_id, "type": kind, "amount": amount, **fields}
    moved: dict[str, Any] = seller.platform.post("/sandbox/finance/trade_in", body)
    return moved


def flows(seller: Seller, **query: object) -> dict[str, Any]:
    reply = seller.call("getTradeInAccountTransactions", query={"page_size": 10, **query})
    assert reply.code == 0, reply.message
    return dict(reply.data)


def balance(seller: Seller) -> dict[str, Any]:
    reply = seller.call("getTradeInSupplierAccountBalance", query={"currency": "USD"})
    return dict(reply.data["available_balance"])


def test_a_new_account_holds_nothing(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "US")
    assert balance(seller) == {"amount": "0.00", "currency": "USD"}
    assert (flows(seller)["flows"], flows(seller)["has_more"]) == ([], False)


def test_money_comes_and_goes_and_a_withdrawal_is_taken_back(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "US")
    move(seller, "RECHARGE", "50", reference="top-up 7")
    taken = move(seller, "WITHDRAW", "20")
    move(seller, "REVERSE", "20", origin_id=taken["movement_id"])
    assert balance(seller)["amount"] == "50.00"
    rows = flows(seller)["flows"]
    assert [(row["type"], row["direction"], row["amount"]["amount"]) for row in rows] == [
        ("REVERSE", "IN", "20.00"),
        ("WITHDRAW", "OUT", "20.00"),
        ("RECHARGE", "IN", "50.00"),
    ]
    assert rows[0]["origin_transaction_id"] == rows[1]["transaction_id"] == taken["movement_id"]
    assert rows[2]["reference_id"] == "top-up 7"


def test_no_more_is_taken_back_than_a_withdrawal_took(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "US")
    recharge = move(seller, "RECHARGE", "50")
    taken = move(seller, "WITHDRAW", "20")
    body = {"shop_id": seller.shop_id, "amount": "3"}
    transfer = platform.post("/sandbox/finance/movements", body)
    move(seller, "REVERSE", "15", origin_id=taken["movement_id"])
    for origin, amount, code in ((taken, "5.01", 40977), (recharge, "1", 40977), (transfer, "1", 40401)):
        refused = {**body, "type": "REVERSE", "amount": amount, "origin_id": origin["movement_id"]}
        assert platform.refuse("POST", "/sandbox/finance/trade_in", refused).code == code
    assert balance(seller)["amount"] == "45.00"
    move(seller, "REVERSE", "5", origin_id=taken["movement_id"])
    assert balance(seller)["amount"] == "50.00"


def test_flows_are_found_by_type_and_time_in_pages(platform: RunningPlatform) -> None:
    seller = shop_in(platform, "US")
    for kind in ("RECHARGE", "RECHARGE", "WITHDRAW"):
        move(seller, kind, "5")
    assert [row["type"] for row in flows(seller, flow_type="WITHDRAW")["flows"]] == ["WITHDRAW"]
    first = flows(seller, page_size=2)
    assert (len(first["flows"]), first["has_more"], first["total_count"]) == (2, True, 3)
    rest = flows(seller, page_size=2, page_token=first["next_page_token"])
    assert (len(rest["flows"]), rest["has_more"]) == (1, False)
    assert flows(seller, start_time="2090-01-01T00:00:00Z")["flows"] == []
    assert len(flows(seller, end_time="2090-01-01T00:00:00+02:00")["flows"]) == 3


@pytest.mark.parametrize(
    "query", [{"page_size": 0}, {"page_size": 101}, {"start_time": "yesterday"}, {"end_time": "2026-13-01"}]
)
def test_what_no_list_can_have_is_refused(platform: RunningPlatform, query: dict[str, object]) -> None:
    reply = shop_in(platform, "US").call("getTradeInAccountTransactions", query={"page_size": 10, **query})
    assert reply.code == 36009004


def test_the_balance_is_in_the_shops_currency(platform: RunningPlatform) -> None:
    reply = shop_in(platform, "US").call("getTradeInSupplierAccountBalance", query={"currency": "EUR"})
    assert reply.code == 36009004
