"""What a worker does for edits of many SKUs: one chunk in each transaction, with the cursor that says how far it came.

A process that is killed leaves the last chunk that committed, and the next worker goes on behind it.
"""

from __future__ import annotations

import logging

import pghistory
import psycopg
from django.db import DatabaseError, transaction
from django.utils import timezone

from shopwright.hub.core.waits import Work, are_spent, wait_after

from .models import WORKING, BulkEdit, State
from .preview import count, preview_chunk
from .write_rows import apply_chunk, undo_chunk

log = logging.getLogger("shopwright.hub.bulk")
_NEXT = {State.CHECKING: State.CHECKED, State.RUNNING: State.DONE, State.UNDOING: State.UNDONE}


def work_due(limit: int = 20) -> int:
    """Take each edit on that is due, by a chunk; returns how many moved."""
    due = BulkEdit.objects.filter(state__in=WORKING, due_at__lte=timezone.now()).order_by("due_at", "pk")
    return sum(_work(pk) for pk in list(due.values_list("pk", flat=True)[:limit]))


def _work(edit_id: int) -> bool:
    try:
        with transaction.atomic():
            edit = (
                BulkEdit.objects.select_for_update(skip_locked=True, of=("self",))
                .select_related("workspace")
                .filter(pk=edit_id, state__in=WORKING, due_at__lte=timezone.now())
                .first()
            )
            if edit is None:
                return False
            with pghistory.context(user=edit.by_id, job=f"Bulk edit {edit.pk}"):
                _take_on(edit)
            return True
    except (DatabaseError, psycopg.Error, ValueError, LookupError) as error:
        log.exception("bulk edit %s failed", edit_id)
        _fail(edit_id, error)
        return False


def _take_on(edit: BulkEdit) -> None:
    state = State(edit.state)
    chunk = {State.CHECKING: preview_chunk, State.RUNNING: apply_chunk, State.UNDOING: undo_chunk}[state]
    if not chunk(edit):
        count(edit)
        edit.state, edit.due_at, edit.done = _NEXT[state], None, edit.to_do
        if state is not State.CHECKING:
            edit.finished_at = timezone.now()
    edit.attempts = 0
    edit.save()


def _fail(edit_id: int, error: Exception) -> None:
    """Try the chunk again later; after some times, end the edit where it is, with the cause."""
    with transaction.atomic():
        edit = BulkEdit.objects.select_for_update().get(pk=edit_id)
        if edit.state not in WORKING:
            return
        if not are_spent(Work.DATABASE, edit.attempts):
            edit.due_at = timezone.now() + wait_after(Work.DATABASE, edit.attempts)
            edit.attempts += 1
        else:
            edit.was, edit.state, edit.due_at, edit.finished_at = edit.state, State.FAILED, None, timezone.now()
            text = str(error).splitlines()[0] if str(error) else type(error).__name__
            edit.trouble = f"A step failed: {text[:300]}. Nothing of that step was kept; it can be tried again."
        edit.save()
