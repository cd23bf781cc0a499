"""What happened to an order in the warehouse, with the time and the person of each step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from shopwright.hub.access.models import User
from shopwright.hub.orders.models import Order

from .groups.models import Regroup, RegroupKind, RegroupState
from .groups.queries import regroups_of
from .models import Box, PickLine, PickState, Pull, Scan, ScanResult
from .queries import shipments_of


class Step(NamedTuple):
    at: datetime
    words: str
    by: User | None


def steps_of(order: Order) -> list[Step]:
    """The steps of an order, the first one first."""
    return sorted([*_grouping(order), *_picking(order), *_packing(order), *_shipping(order)], key=lambda step: step.at)


def _grouping(order: Order) -> Iterator[Step]:
    for row in regroups_of(order):
        words = _asked(row, order)
        if row.state == RegroupState.REFUSED:
            words = f"{words}: refused. {row.trouble} {row.remedy}".strip()
        elif row.state != RegroupState.DONE:
            words = f"{words}: {row.get_state_display().lower()}"
        yield Step(row.at, words, row.by)


def _asked(row: Regroup, order: Order) -> str:
    if row.kind == RegroupKind.SPLIT:
        return f"Split into {len(row.parts)} parcels"
    others = ", ".join(item.order.number for item in row.rows.all() if item.order_id != order.pk)
    if row.kind == RegroupKind.COMBINE:
        return f"Put into one parcel with {others}"
    return f"Taken out of the parcel {row.parcel_id}"


def _picking(order: Order) -> Iterator[Step]:
    lines = PickLine.objects.filter(line__order=order).exclude(at=None).select_related("pick_list", "line", "by")
    pieces: dict[tuple[datetime, str, User | None], int] = {}
    for line in lines:
        name = line.line.seller_sku or line.line.title
        words = f"{name} {'not there' if line.state == PickState.SHORT else 'picked'}, {line.pick_list}"
        if line.at is not None:
            key = (line.at, words, line.by)
            pieces[key] = pieces.get(key, 0) + line.line.quantity
    for (at, words, by), quantity in pieces.items():
        yield Step(at, f"{quantity} × {words}" if quantity > 1 else words, by)
    for pull in Pull.objects.filter(order=order).select_related("done_by"):
        yield Step(pull.at, pull.words, None)
        if pull.done_at is not None:
            yield Step(pull.done_at, "Taken back", pull.done_by)


def _packing(order: Order) -> Iterator[Step]:
    for box in Box.objects.filter(order=order).select_related("begun_by", "packed_by"):
        yield Step(box.begun_at, "Packing begun", box.begun_by)
        if box.packed_at is not None:
            yield Step(box.packed_at, "Packed", box.packed_by)
    for scan in Scan.objects.filter(box__order=order).exclude(result=ScanResult.RIGHT).select_related("by"):
        words = (
            scan.get_result_display()
            if scan.result == ScanResult.EMPTIED
            else f"{scan.code or 'It'} {scan.get_result_display()}"
        )
        yield Step(scan.at, words, scan.by)


def _shipping(order: Order) -> Iterator[Step]:
    related = "prints__by", "lines__line__order"
    for shipment in shipments_of(order).select_related("begun_by", "order").prefetch_related(*related):
        others = ", ".join(other.number for other in shipment.orders if other.pk != order.pk)
        yield Step(
            shipment.begun_at, f"Shipping begun, with {others}" if others else "Shipping begun", shipment.begun_by
        )
        if shipment.booked_at is not None:
            yield Step(shipment.booked_at, f"Booked with {shipment.carrier or 'the carrier'}", None)
        for paper in shipment.prints.all():
            yield Step(paper.at, "Label printed again" if paper.is_reprint else "Label printed", paper.by)
