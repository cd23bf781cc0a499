"""Orders and fulfilments: what Shopify is asked, and the shapes of what it answers."""

from __future__ import annotations

from datetime import datetime

import msgspec

from .queries import Id, Image, MoneyBag, Nodes, Page, Payload, Reply


class Line(Reply, frozen=True):
    id: str
    title: str
    quantity: int
    current_quantity: int
    unfulfilled_quantity: int
    discounted_unit_price_after_all_discounts_set: MoneyBag
    sku: str | None = None
    variant_title: str | None = None
    product: Id | None = None
    variant: Id | None = None
    image: Image | None = None


class Address(Reply, frozen=True):
    name: str | None = None
    phone: str | None = None
    address1: str | None = None
    address2: str | None = None
    city: str | None = None
    province: str | None = None
    zip: str | None = None
    country_code_v2: str | None = msgspec.field(name="countryCodeV2", default=None)


class ShippingLine(Reply, frozen=True):
    title: str


class AssignedLocation(Reply, frozen=True):
    location: Id | None = None


class FulfilmentOrder(Reply, frozen=True):
    status: str
    assigned_location: AssignedLocation
    fulfill_by: datetime | None = None


class DisplayedFulfilment(Reply, frozen=True):
    display_status: str | None = None


class Order(Reply, frozen=True):
    id: str
    name: str
    created_at: datetime
    updated_at: datetime
    display_fulfillment_status: str
    currency_code: str
    total_price_set: MoneyBag
    line_items: Page[Line]
    fulfillment_orders: Page[FulfilmentOrder]
    fulfillments: list[DisplayedFulfilment]
    display_financial_status: str | None = None
    cancelled_at: datetime | None = None
    email: str | None = None
    note: str | None = None
    shipping_address: Address | None = None
    shipping_line: ShippingLine | None = None


class OrderReply(Reply, frozen=True):
    order: Order | None


class OrdersReply(Reply, frozen=True):
    orders: Page[Order]


_LINES = """
fragment Lines on LineItemConnection {
  nodes {
    id title quantity currentQuantity unfulfilledQuantity sku variantTitle
    product { id } variant { id } image { url }
    discountedUnitPriceAfterAllDiscountsSet { shopMoney { amount } }
  }
  pageInfo { hasNextPage endCursor }
}
"""

_PLACES = """
fragment Places on FulfillmentOrderConnection {
  nodes { status fulfillBy assignedLocation { location { id } } }
  pageInfo { hasNextPage endCursor }
}
"""

_FIELDS = f"""
fragment Fields on Order {{
  id name createdAt updatedAt cancelledAt currencyCode email note
  displayFinancialStatus displayFulfillmentStatus
  totalPriceSet {{ shopMoney {{ amount }} }}
  shippingAddress {{ name phone address1 address2 city province zip countryCodeV2 }}
  shippingLine {{ title }}
  fulfillmentOrders(first: 10) {{ ...Places }}
  fulfillments(first: 10) {{ displayStatus }}
  lineItems(first: 25) {{ ...Lines }}
}}
{_LINES}{_PLACES}"""

ORDER = f"query Order($id: ID!) {{ order(id: $id) {{ ...Fields }} }} {_FIELDS}"

ORDERS = f"""
query Orders($size: Int!, $after: String, $query: String!) {{
  orders(first: $size, after: $after, query: $query, sortKey: UPDATED_AT) {{
    nodes {{ ...Fields }}
    pageInfo {{ hasNextPage endCursor }}
  }}
}}
{_FIELDS}"""


class OrderLines(Reply, frozen=True):
    line_items: Page[Line]


class LinesReply(Reply, frozen=True):
    order: OrderLines | None


LINES = f"""
query Lines($id: ID!, $after: String) {{ order(id: $id) {{ lineItems(first: 100, after: $after) {{ ...Lines }} }} }}
{_LINES}"""


class OrderPlaces(Reply, frozen=True):
    fulfillment_orders: Page[FulfilmentOrder]


class PlacesReply(Reply, frozen=True):
    order: OrderPlaces | None


PLACES = f"""
query Places($id: ID!, $after: String) {{
  order(id: $id) {{ fulfillmentOrders(first: 100, after: $after) {{ ...Places }} }}
}}
{_PLACES}"""


class SentLine(Reply, frozen=True):
    line_item: Id
    quantity: int | None = None


class SentPart(Reply, frozen=True):
    """A fulfilment with what is in it."""

    status: str
    fulfillment_line_items: Nodes[SentLine]
    display_status: str | None = None


class OrderSent(Reply, frozen=True):
    fulfillments: list[SentPart]


class SentReply(Reply, frozen=True):
    order: OrderSent | None


SENT = """
query Sent($id: ID!) {
  order(id: $id) {
    fulfillments(first: 250) {
      status displayStatus
      fulfillmentLineItems(first: 250) { nodes { quantity lineItem { id } } }
    }
  }
}
"""


class PartLine(Reply, frozen=True):
    line_item: Id
    total_quantity: int


class Tracking(Reply, frozen=True):
    company: str | None = None
    number: str | None = None


class Fulfilment(Reply, frozen=True):
    status: str
    tracking_info: list[Tracking]


class Part(Reply, frozen=True):
    """A fulfilment order: what of an order is sent from one place."""

    id: str
    status: str
    line_items: Nodes[PartLine]
    fulfillments: Nodes[Fulfilment]


class OrderParts(Reply, frozen=True):
    fulfillment_orders: Page[Part]


class PartsReply(Reply, frozen=True):
    order: OrderParts | None


class PartReply(Reply, frozen=True):
    fulfillment_order: Part | None


_PART = """
fragment Part on FulfillmentOrder {
  id status
  lineItems(first: 100) { nodes { totalQuantity lineItem { id } } }
  fulfillments(first: 10) { nodes { status trackingInfo(first: 1) { company number } } }
}
"""

PARTS = f"""
query Parts($id: ID!, $after: String) {{
  order(id: $id) {{
    fulfillmentOrders(first: 10, after: $after) {{ nodes {{ ...Part }} pageInfo {{ hasNextPage endCursor }} }}
  }}
}}
{_PART}"""

PART = f"query OnePart($id: ID!) {{ fulfillmentOrder(id: $id) {{ ...Part }} }} {_PART}"


class FulfilReply(Reply, frozen=True):
    fulfillment_create: Payload


FULFIL = """
mutation Fulfil($fulfillment: FulfillmentInput!) {
  fulfillmentCreate(fulfillment: $fulfillment) { userErrors { field message } }
}
"""

QUERIES = {
    "order": ORDER,
    "orders": ORDERS,
    "lines": LINES,
    "places": PLACES,
    "sent": SENT,
    "parts": PARTS,
    "part": PART,
    "fulfil": FULFIL,
}
