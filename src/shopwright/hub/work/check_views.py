"""Pages of checks: the runs, what one of them found, and the button that begins one."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.channels.models import Connection, ConnectionState
from shopwright.hub.core.ids import id_of
from shopwright.hub.core.lists import Sorting, page_of
from shopwright.hub.core.work import Link
from shopwright.hub.lists.pages import begin_list

from . import queries
from .lists import CHECKS, FINDINGS
from .models import Outcome, What
from .reconciler import runs

_NEWEST = Sorting(("created_at", "pk"))
_IN_ORDER = Sorting(is_falling=False)


@page(Permission.JOBS_VIEW)
def list_checks(request: WorkspaceRequest) -> HttpResponseBase:
    rows = queries.runs(request.workspace)
    shop = request.GET.get("shop", "")
    if id_of(shop):
        rows = rows.filter(connection_id=id_of(shop))
    rows, answer = begin_list(request, CHECKS, rows, _NEWEST)
    if answer:
        return answer
    listed = page_of(rows, _NEWEST, request.GET.get("after", ""))
    open_ones = Connection.objects.filter(workspace=request.workspace).exclude(state=ConnectionState.GONE)
    context = {
        "page": listed,
        "rows": queries.with_counts(request.workspace, listed.rows),
        "connections": open_ones.order_by("name"),
        "shop": shop,
    }
    return render(request, "work/checks.html", context)


@act(Permission.JOBS_EDIT)
def begin_check(request: WorkspaceRequest) -> HttpResponse:
    """Check one shop now, or all."""
    chosen = Connection.objects.select_related("app").filter(workspace=request.workspace)
    shop = request.POST.get("shop", "")
    if shop:
        connections = [get_object_or_404(chosen, pk=id_of(shop))]
    else:
        connections = list(chosen.filter(state=ConnectionState.ACTIVE).order_by("name"))
    begun = []
    for connection in connections:
        try:
            begun.append(runs.begin(connection, request.user))
        except runs.RunError as error:
            messages.error(request, str(error))
    if not connections:
        messages.info(request, "No shop is connected that could be checked.")
    if len(begun) == 1:
        return redirect("check", workspace=request.workspace.slug, run_id=begun[0].pk)
    return redirect("checks", workspace=request.workspace.slug)


@page(Permission.JOBS_VIEW)
def show_check(request: WorkspaceRequest, run_id: int) -> HttpResponseBase:
    run = get_object_or_404(queries.runs(request.workspace), pk=run_id)
    what, outcome = request.GET.get("what", ""), request.GET.get("outcome", "")
    rows = run.findings.all()
    if what in What.values:
        rows = rows.filter(what=what)
    if outcome in Outcome.values:
        rows = rows.filter(outcome=outcome)
    if text := request.GET.get("q", "").strip()[:100]:
        rows = rows.filter(Q(about__icontains=text) | Q(external_id=text))
    rows, answer = begin_list(request, FINDINGS, rows, _IN_ORDER)
    if answer:
        return answer
    listed = page_of(rows, _IN_ORDER, request.GET.get("after", ""))
    context = {
        "run": run,
        "page": listed,
        "rows": [
            (item, queries.address(request.workspace, Link(item.page, tuple(item.page_args)) if item.page else None))
            for item in listed.rows
        ],
        "total": run.findings.count(),
        "what": what,
        "outcome": outcome,
        "q": text,
        "whats": What.choices,
        "outcomes": Outcome.choices,
        "percent": min(100, run.listings * 100 // run.listing_total) if run.listing_total else 0,
    }
    return render(request, "work/check.html", context)
