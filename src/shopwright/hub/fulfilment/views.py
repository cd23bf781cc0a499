"""Shipping orders and printing labels."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from shopwright.hub.access.guard import WorkspaceRequest, act
from shopwright.hub.access.roles import Permission
from shopwright.hub.channels.protocol import ChannelError
from shopwright.hub.orders.models import Order

from . import services
from .models import Shipment


@act(Permission.SHIPMENTS_EDIT)
def ship_orders(request: WorkspaceRequest) -> HttpResponse:
    """Begin to ship the orders that were chosen; what cannot be shipped is said, each with its reason."""
    chosen = Order.objects.select_related("connection__app", "connection__workspace").filter(
        workspace=request.workspace, pk__in=_numbers(request, "orders")
    )
    begun, refused = 0, []
    for order in chosen:
        try:
            services.begin(order, request.user)
            begun += 1
        except (services.ShipError, ChannelError) as error:
            refused.append(str(error))
    if begun:
        messages.success(request, f"{begun} of {len(chosen)} orders are being shipped. Labels come within seconds.")
    for words in refused[:5]:
        messages.error(request, words)
    if len(refused) > 5:
        messages.error(request, f"{len(refused) - 5} more could not be shipped.")
    if not chosen:
        messages.error(request, "Choose at least one order.")
    if len(chosen) == 1:
        return redirect("order", workspace=request.workspace.slug, order_id=chosen[0].pk)
    return redirect("orders", workspace=request.workspace.slug)


@act(Permission.SHIPMENTS_EDIT)
def print_labels(request: WorkspaceRequest) -> HttpResponse:
    """One PDF with the labels of shipments, or of the orders that were chosen."""
    rows = Shipment.objects.filter(workspace=request.workspace).exclude(state="cancelled").order_by("pk")
    rows = (
        rows.filter(pk__in=_numbers(request, "shipments"))
        if request.POST.getlist("shipments")
        else rows.filter(order_id__in=_numbers(request, "orders"))
    )
    shipments = list(rows)
    try:
        if not shipments:
            raise services.ShipError("Choose orders that are being shipped: the others have no label.")
        content = services.print_labels(request.workspace, shipments, request.user)
    except services.ShipError as error:
        messages.error(request, str(error))
        return redirect("orders", workspace=request.workspace.slug)
    reply = HttpResponse(content, content_type="application/pdf")
    reply.headers["Content-Disposition"] = 'inline; filename="labels.pdf"'
    reply.headers["Cache-Control"] = "no-store"
    return reply


def _numbers(request: WorkspaceRequest, name: str) -> list[int]:
    return [int(value) for value in request.POST.getlist(name) if value.isdigit()]
