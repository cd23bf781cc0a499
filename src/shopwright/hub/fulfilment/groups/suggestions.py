"""Which orders a channel lets travel together, as a person chooses among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from shopwright.hub.channels.models import Connection
from shopwright.hub.channels.parcel_groups import ParcelGroups, SplitAdvice, SplitRule
from shopwright.hub.channels.protocol import ChannelError
from shopwright.hub.channels.services import open_session
from shopwright.hub.fulfilment.routing.queries import third_party_of
from shopwright.hub.orders.models import Order

from .queries import is_begun, is_in_box, open_regroup

#: Parcels that are put together in one request; the channel is asked for each of them.
MOST_AT_ONCE = 25


class Suggestion(NamedTuple):
    """Orders that may go in one parcel. ``ticked``: those that somebody chose, or all where they chose one of them."""

    orders: list[Order]
    ticked: frozenset[int]


def advice_on(order: Order) -> SplitAdvice:
    """What its channel says of splitting an order. Raises ChannelError where it cannot be asked."""
    with open_session(order.connection, "shipments") as session:
        if not isinstance(session, ParcelGroups):
            return SplitAdvice(SplitRule.MUST_NOT, f"{order.connection.name} lets nobody split orders.")
        return session.split_advice(order.external_id)


def suggestions(chosen: Sequence[Order]) -> tuple[list[Suggestion], list[str]]:
    """Groups in which any of these orders may go with others, and in words why those of a shop go with none."""
    offers, troubles = list[Suggestion](), list[str]()
    shops = {order.connection_id: order.connection for order in chosen}
    for connection in shops.values():
        own = [order for order in chosen if order.connection_id == connection.pk]
        try:
            offers += _of_shop(connection, own)
        except ChannelError as error:
            troubles.append(f"{connection.name}: {error.message} {error.remedy}".strip())
    return offers, troubles


def _of_shop(connection: Connection, chosen: Sequence[Order]) -> list[Suggestion]:
    if not connection.can_regroup:
        raise ChannelError("Orders of this shop are not combined.")
    with open_session(connection, "shipments") as session:
        assert isinstance(session, ParcelGroups)
        if why := session.why_not_combined():
            raise ChannelError(why)
        groups = [row.order_ids for row in session.combinations()]
    wanted = frozenset(order.pk for order in chosen)
    ids = {order.external_id for order in chosen}
    rows = []
    for group in (group for group in groups if ids & set(group)):
        related = "connection__app", "connection__workspace"
        orders = Order.objects.filter(connection=connection, external_id__in=group).select_related(*related)
        free = [order for order in orders.order_by("placed_at", "pk") if _is_free(order)]
        inside = frozenset(order.pk for order in free)
        if len(free) > 1 and wanted & inside:
            rows.append(Suggestion(free, wanted & inside if len(wanted & inside) > 1 else inside))
    return rows


def _is_free(order: Order) -> bool:
    is_taken = is_begun([order.pk]) or is_in_box([order.pk]) or open_regroup([order.pk])
    return order.is_ready and not is_taken and third_party_of(order) is None
