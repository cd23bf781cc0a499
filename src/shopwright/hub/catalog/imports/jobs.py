"""Imports as the page of jobs lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.db.models import Q, QuerySet
from django.utils import timezone

from shopwright.hub.core.wake import wake
from shopwright.hub.core.work import Job, JobError, JobState, Link, Source, state_of

from . import runs
from .models import APPLIED, WORKING, ImportRun, State


class Imports(Source[ImportRun]):
    kind, title, time, connection = "imports", "Imports", "created_at", ""
    states: ClassVar[Mapping[JobState, Q]] = {
        JobState.WAITING: Q(state__in=[State.MAPPING, State.CHECKED]) | Q(state__in=WORKING, step="wait", attempts=0),
        JobState.RUNNING: Q(state__in=WORKING, attempts=0) & ~Q(step="wait"),
        JobState.FAILED: Q(state__in=WORKING, attempts__gt=0),
        JobState.GIVEN_UP: Q(state=State.FAILED),
        JobState.CANCELLED: Q(state__in=[State.CANCELLED, State.UNDONE]),
    }

    def rows(self, workspace_id: int) -> QuerySet[ImportRun]:
        return ImportRun.objects.filter(workspace_id=workspace_id).defer("sheets", "headers", "columns", "settings")

    def matching(self, workspace_id: int, text: str) -> Q:
        return Q(file_name__icontains=text)

    def jobs(self, rows: Sequence[ImportRun]) -> list[Job]:
        return [self._job(row) for row in rows]

    def _job(self, row: ImportRun) -> Job:
        link = Link("import", (row.pk,))
        return Job(
            kind=self.kind,
            pk=row.pk,
            at=row.created_at,
            about=row.file_name,
            link=link,
            state=state_of(row),
            progress=f"{row.percent} %" if row.is_working else str(row.get_state_display()),
            attempts=row.attempts,
            next_try=row.due_at if row.is_working else None,
            cause=row.trouble,
            undo=link if row.state in APPLIED and row.done and row.upload else None,
            can_retry=row.state == State.FAILED or (row.is_working and row.attempts > 0),
            can_cancel=row.state in (State.MAPPING, State.CHECKING, State.CHECKED, State.RUNNING, State.FAILED),
        )

    def retry(self, workspace_id: int, pk: int) -> str:
        run = _run(workspace_id, pk)
        if run.is_working:
            ImportRun.objects.filter(pk=pk, state__in=WORKING).update(due_at=timezone.now())
            wake("imports")
            return "It goes on now."
        try:
            runs.retry(run)
        except runs.RunError as error:
            raise JobError(str(error)) from error
        return "It goes on where it was."

    def cancel(self, workspace_id: int, pk: int) -> str:
        try:
            runs.cancel(_run(workspace_id, pk))
        except runs.RunError as error:
            raise JobError(str(error)) from error
        return "It is cancelled. What it wrote stays until it is undone."


def _run(workspace_id: int, pk: int) -> ImportRun:
    run = ImportRun.objects.filter(workspace_id=workspace_id, pk=pk).first()
    if run is None:
        raise JobError("It is not there any more.")
    return run
