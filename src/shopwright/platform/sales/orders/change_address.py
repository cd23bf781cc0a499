"""A buyer changes where an order goes, while it has not left."""

from __future__ import annotations

from shopwright.platform.buyers.private_block import private_of
from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.people import Address, Person
from shopwright.platform.sales.packages.combine import uncombine
from shopwright.platform.sales.packages.store import Packages
from shopwright.platform.webhooks.emit import emit

from .buyer_errors import ADDRESS_FIXED
from .order_change import OrderChange, change_order
from .states import OrderStatus
from .store import Orders

#: The states in which an order's address can change.
MOVABLE = frozenset({OrderStatus.UNPAID, OrderStatus.ON_HOLD, OrderStatus.AWAITING_SHIPMENT})


def change_address(tx: Tx, shop: Shop, order_id: str, person: Person, address: Address) -> OrderChange:
    """Send an order to a person at an address, and tell of it (webhook 3).

    40918 once it is shipped. An order in a combined package leaves it, as the others go elsewhere; so does one of a
    group of a live session.
    """
    seen = tx[Orders].get(shop.shop_id, order_id)
    for package in tx[Packages].some(shop.shop_id, seen.package_ids if seen else ()):
        if package.tag == "COMBINE" and package.is_open:  # it holds the orders in its own sequence, so it comes first
            uncombine(tx, shop, package.package_id, [order_id], sc_type="ADDRESS_UPDATE_SPLIT", role="BUYER")
    change = change_order(tx, shop, order_id)
    order = change.order
    if order.status not in MOVABLE:
        raise ADDRESS_FIXED(order_id=order_id, status=str(order.status))
    change.private = private_of(person, address)
    order.has_new_address = True
    order.combine_group = ""
    emit(tx, shop, 3, {"order_id": order_id, "update_time": change.now})
    return change
