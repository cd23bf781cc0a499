"""Pages of imports: send a file, map its columns, read the report, run, undo."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.catalog.lists import IMPORT_ROWS, IMPORTS
from shopwright.hub.catalog.price_guard import ask_before_drop, prices_of_import
from shopwright.hub.core.downloads import send_download, write_file
from shopwright.hub.core.ids import id_of
from shopwright.hub.core.lists import Sorting, page_of
from shopwright.hub.core.spreadsheets import MEDIA_TYPES
from shopwright.hub.core.uploads import was_too_large
from shopwright.hub.lists.pages import begin_list

from . import followers, picture_runs, queries, runs
from .faulty import write_faulty
from .forms import ReadingForm
from .models import APPLIED, ImportProfile, ImportRun, Outcome, State
from .problems import FileError
from .table import MOST_BYTES

_ACTS: dict[str, Callable[[ImportRun], None]] = {
    "check": runs.check, "cancel": runs.cancel,
}  # fmt: skip
#: Acts after which prices may drop; each takes the drops that a person was asked about.
_BEGUN: dict[str, Callable[[ImportRun, str], None]] = {"start": runs.start, "undo": runs.undo, "retry": runs.retry}
_BY_NUMBER = Sorting(("number",), is_falling=False)


@page(Permission.CATALOG_VIEW)
def list_imports(request: WorkspaceRequest) -> HttpResponseBase:
    rows = queries.runs(request.workspace)
    state = request.GET.get("state", "")
    if state in State.values:
        rows = rows.filter(state=state)
    if text := request.GET.get("q", "").strip():
        rows = rows.filter(file_name__icontains=text)
    rows, answer = begin_list(request, IMPORTS, rows, Sorting())
    if answer:
        return answer
    listed = page_of(rows, Sorting(), request.GET.get("after", ""))
    context = {
        "page": listed,
        "q": text,
        "state": state,
        "states": [(item.value, item.label) for item in State],
        "profiles": queries.profiles(request.workspace),
    }
    return render(request, "catalog/imports.html", context)


@page(Permission.CATALOG_EDIT, methods=("GET", "POST"))
def begin_import(request: WorkspaceRequest) -> HttpResponse:
    trouble = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        if was_too_large(request):
            trouble = (
                f"The file is larger than {MOST_BYTES >> 20} MB. Leave out columns that are not goods, or split it."
            )
        elif file is None:
            trouble = "Choose a file."
        else:
            try:
                run = runs.begin(request.workspace, request.user, str(file.name), file)
                return _to(request, run)
            except FileError as error:
                trouble = str(error)
    context = {"trouble": trouble, "most": MOST_BYTES >> 20}
    return render(request, "catalog/import_new.html", context, status=422 if trouble else 200)


@page(Permission.CATALOG_VIEW)
def show_import(request: WorkspaceRequest, run_id: int) -> HttpResponseBase:
    run = _run(request, run_id)
    if run.state == State.MAPPING:
        return _show_columns(request, run, ReadingForm(run))
    outcome = request.GET.get("outcome", "")
    rows, answer = begin_list(request, IMPORT_ROWS, queries.rows_of(run, outcome), _BY_NUMBER)
    if answer:
        return answer
    listed = page_of(rows, _BY_NUMBER, request.GET.get("after", ""))
    counts = [(item.value, item.label, run.counts[item.value]) for item in Outcome if run.counts.get(item.value)]
    context = {
        "run": run,
        "page": listed,
        "report": queries.report_of(listed.rows),
        "counts": counts,
        "outcome": outcome,
        "writes": runs.writes(run.counts),
        "left_out": run.counts.get("faulty", 0) + run.counts.get("held", 0),
        "can_undo": run.state in APPLIED and run.rows.filter(is_applied=True).exists(),
        "is_kept": bool(run.table),
        "pictures": picture_runs.last(run),
        "next_steps": _next_steps(request, run),
    }
    return render(request, "catalog/import.html", context)


def _next_steps(request: WorkspaceRequest, run: ImportRun) -> list[followers.NextStep]:
    """What this member may do with the file of a run that is done and whose goods are there."""
    if run.state != State.DONE:
        return []
    return [step for step in followers.next_steps(run) if request.member.may(step.permission)]


@act(Permission.CATALOG_EDIT)
def fetch_pictures(request: WorkspaceRequest, run_id: int) -> HttpResponse:
    """Fetch those pictures of a file that are not there yet."""
    run = _run(request, run_id)
    fetching = picture_runs.begin(run) if run.state == State.DONE else None
    if fetching is None:
        messages.error(request, "The file of this import names no pictures, or is not kept any more.")
        return _to(request, run)
    return redirect("background-run", workspace=request.workspace.slug, act_id=fetching.pk)


@act(Permission.CATALOG_EDIT)
def change_import(request: WorkspaceRequest, run_id: int) -> HttpResponse:
    """Read the file as the form says, and then what its button wants: look again, check, or keep as a profile."""
    run = _run(request, run_id)
    wanted = request.POST.get("act", "")
    try:
        if wanted == "again" and run.state == State.CHECKED:
            runs.reopen(run)
            return _to(request, run)
        if wanted == "use":
            runs.use_saved_profile(run, _profile(request, _number(request.POST.get("profile"))))
            return _to(request, run)
        form = ReadingForm(run, request.POST)
        if not form.is_valid():
            return _show_columns(request, run, form, status=422)
        columns = [request.POST.get(f"column-{place}", "") for place in range(len(run.headers))]
        runs.change(run, form.settings, columns)
        run.refresh_from_db()
        if wanted == "save":
            profile = runs.save_profile(run, request.POST.get("profile_name", ""))
            messages.success(request, f"Files with these columns are read like “{profile.name}” from now on.")
        elif wanted == "check":
            runs.check(run)
    except (runs.RunError, FileError) as error:
        messages.error(request, str(error))
    return _to(request, run)


@act(Permission.CATALOG_EDIT)
def act_on_import(request: WorkspaceRequest, run_id: int) -> HttpResponse:
    run, wanted = _run(request, run_id), request.POST.get("act", "")
    take = _ACTS.get(wanted)
    drops = ask_before_drop(request, request.workspace, prices_of_import(run, wanted))
    try:
        if begin := _BEGUN.get(wanted):
            begin(run, drops)
        elif take is not None:
            take(run)
    except runs.RunError as error:
        messages.error(request, str(error))
    return _to(request, run)


@page(Permission.CATALOG_VIEW)
def send_faulty_rows(request: WorkspaceRequest, run_id: int) -> HttpResponseBase:
    run = _run(request, run_id)
    if not run.table:
        messages.error(request, "The rows of this import are not kept any more.")
        return _to(request, run)
    name = f"{run.file_name.rpartition('.')[0] or run.file_name}-to-mend.csv"
    file, _ = write_file(lambda target: write_faulty(run, target))
    return send_download(request, file, name, MEDIA_TYPES["csv"])


@act(Permission.CATALOG_EDIT)
def remove_profile(request: WorkspaceRequest, profile_id: int) -> HttpResponse:
    runs.remove_profile(_profile(request, profile_id))
    return redirect("imports", workspace=request.workspace.slug)


def _show_columns(request: WorkspaceRequest, run: ImportRun, form: ReadingForm, status: int = 200) -> HttpResponse:
    context = {
        "run": run,
        "form": form,
        "columns": queries.columns_of(run),
        "choices": queries.column_choices(run),
        "preview": queries.preview_of(run),
        "profiles": queries.profiles(request.workspace),
    }
    return render(request, "catalog/import_columns.html", context, status=status)


def _run(request: WorkspaceRequest, run_id: int) -> ImportRun:
    return get_object_or_404(ImportRun, pk=run_id, workspace=request.workspace)


def _profile(request: WorkspaceRequest, profile_id: int) -> ImportProfile:
    return get_object_or_404(ImportProfile, pk=profile_id, workspace=request.workspace)


def _to(request: WorkspaceRequest, run: ImportRun) -> HttpResponseRedirect:
    return redirect("import", workspace=request.workspace.slug, run_id=run.pk)


def _number(text: str | None) -> int:
    return id_of(text or "")
