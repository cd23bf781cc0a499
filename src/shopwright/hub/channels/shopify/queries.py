"""What Shopify is asked, and the shapes of what it answers. A test checks each query against Shopify's own schema."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Generic, TypeVar

import msgspec

VERSION = "2026-10"

T = TypeVar("T")


class Reply(msgspec.Struct, frozen=True, rename="camel"):
    """A part of a reply."""


class PageInfo(Reply, frozen=True):
    has_next_page: bool
    end_cursor: str | None = None


class Nodes(Reply, Generic[T], frozen=True):
    nodes: list[T]


class Page(Reply, Generic[T], frozen=True):
    nodes: list[T]
    page_info: PageInfo


class Id(Reply, frozen=True):
    id: str


class UserError(Reply, frozen=True):
    """Why a mutation was refused. ``field``: the way to the value at fault."""

    message: str
    field: list[str] | None = None
    code: str | None = None


class Money(Reply, frozen=True):
    amount: Decimal


class MoneyBag(Reply, frozen=True):
    shop_money: Money


# --- the store ---


class ShopAddress(Reply, frozen=True):
    country_code_v2: str | None = msgspec.field(name="countryCodeV2", default=None)


class Shop(Reply, frozen=True):
    name: str
    myshopify_domain: str
    currency_code: str
    shop_address: ShopAddress


class ShopReply(Reply, frozen=True):
    shop: Shop


SHOP = "query Shop { shop { name myshopifyDomain currencyCode shopAddress { countryCodeV2 } } }"


class Scope(Reply, frozen=True):
    handle: str


class Installation(Reply, frozen=True):
    access_scopes: list[Scope]


class ScopesReply(Reply, frozen=True):
    current_app_installation: Installation


SCOPES = "query Scopes { currentAppInstallation { accessScopes { handle } } }"


class Location(Reply, frozen=True):
    id: str
    name: str
    ships_inventory: bool


class LocationsReply(Reply, frozen=True):
    locations: Page[Location]


LOCATIONS = """
query Locations($size: Int!, $after: String) {
  locations(first: $size, after: $after) { nodes { id name shipsInventory } pageInfo { hasNextPage endCursor } }
}
"""

# --- products and stock ---


class Quantity(Reply, frozen=True):
    name: str
    quantity: int


class Level(Reply, frozen=True):
    quantities: list[Quantity]

    def of(self, name: str) -> int:
        return next((item.quantity for item in self.quantities if item.name == name), 0)


class Weight(Reply, frozen=True):
    value: float
    unit: str


class Measurement(Reply, frozen=True):
    weight: Weight | None = None


class InventoryItem(Reply, frozen=True):
    measurement: Measurement
    inventory_levels: Nodes[Level]


class SelectedOption(Reply, frozen=True):
    name: str
    value: str


class Variant(Reply, frozen=True):
    id: str
    price: Decimal
    selected_options: list[SelectedOption]
    inventory_item: InventoryItem
    sku: str | None = None


class Image(Reply, frozen=True):
    url: str


class MediaImage(Reply, frozen=True):
    """A picture, or nothing of it for media of another kind."""

    id: str = ""
    image: Image | None = None


class Product(Reply, frozen=True):
    id: str
    title: str
    description_html: str
    vendor: str
    status: str
    updated_at: datetime
    media: Nodes[MediaImage]
    variants: Page[Variant]
    category: Id | None = None


class ProductReply(Reply, frozen=True):
    product: Product | None


PRODUCT = """
query Product($id: ID!, $size: Int!, $after: String) {
  product(id: $id) {
    id title descriptionHtml vendor status updatedAt
    category { id }
    media(first: 20) { nodes { ... on MediaImage { id image { url } } } }
    variants(first: $size, after: $after) {
      nodes {
        id sku price
        selectedOptions { name value }
        inventoryItem {
          measurement { weight { value unit } }
          inventoryLevels(first: 50) { nodes { quantities(names: ["available", "committed"]) { name quantity } } }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""


class ProductsReply(Reply, frozen=True):
    products: Page[Id]


PRODUCTS = """
query Products($size: Int!, $after: String) {
  products(first: $size, after: $after, sortKey: ID) { nodes { id } pageInfo { hasNextPage endCursor } }
}
"""


class StockItem(Reply, frozen=True):
    id: str
    tracked: bool
    inventory_level: Level | None = None


class StockVariant(Reply, frozen=True):
    """A variant, or nothing of it for an id of another kind."""

    id: str = ""
    inventory_item: StockItem | None = None


class StockReply(Reply, frozen=True):
    nodes: list[StockVariant | None]


STOCK = """
query Stock($ids: [ID!]!, $location: ID!) {
  nodes(ids: $ids) {
    ... on ProductVariant {
      id
      inventoryItem {
        id tracked
        inventoryLevel(locationId: $location) { quantities(names: ["available", "committed"]) { name quantity } }
      }
    }
  }
}
"""


class Payload(Reply, frozen=True):
    user_errors: list[UserError]


class SetStockReply(Reply, frozen=True):
    inventory_set_quantities: Payload


SET_STOCK = """
mutation SetStock($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) { userErrors { code field message } }
}
"""


class SetPricesReply(Reply, frozen=True):
    product_variants_bulk_update: Payload


SET_PRICES = """
mutation SetPrices($product: ID!, $variants: [ProductVariantsBulkInput!]!) {
  productVariantsBulkUpdate(productId: $product, variants: $variants, allowPartialUpdates: true) {
    userErrors { code field message }
  }
}
"""


class ProductPayload(Payload, frozen=True):
    product: Id | None = None


class SetProductReply(Reply, frozen=True):
    product_set: ProductPayload


SET_PRODUCT = """
mutation SetProduct($input: ProductSetInput!, $identifier: ProductSetIdentifiers) {
  productSet(input: $input, identifier: $identifier, synchronous: true) {
    product { id }
    userErrors { code field message }
  }
}
"""


class SetStatusReply(Reply, frozen=True):
    product_update: ProductPayload


SET_STATUS = """
mutation SetStatus($product: ProductUpdateInput!) {
  productUpdate(product: $product) { product { id } userErrors { field message } }
}
"""


class Parameter(Reply, frozen=True):
    name: str
    value: str


class Target(Reply, frozen=True):
    url: str
    resource_url: str
    parameters: list[Parameter]


class StagedUploads(Payload, frozen=True):
    staged_targets: list[Target]


class StageReply(Reply, frozen=True):
    staged_uploads_create: StagedUploads


STAGE = """
mutation Stage($input: [StagedUploadInput!]!) {
  stagedUploadsCreate(input: $input) {
    stagedTargets { url resourceUrl parameters { name value } }
    userErrors { field message }
  }
}
"""


class ChangedProduct(Reply, frozen=True):
    id: str
    updated_at: datetime


class ChangedReply(Reply, frozen=True):
    products: Page[ChangedProduct]


CHANGED = """
query Changed($size: Int!, $after: String, $query: String!) {
  products(first: $size, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes { id updatedAt }
    pageInfo { hasNextPage endCursor }
  }
}
"""

# --- notifications ---


class Hook(Reply, frozen=True):
    topic: str
    uri: str


class HooksReply(Reply, frozen=True):
    webhook_subscriptions: Page[Hook]


HOOKS = """
query Hooks($size: Int!, $after: String) {
  webhookSubscriptions(first: $size, after: $after) { nodes { topic uri } pageInfo { hasNextPage endCursor } }
}
"""


class AddHookReply(Reply, frozen=True):
    webhook_subscription_create: Payload


ADD_HOOK = """
mutation AddHook($topic: WebhookSubscriptionTopic!, $subscription: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $subscription) { userErrors { field message } }
}
"""

QUERIES = {
    "changed": CHANGED,
    "hooks": HOOKS,
    "add_hook": ADD_HOOK,
    "shop": SHOP,
    "scopes": SCOPES,
    "locations": LOCATIONS,
    "product": PRODUCT,
    "products": PRODUCTS,
    "stock": STOCK,
    "set_stock": SET_STOCK,
    "set_prices": SET_PRICES,
    "set_product": SET_PRODUCT,
    "set_status": SET_STATUS,
    "stage": STAGE,
}
