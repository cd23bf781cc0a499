"""What promotions make of a basket: the offers and coupons that a buyer takes part in, and what an order uses of them.

How the price comes about is in `promotion/quote.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec

from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.regions import region
from shopwright.platform.promotion.customers import counts_orders
from shopwright.platform.promotion.quote import Basket, BasketUnit, Quote, Running, quote
from shopwright.platform.promotion.redeem import (
    ChosenCoupon,
    check_coupons,
    choose_coupons,
    record,
    record_coupons,
    running_for,
)
from shopwright.platform.promotion.stock_locks import Reserved, follow_use, reserved_for
from shopwright.platform.promotion.store import Activities

from .order import FulfillmentType, Order
from .store import OrderFilter, Orders

#: Delivery options that come sooner than the standard ones.
_EXPRESS = frozenset({"INSTANT", "SAMEDAY", "NEXTDAY", "EXPRESS"})


class Buying(msgspec.Struct, frozen=True, kw_only=True):
    """Who buys what, as far as promotions ask: ``delivery_type`` is the delivery option's, ``area`` the name of the
    state or region that it goes to."""

    buyer_id: str
    units: Sequence[BasketUnit]
    coupon_ids: Sequence[str] = ()
    delivery_type: str = "STANDARD"
    fulfillment_type: FulfillmentType = "FULFILLMENT_BY_SELLER"
    area: str = ""


class Promoted(msgspec.Struct, frozen=True):
    """The price of a basket, with what it came from, and the stock that activities keep for it."""

    quote: Quote
    running: Sequence[Running]
    coupons: Sequence[ChosenCoupon]
    reserved: Reserved


def promote(tx: Tx, shop: Shop, buying: Buying) -> Promoted | None:
    """Price a basket by the promotions that run now; ``None`` where there are none, and no coupons.

    Coupons that the buyer has not claimed are claimed; 40404 and 40981 for those that cannot be used.
    """
    if not buying.coupon_ids and not tx[Activities].has_ongoing(shop.shop_id):
        return None
    tx.hold(f"promotion {shop.shop_id}")
    products = [unit.product_id for unit in buying.units]
    running = running_for(tx, shop, products, buying.buyer_id)
    coupons = choose_coupons(tx, shop, buying.coupon_ids, buying.buyer_id)
    quoted = quote(basket_of(shop, buying), running, [each.coupon for each in coupons])
    check_coupons(coupons, quoted)
    return Promoted(quoted, running, coupons, reserved_for(tx, shop, running, buying.units, quoted.units))


def basket_of(shop: Shop, buying: Buying) -> Basket:
    by_platform = buying.fulfillment_type == "FULFILLMENT_BY_TIKTOK"
    return Basket(
        units=buying.units,
        decimals=region(shop.region).currency_decimals,
        method="EXPRESS_SHIPPING" if buying.delivery_type in _EXPRESS else "STANDARD_SHIPPING",
        inventory="FULFILLED_BY_TIKTOK" if by_platform else "SELF_FULFILLED",
        area=buying.area,
    )


@counts_orders
def count_orders(tx: Tx, shop: Shop, buyer_id: str) -> int:
    """How many orders of a buyer there are that were not cancelled."""
    mine = OrderFilter(buyer_id=buyer_id)
    cancelled = OrderFilter(buyer_id=buyer_id, status="CANCELLED")
    return tx[Orders].count(shop.shop_id, mine) - tx[Orders].count(shop.shop_id, cancelled)


def record_uses(tx: Tx, shop: Shop, order: Order, promoted: Promoted) -> None:
    """Note what a new order uses of activities and coupons; what activities hold beyond their limits is let go."""
    used: Counter[tuple[str, str, str]] = Counter()
    coupon_ids = {each.coupon.coupon_id for each in promoted.coupons}
    for line in order.lines:
        item = order.item_of(line)
        for taken in line.promotions:
            if taken.source_id not in coupon_ids:
                product = ("", "") if taken.is_shipping else (item.product_id, item.sku_id)
                used[taken.source_id, *product] += 1
    places = record(tx, shop, order.order_id, order.buyer_id, promoted.running, used)
    follow_use(tx, shop, places, grow=False)
    record_coupons(tx, shop, order.order_id, promoted.coupons)
