"""Every write about edits of many SKUs: from the choice to the end, and back."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from django.db import transaction
from django.utils import timezone

from shopwright.hub.access.models import User, Workspace
from shopwright.hub.core.wake import wake

from .acts import Act, ActError, check_act, words_of_acts
from .choose import MOST, Choice, variants_of
from .models import APPLIED, BulkEdit, State


class EditError(Exception):
    """Something that cannot be done now; the text says why and what to do."""


def begin(workspace: Workspace, by: User | None, choice: Choice, acts: Sequence[Act]) -> BulkEdit:
    """Have an edit worked out; nothing is written yet. Raises EditError where it is about nothing."""
    try:
        checked = [check_act(act) for act in acts]
    except ActError as error:
        raise EditError(str(error)) from error
    if not checked and not choice.cells:
        raise EditError("Choose what is to be done.")
    keys = [act.key for act in checked if act.doing in ("set", "clear")]
    if twice := {key for key in keys if keys.count(key) > 1}:
        raise EditError(f"{', '.join(sorted(twice))} is set twice. Leave one of them out.")
    total = variants_of(workspace, choice).count()
    if not total:
        raise EditError("No SKU fits. Choose products in the list, or paste SKUs that are in your catalogue.")
    if total > MOST:
        raise EditError(f"These are {total:,} SKUs, and one edit takes {MOST:,}. Narrow the filter.")
    words = words_of_acts(checked) or "Values typed into the sheet"
    with transaction.atomic():
        edit = BulkEdit(workspace=workspace, by=by, words=words, choice=msgspec.to_builtins(choice))
        edit.acts = msgspec.to_builtins(checked)
        _enqueue(edit, State.CHECKING, total)
    return edit


def start(edit: BulkEdit) -> None:
    """Have an edit that was looked at write. Raises EditError where there is nothing to write."""
    with transaction.atomic():
        edit = _locked(edit, State.CHECKED)
        if not edit.counts.get("update"):
            raise EditError("No row would change.")
        edit.started_at = timezone.now()
        _enqueue(edit, State.RUNNING, edit.counts["update"])


def cancel(edit: BulkEdit) -> None:
    """End an edit. What it wrote stays until it is undone. Raises EditError for one that has ended."""
    with transaction.atomic():
        edit = _locked(edit, State.CHECKING, State.CHECKED, State.RUNNING, State.FAILED)
        edit.state, edit.due_at, edit.finished_at = State.CANCELLED, None, timezone.now()
        edit.save()


def undo(edit: BulkEdit) -> None:
    """Have taken back what an edit wrote. Raises EditError where nothing is left of it."""
    with transaction.atomic():
        edit = _locked(edit, *APPLIED)
        applied = edit.rows.filter(is_applied=True)
        last = applied.order_by("-number").values_list("number", flat=True).first()
        if last is None:
            raise EditError("Nothing of this edit is in the catalogue.")
        _enqueue(edit, State.UNDOING, applied.count(), cursor=last + 1)


def retry(edit: BulkEdit) -> None:
    """Have an edit that failed go on where it was. Raises EditError for any other."""
    with transaction.atomic():
        edit = _locked(edit, State.FAILED)
        edit.state, edit.was, edit.attempts, edit.trouble = edit.was, "", 0, ""
        edit.due_at, edit.finished_at = timezone.now(), None
        edit.save()
        wake("bulk")


def _enqueue(edit: BulkEdit, state: State, to_do: int, cursor: int = 0) -> None:
    edit.state, edit.cursor, edit.done, edit.to_do = state, cursor, 0, to_do
    edit.attempts, edit.trouble, edit.due_at, edit.finished_at = 0, "", timezone.now(), None
    edit.save()
    wake("bulk")


def _locked(edit: BulkEdit, *states: State) -> BulkEdit:
    """The edit, locked, in one of the states. Raises EditError in any other."""
    row = BulkEdit.objects.select_for_update().get(pk=edit.pk)
    if row.state not in states:
        raise EditError(f"The edit is “{row.get_state_display()}” by now.")
    return row
