"""``/sandbox/orders``: buyers buy, pay and cancel; an order is taken forward without waiting."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from shopwright.platform.accounts.sandbox.find import find_shop_by_cipher
from shopwright.platform.buyers.store import Buyer, Buyers
from shopwright.platform.core.control.shapes import Body, Key, PlainAmount, PlatformSeconds, View
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.money import rounded, text
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.regions import region
from shopwright.platform.market.trade_rules import ShippingType, rules_of
from shopwright.platform.sales.find import find_order
from shopwright.platform.sales.orders.advance import advance
from shopwright.platform.sales.orders.buyer_actions import buyer_known_as, cancel_by_buyer
from shopwright.platform.sales.orders.buyer_errors import (
    AMOUNT_NOT_PAYABLE,
    BUYER_UNKNOWN,
    NOT_COMBINED_HERE,
    ORDER_TYPE_UNKNOWN,
)
from shopwright.platform.sales.orders.order import FulfillmentType, Order
from shopwright.platform.sales.orders.order_change import change_order
from shopwright.platform.sales.orders.place_order import place
from shopwright.platform.sales.orders.purchase import BasketLine, Purchase
from shopwright.platform.sales.orders.states import OrderStatus
from shopwright.platform.sales.packages.package_change import pay_order
from shopwright.wire.ids import IdKind

#: Decimal text of the market's currency.
Quantity = Annotated[int, Meta(ge=1, le=500)]
Message = Annotated[str, Meta(max_length=500)]


class BoughtLine(Body):
    """So many of a SKU; ``unit_price`` replaces the SKU's own, discounts are per unit. ``customization``: what the
    buyer has printed on each, of any shape, on a product with ``pod_info``."""

    sku_id: Key
    quantity: Quantity = 1
    unit_price: PlainAmount | None = None
    seller_discount: PlainAmount = "0"
    platform_discount: PlainAmount = "0"
    is_gift: bool = False
    customization: dict[str, Any] | None = None


class ShippingMoney(Body):
    """What the buyer is charged for shipping: ``fee`` replaces the market's own."""

    fee: PlainAmount | None = None
    seller_discount: PlainAmount = "0"
    platform_discount: PlainAmount = "0"
    cofunded_discount: PlainAmount = "0"


class NewOrder(Body):
    """A buyer buys in the shop of ``shop_cipher``. A new buyer, unless ``buyer_id`` names one, or ``buyer`` is a word
    that stands for one (the same word is the same buyer). ``order_type`` is one of the market's (see
    data/trade_rules.json); ``auto_combine_group_id`` says that the orders with it were bought in one live session
    (US). ``coupon_ids``: coupons that the buyer uses, each claimed where it was not."""

    shop_cipher: Key
    line_items: Annotated[tuple[BoughtLine, ...], Meta(min_length=1, max_length=200)]
    buyer_id: Key | None = None
    buyer: Key | None = None
    paid: bool = True
    shipping_type: ShippingType | None = None
    delivery_option_id: Key | None = None
    warehouse_id: Key | None = None
    fulfillment_type: FulfillmentType = "FULFILLMENT_BY_SELLER"
    commerce_platform: Literal["TIKTOK_SHOP", "TOKOPEDIA"] = "TIKTOK_SHOP"
    payment_method: Annotated[str, Meta(min_length=1, max_length=60)] | None = None
    is_cod: bool = False
    insured: bool = False
    is_sample: bool = False
    order_type: Key | None = None
    auto_combine_group_id: Key | None = None
    message: Message = ""
    seller_note: Message = ""
    shipping: ShippingMoney = msgspec.field(default_factory=ShippingMoney)
    coupon_ids: Annotated[tuple[Key, ...], Meta(max_length=10)] = ()


class RedemptionView(View):
    """How the buyer redeems a voucher."""

    type: str
    data: str
    instructions: str
    source_id: str


class OrderLineView(View):
    id: str
    sku_id: str
    status: str
    package_id: str
    price: str
    redemption: RedemptionView | None


class OrderView(View):
    order_id: str
    shop_id: str
    status: str
    buyer_id: str
    total_amount: str
    currency: str
    created_at: PlatformSeconds
    updated_at: PlatformSeconds
    line_items: list[OrderLineView]
    package_ids: list[str]
    open_claims: list[str]


class AdvanceTo(Body):
    """A state that lies ahead of the order."""

    status: Literal["ON_HOLD", "AWAITING_SHIPMENT", "AWAITING_COLLECTION", "IN_TRANSIT", "DELIVERED", "COMPLETED"]


class BuyerCancels(Body):
    """``reason`` is the name of a reason for buyers; the market's first where there is none."""

    reason: Key | None = None


class CancelView(View):
    cancel_id: str
    cancel_status: str
    order: OrderView


def create_order(tx: Tx, body: NewOrder) -> OrderView:
    """Buy; refused when something is not on sale or not in stock."""
    shop = find_shop_by_cipher(tx, body.shop_cipher)
    money = body.shipping
    purchase = Purchase(
        lines=[_basket_line(shop, line_item) for line_item in body.line_items],
        buyer=_buyer(tx, shop, body),
        shipping_type=body.shipping_type,
        delivery_option_id=body.delivery_option_id,
        warehouse_id=body.warehouse_id,
        fulfillment_type=body.fulfillment_type,
        commerce_platform=body.commerce_platform,
        payment_method=body.payment_method,
        is_cod=body.is_cod,
        insured=body.insured,
        is_sample=body.is_sample,
        order_type=_order_type(shop, body),
        combine_group=_combine_group(shop, body),
        message=body.message,
        seller_note=body.seller_note,
        shipping_fee=_money(shop, money.fee) if money.fee is not None else None,
        shipping_seller_discount=_money(shop, money.seller_discount),
        shipping_platform_discount=_money(shop, money.platform_discount),
        shipping_cofunded_discount=_money(shop, money.cofunded_discount),
        coupon_ids=body.coupon_ids,
    )
    change = place(tx, shop, purchase)
    if body.paid:
        pay_order(change)
    return view(shop, change.order)


def _order_type(shop: Shop, body: NewOrder) -> str | None:
    known = rules_of(shop).order_types
    if body.order_type is not None and body.order_type not in known:
        raise ORDER_TYPE_UNKNOWN(order_type=body.order_type[:40], region=shop.region, known=", ".join(known))
    return body.order_type


def _combine_group(shop: Shop, body: NewOrder) -> str:
    if body.auto_combine_group_id is not None and not rules_of(shop).combines_live_orders:
        raise NOT_COMBINED_HERE(region=shop.region)
    return body.auto_combine_group_id or ""


def _basket_line(shop: Shop, bought_line: BoughtLine) -> BasketLine:
    return BasketLine(
        bought_line.sku_id,
        bought_line.quantity,
        _money(shop, bought_line.unit_price) if bought_line.unit_price is not None else None,
        _money(shop, bought_line.seller_discount),
        _money(shop, bought_line.platform_discount),
        bought_line.is_gift,
        msgspec.json.encode(bought_line.customization).decode() if bought_line.customization else "",
    )


def _money(shop: Shop, value: str) -> Decimal:
    """An amount that can be paid: 40924 for a part of the currency's smallest coin, which no sum would show."""
    market, amount = region(shop.region), Decimal(value)
    if amount != rounded(amount, market.currency_decimals):
        raise AMOUNT_NOT_PAYABLE(amount=value, currency=market.currency, decimals=market.currency_decimals)
    return amount


def _buyer(tx: Tx, shop: Shop, body: NewOrder) -> Buyer:
    if body.buyer_id is not None:
        known = tx[Buyers].get(shop.shop_id, body.buyer_id)
        if known is None:
            raise BUYER_UNKNOWN(buyer_id=body.buyer_id)
        return known
    return buyer_known_as(tx, shop, body.buyer or f"new {tx.new_id(IdKind.BUYER)}")


def view(shop: Shop, order: Order) -> OrderView:
    """An order in short, without its buyer."""
    market = region(shop.region)
    return OrderView(
        order_id=order.order_id,
        shop_id=shop.shop_id,
        status=str(order.status),
        buyer_id=order.buyer_id,
        total_amount=text(order.money.total, market.currency_decimals),
        currency=market.currency,
        created_at=order.created_at // 1000,
        updated_at=order.updated_at // 1000,
        line_items=[
            OrderLineView(
                id=line.id,
                sku_id=order.item_of(line).sku_id,
                status=str(line.status),
                package_id=line.package_id,
                price=text(line.money.sale_price, market.currency_decimals),
                redemption=RedemptionView(**msgspec.structs.asdict(line.redemption)) if line.redemption else None,
            )
            for line in order.lines
        ],
        package_ids=order.package_ids,
        open_claims=order.claims,
    )


def pay_for_order(tx: Tx, order_id: str) -> OrderView:
    """The buyer pays."""
    shop, _ = find_order(tx, order_id)
    change = change_order(tx, shop, order_id)
    pay_order(change)
    return view(shop, change.order)


def advance_order(tx: Tx, order_id: str, body: AdvanceTo) -> OrderView:
    """Do what buyer, seller, carrier and clock would do until the order is in that state."""
    shop, _ = find_order(tx, order_id)
    advance(tx, shop, order_id, OrderStatus(body.status))
    return view(*find_order(tx, order_id))


def cancel_order_as_buyer(tx: Tx, order_id: str, body: BuyerCancels) -> CancelView:
    """The buyer cancels, or asks to."""
    shop, _ = find_order(tx, order_id)
    case = cancel_by_buyer(change_order(tx, shop, order_id), body.reason)
    return CancelView(cancel_id=case.cancel_id, cancel_status=str(case.status), order=view(*find_order(tx, order_id)))
