"""What Vendure is asked about the shop, products and stock, and the shapes of what it answers.

A test checks each query against the schema of a Vendure that runs.
"""

from __future__ import annotations

from datetime import datetime
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Reply(msgspec.Struct, frozen=True, rename="camel"):
    """A part of a reply."""


class Items(Reply, Generic[T], frozen=True):
    items: list[T]


class Id(Reply, frozen=True):
    id: str


class Result(Reply, frozen=True):
    """What a mutation answers with that may refuse: an error, or a thing that was made."""

    id: str = ""
    error_code: str = ""
    message: str = ""


class Deletion(Reply, frozen=True):
    result: str
    message: str | None = None


# --- the user and the shop ---


class LogInReply(Reply, frozen=True):
    login: Result


LOG_IN = """
mutation LogIn($user: String!, $password: String!) {
  login(username: $user, password: $password, rememberMe: true) {
    ... on CurrentUser { id } ... on ErrorResult { errorCode message }
  }
}
"""


class UserChannel(Reply, frozen=True):
    id: str
    token: str
    code: str
    permissions: list[str]


class User(Reply, frozen=True):
    channels: list[UserChannel]


class UserReply(Reply, frozen=True):
    me: User


USER = "query Me { me { channels { id token code permissions } } }"


class ServerConfig(Reply, frozen=True):
    money_strategy_precision: int


class GlobalSettings(Reply, frozen=True):
    track_inventory: bool
    out_of_stock_threshold: int
    server_config: ServerConfig


class Country(Reply, frozen=True):
    code: str


class Zone(Reply, frozen=True):
    members: list[Country]


class Seller(Reply, frozen=True):
    name: str


class Channel(Reply, frozen=True):
    id: str
    code: str
    default_currency_code: str
    default_language_code: str
    prices_include_tax: bool
    default_shipping_zone: Zone | None = None
    seller: Seller | None = None


class ShopReply(Reply, frozen=True):
    active_channel: Channel
    global_settings: GlobalSettings


SHOP = """
query Shop {
  activeChannel {
    id code defaultCurrencyCode defaultLanguageCode pricesIncludeTax
    defaultShippingZone { members { code } } seller { name }
  }
  globalSettings { trackInventory outOfStockThreshold serverConfig { moneyStrategyPrecision } }
}
"""


class Location(Reply, frozen=True):
    id: str
    name: str


class LocationsReply(Reply, frozen=True):
    stock_locations: Items[Location]


LOCATIONS = """
query Locations($size: Int!, $skip: Int!) {
  stockLocations(options: { take: $size, skip: $skip, sort: { id: ASC } }) { items { id name } }
}
"""

# --- products ---


class StockLevel(Reply, frozen=True):
    stock_location_id: str
    stock_on_hand: int
    stock_allocated: int


class Price(Reply, frozen=True):
    currency_code: str
    price: int


class Group(Reply, frozen=True):
    id: str
    name: str


class Option(Reply, frozen=True):
    id: str
    name: str
    group: Group


class Variant(Reply, frozen=True):
    id: str
    sku: str
    enabled: bool
    prices: list[Price]
    options: list[Option]
    stock_levels: list[StockLevel]


class Asset(Reply, frozen=True):
    preview: str


class Product(Reply, frozen=True):
    id: str
    name: str
    description: str
    enabled: bool
    updated_at: datetime
    assets: list[Asset]
    option_groups: list[Group]
    variant_list: Items[Variant]


class ProductReply(Reply, frozen=True):
    product: Product | None


PRODUCT = """
query Product($id: ID!, $size: Int!, $skip: Int!) {
  product(id: $id) {
    id name description enabled updatedAt
    assets { preview }
    optionGroups { id name }
    variantList(options: { take: $size, skip: $skip, sort: { id: ASC } }) {
      items {
        id sku enabled
        prices { currencyCode price }
        options { id name group { id name } }
        stockLevels { stockLocationId stockOnHand stockAllocated }
      }
    }
  }
}
"""


class ListedProduct(Reply, frozen=True):
    id: str
    name: str
    enabled: bool
    variant_list: Items[Variant]


class ListedReply(Reply, frozen=True):
    products: Items[ListedProduct]


LISTED = """
query Listed($size: Int!, $skip: Int!, $variants: Int!) {
  products(options: { take: $size, skip: $skip, sort: { id: ASC } }) {
    items {
      id name enabled
      variantList(options: { take: $variants, sort: { id: ASC } }) {
        items {
          id sku enabled
          prices { currencyCode price }
          options { id name group { id name } }
          stockLevels { stockLocationId stockOnHand stockAllocated }
        }
      }
    }
  }
}
"""


class Changed(Reply, frozen=True):
    id: str
    updated_at: datetime


class ProductsReply(Reply, frozen=True):
    products: Items[Changed]


PRODUCTS = """
query Products($size: Int!, $skip: Int!) {
  products(options: { take: $size, skip: $skip, sort: { id: ASC } }) { items { id updatedAt } }
}
"""

CHANGED_PRODUCTS = """
query ChangedProducts($size: Int!, $skip: Int!, $after: DateTime!) {
  products(
    options: { take: $size, skip: $skip, sort: { updatedAt: ASC }, filter: { updatedAt: { after: $after } } }
  ) { items { id updatedAt } }
}
"""


class ChangedVariant(Reply, frozen=True):
    product_id: str
    updated_at: datetime


class VariantsReply(Reply, frozen=True):
    product_variants: Items[ChangedVariant]


CHANGED_VARIANTS = """
query ChangedVariants($size: Int!, $skip: Int!, $after: DateTime!) {
  productVariants(
    options: { take: $size, skip: $skip, sort: { updatedAt: ASC }, filter: { updatedAt: { after: $after } } }
  ) { items { productId updatedAt } }
}
"""


class OwnedVariant(Reply, frozen=True):
    sku: str
    product_id: str


class SkusReply(Reply, frozen=True):
    product_variants: Items[OwnedVariant]


SKUS = """
query Skus($skus: [String!]!, $size: Int!) {
  productVariants(options: { take: $size, filter: { sku: { in: $skus } } }) { items { sku productId } }
}
"""

# --- stock ---


class StockVariant(Reply, frozen=True):
    """``track_inventory``: TRUE, FALSE, or INHERIT from the global settings."""

    id: str
    track_inventory: str
    stock_levels: list[StockLevel]


class StockReply(Reply, frozen=True):
    product_variants: Items[StockVariant]


STOCK = """
query Stock($ids: [String!]!, $size: Int!) {
  productVariants(options: { take: $size, filter: { id: { in: $ids } } }) {
    items { id trackInventory stockLevels { stockLocationId stockOnHand stockAllocated } }
  }
}
"""
