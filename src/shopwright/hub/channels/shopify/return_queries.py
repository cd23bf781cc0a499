"""Returns: what Shopify is asked, and the shapes of what it answers."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import msgspec

from .queries import Id, MoneyBag, Nodes, Page, Payload, Reply


class Named(Reply, frozen=True):
    name: str


class ReturnedPiece(Reply, frozen=True):
    """The line of a fulfilment that goes back."""

    id: str
    line_item: ReturnedLine


class ReturnedLine(Reply, frozen=True):
    id: str
    variant: Id | None = None


class Price(Reply, frozen=True):
    amount: Decimal


class Fee(Reply, frozen=True):
    amount_set: MoneyBag


class ReturnLine(Reply, frozen=True):
    """``fulfillment_line_item`` is missing on a line that Shopify has not verified; that one has a ``unit_price``."""

    id: str
    quantity: int
    processable_quantity: int
    refundable_quantity: int
    return_reason_note: str
    customer_note: str | None = None
    return_reason_definition: Named | None = None
    fulfillment_line_item: ReturnedPiece | None = None
    with_code_discounted_total_price_set: MoneyBag | None = None
    restocking_fee: Fee | None = None
    unit_price: Price | None = None


class Variant(Reply, frozen=True):
    title: str


class ExchangeLine(Reply, frozen=True):
    quantity: int
    line_items: list[Variant] | None = None


class Disposition(Reply, frozen=True):
    type: str
    quantity: int


class ReverseLine(Reply, frozen=True):
    id: str
    total_quantity: int
    dispositions: list[Disposition]
    fulfillment_line_item: Id | None = None


class Tracking(Reply, frozen=True):
    carrier_name: str | None = None
    number: str | None = None


class Deliverable(Reply, frozen=True):
    tracking: Tracking | None = None


class ReverseDelivery(Reply, frozen=True):
    deliverable: Deliverable | None = None


class ReverseOrder(Reply, frozen=True):
    """A reverse fulfilment order: what of a return comes back to one place."""

    status: str
    line_items: Nodes[ReverseLine]
    reverse_deliveries: Nodes[ReverseDelivery]


class ReturnRefund(Reply, frozen=True):
    total_refunded_set: MoneyBag


class ReturnOrder(Reply, frozen=True):
    id: str
    updated_at: datetime
    currency_code: str


class Return(Reply, frozen=True):
    id: str
    name: str
    status: str
    created_at: datetime
    order: ReturnOrder
    return_line_items: Nodes[ReturnLine]
    exchange_line_items: Nodes[ExchangeLine]
    refunds: Nodes[ReturnRefund]
    reverse_fulfillment_orders: Nodes[ReverseOrder]


class ReturnReply(Reply, frozen=True):
    returned: Return | None = msgspec.field(name="return", default=None)


RETURN = """
query Return($id: ID!) {
  return(id: $id) {
    id name status createdAt
    order { id updatedAt currencyCode }
    returnLineItems(first: 100) {
      nodes {
        id quantity processableQuantity refundableQuantity customerNote returnReasonNote
        returnReasonDefinition { name }
        ... on ReturnLineItem {
          withCodeDiscountedTotalPriceSet { shopMoney { amount } }
          restockingFee { amountSet { shopMoney { amount } } }
          fulfillmentLineItem { id lineItem { id variant { id } } }
        }
        ... on UnverifiedReturnLineItem { unitPrice { amount } }
      }
    }
    exchangeLineItems(first: 50) { nodes { quantity lineItems { title } } }
    refunds(first: 50) { nodes { totalRefundedSet { shopMoney { amount } } } }
    reverseFulfillmentOrders(first: 10) {
      nodes {
        status
        lineItems(first: 50) { nodes { id totalQuantity fulfillmentLineItem { id } dispositions { type quantity } } }
        reverseDeliveries(first: 5) {
          nodes { deliverable { ... on ReverseDeliveryShippingDeliverable { tracking { carrierName number } } } }
        }
      }
    }
  }
}
"""

# --- which orders have any of it ---


class OwnRefund(Reply, frozen=True):
    id: str
    returned: Id | None = msgspec.field(name="return", default=None)


class ChangedOrder(Reply, frozen=True):
    id: str
    updated_at: datetime
    returns: Page[Id]
    refunds: list[OwnRefund]
    cancelled_at: datetime | None = None


class ChangedReply(Reply, frozen=True):
    orders: Page[ChangedOrder]


CHANGED = """
query ChangedCases($size: Int!, $after: String, $query: String!) {
  orders(first: $size, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes {
      id updatedAt cancelledAt
      returns(first: 20) { nodes { id } pageInfo { hasNextPage endCursor } }
      refunds(first: 250) { id return { id } }
    }
    pageInfo { hasNextPage endCursor }
  }
}
"""


class OrderReturns(Reply, frozen=True):
    returns: Page[Id]


class MoreReply(Reply, frozen=True):
    order: OrderReturns | None


MORE = """
query MoreReturns($id: ID!, $after: String) {
  order(id: $id) { returns(first: 100, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }
}
"""

# --- answers ---


class ApproveReply(Reply, frozen=True):
    return_approve_request: Payload


APPROVE = """
mutation Approve($input: ReturnApproveRequestInput!) {
  returnApproveRequest(input: $input) { userErrors { field message code } }
}
"""


class DeclineReply(Reply, frozen=True):
    return_decline_request: Payload


DECLINE = """
mutation Decline($input: ReturnDeclineRequestInput!) {
  returnDeclineRequest(input: $input) { userErrors { field message code } }
}
"""


class ProcessReply(Reply, frozen=True):
    return_process: Payload


PROCESS = """
mutation Process($input: ReturnProcessInput!) {
  returnProcess(input: $input) { userErrors { field message code } }
}
"""


class CloseReply(Reply, frozen=True):
    return_close: Payload


CLOSE = "mutation Close($id: ID!) { returnClose(id: $id) { userErrors { field message code } } }"


class DisposeReply(Reply, frozen=True):
    reverse_fulfillment_order_dispose: Payload


DISPOSE = """
mutation Dispose($dispositions: [ReverseFulfillmentOrderDisposeInput!]!) {
  reverseFulfillmentOrderDispose(dispositionInputs: $dispositions) { userErrors { field message code } }
}
"""


QUERIES = {
    "return": RETURN,
    "changed_cases": CHANGED,
    "more_returns": MORE,
    "approve": APPROVE,
    "decline": DECLINE,
    "process": PROCESS,
    "close": CLOSE,
    "dispose": DISPOSE,
}
