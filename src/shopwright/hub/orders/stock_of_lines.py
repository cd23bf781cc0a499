"""Has stock held for what is to be sent, let go of for what is cancelled, and taken out for what a carrier has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from shopwright.hub.channels.models import Connection
from shopwright.hub.stock.models import Location
from shopwright.hub.stock.queries import location_behind
from shopwright.hub.stock.reservations import Hold, Lines, follow
from shopwright.hub.stock.services import default_location

from .models import Order, OrderLine, Progress


class Taken(NamedTuple):
    """An order with its lines. ``warehouse_id``: the channel's warehouse that it is sent from, where it names one."""

    order: Order
    lines: Sequence[OrderLine]
    warehouse_id: str = ""


def hold_stock(connection: Connection, orders: Sequence[Taken]) -> None:
    """Do with the stock what orders of one connection want, and mark the lines that there is too little for."""
    places = {name: location_behind(connection, name) for name in {taken.warehouse_id for taken in orders}}
    default = default_location(connection.workspace) if None in places.values() else None
    kept, released = list[tuple[OrderLine, Location, bool]](), list[OrderLine]()
    for order, lines, warehouse_id in orders:
        named = places[warehouse_id]
        location = named or default
        for line in lines:
            if line.variant_id is None or location is None:
                continue
            if line.is_cancelled or order.progress == Progress.CANCELLED:
                released.append(line)
            else:
                kept.append((line, location, named is not None))
    short = follow(
        connection,
        Lines(
            [Hold(line.variant_id or 0, place.pk, line.quantity, line.cause, firm) for line, place, firm in kept],
            [line.cause for line in released],
            [line.cause for line, _, _ in kept if line.is_gone],
        ),
    )
    _mark([line for taken in orders for line in taken.lines], {line.pk for line, _, _ in kept if line.cause in short})


def _mark(lines: Sequence[OrderLine], short: set[int]) -> None:
    for is_oversold in (True, False):
        changed = [
            line
            for line in lines
            if line.is_oversold != is_oversold and (line.pk in short and not line.is_gone) == is_oversold
        ]
        for line in changed:
            line.is_oversold = is_oversold
        if changed:
            OrderLine.objects.filter(pk__in=[line.pk for line in changed]).update(is_oversold=is_oversold)
