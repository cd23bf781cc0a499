"""Pages of locations, of the warehouses of shops that stand for them, and of lists that are received or counted."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.channels.models import Connection
from shopwright.hub.core.ids import id_of
from shopwright.hub.core.lists import Sorting, page_of
from shopwright.hub.lists.pages import begin_list

from . import places, queries, services, sheets
from .lists import LOCATIONS
from .models import Location

_BY_NAME = Sorting(("name", "pk"), is_falling=False)
#: The kinds of lists, and their titles.
SHEETS = {"receive": "Receive", "count": "Count"}


@page(Permission.STOCK_VIEW)
def list_locations(request: WorkspaceRequest) -> HttpResponseBase:
    services.default_location(request.workspace)
    rows = queries.locations_with_sums(request.workspace)
    if text := request.GET.get("q", "").strip()[:80]:
        rows = rows.filter(name__icontains=text)
    rows, answer = begin_list(request, LOCATIONS, rows, _BY_NAME)
    if answer:
        return answer
    shown = page_of(rows, _BY_NAME, request.GET.get("after", ""))
    return render(request, "stock/locations.html", {"page": shown, "q": text})


@act(Permission.STOCK_EDIT)
def write_location(request: WorkspaceRequest) -> HttpResponse:
    """Add a location, or rename one."""
    number = request.POST.get("location", "")
    location = None
    if number:
        location = get_object_or_404(Location, pk=id_of(number), workspace=request.workspace)
    try:
        kept = places.write_location(request.workspace, request.POST.get("name", ""), location)
        messages.success(request, f"{kept.name} is saved.")
    except services.StockError as error:
        messages.error(request, str(error))
    return redirect("locations", workspace=request.workspace.slug)


@page(Permission.CHANNELS_VIEW)
def show_places(request: WorkspaceRequest, connection_id: int) -> HttpResponse:
    """The warehouses of a shop, and the location that each offers the stock of."""
    connection = get_object_or_404(Connection, pk=connection_id, workspace=request.workspace)
    return render(
        request,
        "stock/places.html",
        {
            "connection": connection,
            "places": connection.locations.select_related("location").order_by("-is_default", "name", "pk"),
            "locations": queries.locations(request.workspace),
        },
    )


@act(Permission.CHANNELS_EDIT)
def map_places(request: WorkspaceRequest, connection_id: int) -> HttpResponse:
    """Keep which location stands behind each warehouse."""
    connection = get_object_or_404(Connection, pk=connection_id, workspace=request.workspace)
    own = {str(location.pk): location for location in queries.locations(request.workspace)}
    chosen = {
        place.pk: own.get(request.POST[f"place-{place.pk}"])
        for place in connection.locations.all()
        if f"place-{place.pk}" in request.POST
    }
    changed = places.map_places(connection, chosen)
    messages.success(request, f"{changed} warehouses changed." if changed else "Nothing changed.")
    return redirect("places", workspace=request.workspace.slug, connection_id=connection.pk)


@page(Permission.STOCK_EDIT, methods=("GET", "POST"))
def show_sheet(request: WorkspaceRequest, kind: str) -> HttpResponse:
    """Paste or scan a list of SKUs and pieces, see what it would change, and book it."""
    if kind not in SHEETS:
        raise Http404
    services.default_location(request.workspace)
    locations = queries.locations(request.workspace)
    number, text = request.POST.get("location", ""), request.POST.get("lines", "")
    location = locations.filter(pk=id_of(number)).first() if number else None
    token, sheet = request.POST.get("token", ""), None
    try:
        if location is not None and request.POST.get("do") == "book" and token:
            booked = sheets.book_sheet(location, text, token[:40], request.user, is_count=kind == "count")
            skus = "1 SKU" if booked == 1 else f"{booked} SKUs"
            messages.success(request, f"{skus} changed at {location.name}.")
            return redirect("stock-sheet", workspace=request.workspace.slug, kind=kind)
        if location is not None:
            sheet = sheets.read_sheet(location, text)
    except services.StockError as error:
        messages.error(request, str(error))
    return render(
        request,
        "stock/sheet.html",
        {
            "kind": kind,
            "title": SHEETS[kind],
            "locations": locations,
            "location": location,
            "lines": text,
            "sheet": sheet,
            "token": uuid.uuid4(),
        },
    )
