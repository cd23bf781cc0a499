"""Every write about shipments: begin, book, fetch the label, print."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from pypdf import PdfWriter

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.channels.protocol import ChannelError, Outcome, Parcel, Result, Session
from shopwright.hub.channels.services import open_session
from shopwright.hub.core.wake import wake
from shopwright.hub.orders.models import Order

from . import labels
from .models import Print, Shipment, ShipmentLine, State

_WAITS = [timedelta(seconds=seconds) for seconds in (1, 2, 5, 15, 60, 300, 900)]
_DUE = (State.INTENT, State.UNKNOWN, State.BOOKED)


class ShipError(Exception):
    """An order that cannot be shipped; the text says why and what to do."""


def begin(order: Order, by: User | None) -> list[Shipment]:
    """Begin to ship an order: one shipment for each parcel that its channel has for it, each once.

    Raises ShipError for an order that may not be shipped now, ChannelError when the channel cannot be asked.
    """
    if not order.is_ready:
        raise ShipError(_why_not(order))
    with open_session(order.connection, "shipments") as session:
        parcels = session.parcels(order.external_id)
    if not parcels:
        raise ShipError("The channel has no parcel for this order yet. Try again in a minute.")
    with transaction.atomic():
        Order.objects.select_for_update().get(pk=order.pk)
        shipments = [_begin_parcel(order, parcel, by) for parcel in parcels]
        wake("shipments")
    return shipments


def _why_not(order: Order) -> str:
    if order.hold:
        return f"{order.number} is held: {order.get_hold_display()}."
    if not order.can_ship:
        return f"{order.number} is {order.raw_status}: its channel lets it be shipped later, or not at all."
    return f"{order.number} is {order.get_progress_display().lower()} already."


def _begin_parcel(order: Order, parcel: Parcel, by: User | None) -> Shipment:
    known = (
        Shipment.objects.filter(connection=order.connection, external_id=parcel.external_id)
        .exclude(state=State.CANCELLED)
        .first()
    )
    if known is not None:
        if known.state == State.REFUSED:
            _again(known)
        return known
    shipment = Shipment.objects.create(
        workspace_id=order.workspace_id,
        connection=order.connection,
        order=order,
        external_id=parcel.external_id,
        carrier=parcel.carrier,
        tracking_number=parcel.tracking_number,
        state=State.BOOKED if parcel.is_arranged else State.INTENT,
        due_at=timezone.now(),
        begun_by=by,
    )
    lines = {line.external_id: line for line in order.lines.all()}
    ShipmentLine.objects.bulk_create(
        ShipmentLine(shipment=shipment, line=lines[line_id], quantity=lines[line_id].quantity)
        for line_id in parcel.line_ids
        if line_id in lines
    )
    return shipment


def _again(shipment: Shipment) -> None:
    shipment.state, shipment.due_at, shipment.attempts = State.INTENT, timezone.now(), 0
    shipment.code = shipment.trouble = shipment.remedy = ""
    shipment.save()


def work_due(limit: int = 50) -> int:
    """Take shipments on that are due, one step each; returns how many steps worked."""
    due = Shipment.objects.filter(state__in=_DUE, due_at__lte=timezone.now()).order_by("due_at", "id")
    return sum(_work(pk) for pk in list(due.values_list("pk", flat=True)[:limit]))


def _work(shipment_id: int) -> bool:
    with transaction.atomic():
        shipment = (
            Shipment.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("connection__app", "connection__workspace", "order")
            .filter(pk=shipment_id, state__in=_DUE, due_at__lte=timezone.now())
            .first()
        )
        if shipment is None:
            return False
        if shipment.state == State.INTENT:
            # Written down before the call: who finds it so after a crash looks the parcel up.
            Shipment.objects.filter(pk=shipment.pk).update(
                state=State.UNKNOWN, due_at=timezone.now() + timedelta(seconds=30)
            )
    if shipment.state == State.INTENT:
        return _book(shipment)
    with transaction.atomic():
        locked = (
            Shipment.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("connection__app", "connection__workspace", "order")
            .filter(pk=shipment_id, state=shipment.state)
            .first()
        )
        if locked is None:
            return False
        return _look_up(locked) if locked.state == State.UNKNOWN else _fetch_label(locked)


def _book(shipment: Shipment) -> bool:
    """Ask the channel for carriage. No answer leaves the shipment to be looked up."""
    try:
        with open_session(shipment.connection, "shipments") as session:
            outcome = session.ship(shipment.external_id)
    except ChannelError as error:
        outcome = Outcome(Result.LATER, error.code, error.message, error.remedy)
    with transaction.atomic():
        row = Shipment.objects.select_for_update().get(pk=shipment.pk)
        if outcome.is_done:
            row.state, row.due_at, row.attempts, row.booked_at = State.BOOKED, timezone.now(), 0, timezone.now()
            row.code = row.trouble = row.remedy = ""
        elif outcome.result is Result.REFUSED:
            row.state = State.REFUSED
            row.code, row.trouble, row.remedy = outcome.code, outcome.message, outcome.remedy
        else:
            _later(row, outcome.message)
        row.save()
        wake("shipments")
    return outcome.is_done


def _look_up(shipment: Shipment) -> bool:
    """Find out what became of a call without an answer, before it is made again."""
    try:
        with open_session(shipment.connection, "shipments") as session:
            parcel = _parcel(session, shipment)
    except ChannelError as error:
        _later(shipment, str(error))
        shipment.save()
        return False
    if parcel is None:
        shipment.state, shipment.trouble = State.CANCELLED, "The channel has no such parcel any more."
    else:
        shipment.state = State.BOOKED if parcel.is_arranged else State.INTENT
        shipment.booked_at = timezone.now() if parcel.is_arranged else None
        shipment.due_at = timezone.now()
    shipment.save()
    wake("shipments")
    return True


def _fetch_label(shipment: Shipment) -> bool:
    """Fetch the label, and the number that the carrier gave."""
    try:
        with open_session(shipment.connection, "labels") as session:
            label = session.label(shipment.external_id)
            parcel = _parcel(session, shipment)
    except ChannelError as error:
        _later(shipment, str(error))
        shipment.save()
        return False
    shipment.label_file = labels.keep(shipment, label.content)
    shipment.label_type = label.media_type
    if parcel is not None:
        shipment.carrier, shipment.tracking_number = parcel.carrier, parcel.tracking_number
    shipment.state, shipment.attempts, shipment.trouble = State.READY, 0, ""
    shipment.save()
    return True


def _parcel(session: Session, shipment: Shipment) -> Parcel | None:
    parcels = session.parcels(shipment.order.external_id)
    return next((parcel for parcel in parcels if parcel.external_id == shipment.external_id), None)


def _later(shipment: Shipment, trouble: str) -> None:
    shipment.trouble = trouble
    shipment.due_at = timezone.now() + _WAITS[min(shipment.attempts, len(_WAITS) - 1)]
    shipment.attempts += 1


def print_labels(workspace: Workspace, shipments: Sequence[Shipment], by: User) -> bytes:
    """One PDF of labels in the given order; each print is written down, and a second one is marked as a reprint.

    Raises ShipError for a shipment whose label is not there yet.
    """
    if missing := [str(shipment) for shipment in shipments if shipment.state != State.READY]:
        raise ShipError(f"There is no label yet for {', '.join(missing[:5])}. It comes within seconds of shipping.")
    merged = PdfWriter()
    for shipment in shipments:
        merged.append(io.BytesIO(labels.read(shipment)))
    with transaction.atomic():
        printed = set(Print.objects.filter(shipment__in=shipments).values_list("shipment_id", flat=True))
        Print.objects.bulk_create(
            Print(shipment=shipment, by=by, is_reprint=shipment.pk in printed) for shipment in shipments
        )
    file = io.BytesIO()
    merged.write(file)
    return file.getvalue()


def call_back(order: Order) -> Iterable[Shipment]:
    """Shipments of a cancelled order that have not left yet: they are called back, and must be pulled from the pile."""
    pulled = list(Shipment.objects.filter(order=order).exclude(state=State.CANCELLED))
    for shipment in pulled:
        shipment.state, shipment.trouble = State.CANCELLED, "The order was cancelled: take the parcel off the pile."
        shipment.save(update_fields=["state", "trouble"])
    return pulled
