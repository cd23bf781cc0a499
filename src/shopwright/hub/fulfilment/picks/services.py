"""Every write about picking."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.fulfilment.models import PickKind, PickLine, PickList, PickState, State
from shopwright.hub.fulfilment.routing.services import refuse_third_party
from shopwright.hub.orders import services as orders
from shopwright.hub.orders.models import Order, OrderLine
from shopwright.hub.stock import services as stock
from shopwright.hub.stock.models import Reason
from shopwright.hub.stock.queries import Place, bundles_among, places

from . import queries

#: Orders on one list, and on one PDF.
MOST_ORDERS = 1_000


class PickError(Exception):
    """What cannot be picked; the text says why and what to do."""


def make_list(workspace: Workspace, chosen: Sequence[Order], by: User, kind: PickKind = PickKind.ORDERS) -> PickList:
    """A pick list for orders. Each parcel gets a slot, in the order in which its first piece comes along the shelves.

    Order lines that are on another list, in a parcel or cancelled are left out. Raises PickError where none is left.
    """
    if len(chosen) > MOST_ORDERS:
        raise PickError(f"A list takes {MOST_ORDERS:,} orders. Choose fewer.")
    with transaction.atomic():
        # One list is made at a time in a workspace: an order line never gets onto two, and numbers follow each other.
        Workspace.objects.select_for_update().get(pk=workspace.pk)
        elsewhere = refuse_third_party(chosen)
        lines = _lines_to_pick([order for order in chosen if order.is_ready and order.pk not in elsewhere])
        lines += _travelling_with(lines)
        if not lines:
            if elsewhere:
                raise PickError(" ".join(list(elsewhere.values())[:3]))
            raise PickError("None of these orders waits to be picked: they are held, shipped, or on a list already.")
        last = PickList.objects.filter(workspace=workspace).aggregate(last=Max("number"))["last"] or 0
        made = PickList.objects.create(workspace=workspace, number=last + 1, kind=kind, made_by=by)
        where = places(workspace.pk, [line.cause for line in lines])
        slots = _slots(lines, where)
        PickLine.objects.bulk_create(
            PickLine(
                pick_list=made,
                line=line,
                location_id=where[line.cause].location_id if line.cause in where else None,
                bin=where[line.cause].bin if line.cause in where else "",
                slot=slots[_parcel_of(line)],
            )
            for line in lines
        )
    return made


def _lines_to_pick(chosen: Iterable[Order]) -> list[OrderLine]:
    live = Q(picks__state__in=[PickState.OPEN, PickState.PICKED])
    shipped = Q(shipments__shipment__state__in=[state for state in State if state != State.CANCELLED])
    lines = OrderLine.objects.filter(order__in=[order.pk for order in chosen], is_cancelled=False, is_gone=False)
    lines = lines.exclude(pk__in=OrderLine.objects.filter(live | shipped).values("pk"))
    return list(lines.prefetch_related("order").order_by("order", "pk"))


def _travelling_with(lines: Sequence[OrderLine]) -> list[OrderLine]:
    """What other orders have in the same parcels, where these may be shipped: it is packed with them."""
    ids = {line.parcel_id for line in lines} - {""}
    if not ids:
        return []
    beside = OrderLine.objects.filter(workspace=lines[0].workspace_id, parcel_id__in=ids)
    others = Order.objects.filter(pk__in=beside.values("order")).exclude(pk__in={line.order_id for line in lines})
    parcels = {_parcel_of(line) for line in lines}
    ready = [order for order in others if order.is_ready]
    return [line for line in _lines_to_pick(ready) if _parcel_of(line) in parcels] if ready else []


def _parcel_of(line: OrderLine) -> str:
    """What gets a slot of its own: a parcel of a channel, or an order whose goods are in none yet."""
    return f"{line.order.connection_id}:{line.parcel_id}" if line.parcel_id else f"order {line.order_id}"


def _slots(lines: Sequence[OrderLine], where: dict[str, Place]) -> dict[str, int]:
    """A number from 1 for each parcel."""
    first: dict[str, tuple[object, ...]] = {}
    for line in lines:
        name = where[line.cause].bin if line.cause in where else ""
        place = (queries.shelf_order(name), line.seller_sku, line.order_id)
        first[_parcel_of(line)] = min(first.get(_parcel_of(line), place), place)
    return {parcel: slot for slot, parcel in enumerate(sorted(first, key=lambda key: first[key]), 1)}


def pick(pick_list: PickList, key: str, by: User) -> int:
    """Tick a row off; returns how many pieces were picked just now. What somebody else ticked stays theirs."""
    with transaction.atomic():
        lines = _open_lines(pick_list, key)
        _set(lines, PickState.PICKED, by)
    return sum(line.line.quantity for line in lines)


def undo(pick_list: PickList, key: str) -> None:
    """Take a tick back: the pieces lie on the shelf again. What is packed or shipped already stays picked."""
    with transaction.atomic():
        rows = PickLine.objects.select_for_update(of=("self",)).filter(pick_list=pick_list, state=PickState.PICKED)
        rows = rows.select_related("line").exclude(line__boxed__packed__gt=0).exclude(line__shipments__isnull=False)
        lines = [line for line in rows if queries.key_of(line) == key]
        PickLine.objects.filter(pk__in=[line.pk for line in lines]).update(state=PickState.OPEN, by=None, at=None)


def report_short(pick_list: PickList, key: str, there: int, by: User) -> list[Order]:
    """Say that only so many pieces of a row are in its bin. Returns the orders that are held for it.

    What is there goes to the orders with the first deadlines. The bin is counted, so that every channel hears of it,
    and the orders that get too little are held; their other lines stay on the shelf.
    Raises PickError where nothing of the row is left to pick, or as much is there as is wanted.
    """
    with transaction.atomic():
        lines = _open_lines(pick_list, key)
        wanted = sum(line.line.quantity for line in lines)
        if not 0 <= there < wanted:
            raise PickError(f"{wanted} are wanted. Give how many there are, from 0 to {max(wanted - 1, 0)}.")
        lines.sort(key=lambda line: (line.line.order.ship_by is None, line.line.order.ship_by, line.slot))
        left, there_for, short = there, [], []
        for line in lines:
            if line.line.quantity <= left:
                left -= line.line.quantity
                there_for.append(line)
            else:
                short.append(line)
        _set(there_for, PickState.PICKED, by)
        _set(short, PickState.SHORT, by)
        _count(short[0], left, by)
        orders.hold_short([line.line for line in short])
        held = {line.line.order_id: line.line.order for line in short}
        PickLine.objects.filter(pick_list=pick_list, state=PickState.OPEN, line__order__in=held).update(
            state=PickState.DROPPED
        )
    return list(held.values())


def report_damaged(pick_list: PickList, key: str, pieces: int, token: str, by: User) -> None:
    """Book pieces of a row as damaged; others are picked in their place. ``token`` makes a double click one booking.

    Raises PickError for goods that the catalogue does not know, StockError where the ledger has fewer.
    """
    lines = PickLine.objects.filter(pick_list=pick_list).select_related("line__variant", "location")
    line = next((line for line in lines if queries.key_of(line) == key), None)
    if line is None or line.line.variant is None or line.location is None:
        raise PickError("These goods are not in the catalogue, so that the hub keeps no stock of them.")
    if pieces < 1:
        raise PickError("Give how many pieces are damaged.")
    stock.move(
        line.line.variant,
        line.location,
        -pieces,
        Reason.DAMAGED,
        f"pick:{token}",
        by=by,
        note=f"while picking {pick_list}",
    )


def _open_lines(pick_list: PickList, key: str) -> list[PickLine]:
    """The lines of a row that are to be picked, locked: two who tick it do it one after the other."""
    rows = PickLine.objects.select_for_update(of=("self",)).filter(pick_list=pick_list, state=PickState.OPEN)
    lines = rows.select_related("line__order", "line__variant", "location").order_by("pk")
    return [line for line in lines if queries.key_of(line) == key]


def _set(lines: Sequence[PickLine], state: PickState, by: User) -> None:
    PickLine.objects.filter(pk__in=[line.pk for line in lines]).update(state=state, by=by, at=timezone.now())


def _count(line: PickLine, in_bin: int, by: User) -> None:
    """Count the bin of a line: what is left in it, and what was taken from it for orders still in the house."""
    variant, location = line.line.variant, line.location
    if variant is None or location is None or bundles_among([variant.pk]):
        return  # a bundle has no stock of its own: which of its parts is missing, somebody counts there
    counted = in_bin + queries.off_the_shelf(variant, location.pk)
    stock.count(variant, location, counted, f"pick:{line.pk}:short", by=by)
