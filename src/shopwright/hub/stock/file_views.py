"""The page that books the pieces which an imported file names."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.catalog.imports.models import ImportRun, State
from shopwright.hub.core.ids import id_of

from . import file_runs, queries, services
from .models import Location


@page(Permission.STOCK_EDIT, methods=("GET", "POST"))
def book_file(request: WorkspaceRequest, run_id: int) -> HttpResponse:
    """Choose a location and which SKUs, and have the pieces of a file booked as a count."""
    run = get_object_or_404(ImportRun, pk=run_id, workspace=request.workspace, state=State.DONE)
    if not file_runs.next_steps(run):
        messages.error(request, "The file names no pieces in stock, or is not kept any more.")
        return redirect("import", workspace=request.workspace.slug, run_id=run.pk)
    if request.method == "POST":
        number = id_of(request.POST.get("location", ""))
        location = get_object_or_404(Location, pk=number, workspace=request.workspace)
        is_first_only = request.POST.get("which", "") != "all"
        booking = file_runs.begin(run, location, request.user, is_first_only=is_first_only)
        return redirect("background-run", workspace=request.workspace.slug, act_id=booking.pk)
    usual = services.default_location(request.workspace)
    context = {
        "run": run,
        "locations": queries.locations(request.workspace),
        "usual": usual,
        "last": file_runs.last(run),
    }
    return render(request, "stock/file.html", context)
