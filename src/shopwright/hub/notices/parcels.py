"""Carriers and tracking numbers of an order's parcels: the hub's, or the channel's where it was shipped elsewhere."""

from __future__ import annotations

from collections.abc import Iterable

from shopwright.hub.channels.protocol import Session
from shopwright.hub.fulfilment.models import Shipment
from shopwright.hub.fulfilment.models import State as ShipmentState
from shopwright.hub.orders.models import Order

_BEFORE_CARRIER = (ShipmentState.CANCELLED, ShipmentState.REFUSED)


def parcel_values(order: Order, session: Session | None = None) -> dict[str, str]:
    """The fields of an order's parcels; empty where no number is known yet. Raises ChannelError."""
    rows = Shipment.objects.filter(order=order).exclude(state__in=_BEFORE_CARRIER).order_by("pk")
    parcels = [(row.carrier, row.tracking_number) for row in rows]
    if session is not None and not all(number for _, number in parcels or [("", "")]):
        parcels = [(parcel.carrier, parcel.tracking_number) for parcel in session.parcels(order.external_id)]
    if not parcels or not all(number for _, number in parcels):
        return {}
    return {
        "carrier": _together(carrier for carrier, _ in parcels),
        "tracking_number": _together(number for _, number in parcels),
    }


def _together(texts: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(text for text in texts if text))
