"""The page of alerts, and their acknowledgement."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.core.ids import ids_of
from shopwright.hub.core.lists import Sorting, page_of
from shopwright.hub.core.watch import rules
from shopwright.hub.lists.pages import begin_list

from . import alerts, queries
from .lists import ALERTS

_NEWEST = Sorting(("raised_at", "pk"))
VIEWS = (("", "Open"), ("acknowledged", "Acknowledged"), ("cleared", "Cleared"), ("all", "All"))


@page(Permission.JOBS_VIEW)
def list_alerts(request: WorkspaceRequest) -> HttpResponseBase:
    view, rule = request.GET.get("view", ""), request.GET.get("rule", "")
    rows = queries.alerts(request.workspace)
    if view == "cleared":
        rows = rows.exclude(cleared_at=None)
    elif view != "all":
        unacknowledged = queries.open_alerts(request.workspace).order_by().values("pk")
        rows = rows.filter(cleared_at=None)
        rows = rows.exclude(pk__in=unacknowledged) if view == "acknowledged" else rows.filter(pk__in=unacknowledged)
    if rule in rules():
        rows = rows.filter(rule=rule)
    if text := request.GET.get("q", "").strip()[:100]:
        rows = rows.filter(words__icontains=text)
    rows, answer = begin_list(request, ALERTS, rows, _NEWEST)
    if answer:
        return answer
    listed = page_of(rows, _NEWEST, request.GET.get("after", ""))
    context = {
        "page": listed,
        "rows": queries.linked(request.workspace, listed.rows),
        "view": view,
        "views": VIEWS,
        "rule": rule,
        "q": text,
        "rules": [(item.name, item.title) for item in rules().values()],
        "titles": {item.name: item.title for item in rules().values()},
    }
    return render(request, "work/alerts.html", context)


@act(Permission.JOBS_EDIT)
def acknowledge(request: WorkspaceRequest) -> HttpResponse:
    ids = ids_of(request.POST.getlist("alerts"))
    count = alerts.acknowledge(request.workspace, ids, request.user)
    if count:
        words = "alert is acknowledged. It comes" if count == 1 else "alerts are acknowledged. They come"
        messages.success(request, f"{count} {words} again if there is more of it.")
    else:
        messages.info(request, "Nothing was chosen that still holds.")
    if request.POST.get("from") == "today":
        return redirect("today", workspace=request.workspace.slug)
    return redirect("alerts", workspace=request.workspace.slug)
