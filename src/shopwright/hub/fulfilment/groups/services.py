"""Every write about which goods travel together: each wish is written down, and asked of its channel once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from shopwright.hub.access.models import User
from shopwright.hub.channels.models import Connection
from shopwright.hub.core.wake import wake
from shopwright.hub.fulfilment.queries import open_lines
from shopwright.hub.fulfilment.routing.queries import third_party_of
from shopwright.hub.fulfilment.services import why_not
from shopwright.hub.orders.models import Order

from .models import Regroup, RegroupedOrder, RegroupKind
from .queries import is_begun, is_in_box, open_regroup, words_of_open

#: Orders under one number, and parcels of one order.
MOST_TOGETHER, MOST_PARTS = 20, 20


class RegroupError(Exception):
    """What cannot be split or combined; the text says why and what to do."""


def begin_split(order: Order, parts: Sequence[Sequence[str]], by: User) -> Regroup:
    """Begin to split what is left of an order. ``parts``: the channel's ids of the lines of each parcel.

    Raises RegroupError where they do not hold each line that waits, once.
    """
    with transaction.atomic():
        _locked([order])
        waiting = set(open_lines().filter(order=order).values_list("external_id", flat=True))
        named = [line_id for part in parts for line_id in part]
        if not waiting:
            raise RegroupError(f"Nothing of {order.number} waits: it is in a parcel already. Nothing was split.")
        if len(parts) < 2 or not all(parts):
            raise RegroupError("A split takes two parcels at least, each with something in it.")
        if len(parts) > MOST_PARTS:
            raise RegroupError(f"An order is split into {MOST_PARTS} parcels at most.")
        if set(named) != waiting or len(named) != len(waiting):
            raise RegroupError(
                f"What is left of {order.number} changed meanwhile. Look at it again, and split it anew."
            )
        return _made(order.connection, RegroupKind.SPLIT, [order], by, parts=[list(part) for part in parts])


def begin_combine(orders: Collection[Order], by: User) -> Regroup:
    """Begin to put orders of one channel into one parcel. Raises RegroupError for what cannot go together."""
    if not 2 <= len({order.pk for order in orders}) <= MOST_TOGETHER:
        raise RegroupError(f"Choose 2 to {MOST_TOGETHER} orders to send together.")
    if len({order.connection_id for order in orders}) > 1:
        raise RegroupError("Orders of different shops cannot go together.")
    with transaction.atomic():
        locked = _locked(orders)
        places = {str(third_party_of(order) or "") for order in locked}
        if len(places) > 1:
            raise RegroupError("These orders are sent from different places. Route them to one place first.")
        if is_begun([order.pk for order in locked]):
            raise RegroupError("One of these orders is in a parcel already. What is begun is not combined.")
        return _made(locked[0].connection, RegroupKind.COMBINE, locked, by)


def begin_take_out(parcel_id: str, orders: Collection[Order], by: User) -> Regroup:
    """Begin to take orders out of a parcel that they share with others. Raises RegroupError where it is begun."""
    with transaction.atomic():
        locked = _locked(orders)
        waiting = open_lines().filter(order__in=locked, parcel_id=parcel_id).values_list("order", flat=True)
        if not parcel_id or set(waiting) != {order.pk for order in locked}:
            raise RegroupError("They do not wait in one parcel any more. Look at the order again.")
        return _made(locked[0].connection, RegroupKind.TAKE_OUT, locked, by, parcel_id=parcel_id)


def _locked(orders: Iterable[Order]) -> list[Order]:
    """The orders, locked: two people ask one after the other, and nobody ships meanwhile. Raises RegroupError."""
    ids = {order.pk for order in orders}
    rows = Order.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    locked = list(rows.select_related("connection__app", "connection__workspace"))
    for order in locked:
        if not order.is_ready:
            raise RegroupError(why_not(order))
        if not order.connection.can_regroup:
            raise RegroupError(f"{order.connection.name} lets nobody split or combine orders.")
        if regroup := open_regroup([order.pk]):
            raise RegroupError(words_of_open(order.number, regroup))
        if is_in_box([order.pk]):
            raise RegroupError(f"{order.number} is being packed. Empty its box first.")
    return locked


def _made(connection: Connection, kind: RegroupKind, orders: Sequence[Order], by: User, **facts: object) -> Regroup:
    made = Regroup.objects.create(
        workspace_id=connection.workspace_id, connection=connection, kind=kind, due_at=timezone.now(), by=by, **facts
    )
    RegroupedOrder.objects.bulk_create(RegroupedOrder(regroup=made, order=order) for order in orders)
    wake("shipments")
    return made
