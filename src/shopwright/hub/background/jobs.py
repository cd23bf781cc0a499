"""Large acts as the page of jobs lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.db.models import Q, QuerySet

from shopwright.hub.core.work import Job, JobError, JobState, Link, Source, state_of

from . import services
from .kinds import kind_of
from .models import BackgroundRun, State


class LargeActs(Source[BackgroundRun]):
    kind, title, time, connection = "background", "Large acts", "created_at", ""
    states: ClassVar[Mapping[JobState, Q]] = {
        JobState.RUNNING: Q(state=State.RUNNING, attempts=0),
        JobState.FAILED: Q(state=State.RUNNING, attempts__gt=0),
        JobState.GIVEN_UP: Q(state=State.FAILED),
        JobState.CANCELLED: Q(state=State.CANCELLED),
    }

    def rows(self, workspace_id: int) -> QuerySet[BackgroundRun]:
        return BackgroundRun.objects.filter(workspace_id=workspace_id).defer("facts")

    def matching(self, workspace_id: int, text: str) -> Q:
        return Q(words__icontains=text)

    def jobs(self, rows: Sequence[BackgroundRun]) -> list[Job]:
        return [
            Job(
                kind=self.kind,
                pk=row.pk,
                at=row.created_at,
                about=row.words,
                link=Link("background-run", (row.pk,)),
                state=state_of(row),
                progress=f"{row.percent} %" if row.is_working else str(row.get_state_display()),
                attempts=row.attempts,
                next_try=row.due_at if row.is_working else None,
                cause=row.trouble,
                can_retry=row.state == State.FAILED or (row.is_working and row.attempts > 0),
                can_cancel=row.state in (State.RUNNING, State.FAILED) and not kind_of(row).no_cancel,
            )
            for row in rows
        ]

    def retry(self, workspace_id: int, pk: int) -> str:
        try:
            services.retry(_run(workspace_id, pk))
        except services.RunError as error:
            raise JobError(str(error)) from error
        return "It goes on where it was."

    def cancel(self, workspace_id: int, pk: int) -> str:
        run = _run(workspace_id, pk)
        try:
            services.cancel(run)
        except services.RunError as error:
            raise JobError(str(error)) from error
        return f"It is cancelled. {kind_of(run).stays}"


def _run(workspace_id: int, pk: int) -> BackgroundRun:
    run = BackgroundRun.objects.filter(workspace_id=workspace_id, pk=pk).first()
    if run is None:
        raise JobError("It is not there any more.")
    return run
