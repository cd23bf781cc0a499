"""Every write about large acts: begun, cancelled, tried again, and what they keep of what they do."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import IO, Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.core.vault import vault
from shopwright.hub.core.wake import wake

from .kinds import days_of_files, kind_of
from .models import BackgroundRun, Outcome, RunPart, RunRow, State

#: How long runs are kept that have ended; a kind says how long its files are.
RUNS_KEPT = timedelta(days=90)


class RunError(Exception):
    """Something that cannot be done with a run now; the text says why."""


class Plan(NamedTuple):
    """What is to be begun. ``key``: a run with the same key that still goes on begins anew with this."""

    kind: str
    words: str
    facts: Mapping[str, Any]
    to_do: int
    key: str = ""


class Line(NamedTuple):
    """What became of a thing."""

    about: str
    outcome: Outcome
    words: str = ""
    page: str = ""
    thing: int | None = None


def begin(workspace: Workspace, by: User | None, plan: Plan) -> BackgroundRun:
    """Have an act done in the background. Of two with the same key the later one's facts hold, from the first thing."""
    try:
        with transaction.atomic():
            known = _running(workspace, plan.key) if plan.key else None
            return _write(known or BackgroundRun(workspace=workspace, kind=plan.kind, key=plan.key), by, plan)
    except IntegrityError:
        # Somebody began the same one between the look and the write.
        with transaction.atomic():
            known = _running(workspace, plan.key)
            return _write(known or BackgroundRun(workspace=workspace, kind=plan.kind, key=plan.key), by, plan)


def _running(workspace: Workspace, key: str) -> BackgroundRun | None:
    rows = BackgroundRun.objects.select_for_update().filter(workspace=workspace, key=key, state=State.RUNNING)
    return rows.first()


def _write(run: BackgroundRun, by: User | None, plan: Plan) -> BackgroundRun:
    if run.pk is not None:
        run.rows.all().delete()
        run.parts.all().delete()
    run.by, run.words, run.facts, run.to_do = by, plan.words[:300], dict(plan.facts), plan.to_do
    run.cursor, run.done, run.counts, run.attempts, run.trouble = 0, 0, {}, 0, ""
    run.due_at = timezone.now()
    run.save()
    wake("background")
    return run


def last_run(workspace_id: int, kind: str, key: str) -> BackgroundRun | None:
    """The newest run of a kind with a key."""
    runs = BackgroundRun.objects.filter(workspace=workspace_id, kind=kind, key=key)
    return runs.order_by("-pk").first()


def cancel(run: BackgroundRun) -> None:
    """End a run; what it did stays. Raises RunError for one that has ended or must come to its end."""
    with transaction.atomic():
        row = _locked(run, State.RUNNING, State.FAILED)
        if why := kind_of(row).no_cancel:
            raise RunError(why)
        row.state, row.due_at, row.finished_at = State.CANCELLED, None, timezone.now()
        row.save()
        row.parts.all().delete()


def retry(run: BackgroundRun) -> None:
    """Have a run go on where it was. Raises RunError for one that did not fail, and where a newer one goes on."""
    with transaction.atomic():
        row = _locked(run, State.RUNNING, State.FAILED)
        if row.state == State.FAILED and row.key and _running(row.workspace, row.key):
            raise RunError("The same is being done by a newer run.")
        row.state, row.trouble, row.due_at, row.finished_at = State.RUNNING, "", timezone.now(), None
        row.attempts = 0
        row.save()
        wake("background")


def _locked(run: BackgroundRun, *states: State) -> BackgroundRun:
    row = BackgroundRun.objects.select_for_update(of=("self",)).select_related("workspace").get(pk=run.pk)
    if row.state not in states:
        raise RunError(f"It is “{row.get_state_display()}” by now.")
    return row


def note(run: BackgroundRun, lines: Sequence[Line]) -> None:
    """Keep what became of things, and count them. Within the step's transaction."""
    last = RunRow.objects.filter(run=run).order_by("-number").values_list("number", flat=True).first() or 0
    RunRow.objects.bulk_create(
        (
            RunRow(
                run=run,
                number=number,
                about=line.about[:200],
                outcome=line.outcome,
                words=line.words[:300],
                page=line.page,
                thing=line.thing,
            )
            for number, line in enumerate(lines, last + 1)
        ),
        2_000,
    )
    run.counts = dict(Counter(run.counts) + Counter(str(line.outcome) for line in lines))


class Paper(NamedTuple):
    """A file, or a part of one. ``thing``: what it is of."""

    content: bytes
    media_type: str
    name: str
    thing: int | None = None


def keep_part(run: BackgroundRun, number: int, paper: Paper) -> None:
    sealed = vault().encrypt(f"run:{run.pk}", base64.b64encode(paper.content).decode())
    facts = {"thing": paper.thing, "name": paper.name, "media_type": paper.media_type, "sealed": sealed}
    RunPart.objects.update_or_create(run=run, number=number, defaults=facts)


def read_part(part: RunPart) -> Paper:
    content = base64.b64decode(vault().decrypt(purpose_of(part), part.sealed))
    return Paper(content, part.media_type, part.name, part.thing)


def write_parts(run: BackgroundRun, target: IO[bytes]) -> None:
    """Write the run's file, which is all of its parts one behind the other."""
    for number in run.parts.order_by("number").values_list("number", flat=True):
        target.write(read_part(run.parts.get(number=number)).content)


def purpose_of(part: RunPart) -> str:
    """What a part is encrypted for."""
    return f"run:{part.run_id}"


def forget_old() -> None:
    """Remove files after their days, and runs that ended long ago."""
    now = timezone.now()
    for name, days in days_of_files().items():
        RunPart.objects.filter(run__kind=name, run__finished_at__lt=now - timedelta(days=days)).delete()
    BackgroundRun.objects.filter(finished_at__lt=now - RUNS_KEPT).delete()
