"""Takes an order forward at once, doing what buyer, seller, carrier and clock would do in time."""

from __future__ import annotations

from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.sales.packages.package_change import PackageChange, change_package, pay_order
from shopwright.platform.sales.packages.platform_fulfilment import ship_for_seller
from shopwright.platform.sales.packages.simulated_carrier import scan_next
from shopwright.platform.sales.packages.states import PackageStatus

from .buyer_errors import CANNOT_ADVANCE
from .order import Order
from .order_change import OrderChange, change_order
from .states import SHIPPABLE, OrderEvent, OrderStatus

_S = OrderStatus

#: The states of a sale, in their order.
WAY = (_S.UNPAID, _S.ON_HOLD, _S.AWAITING_SHIPMENT, _S.AWAITING_COLLECTION, _S.IN_TRANSIT, _S.DELIVERED, _S.COMPLETED)

#: How far a package must have come for an order to leave a state.
_PACKAGE_GOAL = {_S.AWAITING_COLLECTION: PackageStatus.FULFILLING, _S.IN_TRANSIT: PackageStatus.COMPLETED}


def advance(tx: Tx, shop: Shop, order_id: str, target: OrderStatus) -> None:
    """Bring an order to a state that lies ahead of it; 40915 when none does."""
    while True:
        change = change_order(tx, shop, order_id)
        status = change.order.status
        if status is target or _passed(change.order, target):
            return
        if status not in _WAY_ON or target not in WAY or WAY.index(target) < _place(status):
            raise CANNOT_ADVANCE(order_id=order_id, status=str(status), target=str(target))
        _step(change)


def _place(status: OrderStatus) -> int:
    return WAY.index(_S.AWAITING_SHIPMENT if status is _S.PARTIALLY_SHIPPING else status)


def _passed(order: Order, target: OrderStatus) -> bool:
    """An order without a hold goes past it."""
    return target is _S.ON_HOLD and order.status is _S.AWAITING_SHIPMENT and not order.held


_WAY_ON = frozenset({*WAY[:-1], _S.PARTIALLY_SHIPPING})


def _step(change: OrderChange) -> None:
    status = change.order.status
    if status is _S.UNPAID:
        pay_order(change)
    elif status is _S.ON_HOLD:
        change.apply(OrderEvent.RELEASE)
    elif status in SHIPPABLE:
        ship_for_seller(change)
    elif status is _S.DELIVERED and change.order.claims:
        raise CANNOT_ADVANCE(order_id=change.order.order_id, status=f"{status} with a request open", target="COMPLETED")
    elif status is _S.DELIVERED:
        change.apply(OrderEvent.COMPLETE)
    else:
        _carry(change, _PACKAGE_GOAL[status])


def _carry(change: OrderChange, goal: PackageStatus) -> None:
    """Scan the order's parcels until each is collected, or delivered, or lost."""
    for package_id in change.order.package_ids:
        while True:
            parcel = change_package(change.tx, change.shop, package_id)
            if parcel.package.is_over or parcel.package.status is goal:
                break
            if scan_next(parcel) is None:
                _carry_untold(parcel, goal)


def _carry_untold(parcel: PackageChange, goal: PackageStatus) -> None:
    """No scan is ahead of a parcel whose way its seller tells: it is collected, or delivered, without one."""
    if goal is PackageStatus.FULFILLING:
        parcel.collect()
    else:
        parcel.deliver()
