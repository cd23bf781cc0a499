"""Carriers and tracking numbers of an order's parcels: the hub's, or the channel's where it was shipped elsewhere."""

from __future__ import annotations

from collections.abc import Iterable

from shopwright.hub.channels.protocol import Session
from shopwright.hub.fulfilment.models import State as ShipmentState
from shopwright.hub.fulfilment.queries import live_shipments_of
from shopwright.hub.orders.models import Order


def parcel_values(order: Order, session: Session | None = None) -> dict[str, str]:
    """The fields of an order's parcels; empty where no number is known yet. Raises ChannelError."""
    rows = live_shipments_of(order).exclude(state=ShipmentState.REFUSED)
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
