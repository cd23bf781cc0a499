"""What buyers, carriers and time can do to an order, as buttons."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from shopwright.platform.domain.trade.order import Order
from shopwright.platform.domain.trade.package import Loss, Package
from shopwright.platform.domain.trade.states import OrderStatus, PackageStatus
from shopwright.platform.sandbox.replies import BAD_REQUEST, NOT_FOUND
from shopwright.platform.store.accounts import Shop
from shopwright.platform.store.core import Tx
from shopwright.platform.trade.advancing import WAY, advance
from shopwright.platform.trade.buying import cancel_by_buyer
from shopwright.platform.trade.carrying import doom, scan_next
from shopwright.platform.trade.changing import change_order
from shopwright.platform.trade.parcels import change_package, pay_order

_S = OrderStatus
_MOVING = frozenset({PackageStatus.PROCESSING, PackageStatus.FULFILLING})


class Act(msgspec.Struct, frozen=True):
    """A button: who acts, what it is called, and what the form sends."""

    who: str
    words: str
    name: str
    subject: str = ""

    @property
    def is_mishap(self) -> bool:
        """Whether it spoils a parcel."""
        return self.name in _LOSSES


#: An order's next step by its state: who takes it, and how it is called.
_NEXT: Mapping[OrderStatus, tuple[str, str, OrderStatus]] = {
    _S.ON_HOLD: ("Clock", "End the hold", _S.AWAITING_SHIPMENT),
    _S.AWAITING_SHIPMENT: ("Seller", "Ship all for the seller", _S.AWAITING_COLLECTION),
    _S.PARTIALLY_SHIPPING: ("Seller", "Ship the rest for the seller", _S.AWAITING_COLLECTION),
    _S.AWAITING_COLLECTION: ("Carrier", "Collect", _S.IN_TRANSIT),
    _S.IN_TRANSIT: ("Carrier", "Deliver", _S.DELIVERED),
    _S.DELIVERED: ("Clock", "Complete", _S.COMPLETED),
}
_CANCELLABLE = frozenset({_S.UNPAID, _S.ON_HOLD, _S.AWAITING_SHIPMENT, _S.PARTIALLY_SHIPPING})
_LOSSES: Mapping[str, Loss] = {"LOSE": "LOST", "DAMAGE": "DAMAGED", "REFUSE": "REFUSED", "FAIL": "UNDELIVERABLE"}
_LOSS_WORDS = {
    "LOSE": "Lose the parcel",
    "DAMAGE": "Damage the parcel",
    "REFUSE": "Let the buyer refuse it",
    "FAIL": "Fail to deliver it",
}


def acts_on(tx: Tx, shop: Shop, order: Order) -> list[Act]:
    """The buttons that fit an order's state."""
    found: list[Act] = []
    if order.status is _S.UNPAID:
        found.append(Act("Buyer", "Pay", "PAY"))
    if order.status in _NEXT:
        who, words, target = _NEXT[order.status]
        found.append(Act(who, words, "ADVANCE", str(target)))
    if order.status in _CANCELLABLE and not order.is_cancel_requested:
        found.append(Act("Buyer", "Cancel" if order.status in WAY[:2] else "Ask to cancel", "CANCEL"))
    for package in tx.packages.some(shop.shop_id, order.package_ids):
        if package.status in _MOVING:
            found.append(Act("Carrier", "Next scan", "SCAN", package.package_id))
            found += [Act("Carrier", words, name, package.package_id) for name, words in _LOSS_WORDS.items()]
    return found


def _pay(tx: Tx, shop: Shop, order_id: str, _: str) -> None:
    pay_order(change_order(tx, shop, order_id))


def _advance(tx: Tx, shop: Shop, order_id: str, target: str) -> None:
    if target not in WAY:
        raise BAD_REQUEST(reason="The order does not go there.")
    advance(tx, shop, order_id, OrderStatus(target))


def _cancel(tx: Tx, shop: Shop, order_id: str, _: str) -> None:
    cancel_by_buyer(change_order(tx, shop, order_id))


def _scan(tx: Tx, shop: Shop, order_id: str, package_id: str) -> None:
    _own_package(tx, shop, order_id, package_id)
    scan_next(change_package(tx, shop, package_id))


def _lose(how: Loss) -> Callable[[Tx, Shop, str, str], None]:
    def lose(tx: Tx, shop: Shop, order_id: str, package_id: str) -> None:
        _own_package(tx, shop, order_id, package_id)
        change = change_package(tx, shop, package_id)
        doom(change, how)
        change.write()
        while scan_next(change_package(tx, shop, package_id)) is not None:
            continue

    return lose


def _own_package(tx: Tx, shop: Shop, order_id: str, package_id: str) -> Package:
    package = tx.packages.get(shop.shop_id, package_id)
    if package is None or order_id not in package.order_ids:
        raise NOT_FOUND(what=f"The parcel {package_id[:40]} of the order {order_id[:40]}")
    return package


#: Each button's work: on a shop's order, with the button's subject.
DOING: Mapping[str, Callable[[Tx, Shop, str, str], None]] = {
    "PAY": _pay,
    "ADVANCE": _advance,
    "CANCEL": _cancel,
    "SCAN": _scan,
    **{name: _lose(how) for name, how in _LOSSES.items()},
}
