"""getTransactionsByOrder, getTransactionsByStatement, getUnsettledTransactions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopwright.platform.core.call import Call
from shopwright.platform.core.registry import operation
from shopwright.platform.finance.amounts import total_of
from shopwright.platform.finance.entries_store import UNSETTLED, Entries, EntryFilter
from shopwright.platform.finance.presenter import (
    present_sku_rows,
    present_transaction,
    present_unsettled,
    seconds,
    spelled,
)
from shopwright.platform.finance.statements_store import Statements
from shopwright.platform.finance.terms import terms_of
from shopwright.platform.market.regions import region
from shopwright.platform.sales.orders.store import Orders
from shopwright.wire.gateway_codes import INVALID

from .lists import find_rows, time_bound

if TYPE_CHECKING:
    from shopwright.contract.types.replies_finance import (
        GetTransactionsByOrderResponseData,
        GetTransactionsByStatementResponseData,
        GetUnsettledTransactionsResponseData,
    )

_BY_ORDER_TIME = {"order_create_time": "ordered_at"}


@operation(
    "getTransactionsByOrder",
    differs="An order that the shop has not is refused with 36009004, as no code is documented for it.",
)
def get_transactions_by_order(call: Call) -> GetTransactionsByOrderResponseData:
    """What was settled of an order, by SKU and statement; refunds after the first settlement are rows of their own."""
    order_id, shop_id, market = call.path["order_id"], call.shop.shop_id, region(call.shop.region)
    order = call.tx[Orders].get(shop_id, order_id)
    if order is None:
        raise INVALID(reason=f"OrderId {order_id[:40]} is no order of this shop.")
    settled = [item for item in call.tx[Entries].of_order(shop_id, order_id) if item[0] != UNSETTLED]
    total = total_of(sku for _, entry in settled for sku in entry.skus)
    rows = [row for statement_id, entry in settled for row in present_sku_rows(statement_id, entry, market)]
    return {
        "order_id": order_id,
        "order_create_time": seconds(order.created_at),
        "currency": market.currency,
        "revenue_amount": spelled(total.revenue_total, market),
        "fee_and_tax_amount": spelled(total.fee_and_tax_total, market),
        "shipping_cost_amount": spelled(total.shipping_total, market),
        "settlement_amount": spelled(total.settlement, market),
        "sku_transactions": rows,
        "total_count": len(rows),
    }


@operation(
    "getTransactionsByStatement",
    differs="A statement that the shop has not is refused with 36009004, as no code is documented for it.",
)
def get_transactions_by_statement(call: Call) -> GetTransactionsByStatementResponseData:
    """What a statement is made of: orders, adjustments and reserves, with its totals."""
    statement_id, shop_id, market = call.path["statement_id"], call.shop.shop_id, region(call.shop.region)
    statement = call.tx[Statements].get(shop_id, statement_id)
    if statement is None:
        raise INVALID(reason=f"StatementId {statement_id[:40]} is no statement of this shop.")
    page = find_rows(
        call,
        call.tx[Entries],
        EntryFilter(statement_id=statement_id),
        lambda row: (row[0], row[1].entry_id),
        _BY_ORDER_TIME,
        total=statement.count,
    )
    sums = statement.sums
    return {
        "id": statement_id,
        "create_time": seconds(statement.closes_at),
        "status": "SETTLED",
        "currency": market.currency,
        "payable_amount": spelled(sums.payable, market),
        "total_reserve_amount": spelled(sums.reserve, market),
        "total_settlement_amount": spelled(sums.settlement, market),
        "total_settlement_breakdown": {
            "total_revenue_amount": spelled(sums.revenue, market),
            "total_shipping_cost_amount": spelled(sums.shipping, market),
            "total_fee_tax_amount": spelled(sums.fee_and_tax, market),
            "total_adjustment_amount": spelled(sums.adjustment, market),
        },
        "total_count": page.total,
        "transactions": [present_transaction(entry, market) for _, entry in page.rows],
        "next_page_token": page.next_token,
    }


@operation(
    "getUnsettledTransactions",
    differs="Fees and costs are known exactly once an order is delivered; before, one parcel is reckoned with.",
)
def get_unsettled_transactions(call: Call) -> GetUnsettledTransactionsResponseData:
    """What is still to be settled, and why it is not: it goes from the list as its statement closes."""
    shop_id, market = call.shop.shop_id, region(call.shop.region)
    wanted = EntryFilter(
        statement_id=UNSETTLED,
        ordered_from=max(time_bound(call, "search_time_ge") or 0, terms_of(call.shop.region).unsettled_since_ms),
        ordered_before=time_bound(call, "search_time_lt"),
    )
    page = find_rows(call, call.tx[Entries], wanted, lambda row: (row[0], row[1].entry_id), _BY_ORDER_TIME)
    sums, _ = call.tx[Entries].sums(shop_id, wanted, market.currency_decimals)
    return {
        "total_count": page.total,
        "sum_est_settlement_amount": spelled(sums.settlement, market),
        "sum_est_revenue_amount": spelled(sums.revenue, market),
        "sum_est_adjustment_amount": spelled(sums.adjustment, market),
        "sum_est_fee_amount": spelled(sums.fee_and_tax, market),
        "transactions": [present_unsettled(entry, market, call.tx.now_ms()) for _, entry in page.rows],
        "next_page_token": page.next_token,
    }
