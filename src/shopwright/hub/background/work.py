"""What a worker does for large acts: one step in each transaction, with the cursor that says how far it came.

A process that is killed leaves the last step that committed, and the next worker goes on behind it.
"""

from __future__ import annotations

import logging

import pghistory
from django.db import transaction
from django.utils import timezone

from shopwright.hub.core.waits import Work, are_spent, wait_after

from .kinds import kind_of
from .models import BackgroundRun, State

log = logging.getLogger("shopwright.hub.background")


def work_due(limit: int = 20) -> int:
    """Take each run on that is due, by a step; returns how many moved."""
    due = BackgroundRun.objects.filter(state=State.RUNNING, due_at__lte=timezone.now()).order_by("due_at", "pk")
    return sum(_work(pk) for pk in list(due.values_list("pk", flat=True)[:limit]))


def _work(run_id: int) -> bool:
    try:
        with transaction.atomic():
            run = (
                BackgroundRun.objects.select_for_update(skip_locked=True, of=("self",))
                .select_related("workspace", "by")
                .filter(pk=run_id, state=State.RUNNING, due_at__lte=timezone.now())
                .first()
            )
            if run is None:
                return False
            with pghistory.context(user=run.by_id, job=f"{kind_of(run).title} {run.pk}"):
                _take_on(run)
            return True
    except Exception as error:
        log.exception("large act %s failed", run_id)
        _fail(run_id, error)
        return False


def _take_on(run: BackgroundRun) -> None:
    is_more = kind_of(run).step(run)
    run.attempts, run.trouble = 0, ""
    if not is_more:
        run.state, run.due_at, run.finished_at, run.done = State.DONE, None, timezone.now(), run.to_do
    run.save()


def _fail(run_id: int, error: Exception) -> None:
    """Try the step again later; after some times, end the run where it is, with the cause."""
    with transaction.atomic():
        run = BackgroundRun.objects.select_for_update().get(pk=run_id)
        if run.state != State.RUNNING:
            return
        plain = error.strerror if isinstance(error, OSError) else str(error)
        text = plain.splitlines()[0] if plain else type(error).__name__
        run.trouble = f"A step failed: {text[:300]}. Nothing of that step was kept; it can be tried again."
        if not are_spent(Work.DATABASE, run.attempts):
            run.due_at = timezone.now() + wait_after(Work.DATABASE, run.attempts)
            run.attempts += 1
        else:
            run.state, run.due_at, run.finished_at = State.FAILED, None, timezone.now()
        run.save()
