"""Goods on their way back: labels, the buyer's parcel, its arrival."""

from __future__ import annotations

from shopwright.platform.core.identity import Shop
from shopwright.platform.database.transaction import Tx
from shopwright.platform.logistics.delivery_options import carriers
from shopwright.platform.logistics.store import Warehouses
from shopwright.platform.logistics.tracking_numbers import make_tracking_number
from shopwright.platform.sales.orders.order_change import OrderChange
from shopwright.platform.sales.orders.states import LineStatus
from shopwright.wire.ids import IdKind

from .errors import DECISION_DOES_NOT_FIT
from .return_case import Parcel
from .return_change import ReturnChange
from .states import ReturnEvent

#: The digits of an id that number a thing.
_DIGITS = 15


def write_label(order: OrderChange, parcel: Parcel) -> None:
    """The platform's label for goods that its carriers take back; others come with a number of the buyer's."""
    if parcel.shipment_type == "PLATFORM" and not parcel.tracking_number:
        parcel.document = "SHIPPING_LABEL"
        _number(order, parcel)


def _number(order: OrderChange, parcel: Parcel) -> None:
    code = order.shop.region
    carrier = carriers(code, at=order.now)[0]
    number = int(order.tx.new_id(IdKind.PACKAGE)[-_DIGITS:])
    parcel.provider_id, parcel.provider_name = carrier.id, carrier.name
    parcel.tracking_number = make_tracking_number(code, carrier.id, number)


def has_goods(change: ReturnChange) -> bool:
    """Whether the buyer has what is to be sent back: a seller may start a return of goods that still travel."""
    return all(line.status is LineStatus.DELIVERED for line in change.lines)


def send_back(change: ReturnChange) -> None:
    """The buyer hands the goods over, or, where they are the buyer's to send, uploads the parcel's number."""
    parcel = change.case.parcel
    if not has_goods(change):
        raise DECISION_DOES_NOT_FIT(
            decision="send back the goods, which have not arrived, of", status=change.case.status
        )
    change.apply(ReturnEvent.SHIP)
    if not parcel.tracking_number:
        _number(change.order, parcel)
    parcel.shipped_at = change.order.at
    change.note("BUYER_SHIP", "BUYER", f"The goods were sent with {parcel.provider_name}, {parcel.tracking_number}.")


def arrive(change: ReturnChange) -> None:
    """The parcel is at the return warehouse: the time to inspect it begins."""
    case = change.case
    if not case.is_on_its_way_back:
        raise DECISION_DOES_NOT_FIT(decision="deliver the parcel of", status=str(case.status))
    case.parcel.received_at = change.order.at
    change.wait_anew()
    change.note("PACKAGE_DELIVERED", "SYSTEM", "The parcel arrived at the return warehouse.")


def return_address(tx: Tx, shop: Shop) -> str:
    """Where goods go back to."""
    return tx[Warehouses].of_returns(shop.shop_id).doc.address.get("full_address", "")
