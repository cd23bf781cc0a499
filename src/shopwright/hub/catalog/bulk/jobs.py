"""Edits of many SKUs as the page of jobs lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.db.models import Q, QuerySet
from django.utils import timezone

from shopwright.hub.core.wake import wake
from shopwright.hub.core.work import Job, JobError, JobState, Link, Source, state_of

from . import runs
from .models import APPLIED, WORKING, BulkEdit, State

_CANCELLED_BY_HAND = (State.CHECKING, State.CHECKED, State.RUNNING)


class BulkEdits(Source[BulkEdit]):
    kind, title, time, connection = "bulk", "Bulk edits", "created_at", ""
    states: ClassVar[Mapping[JobState, Q]] = {
        JobState.WAITING: Q(state=State.CHECKED),
        JobState.RUNNING: Q(state__in=WORKING, attempts=0),
        JobState.FAILED: Q(state__in=WORKING, attempts__gt=0),
        JobState.GIVEN_UP: Q(state=State.FAILED),
        JobState.CANCELLED: Q(state__in=[State.CANCELLED, State.UNDONE]),
    }

    def rows(self, workspace_id: int) -> QuerySet[BulkEdit]:
        return BulkEdit.objects.filter(workspace_id=workspace_id).defer("choice", "acts")

    def matching(self, workspace_id: int, text: str) -> Q:
        return Q(words__icontains=text)

    def jobs(self, rows: Sequence[BulkEdit]) -> list[Job]:
        return [self._job(row) for row in rows]

    def _job(self, row: BulkEdit) -> Job:
        link = Link("bulk-edit", (row.pk,))
        can_undo = row.state in APPLIED and row.rows.filter(is_applied=True).exists()
        return Job(
            kind=self.kind,
            pk=row.pk,
            at=row.created_at,
            about=row.words,
            link=link,
            state=state_of(row),
            progress=f"{row.percent} %" if row.is_working else str(row.get_state_display()),
            attempts=row.attempts,
            next_try=row.due_at if row.is_working else None,
            cause=row.trouble,
            undo=link if can_undo else None,
            can_retry=row.state == State.FAILED or (row.is_working and row.attempts > 0),
            can_cancel=row.state in (*_CANCELLED_BY_HAND, State.FAILED),
        )

    def retry(self, workspace_id: int, pk: int) -> str:
        edit = _edit(workspace_id, pk)
        if edit.is_working:
            BulkEdit.objects.filter(pk=pk, state__in=WORKING).update(due_at=timezone.now())
            wake("bulk")
            return "It goes on now."
        try:
            runs.retry(edit)
        except runs.EditError as error:
            raise JobError(str(error)) from error
        return "It goes on where it was."

    def cancel(self, workspace_id: int, pk: int) -> str:
        try:
            runs.cancel(_edit(workspace_id, pk))
        except runs.EditError as error:
            raise JobError(str(error)) from error
        return "It is cancelled. What it wrote stays until it is undone."


def _edit(workspace_id: int, pk: int) -> BulkEdit:
    edit = BulkEdit.objects.filter(workspace_id=workspace_id, pk=pk).first()
    if edit is None:
        raise JobError("It is not there any more.")
    return edit
