"""The pages of the self-audit."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.core.lists import Sorting, page_of
from shopwright.hub.lists.pages import begin_list

from . import services
from .checks import CHECKS, TITLES
from .lists import FINDINGS, RUNS
from .models import AuditFinding, AuditRun

_NEWEST = Sorting(("found_at", "pk"))
STATES = (("", "Open"), ("over", "Over"), ("all", "All"))


@page(Permission.HISTORY_VIEW)
def show_findings(request: WorkspaceRequest) -> HttpResponseBase:
    """What stands, since when, and what to do about it."""
    state, check, text = (request.GET.get(name, "").strip()[:100] for name in ("state", "check", "q"))
    rows = AuditFinding.objects.filter(workspace=request.workspace)
    if state != "all":
        rows = rows.filter(over_at__isnull=state != "over")
    if check in TITLES:
        rows = rows.filter(check_name=check)
    if text:
        rows = rows.filter(words__icontains=text)
    rows, answer = begin_list(request, FINDINGS, rows, _NEWEST)
    if answer:
        return answer
    facts = {
        "page": page_of(rows, _NEWEST, request.GET.get("after", "")),
        "titles": TITLES,
        "states": STATES,
        "state": state,
        "check": check,
        "q": text,
        "checks": CHECKS,
        "last": AuditRun.objects.filter(workspace=request.workspace).order_by("-pk").first(),
    }
    return render(request, "security/findings.html", facts)


@page(Permission.HISTORY_VIEW)
def list_runs(request: WorkspaceRequest) -> HttpResponseBase:
    """When it was looked, and how much was found: whether it becomes more or less."""
    rows = AuditRun.objects.filter(workspace=request.workspace).select_related("by")
    rows, answer = begin_list(request, RUNS, rows, Sorting())
    if answer:
        return answer
    shown = page_of(rows, Sorting(), request.GET.get("after", ""))
    return render(request, "security/runs.html", {"page": shown})


@act(Permission.HISTORY_VIEW)
def run_now(request: WorkspaceRequest) -> HttpResponse:
    run = services.run(request.workspace, request.user)
    words = f"{run.checks} checks: {run.findings} found, {run.new} of them new."
    messages.success(request, words)
    return redirect("self-audit", workspace=request.workspace.slug)
