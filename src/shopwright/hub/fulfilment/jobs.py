"""Shipments as the page of jobs lists them: booked in the background, each with its label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import ClassVar

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from shopwright.hub.core.wake import wake
from shopwright.hub.core.work import Job, JobError, JobState, Link, Source, state_of
from shopwright.hub.orders.models import Order

from .models import Shipment, State
from .queries import with_goods_of

#: A call that is going on has its row due again within this time, see ``services``.
_IN_CALL = timedelta(seconds=30)
_OPEN = (State.INTENT, State.UNKNOWN, State.BOOKED)


class Shipments(Source[Shipment]):
    kind, title, time = "shipments", "Shipments and labels", "begun_at"
    states: ClassVar[Mapping[JobState, Q]] = {
        JobState.WAITING: Q(state__in=[State.INTENT, State.BOOKED], attempts=0),
        JobState.RUNNING: Q(state=State.UNKNOWN, attempts=0),
        JobState.FAILED: Q(state__in=_OPEN, attempts__gt=0),
        JobState.GIVEN_UP: Q(state=State.REFUSED),
        JobState.CANCELLED: Q(state=State.CANCELLED),
    }

    def rows(self, workspace_id: int) -> QuerySet[Shipment]:
        return Shipment.objects.filter(workspace_id=workspace_id).select_related("connection", "order")

    def matching(self, workspace_id: int, text: str) -> Q:
        orders = list(Order.objects.filter(workspace_id=workspace_id, number=text).values_list("pk", flat=True)[:50])
        inside = list(Shipment.objects.filter(with_goods_of(orders)).values_list("pk", flat=True)[:200])
        return Q(order_id__in=orders) | Q(pk__in=inside) | Q(tracking_number=text)

    def jobs(self, rows: Sequence[Shipment]) -> list[Job]:
        return [self._job(row) for row in rows]

    def _job(self, row: Shipment) -> Job:
        state = state_of(row)
        is_over = state in (JobState.DONE, JobState.CANCELLED)
        return Job(
            kind=self.kind,
            pk=row.pk,
            at=row.begun_at,
            about=f"Parcel of {row.order.number}",
            link=Link("order", (row.order_id,)),
            state=state,
            connection=row.connection.name,
            progress=str(row.get_state_display()),
            attempts=row.attempts,
            next_try=row.due_at if row.state in _OPEN else None,
            cause=row.trouble,
            remedy=row.remedy or ("Nothing to do: it is tried again by itself." if state is JobState.FAILED else ""),
            can_retry=not is_over,
            can_cancel=row.state in (State.INTENT, State.REFUSED),
        )

    def retry(self, workspace_id: int, pk: int) -> str:
        with transaction.atomic():
            row = _locked(workspace_id, pk)
            if row.state == State.REFUSED:
                row.state, row.attempts = State.INTENT, 0
                row.code = row.trouble = row.remedy = ""
            elif row.state not in _OPEN:
                raise JobError(f"It is “{row.get_state_display()}”.")
            elif row.state == State.UNKNOWN and (row.due_at is None or row.due_at <= timezone.now() + _IN_CALL):
                raise JobError("It is being asked for, or is looked up within 30 seconds.")
            row.due_at = timezone.now()
            row.save()
            wake("shipments")
        return "It is tried again now."

    def cancel(self, workspace_id: int, pk: int) -> str:
        with transaction.atomic():
            row = _locked(workspace_id, pk)
            if row.state not in (State.INTENT, State.REFUSED):
                raise JobError("The channel was asked already. Cancel the order, and the parcel is called back.")
            row.state, row.trouble, row.remedy = State.CANCELLED, "Cancelled by hand, before it was booked.", ""
            row.save()
        return "Nothing is booked. The order can be shipped again."


def _locked(workspace_id: int, pk: int) -> Shipment:
    rows = Shipment.objects.select_for_update(skip_locked=True).filter(workspace_id=workspace_id, pk=pk)
    row = rows.first()
    if row is None:
        raise JobError("It is being worked on just now.")
    return row
