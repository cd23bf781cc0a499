"""Lists of money for the tests of pages: what each needs beside its page, and a shop with rows in all of them."""

from __future__ import annotations

from collections.abc import Mapping

from tests.harness.calls import Seller

#: What a list's query must have, and where its rows have their id, if not in ``id``.
NEEDS: Mapping[str, Mapping[str, object]] = {
    "getPayments": {"sort_field": "create_time"},
    "getSellerFinancialTransactions": {"types": "SETTLE,WITHDRAW"},
    "getStatements": {"sort_field": "statement_time"},
    "getTransactionsByStatement": {"sort_field": "order_create_time"},
    "getUnsettledTransactions": {"sort_field": "order_create_time"},
}
#: Lists whose smallest and largest page the contract does not name.
BOUNDS = {"getTradeInAccountTransactions": (1, 100)}
#: Filters that no other test of pages has a value for.
FILTERS: Mapping[str, Mapping[str, object]] = {
    "getStatements": {"payment_status": "PROCESSING", "statement_time_ge": 1},
    "getPayments": {"create_time_ge": 1},
    "getSellerFinancialTransactions": {"create_time_ge": 1, "types": "SETTLE,WITHDRAW,REVERSE"},
    "getUnsettledTransactions": {"search_time_ge": 1_750_000_000},
    "getTradeInAccountTransactions": {"flow_type": "RECHARGE", "start_time": "2020-01-01T00:00:00Z"},
}


def earn(seller: Seller) -> dict[str, str]:
    """Let a shop have two rows and more in each list of money; answers what stands in paths."""
    platform, shop = seller.platform, {"shop_id": seller.shop_id}
    statement = ""
    for amounts in (("9000", "8000", "7000"), ("6000",), ()):
        for amount in amounts:
            platform.post("/sandbox/finance/adjustments", {**shop, "type": "REBATE", "amount": amount})
        statement = statement or str(platform.post("/sandbox/finance/settle", shop)["statement_id"])
        if amounts:
            platform.post("/sandbox/finance/settle", shop)
    for amount in ("5", "6", "7"):
        platform.post("/sandbox/finance/adjustments", {**shop, "type": "REBATE", "amount": amount})
        platform.post("/sandbox/finance/trade_in", {**shop, "type": "RECHARGE", "amount": amount})
    return {"statement_id": statement}
