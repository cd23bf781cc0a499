"""What can be done to many orders, parcels, cancellations and returns at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec
from starlette.responses import Response

from shopwright.platform.accounts.sandbox.find import find_shop
from shopwright.platform.core.control.replies import BAD_REQUEST, NOT_FOUND
from shopwright.platform.core.identity import Shop
from shopwright.platform.core.pages.bulk import BulkAct, act_on_many, bulk_reply
from shopwright.platform.core.pages.page import Ask, local_path
from shopwright.platform.database.transaction import Tx
from shopwright.platform.sales.cancellations.store import Cancellations
from shopwright.platform.sales.orders.order import Order
from shopwright.platform.sales.orders.states import SHIPPABLE, OrderStatus
from shopwright.platform.sales.orders.store import Orders
from shopwright.platform.sales.packages.store import Packages
from shopwright.platform.sales.returns.store import Returns
from shopwright.wire.errors import ErrorCode

from .claim_buttons import CLAIM_DOING
from .order_buttons import ORDER_DOING

_S = OrderStatus
_PAID_BACK = "The buyer gets the money back, and what was promised goes back into stock. This cannot be undone."

DOES_NOT_FIT = ErrorCode(40904, "{what} is {state}.", 409, "Choose those that the act fits.")


class _OrderAct(msgspec.Struct, frozen=True):
    """A button for many orders: the button of one order that it presses, and the states in which it fits."""

    act: BulkAct
    button: str
    subject: str = ""
    fits: frozenset[OrderStatus] = frozenset(OrderStatus)


_ORDER_ACTS = (
    _OrderAct(BulkAct("PAY", "Buyer", "Pay"), "PAY", fits=frozenset({_S.UNPAID})),
    _OrderAct(BulkAct("RELEASE", "Clock", "End the hold"), "ADVANCE", "AWAITING_SHIPMENT", frozenset({_S.ON_HOLD})),
    _OrderAct(BulkAct("SHIP", "For the seller", "Ship"), "ADVANCE", "AWAITING_COLLECTION", SHIPPABLE),
    _OrderAct(BulkAct("COLLECT", "Carrier", "Collect"), "ADVANCE", "IN_TRANSIT", frozenset({_S.AWAITING_COLLECTION})),
    _OrderAct(
        BulkAct("DELIVER", "Carrier", "Deliver"),
        "ADVANCE",
        "DELIVERED",
        frozenset({_S.AWAITING_COLLECTION, _S.IN_TRANSIT}),
    ),
    _OrderAct(BulkAct("COMPLETE", "Clock", "Complete"), "ADVANCE", "COMPLETED", frozenset({_S.DELIVERED})),
    _OrderAct(BulkAct("ASK_REFUND", "Buyer", "Ask for a refund"), "ASK_REFUND"),
    _OrderAct(BulkAct("ASK_RETURN", "Buyer", "Ask to send back"), "ASK_RETURN_AND_REFUND"),
    _OrderAct(BulkAct("CANCEL", "Buyer", "Cancel", "Unpaid and held orders are cancelled; others ask you."), "CANCEL"),
    _OrderAct(BulkAct("CANCEL_AS_SELLER", "For the seller", "Cancel", _PAID_BACK), "CANCEL_AS_SELLER"),
)
_PARCEL_ACTS = (
    BulkAct("SCAN", "Carrier", "Next scan"),
    BulkAct("LOSE", "Carrier", "Lose", "The parcels do not arrive, and buyers get their money back."),
    BulkAct("DAMAGE", "Carrier", "Damage", "The parcels do not arrive, and buyers get their money back."),
    BulkAct("REFUSE", "Buyer", "Refuse", "The parcels come back, and buyers get their money back."),
    BulkAct("UNDELIVERABLE", "Carrier", "Fail to deliver", "The parcels come back, and buyers get their money back."),
)
_CLAIM_ACTS = (
    BulkAct("APPROVE", "For the seller", "Approve"),
    BulkAct("REJECT", "For the seller", "Reject", "Buyers are told the market's usual reason."),
    BulkAct("WITHDRAW", "Buyer", "Withdraw"),
    BulkAct("SHIP", "Buyer", "Send the goods back"),
    BulkAct("ARRIVE", "Carrier", "Bring the goods back"),
)

#: What a list is of → the buttons above it.
BULK_ACTS: Mapping[str, tuple[BulkAct, ...]] = {
    "orders": tuple(order_act.act for order_act in _ORDER_ACTS),
    "parcels": _PARCEL_ACTS,
    "returns": _CLAIM_ACTS,
}
_BY_NAME = {order_act.act.name: order_act for order_act in _ORDER_ACTS}


def _act_on_order(tx: Tx, shop: Shop, order_id: str, name: str) -> None:
    order_act = _BY_NAME[name]
    order = _the_order(tx, shop, order_id)
    if order.status not in order_act.fits:
        raise DOES_NOT_FIT(what=f"The order {order_id}", state=str(order.status))
    _press(tx, shop, order_id, order_act.button, order_act.subject)


def _act_on_parcel(tx: Tx, shop: Shop, package_id: str, name: str) -> None:
    package = tx[Packages].get(shop.shop_id, package_id)
    if package is None:
        raise NOT_FOUND(what=f"The parcel {package_id[:40]}")
    _press(tx, shop, package.order_ids[0], name, package_id)


def _act_on_claim(tx: Tx, shop: Shop, claim_id: str, name: str) -> None:
    cancellation = tx[Cancellations].get(shop.shop_id, claim_id)
    case = cancellation or tx[Returns].get(shop.shop_id, claim_id)
    if case is None:
        raise NOT_FOUND(what=f"The cancellation or return {claim_id[:40]}")
    kind = "CANCELLATION" if cancellation else "RETURN"
    button = f"{name}_{kind}" if name in ("APPROVE", "REJECT") or cancellation else f"RETURN_{name}"
    if button not in CLAIM_DOING:
        raise DOES_NOT_FIT(what=f"{claim_id}", state="a cancellation, which has no goods on their way")
    _press(tx, shop, case.order_id, button, claim_id)


def _press(tx: Tx, shop: Shop, order_id: str, button: str, subject: str) -> None:
    """Do what the button of one order's page does."""
    doing = ORDER_DOING.get(button) or CLAIM_DOING[button]
    doing(tx, shop, order_id, subject)


def _the_order(tx: Tx, shop: Shop, order_id: str) -> Order:
    order = tx[Orders].get(shop.shop_id, order_id)
    if order is None:
        raise NOT_FOUND(what=f"The order {order_id[:40]}")
    return order


_ACTING: Mapping[str, Callable[[Tx, Shop, str, str], None]] = {
    "orders": _act_on_order,
    "parcels": _act_on_parcel,
    "returns": _act_on_claim,
}
_NOUNS = {"orders": "order", "parcels": "parcel", "returns": "request"}


async def bulk_act(ask: Ask) -> Response:
    """``/portal/shops/{shop_id}/bulk/{list}``: do one act to the rows that are ticked."""
    shop_id, of, name = ask.path("shop_id"), ask.path("list"), ask.form.text("act")
    if of not in BULK_ACTS or all(act.name != name for act in BULK_ACTS[of]):
        raise BAD_REQUEST(reason=f"There is no act {name[:40]!r} on {of[:40]}.")
    shop = await ask.read(lambda tx: find_shop(tx, shop_id))
    acting = _ACTING[of]
    result = await act_on_many(ask, ask.form.many("id"), lambda tx, thing_id: acting(tx, shop, thing_id, name))
    back = local_path(ask.form.text("back") or f"/portal/shops/{shop_id}/{of}")
    return bulk_reply(ask, result, _NOUNS[of], back)
