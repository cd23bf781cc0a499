"""The content of a product listing: what a seller writes and an audit judges.

Field names and units are the contract's (``createProduct``). One product holds up to three listings: the live one,
the one under review and a draft.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from msgspec import Struct

from shopwright.platform.core.money import decimal


class ImageRef(Struct, frozen=True):
    """An uploaded image by the URI that its upload answered."""

    uri: str


class IdRef(Struct, frozen=True):
    id: str


class Money(Struct, frozen=True, omit_defaults=True):
    """A price as the seller set it: decimal strings in the shop's currency."""

    currency: str
    amount: str | None = None
    sale_price: str | None = None
    starting_bid_price: str | None = None


class ListPrice(Struct, frozen=True):
    amount: str
    currency: str


class ExternalListPrice(Struct, frozen=True):
    source: str
    amount: str
    currency: str


class StockLine(Struct, frozen=True, omit_defaults=True):
    """Stock of one SKU at one warehouse. ``quantity`` is on hand; ``None`` means not said."""

    warehouse_id: str | None = None
    quantity: int | None = None
    backorder_quantity: int | None = None
    handling_time: int | None = None


class SalesAttribute(Struct, frozen=True, omit_defaults=True):
    """What tells one SKU from another: by ids of the category's attribute, or by a custom name and value."""

    id: str | None = None
    name: str | None = None
    value_id: str | None = None
    value_name: str | None = None
    sku_img: ImageRef | None = None
    supplementary_sku_images: list[ImageRef] | None = None


class IdentifierCode(Struct, frozen=True, omit_defaults=True):
    code: str | None = None
    type: str | None = None


class FulfillmentType(Struct, frozen=True, omit_defaults=True):
    handling_duration_days: int | None = None
    release_date: int | None = None


class PreSale(Struct, frozen=True, omit_defaults=True):
    type: str | None = None
    fulfillment_type: FulfillmentType | None = None


class Fee(Struct, frozen=True, omit_defaults=True):
    type: str | None = None
    amount: str | None = None
    additional_attribute: str | None = None


class Measure(Struct, frozen=True):
    value: str
    unit: str


class Dimensions(Struct, frozen=True):
    length: str
    width: str
    height: str
    unit: str


class CombinedSku(Struct, frozen=True):
    product_id: str
    sku_id: str
    sku_count: int


class ListedSku(Struct, kw_only=True, omit_defaults=True):
    """One buyable variant. ``id`` is empty until the platform gives one; ``price`` may be left out on an edit."""

    id: str = ""
    price: Money | None = None
    inventory: list[StockLine] | None = None
    sales_attributes: list[SalesAttribute] | None = None
    seller_sku: str | None = None
    external_sku_id: str | None = None
    identifier_code: IdentifierCode | None = None
    extra_identifier_codes: list[str] | None = None
    combined_skus: list[CombinedSku] | None = None
    sku_unit_count: str | None = None
    external_urls: list[str] | None = None
    pre_sale: PreSale | None = None
    list_price: ListPrice | None = None
    external_list_prices: list[ExternalListPrice] | None = None
    fees: list[Fee] | None = None
    sku_dimensions: Dimensions | None = None
    sku_weight: Measure | None = None

    @property
    def usual_price(self) -> Decimal:
        """What a buyer pays for one without a promotion: the sale price, else the price before tax; 0 without both."""
        price = decimal(self.price.sale_price or self.price.amount) if self.price else None
        return price or Decimal(0)


class MetricValue(Struct, frozen=True, omit_defaults=True):
    id: str | None = None
    value: str | None = None
    unit_id: str | None = None


class MetricStandard(Struct, frozen=True, omit_defaults=True):
    id: str | None = None
    metric_value_module_infos: list[MetricValue] | None = None


class AttributeValue(Struct, frozen=True, omit_defaults=True):
    """One value of a product attribute, by id of the category's list or by name."""

    id: str | None = None
    name: str | None = None
    metric_standard_info: MetricStandard | None = None


class ProductAttribute(Struct, frozen=True, omit_defaults=True):
    id: str
    values: list[AttributeValue]


class CertificationFile(Struct, frozen=True):
    id: str
    name: str
    format: str


class Certification(Struct, frozen=True, omit_defaults=True):
    id: str
    images: list[ImageRef] | None = None
    files: list[CertificationFile] | None = None
    expiration_date: int | None = None


class SizeChart(Struct, frozen=True, omit_defaults=True):
    image: ImageRef | None = None
    template: IdRef | None = None


class ScheduledSale(Struct, frozen=True):
    """``schedule_sale_time`` is in unix milliseconds."""

    is_enabled_scheduled_sale: bool
    schedule_sale_time: int


class OrderQuantityLimit(Struct, frozen=True, omit_defaults=True):
    maximum_order_quantity: int | None = None
    cumulative_order_quantity: int | None = None


class SubscribeDiscount(Struct, frozen=True, omit_defaults=True):
    """What subscribers get off: the level of their subscription, and the discount in per cent."""

    discount_level: str | None = None
    discount_value: int | None = None


class Subscription(Struct, frozen=True, omit_defaults=True):
    """Whether buyers may subscribe to the product, and for which discounts."""

    subscribe_status: str | None = None
    discount_details: list[SubscribeDiscount] | None = None


class Listing(Struct, kw_only=True, omit_defaults=True):
    """One version of a product's content, SKUs included.

    ``pod_info`` (print on demand) is kept as it was sent, with images by URI.
    """

    title: str
    description: str
    category_id: str
    main_images: list[ImageRef]
    skus: list[ListedSku]
    category_version: str = "v1"
    brand_id: str | None = None
    is_cod_allowed: bool | None = None
    certifications: list[Certification] | None = None
    package_dimensions: Dimensions | None = None
    package_weight: Measure | None = None
    product_attributes: list[ProductAttribute] | None = None
    video: IdRef | None = None
    external_product_id: str | None = None
    delivery_option_ids: list[str] | None = None
    size_chart: SizeChart | None = None
    primary_combined_product_id: str | None = None
    is_not_for_sale: bool | None = None
    manufacturer_ids: list[str] | None = None
    responsible_person_ids: list[str] | None = None
    listing_platforms: list[str] | None = None
    shipping_insurance_requirement: str | None = None
    minimum_order_quantity: int | None = None
    is_pre_owned: bool | None = None
    shipping_template_id: str | None = None
    scheduled_sale: ScheduledSale | None = None
    locale: str | None = None
    search_terms: list[str] | None = None
    key_product_features: list[str] | None = None
    product_tags: list[str] | None = None
    purchase_order_quantity_limit: OrderQuantityLimit | None = None
    selling_format: str | None = None
    is_live_quick: bool | None = None
    is_blind_box: bool | None = None
    subscribe_info_edit: Subscription | None = None
    pod_info: dict[str, object] | None = None

    @property
    def tree(self) -> Literal["v1", "v2"]:
        """The version of the category tree that its category is of."""
        return "v2" if self.category_version == "v2" else "v1"
