"""Orders, fulfilments and refunds: what Vendure is asked, and the shapes of what it answers."""

from __future__ import annotations

from datetime import datetime

from .queries import Items, Reply, Result


class Fulfilment(Reply, frozen=True):
    id: str
    state: str


class FulfilmentLine(Reply, frozen=True):
    quantity: int
    fulfillment: Fulfilment


class OwnOption(Reply, frozen=True):
    name: str


class OwnProduct(Reply, frozen=True):
    name: str


class LineVariant(Reply, frozen=True):
    id: str
    sku: str
    product_id: str
    product: OwnProduct
    options: list[OwnOption]


class Picture(Reply, frozen=True):
    preview: str


class Line(Reply, frozen=True):
    """``quantity``: what is left of ``order_placed_quantity`` after cancellations."""

    id: str
    quantity: int
    order_placed_quantity: int
    prorated_unit_price_with_tax: int
    product_variant: LineVariant
    fulfillment_lines: list[FulfilmentLine] | None = None
    featured_asset: Picture | None = None


class Address(Reply, frozen=True):
    full_name: str | None = None
    company: str | None = None
    street_line1: str | None = None
    street_line2: str | None = None
    city: str | None = None
    province: str | None = None
    postal_code: str | None = None
    country_code: str | None = None
    phone_number: str | None = None


class Customer(Reply, frozen=True):
    first_name: str
    last_name: str
    email_address: str
    phone_number: str | None = None


class ShippingMethod(Reply, frozen=True):
    name: str


class ShippingLine(Reply, frozen=True):
    shipping_method: ShippingMethod


class Refund(Reply, frozen=True):
    id: str
    created_at: datetime
    updated_at: datetime
    state: str
    total: int
    reason: str | None = None


class Payment(Reply, frozen=True):
    id: str
    state: str
    amount: int
    refunds: list[Refund]


class SentLine(Reply, frozen=True):
    order_line_id: str
    quantity: int


class Sent(Reply, frozen=True):
    """A fulfilment with what is in it. ``method``: the carrier, as the seller named it."""

    id: str
    state: str
    method: str
    lines: list[SentLine]
    tracking_code: str | None = None


class Order(Reply, frozen=True):
    id: str
    code: str
    state: str
    updated_at: datetime
    created_at: datetime
    currency_code: str
    total_with_tax: int
    lines: list[Line]
    shipping_lines: list[ShippingLine]
    order_placed_at: datetime | None = None
    customer: Customer | None = None
    shipping_address: Address | None = None
    payments: list[Payment] | None = None
    fulfillments: list[Sent] | None = None


class OrderReply(Reply, frozen=True):
    order: Order | None


class OrdersReply(Reply, frozen=True):
    orders: Items[Order]


_FIELDS = """
fragment Fields on Order {
  id code state createdAt updatedAt orderPlacedAt currencyCode totalWithTax
  customer { firstName lastName emailAddress phoneNumber }
  shippingAddress {
    fullName company streetLine1 streetLine2 city province postalCode countryCode phoneNumber
  }
  shippingLines { shippingMethod { name } }
  lines {
    id quantity orderPlacedQuantity proratedUnitPriceWithTax
    productVariant { id sku productId product { name } options { name } }
    featuredAsset { preview }
    fulfillmentLines { quantity fulfillment { id state } }
  }
  payments { id state amount refunds { id createdAt updatedAt state total reason } }
  fulfillments { id state method trackingCode lines { orderLineId quantity } }
}
"""

ORDER = f"query Order($id: ID!) {{ order(id: $id) {{ ...Fields }} }} {_FIELDS}"

ORDERS = f"""
query Orders($size: Int!, $skip: Int!, $after: DateTime!) {{
  orders(
    options: {{
      take: $size, skip: $skip, sort: {{ updatedAt: ASC }},
      filter: {{ updatedAt: {{ after: $after }}, orderPlacedAt: {{ isNull: false }} }}
    }}
  ) {{ items {{ ...Fields }} }}
}}
{_FIELDS}"""


class NewestOrder(Reply, frozen=True):
    id: str
    payments: list[Payment] | None = None


class NewestReply(Reply, frozen=True):
    orders: Items[NewestOrder]


NEWEST = """
query Newest($size: Int!, $skip: Int!) {
  orders(
    options: {
      take: $size, skip: $skip, sort: { orderPlacedAt: DESC }, filter: { orderPlacedAt: { isNull: false } }
    }
  ) { items { id payments { id state amount refunds { id createdAt updatedAt state total reason } } } }
}
"""


class FulfilReply(Reply, frozen=True):
    add_fulfillment_to_order: Result


FULFIL = """
mutation Fulfil($input: FulfillOrderInput!) {
  addFulfillmentToOrder(input: $input) { ... on Fulfillment { id } ... on ErrorResult { errorCode message } }
}
"""


class MoveReply(Reply, frozen=True):
    transition_fulfillment_to_state: Result


MOVE = """
mutation Move($id: ID!, $state: String!) {
  transitionFulfillmentToState(id: $id, state: $state) {
    ... on Fulfillment { id } ... on ErrorResult { errorCode message }
  }
}
"""


class CancelReply(Reply, frozen=True):
    cancel_order: Result


CANCEL = """
mutation Cancel($input: CancelOrderInput!) {
  cancelOrder(input: $input) { ... on Order { id } ... on ErrorResult { errorCode message } }
}
"""


class RefundReply(Reply, frozen=True):
    refund_order: Result


REFUND = """
mutation Refund($input: RefundOrderInput!) {
  refundOrder(input: $input) { ... on Refund { id } ... on ErrorResult { errorCode message } }
}
"""
