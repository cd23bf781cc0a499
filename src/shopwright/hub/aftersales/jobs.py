"""Answers to cases, and cancelled orders, as the page of jobs lists them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import ClassVar

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from shopwright.hub.channels.jobs import Thing
from shopwright.hub.core.wake import wake
from shopwright.hub.core.work import Job, JobError, JobState, Link, Source, state_of
from shopwright.hub.orders.models import Order

from .intake import settle_order
from .models import OPEN, Act, Case, Party, State

#: A call that is going on has its row due again within this time, see ``services``.
_IN_CALL = timedelta(seconds=90)
#: Nobody can answer any more, or it has been answered otherwise.
_OVERTAKEN = Q(state=State.REFUSED) & (
    (Q(case__isnull=False) & ~Q(case__waits_for=Party.SELLER)) | Q(case=None, order__progress="cancelled")
)


class Answers(Source[Act]):
    kind, title, time = "answers", "Answers to cases", "begun_at"
    states: ClassVar[Mapping[JobState, Q]] = {
        JobState.WAITING: Q(state=State.INTENT, attempts=0),
        JobState.RUNNING: Q(state=State.UNKNOWN, attempts=0),
        JobState.FAILED: Q(state__in=OPEN, attempts__gt=0),
        JobState.GIVEN_UP: Q(state=State.REFUSED) & ~_OVERTAKEN,
        JobState.CANCELLED: Q(state=State.DROPPED) | _OVERTAKEN,
    }

    def rows(self, workspace_id: int) -> QuerySet[Act]:
        return Act.objects.filter(workspace_id=workspace_id).select_related("connection", "order", "case")

    def matching(self, workspace_id: int, text: str) -> Q:
        orders = list(Order.objects.filter(workspace_id=workspace_id, number=text).values_list("pk", flat=True)[:50])
        return Q(order_id__in=orders) | Q(case__external_id=text)

    def jobs(self, rows: Sequence[Act]) -> list[Job]:
        return [self._job(row) for row in rows]

    def _job(self, row: Act) -> Job:
        state = state_of(row)
        return Job(
            kind=self.kind,
            pk=row.pk,
            at=row.begun_at,
            about=f"{row.words}: {row.order.number}",
            link=Link("return", (row.case_id,)) if row.case_id else Link("order", (row.order_id,)),
            state=state,
            connection=row.connection.name,
            progress=str(row.get_state_display()),
            attempts=row.attempts,
            next_try=row.due_at if row.state in OPEN else None,
            cause=row.trouble,
            remedy=row.remedy or ("Nothing to do: it is looked up by itself." if state is JobState.FAILED else ""),
            can_retry=state in (JobState.FAILED, JobState.GIVEN_UP, JobState.WAITING),
            can_cancel=row.state in (State.INTENT, State.REFUSED),
        )

    def retry(self, workspace_id: int, pk: int) -> str:
        with transaction.atomic():
            row = _locked(workspace_id, pk)
            if row.state == State.REFUSED:
                if _others(row).filter(state__in=OPEN).exists():
                    raise JobError("It is being answered already.")
                row.state, row.attempts, row.done_at = State.INTENT, 0, None
                row.code = row.trouble = row.remedy = ""
            elif row.state not in OPEN:
                raise JobError(f"It is “{row.get_state_display()}”.")
            elif row.state == State.UNKNOWN and row.due_at <= timezone.now() + _IN_CALL:
                raise JobError("It is being asked for, or is looked up within 90 seconds.")
            row.due_at = timezone.now()
            row.save()
            wake("answers")
        settle_order(row.order)
        return "It is tried again now."

    def cancel(self, workspace_id: int, pk: int) -> str:
        with transaction.atomic():
            row = _locked(workspace_id, pk)
            if row.state not in (State.INTENT, State.REFUSED):
                raise JobError("The channel was told already.")
            row.state = State.DROPPED
            row.save(update_fields=["state"])
        settle_order(row.order)
        return "The channel is not told."


def _others(act: Act) -> QuerySet[Act]:
    """Other acts about the same case, or order."""
    rows = Act.objects.filter(order_id=act.order_id, case=act.case)
    return rows.exclude(pk=act.pk)


def _locked(workspace_id: int, pk: int) -> Act:
    rows = Act.objects.select_for_update(skip_locked=True, of=("self",)).select_related("order", "case")
    row = rows.filter(workspace_id=workspace_id, pk=pk).first()
    if row is None:
        raise JobError("It is being worked on just now.")
    return row


def find_cases(keys: Collection[tuple[int, str]]) -> Mapping[tuple[int, str], Thing]:
    """Cases by connection and the channel's id, as events are about them."""
    rows = Case.objects.filter(connection_id__in={key[0] for key in keys}, external_id__in={key[1] for key in keys})
    return {(row.connection_id, row.external_id): Thing(str(row), Link("return", (row.pk,))) for row in rows}
