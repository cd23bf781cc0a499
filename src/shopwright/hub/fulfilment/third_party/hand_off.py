"""Every write about handing orders to third parties: each order once, whoever is killed when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone

from shopwright.hub.access.models import User
from shopwright.hub.channels.protocol import ChannelError
from shopwright.hub.core.waits import Work, wait_after
from shopwright.hub.core.wake import wake
from shopwright.hub.fulfilment import labels
from shopwright.hub.fulfilment.models import ShipmentLine, State
from shopwright.hub.fulfilment.queries import live_shipments_of
from shopwright.hub.fulfilment.routing.models import Preparation, Route
from shopwright.hub.fulfilment.services import CarrierNeededError, ShipError, begin
from shopwright.hub.orders.models import Order, OrderLine
from shopwright.hub.orders.queries import to_ship

from . import folder
from .columns import file_of
from .models import Act, Answer, HandOff, HandOffRow, HandOffState, ThirdParty

#: Orders in one file.
MOST_ORDERS = 2_000
#: Orders whose channel is asked in one round.
_AT_ONCE = 50


class HandOffError(Exception):
    """What cannot be handed over; the text says why and what to do."""


def to_hand_over(third_party: ThirdParty) -> QuerySet[Route]:
    """Routes of orders that may be shipped, go to a third party, and are in no file of it yet."""
    ready = to_ship(third_party.workspace).filter(route__location=third_party.location_id)
    handed = HandOffRow.objects.filter(order=OuterRef("order"), act=Act.SHIP, stopped_at=None)
    routes = Route.objects.filter(location=third_party.location_id, order__in=ready.order_by().values("pk"))
    return routes.filter(~Exists(handed)).order_by("order__ship_by", "order_id")


def make_hand_off(third_party: ThirdParty, by: User | None = None, *, to_folder: bool = True) -> HandOff | None:
    """Hand over every order that waits, and tell what is to be cancelled; None where there is nothing to tell.

    Orders of which the channel has to make the label wait until it is there.
    """
    _prepare(third_party, with_trouble=True)
    with transaction.atomic():
        # One file of a third party is made at a time, so that no order gets into two.
        locked = ThirdParty.objects.select_for_update().get(pk=third_party.pk)
        routes = _prepared(locked)
        cancellations = HandOffRow.objects.filter(third_party=locked, hand_off=None)
        locked.next_at = timezone.now() + timedelta(minutes=locked.minutes) if locked.minutes else None
        locked.save(update_fields=["next_at"])
        if not routes and not cancellations.exists():
            return None
        made = _new_file(locked, by, to_folder=to_folder)
        HandOffRow.objects.bulk_create(
            HandOffRow(
                workspace_id=locked.workspace_id,
                third_party=locked,
                order_id=route.order_id,
                hand_off=made,
                act=Act.SHIP,
                goods=goods_of(route.order.lines.filter(is_cancelled=False, is_gone=False)),
            )
            for route in routes
        )
        cancellations.update(hand_off=made)
        wake("shipments")
    return made


def hand_off_again(orders: Sequence[Order], by: User) -> HandOff:
    """Put orders into another file, marked as sent again. Raises HandOffError for what no third party has."""
    live = HandOffRow.objects.filter(order__in=orders, act=Act.SHIP, stopped_at=None).select_related("third_party")
    rows = list(live.order_by("pk"))
    if not rows:
        raise HandOffError("None of these orders is with a third party.")
    if len({row.third_party_id for row in rows}) > 1:
        raise HandOffError("These orders are with several third parties. Choose those of one.")
    with transaction.atomic():
        third_party = ThirdParty.objects.select_for_update().get(pk=rows[0].third_party_id)
        made = _new_file(third_party, by, to_folder=rows[0].hand_off is None or _is_in_folder(rows[0]))
        HandOffRow.objects.bulk_create(
            HandOffRow(
                workspace_id=row.workspace_id,
                third_party=third_party,
                order_id=row.order_id,
                hand_off=made,
                act=Act.AGAIN,
                goods=goods_of(row.order.lines.filter(is_cancelled=False, is_gone=False)),
            )
            for row in rows
        )
        wake("shipments")
    return made


def _is_in_folder(row: HandOffRow) -> bool:
    return row.hand_off is not None and row.hand_off.state != HandOffState.DOWNLOAD


def _new_file(third_party: ThirdParty, by: User | None, *, to_folder: bool) -> HandOff:
    last = HandOff.objects.filter(third_party=third_party).aggregate(last=Max("number"))["last"] or 0
    return HandOff.objects.create(
        workspace_id=third_party.workspace_id,
        third_party=third_party,
        number=last + 1,
        state=HandOffState.INTENT if to_folder else HandOffState.DOWNLOAD,
        due_at=timezone.now() if to_folder else None,
        by=by,
    )


def goods_of(lines: Iterable[OrderLine]) -> list[dict[str, object]]:
    """Lines put together by what they are, as they are written down for a third party."""
    counted: dict[tuple[str, str], dict[str, object]] = {}
    pieces: dict[tuple[str, str], int] = {}
    for line in lines:
        variant = line.variant
        sku = variant.sku if variant else line.seller_sku
        key = (sku, "" if variant else line.options)
        pieces[key] = pieces.get(key, 0) + line.quantity
        gtin = variant.gtin if variant else ""
        counted[key] = {"sku": sku, "gtin": gtin, "title": line.title, "options": line.options}
    return [{**goods, "quantity": pieces[key]} for key, goods in counted.items()]


def _prepared(third_party: ThirdParty) -> list[Route]:
    """Routes whose orders can be handed over now: those with a label of the channel once it is there."""
    waiting = to_hand_over(third_party).exclude(preparation=Preparation.NONE).select_related("order")[:MOST_ORDERS]
    return [route for route in waiting if route.preparation == Preparation.OWN or _has_labels(route.order)]


def _has_labels(order: Order) -> bool:
    states = list(live_shipments_of(order).values_list("state", flat=True))
    return bool(states) and all(state == State.READY for state in states)


def _prepare(third_party: ThirdParty, *, with_trouble: bool = False) -> int:
    """Ask the channels of new orders who makes their labels, and have theirs made; returns how many were asked."""
    routes = to_hand_over(third_party).filter(preparation=Preparation.NONE)
    if not with_trouble:
        routes = routes.filter(trouble="")
    related = "order__connection__app", "order__connection__workspace", "order__workspace"
    asked = list(routes.select_related(*related)[:_AT_ONCE])
    for route in asked:
        trouble, preparation = "", Preparation.LABEL
        try:
            begin(route.order, None, by_third_party=True)
        except CarrierNeededError:
            preparation = Preparation.OWN
        except (ShipError, ChannelError) as error:
            trouble, preparation = str(error), Preparation.NONE
        Route.objects.filter(pk=route.pk).update(preparation=preparation, trouble=trouble)
    return len(asked)


def work_due() -> int:
    """Take on what is due: ask for labels, make files at their times, and put files into their folders."""
    now, steps = timezone.now(), 0
    for third_party in ThirdParty.objects.filter(minutes__gt=0).select_related("workspace", "location"):
        steps += _prepare(third_party)
        if third_party.next_at is None or third_party.next_at <= now:
            steps += make_hand_off(third_party) is not None
    due = HandOff.objects.filter(state__in=[HandOffState.INTENT, HandOffState.DRAFTED], due_at__lte=now)
    return steps + sum(_write(pk) for pk in list(due.order_by("due_at").values_list("pk", flat=True)[:50]))


def _write(hand_off_id: int) -> bool:
    """A step of a file: write its draft, or give the draft its name.

    That the draft is whole is kept before it gets its name. So after a kill a draft that is there still needs its
    name, and one that is not has had it: the third party finds the file once, also where it took it away at once.
    """
    with transaction.atomic():
        related = "third_party__workspace", "third_party__location"
        row = (
            HandOff.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related(*related)
            .filter(pk=hand_off_id, state__in=[HandOffState.INTENT, HandOffState.DRAFTED])
            .first()
        )
        if row is None:
            return False
        try:
            if row.state == HandOffState.INTENT:
                content, files = content_of(row)
                folder.write_draft(row, content, files)
                row.state = HandOffState.DRAFTED
            else:
                folder.put_in_place(row)
                row.state = HandOffState.WRITTEN
        except OSError as error:
            row.trouble = f"The folder cannot be written: {error.strerror}."
            row.due_at = timezone.now() + wait_after(Work.FILE)
            row.save()
            return False
        row.trouble = ""
        row.save()
    return True


def content_of(hand_off: HandOff) -> tuple[bytes, dict[str, bytes]]:
    """The content of a hand-off file, and the labels that go with it, by their names."""
    rows = list(hand_off.rows.select_related("order__connection").order_by("pk"))
    parcels: dict[int, tuple[str, str, str]] = {}
    files: dict[str, bytes] = {}
    asked = [row.order_id for row in rows if row.act != Act.CANCEL]
    inside = ShipmentLine.objects.filter(line__order__in=asked, shipment__state=State.READY)
    inside = (
        inside.exclude(shipment__label_file="").select_related("shipment__order", "line").order_by("shipment", "pk")
    )
    # Each order of a parcel that holds several names it, and its label is among the files once.
    for (order_id, _), shipment in {(row.line.order_id, row.shipment_id): row.shipment for row in inside}.items():
        name = f"{_safe(shipment.order.number)}-{shipment.pk}.{'zpl' if 'zpl' in shipment.label_type else 'pdf'}"
        files[name] = files.get(name) or labels.read(shipment)
        before = parcels.get(order_id)
        both = (shipment.carrier, shipment.tracking_number, name)
        parcels[order_id] = (before[0], f"{before[1]} {both[1]}", f"{before[2]} {both[2]}") if before else both
    return file_of(hand_off, rows, parcels), files


def _safe(text: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in text)[:60]


def ask_to_stop(order: Order, lines: Sequence[OrderLine]) -> None:
    """Have the third party that was handed an order told, in its next file, which of its goods not to send."""
    live = HandOffRow.objects.filter(order=order, act=Act.SHIP, stopped_at=None).first()
    goods = goods_of(line for line in lines if not line.is_gone)
    if live is not None and goods:
        HandOffRow.objects.create(
            workspace_id=order.workspace_id,
            third_party_id=live.third_party_id,
            order=order,
            act=Act.CANCEL,
            goods=goods,
        )


def ask_back(order: Order) -> None:
    """Ask for an order back that a third party was handed. Raises HandOffError where it cannot be, or was already."""
    with transaction.atomic():
        Order.objects.select_for_update().get(pk=order.pk)
        if not HandOffRow.objects.filter(order=order, act=Act.SHIP, stopped_at=None).exists():
            raise HandOffError(f"{order.number} is with no third party.")
        if HandOffRow.objects.filter(order=order, act=Act.CANCEL, answer=Answer.NONE).exists():
            raise HandOffError(f"{order.number} is asked back already.")
        ask_to_stop(order, list(order.lines.filter(is_cancelled=False).select_related("variant")))


def answer_stop(order: Order, answer: Answer) -> None:
    """Note what the third party said to the cancellations of an order. Once stopped, it may be sent from elsewhere."""
    with transaction.atomic():
        asked = HandOffRow.objects.select_for_update().filter(order=order, act=Act.CANCEL, answer=Answer.NONE)
        if not asked.update(answer=answer):
            raise HandOffError(f"Nothing of {order.number} is asked back.")
        left = order.lines.filter(is_cancelled=False)
        is_whole = not left.exists() or _covers(order, left)
        if answer == Answer.STOPPED and is_whole:
            HandOffRow.objects.filter(order=order, act=Act.SHIP, stopped_at=None).update(stopped_at=timezone.now())


def _covers(order: Order, lines: Collection[OrderLine] | QuerySet[OrderLine]) -> bool:
    """Whether what was stopped is all that is left of an order."""
    wanted = {str(goods["sku"]): goods["quantity"] for goods in goods_of(lines)}
    stopped: dict[str, int] = {}
    for row in HandOffRow.objects.filter(order=order, act=Act.CANCEL, answer=Answer.STOPPED):
        for goods in row.goods:
            stopped[goods["sku"]] = stopped.get(goods["sku"], 0) + goods["quantity"]
    return all(stopped.get(sku, 0) >= int(str(pieces)) for sku, pieces in wanted.items())


def keep(third_party: ThirdParty) -> ThirdParty:
    """Keep a third party's settings, and make its folder. Raises HandOffError where the folder cannot be made."""
    third_party.next_at = timezone.now() if third_party.minutes else None
    try:
        folder.make(third_party)
    except OSError as error:
        raise HandOffError(f"The folder cannot be made: {error.strerror}.") from error
    third_party.save()
    return third_party


def latest_rows(order: Order) -> QuerySet[HandOffRow]:
    return HandOffRow.objects.filter(order=order).select_related("hand_off", "third_party__location").order_by("pk")
