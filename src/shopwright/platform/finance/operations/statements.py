"""getStatements, getPayments, getSellerFinancialTransactions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.finance.books_store import Books
from shopwright.platform.finance.errors import MERCHANT_UNKNOWN
from shopwright.platform.finance.filters import MoneyFilter
from shopwright.platform.finance.movements_store import Movements
from shopwright.platform.finance.presenter import present_payment, present_statement, seconds, spelled
from shopwright.platform.finance.statements_store import Payments, Statements
from shopwright.platform.finance.terms import terms_of
from shopwright.platform.market.regions import region
from shopwright.wire.gateway_codes import INVALID

from .lists import find_rows, time_bound

if TYPE_CHECKING:
    from shopwright.contract.types.replies_finance import (
        GetPaymentsResponseData,
        GetSellerFinancialTransactionsResponseData,
        GetStatementsResponseData,
    )


@operation(
    "getStatements",
    differs="Statements are listed from their closing on. Amounts and times of settlement are those of invented terms.",
)
def get_statements(call: Call) -> GetStatementsResponseData:
    """A page of the shop's statements, one for each day on which something was settled."""
    status = call.text("payment_status")
    wanted = MoneyFilter(
        start=time_bound(call, "statement_time_ge"),
        end=time_bound(call, "statement_time_lt"),
        status=None if status == "All" else status,
    )
    page = find_rows(
        call,
        call.tx[Statements],
        wanted,
        lambda statement: (statement.closes_at, statement.statement_id),
        {"statement_time": "closes_at"},
    )
    market = region(call.shop.region)
    return {
        "statements": [present_statement(statement, market) for statement in page.rows],
        "next_page_token": page.next_token,
    }


@operation("getPayments", differs="In Southeast Asia, where TikTok has no payments to read, the list is empty.")
def get_payments(call: Call) -> GetPaymentsResponseData:
    """A page of the transfers to the seller's bank."""
    market = region(call.shop.region)
    wanted = MoneyFilter(
        start=time_bound(call, "create_time_ge"),
        end=time_bound(call, "create_time_lt"),
        status=None if terms_of(call.shop.region).lists_payments else "NONE",
    )
    page = find_rows(
        call,
        call.tx[Payments],
        wanted,
        lambda payment: (payment.created_at, payment.payment_id),
        {"create_time": "created_at"},
    )
    return {
        "payments": [present_payment(payment, market) for payment in page.rows],
        "next_page_token": page.next_token,
    }


_TYPES = ("WITHDRAW", "SETTLE", "TRANSFER", "REVERSE")


@operation(
    "getSellerFinancialTransactions",
    raises=(MERCHANT_UNKNOWN,),
    differs="Money that arrives has a positive amount, money that leaves a negative one.",
)
def get_seller_financial_transactions(call: Call) -> GetSellerFinancialTransactionsResponseData:
    """A page of what came into the shop's account and left it, the newest first."""
    if not call.tx[Books].get(call.shop.shop_id).has_account:
        raise MERCHANT_UNKNOWN(shop_id=call.shop.shop_id)
    types = call.query["types"]
    assert isinstance(types, list)
    if unknown := [name for name in types if name not in _TYPES]:
        raise INVALID(reason=f"Types must be of [{', '.join(_TYPES)}], not {unknown[0][:40]}.")
    wanted = MoneyFilter(
        start=time_bound(call, "create_time_ge"),
        end=time_bound(call, "create_time_lt"),
        account="SHOP",
        types=tuple(sorted(set(types))),
    )
    page = find_rows(
        call, call.tx[Movements], wanted, lambda movement: (movement.created_at, movement.movement_id), {}, "created_at"
    )
    market = region(call.shop.region)
    return {
        "withdrawals": [
            {
                "id": movement.movement_id,
                "type": movement.type,
                "amount": spelled(movement.amount, market),
                "currency": market.currency,
                "status": movement.status,
                "create_time": seconds(movement.created_at),
            }
            for movement in page.rows
        ],
        "total_count": page.total,
        "next_page_token": page.next_token,
    }
