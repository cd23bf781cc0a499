"""Pages of listings."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.catalog.models import Product
from shopwright.hub.channels.models import Connection, ConnectionState
from shopwright.hub.core.lists import Sorting, page_of

from . import queries, services
from .availability import reckon
from .models import Listing, State, Wish


@page(Permission.LISTINGS_VIEW)
def list_listings(request: WorkspaceRequest) -> HttpResponse:
    rows = Listing.objects.filter(workspace=request.workspace).select_related("connection", "product")
    text, state, shop = (request.GET.get(name, "").strip() for name in ("q", "state", "shop"))
    if text:
        rows = rows.filter(seen_title__icontains=text) | rows.filter(product__title__icontains=text)
    if state in State.values:
        rows = rows.filter(state=state)
    if shop.isdigit():
        rows = rows.filter(connection_id=int(shop))
    return render(
        request,
        "listings/listings.html",
        {
            "page": page_of(rows, Sorting(), request.GET.get("after", "")),
            "q": text,
            "state": state,
            "shop": shop,
            "states": State.choices,
            "connections": Connection.objects.filter(workspace=request.workspace).exclude(state=ConnectionState.GONE),
        },
    )


@page(Permission.LISTINGS_VIEW)
def show_listing(request: WorkspaceRequest, listing_id: int) -> HttpResponse:
    """A listing with its offers, and why each has the number that it has."""
    listing = get_object_or_404(
        Listing.objects.select_related("connection", "product"), pk=listing_id, workspace=request.workspace
    )
    offers = [
        (offer, list(offer.stocks.select_related("place")), list(reckon(offer)) if offer.variant_id else [])
        for offer in listing.offers.select_related("variant", "connection").order_by("pk")
    ]
    allowed = [wish for wish in Wish if wish and listing.state in services.ALLOWED[wish] and listing.product_id]
    return render(request, "listings/listing.html", {"listing": listing, "offers": offers, "allowed": allowed})


@page(Permission.LISTINGS_VIEW)
def show_differences(request: WorkspaceRequest, connection_id: int) -> HttpResponse:
    """What would change on a shop if stock were sent to it now."""
    connection = get_object_or_404(Connection, pk=connection_id, workspace=request.workspace)
    rows = page_of(queries.differences(connection), Sorting(is_falling=False), request.GET.get("after", ""))
    return render(request, "listings/differences.html", {"connection": connection, "page": rows})


@act(Permission.LISTINGS_EDIT)
def publish_product(request: WorkspaceRequest, product_id: int) -> HttpResponse:
    """Publish a product on the connections that were chosen."""
    product = get_object_or_404(Product, pk=product_id, workspace=request.workspace)
    chosen = Connection.objects.filter(
        workspace=request.workspace, pk__in=[pk for pk in request.POST.getlist("connections") if pk.isdigit()]
    )
    for connection in chosen:
        services.publish(product, connection)
    if chosen:
        messages.success(request, f"{product.title} goes to {', '.join(str(connection) for connection in chosen)}.")
    else:
        messages.error(request, "Choose at least one channel.")
    return redirect("product", workspace=request.workspace.slug, product_id=product.pk)


@act(Permission.LISTINGS_EDIT)
def change_listing(request: WorkspaceRequest, listing_id: int) -> HttpResponse:
    listing = get_object_or_404(Listing, pk=listing_id, workspace=request.workspace)
    try:
        services.wish_for(listing, Wish(request.POST.get("wish", "")))
    except (services.ListingError, ValueError, KeyError) as error:
        messages.error(request, str(error))
    return redirect("listing", workspace=request.workspace.slug, listing_id=listing.pk)
