"""How Shopify is asked for a page of products as they stand, and the shape of its answer."""

from __future__ import annotations

from decimal import Decimal

from .queries import Page, Reply


class ListedVariant(Reply, frozen=True):
    """``inventory_quantity``: what can be sold of it, in all places."""

    id: str
    price: Decimal
    sku: str | None = None
    inventory_quantity: int | None = None


class ListedProduct(Reply, frozen=True):
    id: str
    title: str
    status: str
    variants: Page[ListedVariant]


class ListedReply(Reply, frozen=True):
    products: Page[ListedProduct]


# Scalars cost nothing, each object a point and each list two more: 25 products of 30 variants cost 827 of 1,000 points.
LISTED = """
query Listed($size: Int!, $variants: Int!, $after: String) {
  products(first: $size, after: $after, sortKey: ID) {
    nodes {
      id title status
      variants(first: $variants) { nodes { id sku price inventoryQuantity } pageInfo { hasNextPage endCursor } }
    }
    pageInfo { hasNextPage endCursor }
  }
}
"""

QUERIES = {"listed": LISTED}
