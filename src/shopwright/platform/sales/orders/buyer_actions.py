"""What buyers do: come into being, and change their mind."""

from __future__ import annotations

import random
from collections.abc import Collection

from shopwright.platform.buyers.store import Buyer, Buyers
from shopwright.platform.catalogue.platforms import TIKTOK_SHOP, is_on_sale
from shopwright.platform.catalogue.stock.store import Stock
from shopwright.platform.catalogue.store import ProductFilter, Products
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.people import Person, make_person
from shopwright.platform.market.reasons import cancel_reasons
from shopwright.platform.sales.cancellations.cancellation import Cancellation, Say, buyers_say, lines_open_to_buyer
from shopwright.platform.sales.cancellations.cancellation_change import cancel_at_once, request_cancel
from shopwright.platform.sales.packages.package_change import pay_order
from shopwright.wire.ids import IdKind

from .buyer_errors import BUYER_MAY_NOT_CANCEL, NOTHING_TO_BUY
from .order_change import OrderChange
from .place_order import place
from .purchase import BasketLine, Purchase
from .purchase_terms import is_open, least_quantity

#: Among how many of the newest products a buyer chooses.
_LOOKED_AT = 200


def buyer_known_as(tx: Tx, shop: Shop, reference: str, person: Person | None = None) -> Buyer:
    """The buyer with a reference of ours; a new one, made from the reference, where there is none yet."""
    known = tx[Buyers].by_reference(shop.shop_id, reference)
    if known is not None:
        return known
    whoever = person or make_person(shop.region, f"{shop.shop_id}/{reference}")
    buyer = Buyer(shop.shop_id, tx.new_id(IdKind.BUYER), reference, whoever)
    tx[Buyers].add(buyer)
    return buyer


def buy_something(tx: Tx, shop: Shop) -> str:
    """A new buyer buys and pays for one or two of something that is on sale and in stock; answers the order's id."""
    number = tx.new_id(IdKind.BUYER)
    chance = random.Random(number)
    live = tx[Products].page(shop.shop_id, ProductFilter(status="ACTIVATE"), None, _LOOKED_AT)
    least = {
        sku.id: least_quantity(product.live)
        for product in live
        if product.live and is_open(product.live, tx.now_ms()) and is_on_sale(product, TIKTOK_SHOP)
        for sku in product.live.skus
    }
    stock = tx[Stock].of_skus(shop.shop_id, least)
    most = {sku_id: max((held.available for held in stock[sku_id].values()), default=0) for sku_id in least}
    known = [sku_id for sku_id in least if most[sku_id] >= least[sku_id]]
    if not known:
        raise NOTHING_TO_BUY(shop_id=shop.shop_id)
    sku_id = chance.choice(known)
    line = BasketLine(sku_id, max(least[sku_id], min(most[sku_id], chance.choice((1, 1, 2)))))
    change = place(tx, shop, Purchase(lines=[line], buyer=buyer_known_as(tx, shop, f"new {number}")))
    pay_order(change)
    return change.order.order_id


def cancel_by_buyer(
    change: OrderChange, reason: str | None = None, only: Collection[str] | None = None
) -> Cancellation:
    """The buyer cancels what is not shipped: at once while the order is unpaid or on hold, else by asking.

    40916 where buyers may not; a buyer's reason of the market is taken where none is named. ``only`` names lines by id.
    """
    order = change.order
    lines = [line for line in lines_open_to_buyer(order, change.rules) if only is None or line.id in only]
    if not lines:
        raise BUYER_MAY_NOT_CANCEL(order_id=order.order_id, status=str(order.status))
    reasons = cancel_reasons(order.region, "BUYER", str(order.status), change.now)
    if not reasons:
        raise BUYER_MAY_NOT_CANCEL(order_id=order.order_id, status=str(order.status))
    name = reason or reasons[0].name
    if buyers_say(order.status, change.rules) is Say.IS_DONE:
        return cancel_at_once(change, lines, name, "BUYER")
    return request_cancel(change, lines, name)
