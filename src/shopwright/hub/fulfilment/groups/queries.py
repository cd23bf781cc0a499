"""What travels together, as pages and the other parts of the warehouse need it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from shopwright.hub.fulfilment.models import BoxLine, Shipment, ShipmentLine, State
from shopwright.hub.fulfilment.queries import open_lines
from shopwright.hub.orders.models import Order, OrderLine
from shopwright.hub.orders.queries import Group, groups

from .models import Regroup, RegroupedOrder, RegroupState


@dataclass(slots=True)
class Waiting:
    """A parcel that is not begun: what of an order goes into it, and the other orders in it."""

    parcel_id: str
    lines: list[OrderLine]
    others: list[Order]

    @property
    def goods(self) -> list[Group]:
        return groups(self.lines)


def open_regroup(orders: Collection[int]) -> Regroup | None:
    """What a channel is being asked about any of these orders, if anything is."""
    row = RegroupedOrder.objects.filter(order__in=orders, is_open=True).select_related("regroup").first()
    return row.regroup if row else None


def words_of_open(number: str, regroup: Regroup) -> str:
    kind = {"split": "split into parcels", "combine": "put together with others", "take_out": "taken out of a parcel"}
    return f"{number} is being {kind[regroup.kind]} just now. Try again in a minute."


def waiting_parcels(order: Order) -> list[Waiting]:
    """The parcels of an order that are not begun, as its channel has them."""
    by_parcel: dict[str, list[OrderLine]] = {}
    for line in open_lines().filter(order=order).order_by("pk"):
        by_parcel.setdefault(line.parcel_id, []).append(line)
    others = companions(order.connection_id, by_parcel, but=order.pk)
    return [Waiting(parcel_id, lines, others.get(parcel_id, [])) for parcel_id, lines in by_parcel.items()]


def companions(connection_id: int, parcel_ids: Iterable[str], *, but: int = 0) -> dict[str, list[Order]]:
    """The orders with goods that wait for each of these parcels, by its id."""
    shared = open_lines().filter(order__connection=connection_id, parcel_id__in=set(parcel_ids) - {""})
    by_parcel: dict[str, dict[int, Order]] = {}
    for line in shared.exclude(order=but).select_related("order").order_by("order", "pk"):
        by_parcel.setdefault(line.parcel_id, {})[line.order_id] = line.order
    return {parcel_id: list(orders.values()) for parcel_id, orders in by_parcel.items()}


def together_with(lines: Sequence[OrderLine]) -> QuerySet[OrderLine]:
    """What goes into the same parcels as these lines of one channel, themselves left out."""
    connection_id = Order.objects.values_list("connection_id", flat=True).get(pk=lines[0].order_id)
    shared = open_lines().filter(
        workspace=lines[0].workspace_id,
        order__connection=connection_id,
        parcel_id__in={line.parcel_id for line in lines},
    )
    return shared.exclude(parcel_id="").exclude(pk__in=[line.pk for line in lines])


def is_in_box(orders: Collection[int]) -> bool:
    """Whether somebody packs goods of any of these orders, or packed some that are in no parcel yet."""
    return BoxLine.objects.filter(line__in=open_lines().filter(order__in=orders), packed__gt=0).exists()


def is_begun(orders: Collection[int]) -> bool:
    """Whether any of these orders has a parcel."""
    lines = ShipmentLine.objects.filter(line__order__in=orders)
    return lines.exclude(shipment__state=State.CANCELLED).exists()


def begun_parcels(order: Order, parcel_ids: Collection[str]) -> set[str]:
    """Those of an order's parcels that are begun, and were not refused."""
    rows = Shipment.objects.filter(connection=order.connection_id, external_id__in=parcel_ids)
    rows = rows.exclude(state__in=[State.CANCELLED, State.REFUSED])
    return set(rows.values_list("external_id", flat=True))


def regroups_of(order: Order) -> QuerySet[Regroup]:
    """What was asked about an order, the first one first."""
    rows = Regroup.objects.filter(rows__order=order).exclude(state=RegroupState.CANCELLED)
    return rows.select_related("by").prefetch_related("rows__order").order_by("pk")
