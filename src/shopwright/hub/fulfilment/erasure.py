"""What parcels keep of buyers, and until when they need them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, F, OuterRef, Q

from shopwright.hub.orders.erasure.needs import Need
from shopwright.hub.orders.models import Order, Progress

from . import labels
from .models import Shipment, ShipmentLine, State

_BOOKING = Q(shipment__state__in=[State.INTENT, State.UNKNOWN, State.BOOKED])
_TO_PRINT = Q(shipment__state=State.READY, shipment__is_printed=False, line__order__progress=Progress.SHIPPED)
# By lines, since several orders may be in one parcel.
_OF_ORDERS = ShipmentLine.objects.annotate(order_id=F("line__order_id"))
NEEDS = (
    Need("A parcel of it is being booked.", lambda: _OF_ORDERS.filter(_BOOKING)),
    Need(
        "The label of its parcel is not printed, and it is not delivered yet.",
        lambda: _OF_ORDERS.filter(_TO_PRINT).exclude(shipment__label_file=""),
    ),
)


def forget_labels(orders: Sequence[Order]) -> None:
    """Remove the labels of parcels with goods of orders, since names and addresses are on them.

    A parcel that an order shares whose buyer is still there keeps its label until that one is erased.
    """
    own = Q(order__in=orders) | Q(lines__line__order__in=orders)
    others = ShipmentLine.objects.filter(shipment=OuterRef("pk"), line__order__erased_at=None)
    for shipment in Shipment.objects.filter(own, ~Exists(others)).exclude(label_file="").distinct():
        labels.forget(shipment)
