"""The page of a large act: how far it is, what became of each thing, and the file that it made."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.core.downloads import send_content, send_download, write_file
from shopwright.hub.core.lists import Sorting, page_of
from shopwright.hub.lists.pages import begin_list

from . import services
from .kinds import kind_of
from .lists import RUN_ROWS
from .models import BackgroundRun, Outcome

_BY_NUMBER = Sorting(("number",), is_falling=False)


@page(Permission.TODAY_VIEW)
def show_run(request: WorkspaceRequest, act_id: int) -> HttpResponseBase:
    """Who may see what it is about may see the run."""
    run = _run(request, act_id)
    kind, outcome = kind_of(run), request.GET.get("outcome", "")
    rows = run.rows.filter(outcome=outcome) if outcome in Outcome.values else run.rows.all()
    rows, answer = begin_list(request, RUN_ROWS, rows, _BY_NUMBER)
    if answer:
        return answer
    listed = page_of(rows, _BY_NUMBER, request.GET.get("after", ""))
    back = kind.back(run)
    context = {
        "run": run,
        "kind": kind,
        "page": listed,
        "report": [(row, _address(request, row.page, row.thing)) for row in listed.rows],
        "counts": [(item.value, item.label, run.counts[item]) for item in Outcome if run.counts.get(item)],
        "outcome": outcome,
        "may_act": kind.may_act(run, request.member),
        "may_fetch": kind.may_fetch(run, request.member),
        "back": reverse(back.page, args=[request.workspace.slug, *back.args])
        + (f"?{back.query}" if back.query else ""),
        "file": run.parts.filter(number=0).defer("sealed").first() if not run.is_working else None,
    }
    return render(request, "background/run.html", context)


@act(Permission.TODAY_VIEW)
def act_on_run(request: WorkspaceRequest, act_id: int) -> HttpResponse:
    run = _run(request, act_id, to_act=True)
    take = {"cancel": services.cancel, "retry": services.retry}.get(request.POST.get("act", ""))
    try:
        if take is not None:
            take(run)
    except services.RunError as error:
        messages.error(request, str(error))
    return to_run(request, run)


@act(Permission.TODAY_VIEW)
def send_file(request: WorkspaceRequest, act_id: int) -> HttpResponseBase:
    """The file that a run made."""
    run = _run(request, act_id)
    kind = kind_of(run)
    if not kind.may_fetch(run, request.member):
        raise PermissionDenied("The file is for those who may see all that is in it.")
    part = run.parts.filter(number=0).first()
    if part is None or run.is_working:
        days = f"{kind.days} days" if kind.days > 1 else "a day"
        messages.error(request, f"The file is not kept any more. Files are kept for {days}.")
        return to_run(request, run)
    if part.media_type == "application/pdf":
        return send_content(services.read_part(part).content, part.name, part.media_type, is_inline=True)
    file, _ = write_file(lambda target: services.write_parts(run, target))
    return send_download(request, file, part.name, part.media_type)


def to_run(request: WorkspaceRequest, run: BackgroundRun) -> HttpResponseRedirect:
    return redirect("background-run", workspace=request.workspace.slug, act_id=run.pk)


def _run(request: WorkspaceRequest, act_id: int, *, to_act: bool = False) -> BackgroundRun:
    run = get_object_or_404(
        BackgroundRun.objects.select_related("workspace", "by"), pk=act_id, workspace=request.workspace
    )
    kind = kind_of(run)
    if not kind.may_see(run, request.member):
        raise Http404
    if to_act and not kind.may_act(run, request.member):
        raise PermissionDenied("Your role may look at this, and not change it.")
    return run


def _address(request: WorkspaceRequest, name: str, thing: int | None) -> str:
    return reverse(name, args=[request.workspace.slug, thing]) if name and thing is not None else ""
