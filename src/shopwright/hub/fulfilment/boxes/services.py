"""Every write about packing."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from shopwright.hub.access.models import User
from shopwright.hub.channels.protocol import ChannelError
from shopwright.hub.fulfilment.announce import announce_packed
from shopwright.hub.fulfilment.groups.queries import open_regroup, words_of_open
from shopwright.hub.fulfilment.models import (
    Box,
    BoxLine,
    BoxState,
    PickLine,
    PickList,
    PickState,
    Scan,
    ScanResult,
    Shipment,
    State,
)
from shopwright.hub.fulfilment.routing.services import refuse_third_party
from shopwright.hub.fulfilment.services import CarrierNeededError, ShipError, begin, why_not
from shopwright.hub.orders.models import Order

from . import queries


class PackError(Exception):
    """What cannot be packed; the text says why and what to do."""


def scan(order: Order, codes: Sequence[str], by: User) -> Box:
    """Put the piece with one of these codes into the order's box.

    A piece of another order, one too many, or a code that nobody knows stops the box until it is cleared. The last
    piece closes it. Raises PackError for a stopped box, and for an order that may not be packed.
    """
    order = queries.packed_for(order)
    with transaction.atomic():
        box = _locked_box(order, by)
        if box.state == BoxState.STOPPED:
            raise PackError("The box is stopped. Take out what does not belong, then go on.")
        things = queries.pieces(order, box)
        fits = [(code, thing) for code in codes for thing in things if thing.has_code(code)]
        wanting = [(code, thing) for code, thing in fits if not thing.is_full]
        if wanting:
            _put_in(box, *wanting[0], by)
            if all(thing.is_full for thing in queries.pieces(order, box)):
                _close(box, by)
        elif fits:
            _stop(box, fits[0][0], ScanResult.TOO_MANY, by)
        else:
            is_known = queries.knows_code(order.workspace, codes[0]) is not None
            _stop(box, codes[0], ScanResult.WRONG if is_known else ScanResult.UNKNOWN, by)
    return box


def scan_single(pick_list: PickList, codes: Sequence[str], by: User) -> Box:
    """Pack the order of a single piece that has one of these codes, the most urgent first.

    Raises PackError where no order on the list still waits for it.
    """
    with transaction.atomic():
        # Two packers at one list take two orders.
        PickList.objects.select_for_update().get(pk=pick_list.pk)
        lines = PickLine.objects.filter(pick_list=pick_list, state__in=[PickState.OPEN, PickState.PICKED])
        begun = Shipment.objects.exclude(state=State.CANCELLED)
        lines = lines.exclude(line__shipments__shipment__in=begun).exclude(line__order__boxes__state=BoxState.PACKED)
        related = "line__order__connection", "line__order__workspace", "line__variant"
        for line in lines.select_related(*related).order_by("line__order__ship_by", "slot"):
            if line.line.order.is_ready and any(queries.has_code(line.line, code) for code in codes):
                return scan(line.line.order, codes, by)
    raise PackError(f"No order on {pick_list} waits for {codes[0]} any more. Put it aside.")


def clear(order: Order, by: User) -> None:
    """What stopped the box was taken out: packing goes on."""
    with transaction.atomic():
        box = _locked_box(order, by)
        if box.state == BoxState.STOPPED:
            Scan.objects.create(box=box, result=ScanResult.CLEARED, by=by)
            box.state, box.trouble = BoxState.OPEN, ""
            box.save(update_fields=["state", "trouble"])


def empty(order: Order, by: User) -> None:
    """Take everything out of the box and begin again."""
    with transaction.atomic():
        box = _locked_box(order, by)
        BoxLine.objects.filter(box=box).delete()
        Scan.objects.create(box=box, result=ScanResult.EMPTIED, by=by)
        box.state, box.trouble = BoxState.OPEN, ""
        box.save(update_fields=["state", "trouble"])


def ship(box: Box, by: User, *, carrier_id: str = "", number: str = "") -> list[Shipment]:
    """Ship the order of a packed box. What keeps it from being shipped is written on the box."""
    if box.state != BoxState.PACKED:
        raise PackError("Not every piece is in the box yet.")
    order = Order.objects.select_related("connection__app", "connection__workspace").get(pk=box.order_id)
    shipments: list[Shipment] = []
    box.trouble, box.carriers = "", None
    try:
        inside = box.lines.filter(line__order=order).values_list("line__external_id", flat=True)
        shipments = begin(order, by, carrier_id=carrier_id, number=number, line_ids=list(inside))
    except CarrierNeededError as error:
        box.carriers = [(carrier.external_id, carrier.name) for carrier in error.carriers]
    except (ShipError, ChannelError) as error:
        box.trouble = str(error)
    box.save(update_fields=["trouble", "carriers"])
    return shipments


def _locked_box(order: Order, by: User) -> Box:
    """The order's open box, begun now if there is none. Two packers of one order scan one after the other."""
    locked = Order.objects.select_for_update().get(pk=order.pk)
    if not locked.is_ready:
        raise PackError(why_not(locked))
    if elsewhere := refuse_third_party([locked]):
        raise PackError(elsewhere[locked.pk])
    if regroup := open_regroup([locked.pk]):
        raise PackError(words_of_open(locked.number, regroup))
    for other in queries.others_in_box(locked):
        if not other.is_ready:
            raise PackError(f"{locked.number} goes in one parcel with another order. {why_not(other)}")
    box = Box.objects.filter(order=locked).exclude(state=BoxState.PACKED).first()
    if box is not None:
        return box
    if (
        not queries.lines_to_pack(locked).exists()
        or Box.objects.filter(order=locked, lines__line__shipments=None).exists()
    ):
        raise PackError(f"{locked.number} is packed already.")
    return Box.objects.create(workspace_id=order.workspace_id, order=locked, begun_by=by)


def _put_in(box: Box, code: str, thing: queries.Piece, by: User) -> None:
    for line in thing.lines:
        row, _ = BoxLine.objects.get_or_create(box=box, line=line)
        if row.packed < line.quantity:
            row.packed += 1
            row.save(update_fields=["packed"])
            break
    Scan.objects.create(box=box, code=code[:120], result=ScanResult.RIGHT, by=by)


def _stop(box: Box, code: str, result: ScanResult, by: User) -> None:
    Scan.objects.create(box=box, code=code[:120], result=result, by=by)
    box.state, box.trouble = BoxState.STOPPED, f"{code[:120]} {result.label}."
    box.save(update_fields=["state", "trouble"])


def _close(box: Box, by: User) -> None:
    now = timezone.now()
    box.state, box.packed_by, box.packed_at = BoxState.PACKED, by, now
    box.save(update_fields=["state", "packed_by", "packed_at"])
    # Who packs without a list has picked it too.
    inside = box.lines.values("line")
    PickLine.objects.filter(line__in=inside, state=PickState.OPEN).update(state=PickState.PICKED, by=by, at=now)
    for order in Order.objects.filter(lines__in=inside).distinct().order_by("pk"):
        if not queries.waits_for_more(order, box):
            announce_packed(order)
