"""Checks of shops as the page of jobs lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.db.models import Count, Q, QuerySet

from shopwright.hub.core.work import Job, JobError, JobState, Link, Source, state_of

from .models import OPEN_RUNS, Run, RunState
from .reconciler import runs


class Checks(Source[Run]):
    kind, title, time = "checks", "Checks of shops", "created_at"
    states: ClassVar[Mapping[JobState, Q]] = {
        JobState.WAITING: Q(state=RunState.WAITING, attempts=0),
        JobState.RUNNING: Q(state=RunState.RUNNING) & (Q(attempts=0) | Q(step="confirm")),
        JobState.FAILED: Q(state__in=OPEN_RUNS, attempts__gt=0) & ~Q(step="confirm"),
        JobState.GIVEN_UP: Q(state=RunState.FAILED),
        JobState.CANCELLED: Q(state=RunState.CANCELLED),
    }

    def rows(self, workspace_id: int) -> QuerySet[Run]:
        return Run.objects.filter(workspace_id=workspace_id).select_related("connection")

    def matching(self, workspace_id: int, text: str) -> Q:
        return Q(connection__name__icontains=text)

    def jobs(self, rows: Sequence[Run]) -> list[Job]:
        counts = dict(
            Run.objects.filter(pk__in=[row.pk for row in rows]).annotate(n=Count("findings")).values_list("pk", "n")
        )
        return [
            Job(
                kind=self.kind,
                pk=row.pk,
                at=row.created_at,
                about=f"Check of {row.connection.name}",
                link=Link("check", (row.pk,)),
                state=state_of(row),
                connection=row.connection.name,
                progress=f"{row.orders:,} orders, {row.cases:,} cases, {row.listings:,} listings, "
                f"{_findings(counts.get(row.pk, 0))}",
                attempts=row.attempts,
                next_try=row.due_at,
                cause=row.trouble,
                remedy=row.remedy,
                can_retry=row.state in (*OPEN_RUNS, RunState.FAILED),
                can_cancel=row.state in (*OPEN_RUNS, RunState.FAILED),
            )
            for row in rows
        ]

    def retry(self, workspace_id: int, pk: int) -> str:
        try:
            runs.retry(_run(workspace_id, pk))
        except runs.RunError as error:
            raise JobError(str(error)) from error
        return "It goes on where it was."

    def cancel(self, workspace_id: int, pk: int) -> str:
        try:
            runs.cancel(_run(workspace_id, pk))
        except runs.RunError as error:
            raise JobError(str(error)) from error
        return "It is cancelled. What it mended stays so."


def _run(workspace_id: int, pk: int) -> Run:
    run = Run.objects.filter(workspace_id=workspace_id, pk=pk).first()
    if run is None:
        raise JobError("It is not there any more.")
    return run


def _findings(number: int) -> str:
    return f"{number:,} finding{'' if number == 1 else 's'}"
