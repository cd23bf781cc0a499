"""Pages of edits of many SKUs: choose, look at what would change, confirm, follow, undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.catalog.lists import BULK_EDITS, BULK_ROWS
from shopwright.hub.catalog.price_guard import ask_before_drop, prices_of_edit
from shopwright.hub.core.lists import Sorting, page_of
from shopwright.hub.lists.pages import begin_list

from . import runs
from .choose import variants_of
from .forms import ActForms, choice_in
from .models import APPLIED, BulkEdit, BulkRow, Outcome, State
from .permissions import check_fields, fields_of
from .preview import changes_of, choice_of

_ACTS: dict[str, Callable[[BulkEdit], None]] = {
    "start": runs.start, "cancel": runs.cancel, "undo": runs.undo, "retry": runs.retry,
}  # fmt: skip
_BY_NUMBER = Sorting(("number",), is_falling=False)


class ReportRow(NamedTuple):
    """A row with its changes: label, before and after of each."""

    row: BulkRow
    changes: list[tuple[str, str, str]]


@page(Permission.CATALOG_VIEW)
def list_edits(request: WorkspaceRequest) -> HttpResponseBase:
    rows = BulkEdit.objects.filter(workspace=request.workspace).select_related("by")
    state = request.GET.get("state", "")
    if state in State.values:
        rows = rows.filter(state=state)
    if text := request.GET.get("q", "").strip():
        rows = rows.filter(words__icontains=text)
    rows, answer = begin_list(request, BULK_EDITS, rows, Sorting())
    if answer:
        return answer
    listed = page_of(rows, Sorting(), request.GET.get("after", ""))
    return render(
        request, "catalog/bulk_edits.html", {"page": listed, "q": text, "state": state, "states": State.choices}
    )


@page(Permission.CATALOG_EDIT, methods=("GET", "POST"))
def begin_edit(request: WorkspaceRequest) -> HttpResponse:
    """Choose what is to be done. A list posts its ticks here first, then the form what is to be done with them."""
    data = request.POST if request.method == "POST" else request.GET
    choice = choice_in(data.dict(), data.getlist("products"), request.workspace)
    is_sent = request.method == "POST" and "preview" in request.POST
    forms = ActForms(request.POST if is_sent else None, prefix="acts")
    trouble = ""
    if is_sent and forms.is_valid():
        acts = [item for item in (form.act() for form in forms) if item is not None]
        check_fields(request.member, (item.field for item in acts))
        try:
            return _to(request, runs.begin(request.workspace, request.user, choice, acts))
        except runs.EditError as error:
            trouble = str(error)
    context = {
        "forms": forms,
        "choice": choice,
        "total": variants_of(request.workspace, choice).count(),
        "trouble": trouble,
        "pasted": request.POST.get("skus", ""),
    }
    return render(request, "catalog/bulk_new.html", context, status=422 if is_sent else 200)


@page(Permission.CATALOG_VIEW)
def show_edit(request: WorkspaceRequest, edit_id: int) -> HttpResponseBase:
    edit = _edit(request, edit_id)
    outcome = request.GET.get("outcome", "")
    rows = edit.rows.select_related("product", "variant")
    if outcome in Outcome.values:
        rows = rows.filter(outcome=outcome)
    elif outcome == "noted":
        rows = rows.filter(outcome=Outcome.UPDATE).exclude(notes=[])
    rows, answer = begin_list(request, BULK_ROWS, rows, _BY_NUMBER)
    if answer:
        return answer
    listed = page_of(rows, _BY_NUMBER, request.GET.get("after", ""))
    counts = [(item.value, _label(edit, item), edit.counts[item]) for item in Outcome if edit.counts.get(item)]
    if noted := edit.counts.get("noted"):
        counts.append(("noted", "To look at", noted))
    context = {
        "edit": edit,
        "choice": choice_of(edit),
        "page": listed,
        "report": _report(listed.rows),
        "counts": counts,
        "outcome": outcome,
        "can_undo": edit.state in APPLIED and edit.rows.filter(is_applied=True).exists(),
    }
    return render(request, "catalog/bulk_edit.html", context)


@act(Permission.CATALOG_EDIT)
def act_on_edit(request: WorkspaceRequest, edit_id: int) -> HttpResponse:
    edit, wanted = _edit(request, edit_id), request.POST.get("act", "")
    take = _ACTS.get(wanted)
    check_fields(request.member, fields_of(edit))
    ask_before_drop(request, request.workspace, prices_of_edit(edit, wanted))
    try:
        if take is not None:
            take(edit)
    except runs.EditError as error:
        messages.error(request, str(error))
    return _to(request, edit)


def _label(edit: BulkEdit, outcome: Outcome) -> str:
    """Before an edit has run, its rows are to be changed."""
    is_ahead = edit.state in (State.CHECKING, State.CHECKED)
    return "To be changed" if outcome is Outcome.UPDATE and is_ahead else str(outcome.label)


def _report(rows: Sequence[BulkRow]) -> list[ReportRow]:
    return [ReportRow(row, changes_of(row)) for row in rows]


def _edit(request: WorkspaceRequest, edit_id: int) -> BulkEdit:
    return get_object_or_404(BulkEdit, pk=edit_id, workspace=request.workspace)


def _to(request: WorkspaceRequest, edit: BulkEdit) -> HttpResponseRedirect:
    return redirect("bulk-edit", workspace=request.workspace.slug, edit_id=edit.pk)
