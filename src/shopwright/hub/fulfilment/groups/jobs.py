"""Splits and combinations as the page of jobs lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from shopwright.hub.core.wake import wake
from shopwright.hub.core.work import Job, JobError, JobState, Link, Source, state_of

from .models import Regroup, RegroupState
from .work import IN_CALL, close

_OPEN = (RegroupState.INTENT, RegroupState.UNKNOWN)


class Regroups(Source[Regroup]):
    kind, title, time = "regroups", "Parcels split and combined", "at"
    states: ClassVar[Mapping[JobState, Q]] = {
        JobState.WAITING: Q(state=RegroupState.INTENT, attempts=0),
        JobState.RUNNING: Q(state=RegroupState.UNKNOWN, attempts=0),
        JobState.FAILED: Q(state__in=_OPEN, attempts__gt=0),
        # Who asked was told at once, and nothing is left to be done about it.
        JobState.CANCELLED: Q(state__in=[RegroupState.REFUSED, RegroupState.CANCELLED]),
    }

    def rows(self, workspace_id: int) -> QuerySet[Regroup]:
        rows = Regroup.objects.filter(workspace_id=workspace_id)
        return rows.select_related("connection").prefetch_related("rows__order")

    def matching(self, workspace_id: int, text: str) -> Q:
        return Q(rows__order__number=text, rows__order__workspace=workspace_id)

    def jobs(self, rows: Sequence[Regroup]) -> list[Job]:
        return [self._job(row) for row in rows]

    def _job(self, row: Regroup) -> Job:
        state, orders = state_of(row), [item.order for item in row.rows.all()]
        return Job(
            kind=self.kind,
            pk=row.pk,
            at=row.at,
            about=f"{row.get_kind_display()}: {', '.join(order.number for order in orders)}",
            link=Link("order", (orders[0].pk,)) if orders else None,
            state=state,
            connection=row.connection.name,
            progress=str(row.get_state_display()),
            attempts=row.attempts,
            next_try=row.due_at if row.state in _OPEN else None,
            cause=row.trouble,
            remedy=row.remedy or ("Nothing to do: it is tried again by itself." if state is JobState.FAILED else ""),
            can_retry=row.state in _OPEN,
            can_cancel=row.state == RegroupState.INTENT,
        )

    def retry(self, workspace_id: int, pk: int) -> str:
        with transaction.atomic():
            row = _locked(workspace_id, pk)
            if row.state not in _OPEN:
                raise JobError(f"It is “{row.get_state_display()}”. Ask for it again on the order's page.")
            if row.state == RegroupState.UNKNOWN and row.attempts == 0 and row.due_at <= timezone.now() + IN_CALL:
                raise JobError("It is being asked for, or is looked up within 30 seconds.")
            row.due_at = timezone.now()
            row.save(update_fields=["due_at"])
            wake("shipments")
        return "It is tried again now."

    def cancel(self, workspace_id: int, pk: int) -> str:
        with transaction.atomic():
            row = _locked(workspace_id, pk)
            if row.state != RegroupState.INTENT:
                raise JobError("The channel was asked already. It is looked up, and may be asked for again after that.")
            close(row)
            row.state = RegroupState.CANCELLED
            row.save(update_fields=["state"])
        return "Nothing is split or combined."


def _locked(workspace_id: int, pk: int) -> Regroup:
    row = Regroup.objects.select_for_update(skip_locked=True).filter(workspace_id=workspace_id, pk=pk).first()
    if row is None:
        raise JobError("It is being worked on just now.")
    return row
