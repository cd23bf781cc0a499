"""The page of brands: which of a shop's brands each brand of the catalogue is."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.channels.models import Connection, ConnectionState
from shopwright.hub.core.ids import id_of, ids_of
from shopwright.hub.core.lists import Sorting, page_of

from . import services
from .models import BrandMapping


@page(Permission.LISTINGS_VIEW)
def list_brands(request: WorkspaceRequest) -> HttpResponse:
    """The catalogue's brands on each shop that keeps a list of brands."""
    rows = Connection.objects.filter(workspace=request.workspace).exclude(state=ConnectionState.GONE).order_by("name")
    shops = [row for row in rows if services.has_brands(row)]
    chosen = request.GET.get("shop", "")
    connection = next((row for row in shops if str(row.pk) == chosen), shops[0] if shops else None)
    brands = BrandMapping.objects.filter(connection=connection)
    state, text = request.GET.get("state", ""), request.GET.get("q", "").strip()
    if state in ("accepted", "open"):
        brands = brands.filter(is_accepted=state == "accepted")
    if text:
        brands = brands.filter(brand__icontains=text)
    context = {
        "page": page_of(brands, Sorting(("is_accepted", "pk"), is_falling=False), request.GET.get("after", "")),
        "shops": shops,
        "shop": connection,
        "state": state,
        "states": [("open", "Not mapped"), ("accepted", "Accepted")],
        "q": text,
        "waits": connection is not None
        and connection.events.filter(kind__in=["brands", "brand-create"], state="new").exists(),
    }
    return render(request, "listings/brands.html", context)


@act(Permission.LISTINGS_EDIT)
def change_brands(request: WorkspaceRequest, connection_id: int) -> HttpResponse:
    """Look up anew, accept or create the chosen brands, map one by hand, or take its mapping back."""
    shops = Connection.objects.filter(workspace=request.workspace).exclude(state=ConnectionState.GONE)
    connection = get_object_or_404(shops, pk=connection_id)
    wanted, ids = request.POST.get("do", ""), ids_of(request.POST.getlist("mappings"))
    if wanted == "look":
        services.look_again(connection)
        messages.success(request, f"Your brands are looked up on {connection}.")
    elif wanted == "accept":
        messages.success(request, f"{services.accept(connection, ids)} accepted.")
    elif wanted == "create":
        messages.success(request, f"{services.create(connection, ids)} are created on {connection}.")
    elif wanted.startswith("release-"):
        services.release(get_object_or_404(BrandMapping, pk=id_of(wanted[8:]), connection=connection))
        messages.success(request, "It is sent without the brand until you map it again.")
    elif id_of(wanted):
        mapping = get_object_or_404(BrandMapping, pk=id_of(wanted), connection=connection)
        try:
            services.choose(mapping, request.POST.get(f"brand-{wanted}", ""))
            messages.success(request, f"“{mapping.brand}” is {mapping.name} there.")
        except services.BrandError as error:
            messages.error(request, str(error))
    answer = redirect("brands", workspace=request.workspace.slug)
    answer["Location"] += f"?shop={connection.pk}"
    return answer
