"""What a buyer wants to buy, and what it turns out to be in the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from shopwright.platform.buyers.store import Buyer
from shopwright.platform.catalogue.listing import ListedSku
from shopwright.platform.catalogue.product import Product
from shopwright.platform.core.money import ZERO
from shopwright.platform.market.people import Address
from shopwright.platform.market.trade_rules import ShippingType
from shopwright.platform.promotion.quote import BasketUnit

from .order import FulfillmentType, ItemPart


class BasketLine(msgspec.Struct, frozen=True):
    """So many of a SKU. ``unit_price`` replaces the SKU's own; discounts are per unit, in the market's currency.

    ``customization``: what is printed on each, as JSON.
    """

    sku_id: str
    quantity: int
    unit_price: Decimal | None = None
    seller_discount: Decimal = ZERO
    platform_discount: Decimal = ZERO
    is_gift: bool = False
    customization: str = ""


class Purchase(msgspec.Struct, frozen=True, kw_only=True):
    """What a buyer orders, and how it is delivered and paid. ``fee`` fields are about shipping."""

    lines: Sequence[BasketLine]
    buyer: Buyer
    address: Address | None = None
    shipping_type: ShippingType | None = None
    delivery_option_id: str | None = None
    warehouse_id: str | None = None
    fulfillment_type: FulfillmentType = "FULFILLMENT_BY_SELLER"
    commerce_platform: str = "TIKTOK_SHOP"
    order_type: str | None = None
    combine_group: str = ""
    payment_method: str | None = None
    is_cod: bool = False
    insured: bool = False
    is_sample: bool = False
    is_replacement: bool = False
    is_exchange: bool = False
    source_order_id: str = ""
    message: str = ""
    seller_note: str = ""
    reference: str = ""
    shipping_fee: Decimal | None = None
    shipping_seller_discount: Decimal = ZERO
    shipping_platform_discount: Decimal = ZERO
    shipping_cofunded_discount: Decimal = ZERO
    coupon_ids: Sequence[str] = ()

    @property
    def area(self) -> str:
        """The name of the state or region that it goes to."""
        address = self.address or self.buyer.person.address
        return next((district.name for district in address.districts if district.level == "L1"), "")

    @property
    def has_own_shipping(self) -> bool:
        """Whether it brings what shipping costs, so that no activity takes something off it."""
        off = (self.shipping_seller_discount, self.shipping_platform_discount, self.shipping_cofunded_discount)
        return self.shipping_fee is not None or any(off)


class ChosenSku(msgspec.Struct, frozen=True):
    """A line of the basket with what it names; ``given_by`` is the activity whose gift it is."""

    line: BasketLine
    product: Product
    sku: ListedSku
    parts: tuple[ItemPart, ...] = ()
    given_by: str = ""

    @property
    def price(self) -> Decimal:
        return self.line.unit_price if self.line.unit_price is not None else self.sku.usual_price

    @property
    def basket_unit(self) -> BasketUnit:
        """A unit as promotions see it: a gift costs nothing, and what brings its own price is in no activity."""
        line, ids = self.line, (self.product.product_id, self.sku.id)
        if line.is_gift:
            return BasketUnit(*ids, ZERO, is_open=False)
        is_open = line.unit_price is None and not line.seller_discount and not line.platform_discount
        left = max(self.price - line.seller_discount - line.platform_discount, ZERO)
        return BasketUnit(*ids, left, is_open=is_open)
