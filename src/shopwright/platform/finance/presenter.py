"""Statements, payments and transactions as readers of the Partner API see them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from shopwright.platform.core.money import ZERO, text
from shopwright.platform.market.regions import Region

from .amounts import Amounts, ByField
from .documents import Entry, Payment, Statement
from .fields import fields_of

if TYPE_CHECKING:
    from shopwright.contract.types.replies_finance import (
        GetPaymentsResponseDataPayment,
        GetStatementsResponseDataStatement,
        GetTransactionsByOrderResponseDataSkuTransaction,
        GetTransactionsByStatementResponseDataTransaction,
        GetUnsettledTransactionsResponseDataTransaction,
    )

BY_ORDER, BY_STATEMENT, UNSETTLED = "getTransactionsByOrder", "getTransactionsByStatement", "getUnsettledTransactions"


def spelled(amount: Decimal, market: Region) -> str:
    """An amount in the market's currency; 0 has no sign."""
    return text(amount + ZERO, market.currency_decimals)


def seconds(ms: int) -> int:
    """A time in unix seconds."""
    return ms // 1000


class _Breakdown:
    """The breakdowns of amounts in one operation's rows."""

    def __init__(self, operation_id: str, rows: str, amounts: Amounts, market: Region) -> None:
        self._place, self._amounts, self._market = (operation_id, rows), amounts, market

    def all(self) -> dict[str, object]:
        amounts = self._amounts
        shipping = self._spelled(amounts.shipping, "shipping_cost_breakdown")
        notes = self._spelled(amounts.shipping_notes, "shipping_cost_breakdown", "supplementary_component")
        # The unsettled ones name some of the notes among the fees and taxes.
        levies = {**amounts.fees, **amounts.taxes}
        return {
            "revenue_breakdown": self._spelled(amounts.revenue, "revenue_breakdown"),
            "shipping_cost_breakdown": {**shipping, "supplementary_component": notes},
            "fee_tax_breakdown": {
                "fee": self._spelled({**amounts.notes, **levies}, "fee_tax_breakdown", "fee"),
                "tax": self._spelled({**amounts.notes, **levies}, "fee_tax_breakdown", "tax"),
            },
        }

    def notes(self) -> dict[str, str]:
        return self._spelled(self._amounts.notes, "supplementary_component")

    def _spelled(self, amounts: ByField, *path: str) -> dict[str, str]:
        names = fields_of(*self._place, *path)
        return {name: spelled(amounts.get(name, ZERO), self._market) for name in names}


def present_statement(statement: Statement, market: Region) -> GetStatementsResponseDataStatement:
    """A row of getStatements; without a payment it has neither its id nor its time."""
    sums = statement.sums
    row: GetStatementsResponseDataStatement = {
        "id": statement.statement_id,
        "statement_time": seconds(statement.closes_at),
        "settlement_amount": spelled(sums.settlement, market),
        "currency": market.currency,
        "revenue_amount": spelled(sums.revenue, market),
        "fee_amount": spelled(sums.fee_and_tax, market),
        "adjustment_amount": spelled(sums.adjustment, market),
        "payment_status": str(statement.status),
        "net_sales_amount": spelled(sums.net_sales, market),
        "shipping_cost_amount": spelled(sums.shipping, market),
    }
    if statement.payment_id:
        row["payment_id"] = statement.payment_id
    if statement.paid_at:
        row["payment_time"] = seconds(statement.paid_at)
    return row


def present_payment(payment: Payment, market: Region) -> GetPaymentsResponseDataPayment:
    """A row of getPayments; ``paid_time`` is 0 until the bank has it."""
    return {
        "create_time": seconds(payment.created_at),
        "id": payment.payment_id,
        "status": str(payment.status),
        "amount": {"value": str(payment.amount), "currency": payment.currency},
        "settlement_amount": {"value": spelled(payment.settlement, market), "currency": market.currency},
        "payment_amount_before_exchange": {
            "value": spelled(payment.before_exchange, market),
            "currency": market.currency,
        },
        "exchange_rate": f"{payment.exchange_rate:.6f}",
        "bank_account": payment.bank_account,
        "paid_time": seconds(payment.paid_at),
    }


def present_sku_rows(
    statement_id: str, entry: Entry, market: Region
) -> list[GetTransactionsByOrderResponseDataSkuTransaction]:
    """What a settled transaction says of each SKU of its order."""
    rows: list[dict[str, object]] = []
    for sku in entry.skus:
        amounts = sku.amounts
        rows.append(
            {
                "sku_id": sku.sku_id,
                "sku_name": sku.sku_name,
                "statement_id": statement_id,
                "product_name": sku.product_name,
                "quantity": str(sku.quantity),
                "settlement_amount": spelled(amounts.settlement, market),
                "revenue_amount": spelled(amounts.revenue_total, market),
                "shipping_cost_amount": spelled(amounts.shipping_total, market),
                "fee_tax_amount": spelled(amounts.fee_and_tax_total, market),
                **_Breakdown(BY_ORDER, "sku_transactions", amounts, market).all(),
            }
        )
    return cast("list[GetTransactionsByOrderResponseDataSkuTransaction]", rows)


def present_transaction(entry: Entry, market: Region) -> GetTransactionsByStatementResponseDataTransaction:
    """A row of a statement: an order's, an adjustment, or a reserve."""
    amounts = entry.amounts
    breakdown = _Breakdown(BY_STATEMENT, "transactions", amounts, market)
    row: dict[str, object] = {
        "id": entry.entry_id,
        "type": entry.type,
        **_subject(entry),
        "adjustment_amount": spelled(entry.adjustment, market),
        "settlement_amount": spelled(entry.settlement, market),
        "revenue_amount": spelled(amounts.revenue_total, market),
        "shipping_cost_amount": spelled(amounts.shipping_total, market),
        "fee_tax_amount": spelled(amounts.fee_and_tax_total, market),
        **breakdown.all(),
        "supplementary_component": breakdown.notes(),
    }
    if entry.reserve:
        row |= {
            "reserve_id": entry.reserve.reserve_id,
            "reserve_amount": spelled(entry.reserve.amount, market),
            "reserve_status": entry.reserve.status,
            "estimated_release_time": str(seconds(entry.reserve.release_at)),
        }
        if entry.order_id:
            row["associated_order_id"] = entry.order_id
    return cast("GetTransactionsByStatementResponseDataTransaction", row)


def present_unsettled(entry: Entry, market: Region, now_ms: int) -> GetUnsettledTransactionsResponseDataTransaction:
    """What will be settled, as far as it is known now."""
    amounts = entry.amounts
    row: dict[str, object] = {
        "type": entry.type,
        "id": entry.entry_id,
        "status": "UNSETTLED",
        "currency": market.currency,
        "unsettled_reason": entry.unsettled_reason(now_ms),
        **_subject(entry),
        "estimated_settlement": str(seconds(entry.due_at)) if entry.is_dated else entry.schedule,
        "est_adjustment_amount": spelled(entry.adjustment, market),
        "est_settlement_amount": spelled(entry.settlement, market),
        "est_revenue_amount": spelled(amounts.revenue_total, market),
        "est_shipping_cost_amount": spelled(amounts.shipping_total, market),
        "est_fee_tax_amount": spelled(amounts.fee_and_tax_total, market),
        **_Breakdown(UNSETTLED, "transactions", amounts, market).all(),
    }
    if entry.delivered_at:
        row["order_delivery_time"] = seconds(entry.delivered_at)
    return cast("GetUnsettledTransactionsResponseDataTransaction", row)


def _subject(entry: Entry) -> Mapping[str, object]:
    """What an entry is about: an order, or an adjustment and the order that it is for."""
    if entry.adjustment_id:
        return {"adjustment_id": entry.adjustment_id, "adjustment_order_id": entry.order_id}
    if entry.order_id and not entry.reserve:
        return {"order_id": entry.order_id, "order_create_time": seconds(entry.ordered_at)}
    return {}
