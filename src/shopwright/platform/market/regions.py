"""The 16 markets as data: limits, money, units, carriers and what a new shop starts with.

Everything stands in ``data/regions.json``, which also names the fields that are invented (``invented``). Sources:
docs/reference/markets.md and the pages that it names, and the limits by region of the contract's schemas.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Literal

import msgspec

from shopwright import decoders
from shopwright.platform.core.data_files import read_data_file

from .dates import Dated

MarketGroup = Literal["US", "GB", "EU", "JP", "SEA", "LATAM"]
SellerType = Literal["LOCAL", "CROSS_BORDER"]
Version = Literal["v1", "v2"]
ListingPlatform = Literal["TIKTOK_SHOP", "TOKOPEDIA"]
WeightUnit = Literal["KILOGRAM", "GRAM", "POUND"]
DimensionUnit = Literal["CENTIMETER", "INCH"]
DeliveryType = Literal["STANDARD", "EXPRESS", "ECONOMY", "SEND_BY_SELLER", "INSTANT", "SAMEDAY", "NEXTDAY", "CARGO"]
PreSaleKind = Literal["PRE_ORDER", "MADE_TO_ORDER", "CUSTOM"]
CheckItem = Literal[
    "SHOP_STATUS",
    "SHOP_TAX",
    "PICKUP_WAREHOUSE",
    "RETURN_WAREHOUSE",
    "DELIVERY_OPTION",
    "SHIPPING_TEMPLATE",
    "PRODUCT_QUANTITY_LIMIT",
    "EXTENDED_PRODUCER_RESPONSIBILITY",
    "BANk_ACCOUNT",
    "CONTACT_INFO",
]


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the file."""


class PriceRange(_Part, frozen=True, array_like=True):
    """Least and most, both allowed, in the market's currency."""

    least: Decimal
    most: Decimal

    def __contains__(self, amount: Decimal) -> bool:
        return self.least <= amount <= self.most


class Prices(_Part, frozen=True, forbid_unknown_fields=True):
    """Allowed SKU prices; ``cross_border`` (warehouse abroad) is None where only the local range is published."""

    local: PriceRange
    cross_border: PriceRange | None

    def column(self, abroad: bool) -> PriceRange:
        """The range for a cross-border seller with a warehouse ``abroad``, else the local one."""
        return self.cross_border if abroad and self.cross_border else self.local


class CategoryVersions(_Part, frozen=True, forbid_unknown_fields=True):
    """``tree``: the version the market is on; ``listing``: what a listing may name; ``readable``: what can be read."""

    tree: Version
    listing: tuple[Version, ...]
    readable: tuple[Version, ...]


class PreSaleRange(_Part, frozen=True, forbid_unknown_fields=True):
    """How far ahead a kind of pre-sale may promise; ``least`` and ``most`` are days of ``day_kind``."""

    type: PreSaleKind
    given_as: Literal["RELEASE_DATE", "HANDLING_DAYS"]
    day_kind: Literal["CALENDAR", "BUSINESS"]
    least: int
    most: int


class SampleAddress(_Part, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """An invented address; field names as in a warehouse of Get Warehouse List. Its place is that of its district."""

    state: str
    city: str
    district: str
    postal_code: str
    full_address: str
    address_line1: str
    address_line2: str = ""
    address_line3: str = ""
    address_line4: str = ""
    contact_person: str
    phone_number: str
    latitude: str
    longitude: str
    post_town: str = ""
    first_name: str = ""
    last_name: str = ""
    first_name_local_script: str = ""
    last_name_local_script: str = ""


class DimensionLimit(_Part, frozen=True, forbid_unknown_fields=True):
    max_length: int
    max_width: int
    max_height: int
    unit: Literal["CM", "INCH"]


class WeightLimit(_Part, frozen=True, forbid_unknown_fields=True):
    min_weight: int
    max_weight: int
    unit: Literal["GRAM", "POUND", "OUNCE", "KILOGRAM"]


class DeliveryOption(_Part, frozen=True, forbid_unknown_fields=True):
    """A way to deliver; ``suffix`` ends the id that a shop gives it."""

    suffix: str
    name: str
    type: DeliveryType
    dimension_limit: DimensionLimit
    weight_limit: WeightLimit
    platforms: tuple[ListingPlatform, ...]


class ShippingProvider(Dated, frozen=True, forbid_unknown_fields=True):
    """A carrier of a market in its time; the id is the same in every shop."""

    id: str
    name: str


class ShippingTemplate(_Part, frozen=True, forbid_unknown_fields=True):
    """A shipping template; ``suffix`` ends the id that a shop gives it.

    ``shipped_by`` says whose shipping it uses: the platform's delivery options, or that of sending by oneself.
    """

    suffix: str
    name: str
    is_default: bool
    shipped_by: Literal["PLATFORM", "SELLER"]


class Region(_Part, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One market. ``code`` is ISO 3166-1 alpha-2 (GB, never UK); the first of ``locales`` is its language.

    ``han_script``: the language is written with Han characters, so they are not a sign of Chinese.
    ``month_first``: dates are written with the month before the day.
    ``supplementary_images``: how many beside the main image of a variant. Lengths are [least, most] characters.
    ``cash_on_delivery``: the sellers who may offer it. ``product_delivery_options``: a product may have options of its
    own. ``sale_price_required_abroad``: a cross-border seller with a warehouse abroad sets the sale price.
    """

    code: str
    name: str
    market_group: MarketGroup
    currency: str
    currency_decimals: int
    locales: tuple[str, ...]
    time_zone: str
    phone_prefix: str
    han_script: bool
    month_first: bool
    price: Prices
    list_price: PriceRange | None
    title_length: tuple[int, int]
    max_skus: int
    seller_sku_length: tuple[int, int]
    weight_units: tuple[WeightUnit, ...]
    dimension_units: tuple[DimensionUnit, ...]
    category_versions: CategoryVersions
    minimum_order_quantity: bool
    cash_on_delivery: tuple[SellerType, ...]
    product_delivery_options: bool
    sale_price_required_abroad: bool
    pre_sale: tuple[PreSaleRange, ...]
    backorders: bool
    extra_identifier_codes: bool
    sku_unit_count: bool
    supplementary_images: int
    pfand: bool
    locks_pre_sale: bool
    takes_listings_without_invitation: bool
    listing_platforms: tuple[ListingPlatform, ...]
    commerce_platforms: tuple[ListingPlatform, ...]
    listing_prerequisites: tuple[CheckItem, ...]
    sales_warehouse: SampleAddress
    return_warehouse: SampleAddress
    delivery_options: tuple[DeliveryOption, ...]
    shipping_providers: tuple[ShippingProvider, ...]
    shipping_templates: tuple[ShippingTemplate, ...]

    @property
    def in_eu(self) -> bool:
        """Whether the market is in the European Union."""
        return self.market_group == "EU"


class _File(_Part, frozen=True, forbid_unknown_fields=True):
    about: str
    invented: tuple[str, ...]
    notes: dict[str, str]
    regions: tuple[Region, ...]


@cache
def _file() -> _File:
    return decoders.decode(read_data_file("market", "regions.json"), type=_File)


@cache
def _by_code() -> Mapping[str, Region]:
    return {region.code: region for region in _file().regions}


def region(code: str) -> Region:
    """The market with this code; LookupError for any other, UK included."""
    return _by_code()[code]


def find_region(code: str) -> Region | None:
    """The market with this code, or None."""
    return _by_code().get(code)


def all_regions() -> tuple[Region, ...]:
    """Every market, by code."""
    return _file().regions


def invented_fields() -> tuple[str, ...]:
    """The fields of a region that TikTok does not publish and that are ours."""
    return _file().invented
