"""What a channel offers for the parcels of an order, and orders that are shipped with what somebody chose of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from shopwright.hub.access.models import User
from shopwright.hub.channels.parcels import ShippingService, ShippingServices
from shopwright.hub.channels.protocol import ChannelError
from shopwright.hub.channels.services import open_session
from shopwright.hub.core.money import money_words
from shopwright.hub.fulfilment.services import ShipError, begin, parcels_to_ship
from shopwright.hub.orders.models import Order

from .queries import rule_of
from .rules import choose

#: Orders whose services are asked for in one request; the channel is asked for each of them.
MOST_AT_ONCE = 25


class ParcelOffer(NamedTuple):
    """A parcel with the services that it may be sent with, the cheapest first, and the one that the rule takes."""

    parcel_id: str
    services: Sequence[ShippingService]
    service: ShippingService | None


class OrderOffer(NamedTuple):
    """What is offered for an order. ``trouble``: why it cannot be shipped."""

    order: Order
    parcels: Sequence[ParcelOffer] = ()
    trouble: str = ""


class RowResult(NamedTuple):
    """What became of one order of many. ``words``: what it is shipped with, or why it is not."""

    order: Order
    is_done: bool
    words: str


def offers_of(order: Order, rule: str = "") -> OrderOffer:
    """The services of an order's parcels. ``rule``: takes the place of the connection's."""
    try:
        parcels = [parcel for parcel in parcels_to_ship(order) if not parcel.is_arranged]
        if not parcels:
            return OrderOffer(order, trouble=f"{order.number} is being shipped already.")
        with open_session(order.connection, "shipments") as session:
            if not isinstance(session, ShippingServices):
                return OrderOffer(order)
            offered = [(it, session.shipping_services(it.external_id)) for it in parcels if not it.is_own]
    except (ShipError, ChannelError) as error:
        return OrderOffer(order, trouble=str(error))
    lasting = rule_of(order.connection)
    rows = []
    for parcel, services in offered:
        ranked = sorted(services, key=lambda each: each.price)
        rows.append(ParcelOffer(parcel.external_id, ranked, choose(services, rule or lasting.rule, lasting.name)))
    return OrderOffer(order, [row for row in rows if row.services])


def ship_chosen(order: Order, by: User, chosen: Mapping[str, str]) -> RowResult:
    """Ship an order with a service and its price, written ``ID|PRICE``, for each parcel that has several."""
    offer = offers_of(order)
    if offer.trouble:
        return RowResult(order, False, offer.trouble)
    taken = {}
    for parcel in offer.parcels:
        service_id, _, price = chosen.get(parcel.parcel_id, "").partition("|")
        service = next((each for each in parcel.services if each.external_id == service_id), None)
        if service is None:
            return RowResult(order, False, "Choose one of the services that are offered now.")
        if service.price > _price(price):
            now = money_words(service.price, service.currency)
            return RowResult(order, False, f"{service.name} costs {now} by now. Choose again.")
        taken[parcel.parcel_id] = service
    try:
        begin(order, by, services=taken)
    except (ShipError, ChannelError) as error:
        return RowResult(order, False, str(error))
    words = ", ".join(f"{each.name} for {money_words(each.price, each.currency)}" for each in taken.values())
    return RowResult(order, True, words or "As its channel sends it.")


def _price(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal(0)
