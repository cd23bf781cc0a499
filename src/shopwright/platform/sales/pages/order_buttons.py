"""What buyers, carriers and time can do to an order, as buttons."""

from __future__ import annotations

from collections.abc import Mapping

from shopwright.platform.core.control.replies import BAD_REQUEST, NOT_FOUND
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.pages.actions import Act, Doing
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.trade_rules import rules_of
from shopwright.platform.sales.cancellations.cancellation import Say, buyers_say, lines_open_to_buyer
from shopwright.platform.sales.orders.advance import WAY, advance
from shopwright.platform.sales.orders.buyer_actions import cancel_by_buyer
from shopwright.platform.sales.orders.change_address import MOVABLE
from shopwright.platform.sales.orders.order import Order
from shopwright.platform.sales.orders.order_change import change_order
from shopwright.platform.sales.orders.sandbox.addresses import NewAddress, change_order_address
from shopwright.platform.sales.orders.states import SHIPPABLE, OrderStatus
from shopwright.platform.sales.packages.carrier_actions import ParcelAct, carrier_act
from shopwright.platform.sales.packages.package_change import pay_order
from shopwright.platform.sales.packages.states import TRAVELLING
from shopwright.platform.sales.packages.store import Packages
from shopwright.wire.ids import IdKind

from .claim_buttons import acts_after_sale

_S = OrderStatus

#: An order's next step by its state: who takes it, and how it is called.
_NEXT: Mapping[OrderStatus, tuple[str, str, OrderStatus]] = {
    _S.ON_HOLD: ("Clock", "End the hold", _S.AWAITING_SHIPMENT),
    _S.AWAITING_SHIPMENT: ("For the seller", "Ship all", _S.AWAITING_COLLECTION),
    _S.PARTIALLY_SHIPPING: ("For the seller", "Ship the rest", _S.AWAITING_COLLECTION),
    _S.AWAITING_COLLECTION: ("Carrier", "Collect", _S.IN_TRANSIT),
    _S.IN_TRANSIT: ("Carrier", "Deliver", _S.DELIVERED),
    _S.DELIVERED: ("Clock", "Complete", _S.COMPLETED),
}
_CANCEL_WORDS: Mapping[Say, str] = {Say.IS_DONE: "Cancel", Say.IS_ASKED: "Ask to cancel"}
_MISHAPS: Mapping[ParcelAct, tuple[str, str]] = {
    "LOSE": ("Carrier", "Lose the parcel"),
    "DAMAGE": ("Carrier", "Damage the parcel"),
    "REFUSE": ("Buyer", "Refuse the parcel"),
    "UNDELIVERABLE": ("Carrier", "Fail to deliver it"),
}
_MORE_FOLD = "What the seller can undo"
_MISHAPS_FOLD = "What can go wrong with a parcel"


def acts_on(tx: Tx, shop: Shop, order: Order) -> list[Act]:
    """The buttons that fit an order's state."""
    acts: list[Act] = []
    if order.status is _S.UNPAID:
        acts.append(Act("Buyer", "Pay", "PAY"))
    if order.status in _NEXT and not (order.status is _S.DELIVERED and order.claims):
        who, words, target = _NEXT[order.status]
        acts.append(Act(who, words, "ADVANCE", str(target)))
    rules = rules_of(shop)
    if lines_open_to_buyer(order, rules) and not order.is_cancel_requested:
        acts.append(Act("Buyer", _CANCEL_WORDS[buyers_say(order.status, rules)], "CANCEL"))
    if order.status in MOVABLE:
        acts.append(Act("Buyer", "Change the address", "ADDRESS"))
    for package in tx[Packages].some(shop.shop_id, order.package_ids):
        if package.status in TRAVELLING:
            acts.append(Act("Carrier", "Next scan", "SCAN", package.package_id))
            acts += [
                Act(who, words, name, package.package_id, _MISHAPS_FOLD) for name, (who, words) in _MISHAPS.items()
            ]
    if order.status in SHIPPABLE:
        acts.append(Act("For the seller", "Cancel", "CANCEL_AS_SELLER", fold=_MORE_FOLD))
    return acts + acts_after_sale(tx, shop, order)


def _pay(tx: Tx, shop: Shop, order_id: str, _: str) -> None:
    pay_order(change_order(tx, shop, order_id))


def _advance(tx: Tx, shop: Shop, order_id: str, target: str) -> None:
    if target not in WAY:
        raise BAD_REQUEST(reason="The order does not go there.")
    advance(tx, shop, order_id, OrderStatus(target))


def _cancel(tx: Tx, shop: Shop, order_id: str, _: str) -> None:
    cancel_by_buyer(change_order(tx, shop, order_id))


def _move(tx: Tx, shop: Shop, order_id: str, _: str) -> None:
    """Another invented address each time."""
    change_order_address(tx, order_id, NewAddress(seed=tx.new_id(IdKind.BUYER)))


def _carrying(act: ParcelAct) -> Doing:
    def carry(tx: Tx, shop: Shop, order_id: str, package_id: str) -> None:
        package = tx[Packages].get(shop.shop_id, package_id)
        if package is None or order_id not in package.order_ids:
            raise NOT_FOUND(what=f"The parcel {package_id[:40]} of the order {order_id[:40]}")
        carrier_act(tx, shop, package_id, act)

    return carry


#: Each button's work.
ORDER_DOING: Mapping[str, Doing] = {
    "PAY": _pay,
    "ADVANCE": _advance,
    "CANCEL": _cancel,
    "ADDRESS": _move,
    "SCAN": _carrying("SCAN"),
    **{name: _carrying(name) for name in _MISHAPS},
}
