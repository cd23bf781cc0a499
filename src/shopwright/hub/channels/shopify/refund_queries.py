"""Refunds and cancelled orders: what Shopify is asked, and the shapes of what it answers."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import msgspec

from .queries import Id, MoneyBag, Nodes, Payload, Reply, UserError
from .return_queries import ReturnedLine

# --- what Shopify proposes ---


class PresentedMoney(Reply, frozen=True):
    amount: Decimal
    currency_code: str


class BothMoney(Reply, frozen=True):
    """The same amount in the store's currency and in the one that the buyer paid in."""

    shop_money: PresentedMoney
    presentment_money: PresentedMoney


class Transaction(Reply, frozen=True):
    """A transaction that Shopify proposes to give money back by. ``parent_transaction``: by which it was paid."""

    amount_set: BothMoney
    gateway: str | None = None
    parent_transaction: Id | None = None


class Outcome(Reply, frozen=True):
    """What Shopify proposes about a return's money; empty where nothing is given back."""

    suggested_transactions: list[Transaction] = msgspec.field(default_factory=list)


class FinancialOutcome(Reply, frozen=True):
    financial_transfer: Outcome | None = None


class ReturnOutcome(Reply, frozen=True):
    suggested_financial_outcome: FinancialOutcome | None = None


class OutcomeReply(Reply, frozen=True):
    returned: ReturnOutcome | None = msgspec.field(name="return", default=None)


_TRANSACTIONS = """
suggestedTransactions {
  amountSet { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }
  gateway
  parentTransaction { id }
}"""

OUTCOME = f"""
query Outcome($id: ID!, $lines: [SuggestedOutcomeReturnLineItemInput!]!) {{
  return(id: $id) {{
    suggestedFinancialOutcome(returnLineItems: $lines, exchangeLineItems: []) {{
      financialTransfer {{ ... on RefundReturnOutcome {{ {_TRANSACTIONS} }} }}
    }}
  }}
}}
"""


class OrderOutcome(Reply, frozen=True):
    suggested_refund: Outcome | None = None


class SuggestedReply(Reply, frozen=True):
    order: OrderOutcome | None


SUGGESTED = f"""
query Suggested($id: ID!, $lines: [RefundLineItemInput!], $whole: Boolean) {{
  order(id: $id) {{ suggestedRefund(refundLineItems: $lines, suggestFullRefund: $whole) {{ {_TRANSACTIONS} }} }}
}}
"""


# --- what was given back ---


class RefundLine(Reply, frozen=True):
    quantity: int
    restock_type: str
    subtotal_set: MoneyBag
    line_item: ReturnedLine


class RefundTransaction(Reply, frozen=True):
    status: str


class RefundOrder(Reply, frozen=True):
    id: str
    updated_at: datetime
    currency_code: str
    cancelled_at: datetime | None = None


class Refund(Reply, frozen=True):
    id: str
    updated_at: datetime
    total_refunded_set: MoneyBag
    refund_line_items: Nodes[RefundLine]
    transactions: Nodes[RefundTransaction]
    order: RefundOrder
    created_at: datetime | None = None
    note: str | None = None
    returned: Id | None = msgspec.field(name="return", default=None)


class RefundReply(Reply, frozen=True):
    refund: Refund | None


_REFUND = """
fragment Back on Refund {
  id createdAt updatedAt note
  totalRefundedSet { shopMoney { amount } }
  return { id }
  order { id updatedAt cancelledAt currencyCode }
  refundLineItems(first: 100) {
    nodes { quantity restockType subtotalSet { shopMoney { amount } } lineItem { id variant { id } } }
  }
  transactions(first: 20) { nodes { status } }
}
"""

REFUND = f"query Refund($id: ID!) {{ refund(id: $id) {{ ...Back }} }} {_REFUND}"


class Cancelled(Reply, frozen=True):
    id: str
    updated_at: datetime
    currency_code: str
    net_payment_set: MoneyBag
    refunds: list[Refund]
    cancelled_at: datetime | None = None
    cancel_reason: str | None = None


class CancelledReply(Reply, frozen=True):
    order: Cancelled | None


CANCELLED = f"""
query Cancelled($id: ID!) {{
  order(id: $id) {{
    id updatedAt cancelledAt cancelReason currencyCode
    netPaymentSet {{ shopMoney {{ amount }} }}
    refunds(first: 50) {{ ...Back }}
  }}
}}
{_REFUND}"""


class RefundedReply(Reply, frozen=True):
    refund_create: Payload


MAKE_REFUND = """
mutation MakeRefund($input: RefundInput!, $key: String!) {
  refundCreate(input: $input) @idempotent(key: $key) { userErrors { field message } }
}
"""


class Job(Reply, frozen=True):
    id: str
    done: bool


class CancelPayload(Reply, frozen=True):
    order_cancel_user_errors: list[UserError]
    job: Job | None = None


class CancelReply(Reply, frozen=True):
    order_cancel: CancelPayload


CANCEL = """
mutation Cancel($id: ID!, $reason: OrderCancelReason!, $refund: OrderCancelRefundMethodInput) {
  orderCancel(orderId: $id, reason: $reason, refundMethod: $refund, restock: true, notifyCustomer: true) {
    job { id done }
    orderCancelUserErrors { field message code }
  }
}
"""


class JobReply(Reply, frozen=True):
    job: Job | None


JOB = "query Job($id: ID!) { job(id: $id) { id done } }"

QUERIES = {
    "outcome": OUTCOME,
    "suggested": SUGGESTED,
    "refund": REFUND,
    "cancelled": CANCELLED,
    "make_refund": MAKE_REFUND,
    "cancel": CANCEL,
    "job": JOB,
}
