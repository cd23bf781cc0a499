"""Pages of jobs: the list, and what can be done about many at once."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.channels.models import Connection, ConnectionState
from shopwright.hub.core.ids import id_of
from shopwright.hub.core.work import JobState, sources
from shopwright.hub.lists.pages import begin_gathered

from . import queries, services
from .lists import JOBS
from .queries import Wanted


@page(Permission.JOBS_VIEW)
def list_jobs(request: WorkspaceRequest) -> HttpResponseBase:
    wanted = _wanted(request)
    answer = begin_gathered(request, JOBS, lambda chosen: queries.chosen_or_all(request.workspace, chosen, wanted))
    if answer:
        return answer
    listed = queries.page_of_jobs(request.workspace, wanted, request.GET.get("after", ""))
    context = {
        "page": listed,
        "rows": [
            (job, queries.address(request.workspace, job.link), queries.address(request.workspace, job.undo))
            for job in listed.rows
        ],
        "wanted": wanted,
        "states": [(str(state), state.words) for state in JobState],
        "kinds": [(source.kind, source.title) for source in sources().values()],
        "titles": {source.kind: source.title for source in sources().values()},
        "connections": Connection.objects.filter(workspace=request.workspace)
        .exclude(state=ConnectionState.GONE)
        .order_by("name"),
        "open_alerts": queries.open_alerts(request.workspace).count(),
    }
    return render(request, "work/jobs.html", context)


@act(Permission.JOBS_EDIT)
def act_on_jobs(request: WorkspaceRequest) -> HttpResponse:
    """Try again or cancel the chosen jobs; the page says what became of each."""
    keys, wanted = request.POST.getlist("jobs"), request.POST.get("act", "")
    if not keys or wanted not in ("retry", "cancel"):
        return redirect("jobs", workspace=request.workspace.slug)
    results = services.act_on_jobs(request.workspace, keys, wanted)
    context = {
        "results": [
            (result, queries.address(request.workspace, result.job.link if result.job else None)) for result in results
        ],
        "titles": {source.kind: source.title for source in sources().values()},
        "done": sum(result.is_done for result in results),
        "left": max(len(keys) - services.MOST_AT_ONCE, 0),
        "act": wanted,
    }
    return render(request, "work/results.html", context)


def _wanted(request: WorkspaceRequest) -> Wanted:
    """What the list is narrowed to by its address; what cannot be meant narrows nothing."""
    state, kind, shop = (request.GET.get(name, "") for name in ("state", "kind", "shop"))
    return Wanted(
        state=JobState(state) if state in list(JobState) else None,
        kind=kind if kind in sources() else "",
        connection_id=id_of(shop) or None,
        text=request.GET.get("q", "").strip()[:100].replace("\0", ""),
    )
