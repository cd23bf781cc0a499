"""Every write about shipments: begin, book, fetch the label, call back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from shopwright.hub.access.models import User
from shopwright.hub.channels.parcels import Carrier, Label, Parcel, ShippingService, ZplLabels
from shopwright.hub.channels.protocol import ChannelError, Outcome, Result, Session
from shopwright.hub.channels.services import open_session
from shopwright.hub.core.waits import Work, wait_after
from shopwright.hub.core.wake import wake
from shopwright.hub.orders.models import Order, OrderLine

from . import labels
from .carriage.rules import Rule
from .carriage.services import keep_service
from .carriage.services import ship as ask_to_ship
from .groups import links
from .groups.queries import begun_parcels, open_regroup, words_of_open
from .models import (
    Box,
    BoxState,
    LabelFormat,
    Shipment,
    ShippingSettings,
    State,
)
from .routing.queries import third_party_of
from .sheets.documents import check_label

_DUE = (State.INTENT, State.UNKNOWN, State.BOOKED)


class ShipError(Exception):
    """An order that cannot be shipped; the text says why and what to do."""


class CarrierNeededError(ShipError):
    """The seller sends this order with a carrier of their own, so a tracking number is needed. ``carriers``: which."""

    def __init__(self, order: Order, carriers: Sequence[Carrier]) -> None:
        super().__init__(f"{order.number} is sent with your own carrier: give its tracking number.")
        self.carriers = carriers


def begin(
    order: Order,
    by: User | None,
    *,
    carrier_id: str = "",
    number: str = "",
    line_ids: Collection[str] | None = None,
    by_third_party: bool = False,
    services: Mapping[str, ShippingService] | None = None,
) -> list[Shipment]:
    """Begin to ship an order: one shipment for each parcel that its channel has for it, each once.

    ``carrier_id`` and ``number``: of the seller's own carrier, where the channel leaves the shipping to the seller.
    ``line_ids``: the channel's ids of lines whose parcels alone are shipped. ``by_third_party``: it sends the order.
    ``services``: the shipping service that somebody chose for a parcel, by its id; the others get theirs by rule.
    Raises ShipError for an order that may not be shipped now, ChannelError when the channel cannot be asked.
    """
    parcels = parcels_to_ship(order, by_third_party=by_third_party)
    if line_ids is not None:
        parcels = [parcel for parcel in parcels if set(parcel.line_ids) & set(line_ids)]
        if not parcels:
            raise ShipError(f"The channel has these goods of {order.number} in no parcel. Look at the order again.")
    if trouble := next((parcel.trouble for parcel in parcels if parcel.trouble), ""):
        raise ShipError(f"{order.number}: {trouble}")
    own = _own(order, parcels)
    if own and not number:
        raise CarrierNeededError(order, own[0].carriers)
    if own:
        # A number is of one parcel. The others wait for theirs.
        parcels = [parcel for parcel in parcels if parcel is own[0] or parcel not in own]
    with transaction.atomic():
        ids = {order.pk, *_lines_in(order, parcels).values_list("order", flat=True)}
        locked = list(Order.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
        _refuse_unready(order, locked)  # cancelled or held while the channel was asked, or beside it in its parcel
        if line_ids is None:
            _refuse_stopped(locked)
        shipments = [_begin_parcel(order, parcel, by, carrier_id, number) for parcel in parcels]
        for shipment in shipments:
            _choose_service(shipment, (services or {}).get(shipment.external_id))
        wake("shipments")
    return shipments


def own_parcels(order: Order) -> Sequence[Parcel]:
    """Parcels that a seller sends and that have no number yet; none where the channel ships. Raises as ``begin``."""
    return _own(order, parcels_to_ship(order))


def _own(order: Order, parcels: Sequence[Parcel]) -> list[Parcel]:
    waiting = [parcel for parcel in parcels if parcel.is_own and not parcel.is_arranged]
    begun = begun_parcels(order, [parcel.external_id for parcel in waiting])
    return [parcel for parcel in waiting if parcel.external_id not in begun]


def parcels_to_ship(order: Order, *, by_third_party: bool = False) -> Sequence[Parcel]:
    """The parcels that its channel has for an order. Raises as ``begin``."""
    if not order.is_ready:
        raise ShipError(why_not(order))
    if not by_third_party and (other := third_party_of(order)):
        raise ShipError(f"{order.number} is sent by {other}. Route it elsewhere to send it yourself.")
    with open_session(order.connection, "shipments") as session:
        parcels = session.parcels(order.external_id)
    if not parcels:
        raise ShipError("The channel has no parcel for this order yet. Try again in a minute.")
    return parcels


def why_not(order: Order) -> str:
    """Why an order cannot be shipped now."""
    if order.hold:
        return f"{order.number} is held: {order.get_hold_display()}."
    if not order.can_ship:
        return f"{order.number} is {order.raw_status}: its channel lets it be shipped later, or not at all."
    return f"{order.number} is {order.get_progress_display().lower()} already."


def _refuse_unready(order: Order, locked: Sequence[Order]) -> None:
    """What goes into a parcel leaves together, or not at all."""
    for row in locked:
        if row.pk == order.pk and not row.is_ready:
            raise ShipError(why_not(row))
        if not row.is_ready:
            raise ShipError(f"{order.number} goes in one parcel with another order. {why_not(row)}")
        if row.pk != order.pk and third_party_of(row) != third_party_of(order):
            raise ShipError(f"{order.number} goes in one parcel with {row.number}. Route both to one place first.")
        if regroup := open_regroup([row.pk]):
            raise ShipError(words_of_open(row.number, regroup))


def _refuse_stopped(orders: Sequence[Order]) -> None:
    """What is in a stopped box was never found to be right. Whoever names lines ships those of a packed one."""
    box = Box.objects.filter(order__in=orders, state=BoxState.STOPPED).select_related("order").first()
    if box is not None:
        raise ShipError(f"{box.order.number}: its box is stopped. {box.trouble} Take that out, and pack the rest.")


def _lines_in(order: Order, parcels: Sequence[Parcel]) -> QuerySet[OrderLine]:
    """What is to be sent in parcels: lines of an order, and of others that its channel put into them."""
    ids = [parcel.external_id for parcel in parcels if parcel.external_id]
    shared = OrderLine.objects.filter(workspace=order.workspace_id, parcel_id__in=ids)
    named = [line_id for parcel in parcels for line_id in parcel.line_ids]
    # One question after the other, since each has an index of its own.
    inside = set(OrderLine.objects.filter(order=order, external_id__in=named).values_list("pk", flat=True))
    inside |= set(shared.filter(order__connection=order.connection_id).values_list("pk", flat=True))
    return OrderLine.objects.filter(pk__in=inside, is_cancelled=False, is_gone=False)


def _begin_parcel(order: Order, parcel: Parcel, by: User | None, carrier_id: str, number: str) -> Shipment:
    known = (
        Shipment.objects.filter(connection=order.connection, external_id=parcel.external_id)
        .exclude(state=State.CANCELLED)
        .first()
    )
    is_own = parcel.is_own and not parcel.is_arranged
    if known is not None:
        if known.state == State.REFUSED:
            if is_own:
                known.carrier_id, known.tracking_number = carrier_id, number
                known.carrier = _name_of(carrier_id, parcel)
            _again(known)
        links.link(known, _lines_in(order, [parcel]))
        return known
    shipment = Shipment.objects.create(
        workspace_id=order.workspace_id,
        connection=order.connection,
        order=order,
        external_id=parcel.external_id,
        carrier=_name_of(carrier_id, parcel) if is_own else parcel.carrier,
        carrier_id=carrier_id if is_own else "",
        tracking_number=number if is_own else parcel.tracking_number,
        is_own=parcel.is_own,
        state=State.BOOKED if parcel.is_arranged else State.INTENT,
        due_at=timezone.now(),
        begun_by=by,
    )
    links.link(shipment, _lines_in(order, [parcel]))
    return shipment


def _choose_service(shipment: Shipment, service: ShippingService | None) -> None:
    """Note the service that somebody chose; one by rule is chosen when the parcel is booked."""
    if shipment.state == State.INTENT and service is not None:
        shipment.service_rule = Rule.CHOSEN
        keep_service(shipment, service)
        shipment.save()


def _name_of(carrier_id: str, parcel: Parcel) -> str:
    """The name of a seller's own carrier; what was typed where the channel names none."""
    if not parcel.carriers:
        return carrier_id
    return next((carrier.name for carrier in parcel.carriers if carrier.external_id == carrier_id), "")


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
            outcome = ask_to_ship(session, shipment)
    except ChannelError as error:
        outcome = Outcome(Result.LATER, error.code, error.message, error.remedy)
    with transaction.atomic():
        row = Shipment.objects.select_for_update().get(pk=shipment.pk)
        if row.state == State.CANCELLED:
            return outcome.is_done  # its order was cancelled meanwhile: it stays called back
        if outcome.is_done and outcome.external_id and links.merge(row, outcome.external_id):
            pass  # it went into a parcel that is here already
        elif outcome.is_done:
            row.external_id = outcome.external_id or row.external_id
            row.state, row.due_at, row.attempts, row.booked_at = State.BOOKED, timezone.now(), 0, timezone.now()
            row.code = row.trouble = row.remedy = ""
        elif outcome.result is Result.REFUSED:
            row.state = State.REFUSED
            row.code, row.trouble, row.remedy = outcome.code, outcome.message, outcome.remedy
            wake("alerts")
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
    elif not links.merge(shipment, parcel.external_id):
        shipment.external_id = parcel.external_id
        shipment.state = State.BOOKED if parcel.is_arranged else State.INTENT
        shipment.booked_at = timezone.now() if parcel.is_arranged else None
        shipment.due_at = timezone.now()
    shipment.save()
    wake("shipments")
    return True


def _fetch_label(shipment: Shipment) -> bool:
    """Fetch the label, and the number that the carrier gave. A parcel of the seller's own carrier has no label."""
    try:
        with open_session(shipment.connection, "labels") as session:
            label = None if shipment.is_own else _label(session, shipment)
            parcel = _parcel(session, shipment)
    except ChannelError as error:
        _later(shipment, str(error))
        shipment.save()
        return False
    if label is not None:
        shipment.label_file = labels.keep(shipment, label.content)
        shipment.label_type = label.media_type
        shipment.label_trouble = check_label(label.content, label.media_type)
    if parcel is not None and links.merge(shipment, parcel.external_id):
        shipment.save()
        return True
    if parcel is not None:
        shipment.external_id = parcel.external_id
        shipment.carrier, shipment.tracking_number = parcel.carrier, parcel.tracking_number
    shipment.state, shipment.attempts, shipment.trouble = State.READY, 0, ""
    shipment.save()
    return True


def fetch_again(shipments: Iterable[Shipment]) -> int:
    """Ask the channel once more for labels whose files cannot be printed; returns how many."""
    chosen = [shipment.pk for shipment in shipments]
    rows = Shipment.objects.filter(pk__in=chosen, state=State.READY, order__erased_at=None).exclude(label_trouble="")
    count = rows.update(state=State.BOOKED, due_at=timezone.now(), attempts=0)
    wake("shipments")
    return count


def _label(session: Session, shipment: Shipment) -> Label:
    """The label in the form that the workspace wants, if the channel has it."""
    wants_zpl = ShippingSettings.objects.filter(workspace=shipment.workspace_id, label_format=LabelFormat.ZPL).exists()
    label = session.zpl_label(shipment.external_id) if wants_zpl and isinstance(session, ZplLabels) else None
    return label or session.label(shipment.external_id)


def _parcel(session: Session, shipment: Shipment) -> Parcel | None:
    """The shipment's parcel; one that was made only when it was shipped is known by its lines."""
    parcels = session.parcels(shipment.order.external_id)
    own = set(shipment.lines.values_list("line__external_id", flat=True))
    same = (parcel for parcel in parcels if parcel.external_id == shipment.external_id)
    return next(same, None) or next((parcel for parcel in parcels if own & set(parcel.line_ids)), None)


def _later(shipment: Shipment, trouble: str) -> None:
    shipment.trouble = trouble
    shipment.due_at = timezone.now() + wait_after(Work.ACT, shipment.attempts)
    shipment.attempts += 1


def keep_settings(settings: ShippingSettings) -> None:
    settings.save()
