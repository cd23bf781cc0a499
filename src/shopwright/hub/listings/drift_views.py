"""Pages of what others changed on channels: both values, and a decision for each or for many."""

from __future__ import annotations

from typing import NamedTuple

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from shopwright.hub.access.guard import WorkspaceRequest, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.channels.models import Connection, ConnectionState
from shopwright.hub.core.ids import id_of, ids_of
from shopwright.hub.core.lists import Sorting, page_of
from shopwright.hub.lists.pages import begin_list

from . import drift
from .drift_models import Drift, DriftField, DriftPolicy, DriftState
from .lists import DRIFT

#: Rows that one act decides.
_MOST_ROWS = 500


class Decided(NamedTuple):
    """What came of a decision about a row."""

    drift: Drift
    is_done: bool
    words: str


@page(Permission.LISTINGS_VIEW)
def list_drift(request: WorkspaceRequest) -> HttpResponseBase:
    """Changes that wait for a decision, or all of them."""
    rows, answer = begin_list(request, DRIFT, _rows(request), Sorting())
    return answer or _show(request, rows, [])


@page(Permission.LISTINGS_EDIT, methods=("GET", "POST"))
def settle_drift(request: WorkspaceRequest) -> HttpResponse:
    """Keep mine or take theirs for each chosen change, with a result for each. Its filters lead back to the list."""
    if request.method != "POST":
        return redirect(f"{reverse('drift', args=[request.workspace.slug])}?{request.GET.urlencode()}")
    ids = ids_of(request.POST.getlist("drifts"))[:_MOST_ROWS]
    policy = request.POST.get("do", "")
    if policy not in (DriftPolicy.KEEP, DriftPolicy.TAKE) or not ids:
        messages.error(request, "Choose at least one change.")
        return redirect("drift", workspace=request.workspace.slug)
    results = []
    chosen = Drift.objects.filter(workspace=request.workspace, pk__in=ids)
    for row in chosen.select_related("listing__product", "connection").order_by("-pk"):
        try:
            drift.settle(row, DriftPolicy(policy), request.user)
        except drift.DriftError as error:
            results.append(Decided(row, False, str(error)))
        else:
            results.append(Decided(row, True, row.words))
    return _show(request, _rows(request), results)


def _rows(request: WorkspaceRequest) -> QuerySet[Drift]:
    rows = Drift.objects.filter(workspace=request.workspace).select_related("listing__product", "connection")
    field, shop = request.GET.get("field", ""), request.GET.get("shop", "")
    if request.GET.get("all", "") == "":
        rows = rows.filter(state=DriftState.OPEN)
    if field in DriftField.values:
        rows = rows.filter(field=field)
    if shop:
        rows = rows.filter(connection_id=id_of(shop))
    if text := request.GET.get("q", "").strip():
        rows = rows.filter(listing__seen_title__icontains=text) | rows.filter(listing__product__title__icontains=text)
    return rows


def _show(request: WorkspaceRequest, rows: QuerySet[Drift], results: list[Decided]) -> HttpResponse:
    return render(
        request,
        "listings/drift.html",
        {
            "page": page_of(rows, Sorting(), request.GET.get("after", "")),
            "results": results,
            "fields": DriftField.choices,
            "field": request.GET.get("field", ""),
            "shop": request.GET.get("shop", ""),
            "all": request.GET.get("all", ""),
            "q": request.GET.get("q", ""),
            "connections": Connection.objects.filter(workspace=request.workspace).exclude(state=ConnectionState.GONE),
        },
    )
