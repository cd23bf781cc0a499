"""What can be done for an order of which more is promised than there is: who holds the pieces, and where others lie."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet

from shopwright.hub.catalog.models import Variant
from shopwright.hub.orders.models import Order, OrderLine
from shopwright.hub.orders.queries import line_ids_of
from shopwright.hub.stock.buffers import sold_out_rules
from shopwright.hub.stock.models import Location, Reservation, SoldOutAct
from shopwright.hub.stock.queries import held_by, held_of, locations, locations_with_all, shelves

from .queries import why_fixed

#: Reservations that are looked at of those that come first, and orders that are named of them.
MOST_ROWS, MOST_NAMED = 500, 20


class Holder(NamedTuple):
    """Another order that gets pieces of the same goods in the same place first."""

    order: Order
    pieces: int


class Elsewhere(NamedTuple):
    """A place that has pieces which nobody was promised."""

    location: Location
    pieces: int


class Shortage(NamedTuple):
    """Goods of an order that are short in a place. ``holders``: the oldest first, and whether there are more.

    ``expected``: the day that back-orders of them are sent from, where one is set. ``younger``: the one to cancel, of
    the order and those that come first: whoever bought last.
    """

    variant: Variant
    location: Location
    wanted: int
    on_hand: int
    holders: Sequence[Holder]
    has_more: bool
    elsewhere: Sequence[Elsewhere]
    expected: date | None
    younger: Order


class Choices(NamedTuple):
    """``places``: those that have everything of the order; ``fixed``: why it cannot be sent from elsewhere."""

    shortages: Sequence[Shortage]
    places: Sequence[Location]
    fixed: str


def choices_of(order: Order) -> Choices | None:
    """What can be done for an order that is oversold; None for one that is not."""
    lines = list(order.lines.filter(is_cancelled=False, is_gone=False))
    short = [line for line in lines if line.is_oversold and line.variant_id]
    if not short:
        return None
    own = held_by(order.workspace_id, [line.cause for line in short])
    by_shelf: dict[tuple[int, int], list[Reservation]] = {}
    for row in own:
        by_shelf.setdefault((row.variant_id, row.location_id), []).append(row)
    everywhere = list(locations(order.workspace))
    shortages = [_shortage(order, rows, everywhere) for rows in by_shelf.values()]
    others = [place.pk for place in everywhere if place.pk not in {row.location_id for row in own}]
    whole = locations_with_all(order.workspace_id, [line.cause for line in lines], others)
    return Choices(
        [item for item in shortages if item is not None],
        [place for place in everywhere if place.pk in whole],
        why_fixed(order),
    )


def _shortage(order: Order, rows: Sequence[Reservation], everywhere: Sequence[Location]) -> Shortage | None:
    """What is short of one variant in one place; None for a part of a bundle of which there is enough."""
    variant, location = rows[0].variant, rows[0].location
    seen = shelves([variant.pk], [place.pk for place in everywhere])
    shelf = seen.get((variant.pk, location.pk))
    if shelf is None or (rows[0].bundle_id and shelf.reserved <= shelf.on_hand):
        return None
    holders = _holders(order, held_of(variant).filter(location=location, pk__lt=max(row.pk for row in rows)))
    sold = rows[0].bundle_id or variant.pk
    rule = sold_out_rules(order.workspace_id, [sold]).rule_for(sold, order.connection_id)
    spare = [Elsewhere(place, seen[key].sellable) for place in everywhere if (key := (variant.pk, place.pk)) in seen]
    return Shortage(
        variant,
        location,
        sum(row.quantity for row in rows),
        shelf.on_hand,
        holders[:MOST_NAMED],
        len(holders) > MOST_NAMED,
        [place for place in spare if place.pieces > 0 and place.location != location],
        rule.ships_on if rule and rule.act == SoldOutAct.BACKORDER else None,
        max([order, *(holder.order for holder in holders)], key=lambda each: (each.placed_at, each.pk)),
    )


def _holders(order: Order, beside: QuerySet[Reservation]) -> list[Holder]:
    """The other orders among reservations, with their pieces."""
    held = dict(beside.values_list("cause", "quantity")[:MOST_ROWS])
    lines = OrderLine.objects.filter(pk__in=line_ids_of(held)).exclude(order=order).select_related("order__connection")
    pieces: dict[int, int] = {}
    orders: dict[int, Order] = {}
    by_cause = {line.cause: line for line in lines}
    for line in (by_cause[cause] for cause in held if cause in by_cause):
        orders[line.order_id] = line.order
        pieces[line.order_id] = pieces.get(line.order_id, 0) + held[line.cause]
    return [Holder(each, pieces[pk]) for pk, each in orders.items()]
