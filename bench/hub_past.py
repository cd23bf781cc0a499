"""Fills a hub with what very many orders leave behind: parcels, pick lists, returns, messages, events."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from .hub_rows import clone

if TYPE_CHECKING:
    from shopwright.hub.orders.models import Order

#: Orders on one pick list.
_ON_LIST = 50


def make_past(first: Order, count: int) -> None:
    """For each of so many orders a parcel that was printed, a pick, an event and a message; a return for each 30th."""
    _make_parcels(first, count)
    _make_picks(first, count)
    _make_cases(first, count)
    _make_news(first, count)


def _make_parcels(first: Order, count: int) -> None:
    from shopwright.hub.fulfilment.models import Print, Shipment, ShipmentLine, State

    line = first.lines.get()
    parcel = Shipment.objects.create(
        workspace=first.workspace,
        connection=first.connection,
        order=first,
        external_id="parcel-0",
        tracking_number="TRACK-0",
        carrier="Royal Mail",
        state=State.READY,
        label_file="labels/0.pdf",
        is_printed=True,
    )
    part = ShipmentLine.objects.create(shipment=parcel, line=line, quantity=1)
    printed = Print.objects.create(shipment=parcel, is_reprint=False)
    numbers = {"external_id": "'parcel-' || n", "tracking_number": "'TRACK-' || n"}
    begun = {"begun_at": f"begun_at - ({count} - n) * interval '20 seconds'"}
    clone("fulfilment_shipment", parcel.pk, count, {"order_id": f"{first.pk} + n", **numbers, **begun})
    clone("fulfilment_shipmentline", part.pk, count, {"shipment_id": f"{parcel.pk} + n", "line_id": f"{line.pk} + n"})
    clone("fulfilment_print", printed.pk, count, {"shipment_id": f"{parcel.pk} + n"})


def _make_picks(first: Order, count: int) -> None:
    from shopwright.hub.fulfilment.models import PickKind, PickLine, PickList, PickState

    made = PickList.objects.create(workspace=first.workspace, number=1, kind=PickKind.ORDERS)
    line = first.lines.get()
    pick = PickLine.objects.create(pick_list=made, line=line, slot=1, state=PickState.PICKED)
    clone("fulfilment_picklist", made.pk, max(2, count // _ON_LIST + 1), {"number": "number + n"})
    place = {"pick_list_id": f"{made.pk} + n / {_ON_LIST}", "slot": f"1 + n % {_ON_LIST}"}
    clone("fulfilment_pickline", pick.pk, count, {"line_id": f"{line.pk} + n", **place})


def _make_cases(first: Order, count: int) -> None:
    from shopwright.hub.aftersales.models import Case, CaseLine, Goods, Kind, Money, Party

    now = timezone.now()
    case = Case.objects.create(
        workspace=first.workspace,
        connection=first.connection,
        order=first,
        external_id="case-0",
        kind=Kind.RETURN,
        raw_status="AWAITING",
        goods=Goods.ON_THE_WAY,
        money=Money.ASKED,
        waits_for=Party.SELLER,
        reason_words="Too small",
        amount=Decimal(5),
        currency="GBP",
        tracking_number="BACK-0",
        urgent_at=now + timedelta(days=2),
        opened_at=now - timedelta(days=365),
        seen_at=now,
    )
    line = first.lines.get()
    part = CaseLine.objects.create(case=case, external_id="line-0", line=line, quantity=1, amount=Decimal(5))
    many = max(120, count // 30)
    is_old = f"n < {many} - 60"
    over = {
        "goods": f"CASE WHEN {is_old} THEN 'restocked' ELSE goods END",
        "money": f"CASE WHEN {is_old} THEN 'refunded' ELSE money END",
        "waits_for": f"CASE WHEN {is_old} THEN 'nobody' ELSE waits_for END",
    }
    numbers = {"external_id": "'case-' || n", "tracking_number": "'BACK-' || n"}
    clone("aftersales_case", case.pk, many, {"order_id": f"{first.pk} + n * 30 % {count}", **numbers, **over})
    clone(
        "aftersales_caseline", part.pk, many, {"case_id": f"{case.pk} + n", "line_id": f"{line.pk} + n * 30 % {count}"}
    )


def _make_news(first: Order, count: int) -> None:
    from shopwright.hub.channels.models import Event
    from shopwright.hub.notices.models import Notice, State, Step

    shop, now = first.connection, timezone.now()
    event = Event.objects.create(
        workspace=first.workspace,
        connection=shop,
        event_id="event-0",
        kind="order",
        external_id="order-0",
        source="webhook",
        state=Event.State.DONE,
        due_at=now,
        done_at=now,
    )
    notice = Notice.objects.create(
        workspace=first.workspace, connection=shop, order=first, step=Step.SHIPPED, state=State.SENT, sent_at=now
    )
    ago = f"- ({count} - n) * interval '20 seconds'"
    told = {"event_id": "'event-' || n", "external_id": "'order-' || n", "received_at": f"received_at {ago}"}
    clone("channels_event", event.pk, count, {**told, "done_at": f"done_at {ago}"})
    sent = {"order_id": f"{first.pk} + n", "caused_at": f"caused_at {ago}", "sent_at": f"sent_at {ago}"}
    clone("notices_notice", notice.pk, count, sent)
