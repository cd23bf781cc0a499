"""Pages of jobs: the list, what can be done about many at once, and the list as a file."""

from __future__ import annotations

import codecs
import csv
import io

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.channels.models import Connection, ConnectionState
from shopwright.hub.core.ids import id_of
from shopwright.hub.core.spreadsheets import defused
from shopwright.hub.core.work import JobState, sources

from . import queries, services
from .queries import Wanted

#: How many rows one file has at most.
MOST_ROWS = 50_000


@page(Permission.JOBS_VIEW)
def list_jobs(request: WorkspaceRequest) -> HttpResponse:
    wanted = _wanted(request)
    listed = queries.page_of_jobs(request.workspace, wanted, request.GET.get("after", ""))
    context = {
        "page": listed,
        "rows": [
            (job, queries.address(request.workspace, job.link), queries.address(request.workspace, job.undo))
            for job in listed.rows
        ],
        "wanted": wanted,
        "is_moving": any(job.state is JobState.RUNNING for job in listed.rows),
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


@page(Permission.JOBS_VIEW)
def export_jobs(request: WorkspaceRequest) -> HttpResponse:
    """The list as CSV, narrowed as the page is."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(
        ["kind", "about", "shop", "state", "progress", "attempts", "since", "next try", "cause", "what to do"]
    )
    titles = {source.kind: source.title for source in sources().values()}
    for job in queries.all_jobs(request.workspace, _wanted(request), MOST_ROWS):
        row = [
            titles[job.kind], job.about, job.connection, job.state.words, job.progress, job.attempts,
            job.at.isoformat(timespec="seconds"),
            job.next_try.isoformat(timespec="seconds") if job.next_try else "", job.cause, job.remedy,
        ]  # fmt: skip
        writer.writerow(defused(row))
    reply = HttpResponse(codecs.BOM_UTF8 + text.getvalue().encode(), content_type="text/csv; charset=utf-8")
    name = f"jobs-{timezone.now():%Y-%m-%d}.csv"
    reply.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return reply


def _wanted(request: WorkspaceRequest) -> Wanted:
    """What the list is narrowed to by its address; what cannot be meant narrows nothing."""
    state, kind, shop = (request.GET.get(name, "") for name in ("state", "kind", "shop"))
    return Wanted(
        state=JobState(state) if state in list(JobState) else None,
        kind=kind if kind in sources() else "",
        connection_id=id_of(shop) or None,
        text=request.GET.get("q", "").strip()[:100].replace("\0", ""),
    )
