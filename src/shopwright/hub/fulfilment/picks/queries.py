"""What is on a pick list, as somebody walks along the shelves, and which orders wait for one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from shopwright.hub.access.models import Workspace
from shopwright.hub.catalog.models import Variant
from shopwright.hub.fulfilment.models import PickLine, PickList, PickState, Pull, Shipment, State
from shopwright.hub.fulfilment.queries import open_lines
from shopwright.hub.fulfilment.routing.queries import at_third_party
from shopwright.hub.orders.models import Order, OrderLine
from shopwright.hub.orders.queries import to_ship

_LIVE = (PickState.OPEN, PickState.PICKED)


@dataclass(slots=True)
class Row:
    """All pieces of one thing in one bin: ``slots`` says how many of them each order's slot gets."""

    key: str
    bin: str
    sku: str
    title: str
    options: str
    variant: Variant | None
    lines: list[PickLine] = field(default_factory=list)

    @property
    def quantity(self) -> int:
        return self._count(self.lines)

    @property
    def open_quantity(self) -> int:
        return self._count(line for line in self.lines if line.state == PickState.OPEN)

    @property
    def short_quantity(self) -> int:
        return self._count(line for line in self.lines if line.state == PickState.SHORT)

    @property
    def picked(self) -> PickLine | None:
        """A line of it that was picked, which says by whom and when."""
        return next((line for line in self.lines if line.state == PickState.PICKED), None)

    @property
    def slots(self) -> list[tuple[int, str, int]]:
        """Slot, order number and pieces."""
        counted: dict[tuple[int, str], int] = {}
        for line in self.lines:
            place = (line.slot, line.line.order.number)
            counted[place] = counted.get(place, 0) + line.line.quantity
        return [(slot, number, pieces) for (slot, number), pieces in sorted(counted.items())]

    @staticmethod
    def _count(lines: Iterable[PickLine]) -> int:
        return sum(line.line.quantity for line in lines)


def rows_of(pick_list: PickList) -> list[Row]:
    """What to fetch, in the order of the bins; what was left out since is not among it."""
    lines = PickLine.objects.filter(pick_list=pick_list).exclude(state=PickState.DROPPED)
    # An order and a SKU stand on many lines of a long list: each is read once, not once for every line.
    shared = "line__order", "line__variant__product"
    return rows(lines.select_related("line", "by").prefetch_related(*shared).order_by("slot", "pk"))


def rows(lines: Iterable[PickLine]) -> list[Row]:
    """Lines put together by bin and thing."""
    by_key: dict[str, Row] = {}
    for line in lines:
        key = key_of(line)
        if key not in by_key:
            goods = line.line
            sku = goods.variant.sku if goods.variant else goods.seller_sku
            by_key[key] = Row(key, line.bin, sku, goods.title, goods.options, goods.variant)
        by_key[key].lines.append(line)
    return sorted(by_key.values(), key=lambda row: (shelf_order(row.bin), row.sku, row.key))


def key_of(line: PickLine) -> str:
    """What lines on a list have in common that are of one thing in one place."""
    goods = line.line
    return f"{line.location_id or 0}.{goods.variant_id or 0}.{'' if goods.variant_id else goods.sku_id}"


def shelf_order(name: str) -> tuple[object, ...]:
    """Bins as one walks past them: numbers by their value, A-2 before A-10, and what has no bin at the end."""
    parts: list[tuple[int, int, str]] = []
    number = ""
    for character in [*name.upper(), ""]:
        if character.isdecimal():
            number += character
            continue
        if number:
            parts.append((0, int(number), ""))
            number = ""
        if character.isalpha():
            parts.append((1, 0, character))
    return (not name, *parts)


def orders_of(pick_list: PickList) -> QuerySet[Order]:
    return Order.objects.filter(lines__picks__pick_list=pick_list).select_related("connection").distinct()


def lists(workspace: Workspace) -> QuerySet[PickList]:
    """Pick lists with how many pieces of each state they have."""
    pieces = Sum("lines__line__quantity")
    return PickList.objects.filter(workspace=workspace).annotate(
        open=Sum("lines__line__quantity", filter=Q(lines__state=PickState.OPEN)),
        short=Sum("lines__line__quantity", filter=Q(lines__state=PickState.SHORT)),
        pieces=pieces,
    )


def to_pick(workspace: Workspace) -> QuerySet[Order]:
    """Orders that can be shipped from here, with goods that are on no list and in no parcel; the urgent first."""
    listed = PickLine.objects.filter(line=OuterRef("pk"), state__in=_LIVE)
    left = open_lines().filter(~Exists(listed), order=OuterRef("pk"))
    return to_ship(workspace).filter(Exists(left), ~at_third_party())


def singles(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Those of a single piece, which travels alone."""
    wanted = Sum("lines__quantity", filter=Q(lines__is_cancelled=False))
    beside = OrderLine.objects.filter(
        workspace=OuterRef("workspace"), parcel_id=OuterRef("lines__parcel_id"), is_cancelled=False
    )
    beside = beside.filter(order__connection=OuterRef("connection")).exclude(parcel_id="").exclude(order=OuterRef("pk"))
    return orders.annotate(wanted=wanted).filter(wanted=1).exclude(Exists(beside))


def off_the_shelf(variant: Variant, location_id: int) -> int:
    """Pieces that are still on hand in the ledger but no longer in their bin: picked or packed, and not gone yet."""
    waiting = OrderLine.objects.filter(variant=variant, is_cancelled=False, is_gone=False)
    picked = PickLine.objects.filter(line=OuterRef("pk"), state=PickState.PICKED, location_id=location_id)
    parcels = Shipment.objects.filter(lines__line=OuterRef("pk")).exclude(state=State.CANCELLED)
    taken = waiting.filter(Exists(picked) | Exists(parcels))
    return taken.aggregate(pieces=Sum("quantity"))["pieces"] or 0


def pulls(workspace: Workspace) -> QuerySet[Pull]:
    """What has to be taken back because its order was cancelled."""
    rows = Pull.objects.filter(workspace=workspace, done_at=None)
    return rows.select_related("order__connection", "shipment").order_by("pk")
