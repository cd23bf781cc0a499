"""What a worker does for imports: one chunk in each transaction, with the cursor that says how far it came.

A process that is killed leaves the last chunk that committed, and the next worker goes on behind it.
"""

from __future__ import annotations

import logging
from datetime import timedelta

import psycopg
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from shopwright.hub.catalog.price_guard import deep_drops, prices_of_import
from shopwright.hub.core.told_as import name_work
from shopwright.hub.core.waits import Work, are_spent, wait_after
from shopwright.hub.people.two_persons import digest_of

from . import followers, match_rows, picture_runs
from .apply_rows import apply_chunk
from .models import WORKING, ImportRun, State
from .runs import ASKED, ask_again, writes
from .stage_rows import stage_chunk
from .undo_rows import undo_chunk

log = logging.getLogger("shopwright.hub.imports")
#: How long a run waits before it asks again whether another of its workspace has ended.
_TURN = timedelta(seconds=1)
_CHANGED = (
    "Nothing was written. Since this was begun, the catalogue or a shop's prices have changed, and other prices would "
    "drop over the limit than those that you were asked about. Look at the rows, and begin it again."
)


def work_due(limit: int = 20) -> int:
    """Take each run on that is due, by a chunk; returns how many moved."""
    due = ImportRun.objects.filter(state__in=WORKING, due_at__lte=timezone.now()).order_by("due_at", "pk")
    return sum(_work(pk) for pk in list(due.values_list("pk", flat=True)[:limit]))


def _work(run_id: int) -> bool:
    try:
        with transaction.atomic():
            run = (
                ImportRun.objects.select_for_update(skip_locked=True)
                .filter(pk=run_id, state__in=WORKING, due_at__lte=timezone.now())
                .first()
            )
            return run is not None and _take_on(run)
    except (DatabaseError, psycopg.Error, OSError, ValueError, LookupError) as error:
        log.exception("import %s failed", run_id)
        _fail(run_id, error)
        return False


def _take_on(run: ImportRun) -> bool:
    if run.step == "wait" and not _is_its_turn(run):
        ImportRun.objects.filter(pk=run.pk).update(due_at=timezone.now() + _TURN)
        return False
    name_work(f"Import of {run.file_name}")
    if run.state == State.CHECKING:
        _check(run)
    elif run.state == State.RUNNING:
        _apply(run)
    else:
        _undo(run)
    run.attempts = 0
    run.save()
    return True


def _is_its_turn(run: ImportRun) -> bool:
    """Whether no other run writes in the workspace: what one writes changes what the next one's rows mean."""
    others = ImportRun.objects.filter(workspace_id=run.workspace_id, step="apply", state__in=WORKING)
    return not others.exclude(pk=run.pk).exists()


def _check(run: ImportRun) -> None:
    if run.step == "stage":
        if not stage_chunk(run):
            run.step = "match"
        return
    match_rows.match(run)
    run.notes = followers.notes_on(run)
    run.state, run.step, run.due_at = State.CHECKED, "", None


def _apply(run: ImportRun) -> None:
    if run.step == "wait":
        asked = run.carry.get(ASKED)
        match_rows.match_anew(run)
        if _is_asked(run, "start", asked):
            run.step, run.to_do = "apply", writes(run.counts)
        else:
            ask_again(run, _CHANGED)
        return
    if not apply_chunk(run):
        match_rows.count(run)
        _end(run, State.DONE)
        followers.follow(run)
        picture_runs.begin(run)


def _is_asked(run: ImportRun, act: str, asked: str | None) -> bool:
    """Whether no prices drop deeply but those that whoever began it was asked about."""
    drops = deep_drops(run.workspace, prices_of_import(run, act))
    return not drops or digest_of(drops) == asked


def _undo(run: ImportRun) -> None:
    if run.step == "wait":
        if _is_asked(run, "undo", run.carry.get(ASKED)):
            picture_runs.take_back(run)
            run.step = "apply"
        else:
            ask_again(run, _CHANGED)
        return
    if not undo_chunk(run):
        run.counts = {**run.counts, "kept": run.rows.filter(is_applied=True).count()}
        _end(run, State.UNDONE)


def _end(run: ImportRun, state: State) -> None:
    run.state, run.step, run.due_at, run.finished_at = state, "", None, timezone.now()
    run.done = run.to_do


def _fail(run_id: int, error: Exception) -> None:
    """Try the chunk again later; after some times, end the run where it is, with the cause."""
    with transaction.atomic():
        run = ImportRun.objects.select_for_update().get(pk=run_id)
        if run.state not in WORKING:
            return
        if isinstance(error, IntegrityError) and run.step == "wait":
            run.due_at = timezone.now() + _TURN
        elif not are_spent(Work.DATABASE, run.attempts):
            run.due_at = timezone.now() + wait_after(Work.DATABASE, run.attempts)
            run.attempts += 1
        else:
            run.carry = {**run.carry, "state": run.state, "step": run.step}
            run.state, run.step, run.due_at, run.finished_at = State.FAILED, "", None, timezone.now()
            run.trouble = _cause(error)
        run.save()


def _cause(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"The file cannot be read ({error.strerror or error}). Look after the hub's disk, then try again."
    text = str(error).splitlines()[0] if str(error) else type(error).__name__
    return f"The database refused a step: {text[:300]}. Nothing of that step was kept; it can be tried again."
