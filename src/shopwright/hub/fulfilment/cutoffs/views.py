"""The list of orders that are about to be late, and when carriers come."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.core.lists import Sorting, page_of
from shopwright.hub.fulfilment.lists import LATE, PICKUPS
from shopwright.hub.fulfilment.models import ShippingSettings
from shopwright.hub.lists.pages import begin_list
from shopwright.hub.orders.holds.queries import open_holds
from shopwright.hub.orders.queries import groups
from shopwright.hub.stock.queries import locations

from . import queries, services
from .models import WEEKDAYS, Pickup

_BY_TIME = Sorting(("at", "pk"), is_falling=False)
_BY_DEADLINE = Sorting(("ship_by", "pk"), is_falling=False)


class PickupForm(forms.Form):
    name = forms.CharField(max_length=60)
    at = forms.TimeField()
    days = forms.TypedMultipleChoiceField(choices=WEEKDAYS, coerce=int, required=False)
    option = forms.CharField(max_length=60, required=False)
    location = forms.IntegerField(required=False)


@page(Permission.ORDERS_VIEW)
def list_late(request: WorkspaceRequest) -> HttpResponseBase:
    """Orders whose deadline is near, the most urgent first; ``by`` narrows it to what a carrier's visit needs."""
    by = request.GET.get("by", "")
    rows = queries.orders_by(request.workspace, by) if by else None
    if rows is None:
        by, rows = "", queries.late_risk(request.workspace)
    if text := request.GET.get("q", "").strip():
        rows = rows.filter(number__startswith=text)
    rows, answer = begin_list(request, LATE, rows.prefetch_related("lines", open_holds()), _BY_DEADLINE)
    if answer:
        return answer
    shown = page_of(rows, _BY_DEADLINE, request.GET.get("after", ""))
    return render(
        request,
        "fulfilment/late.html",
        {
            "page": shown,
            "rows": [(order, groups(order.lines.all())) for order in shown.rows],
            "by": by,
            "q": text,
            "cut_offs": queries.cut_offs(request.workspace),
        },
    )


@page(Permission.CHANNELS_VIEW)
def list_pickups(request: WorkspaceRequest) -> HttpResponseBase:
    rows = Pickup.objects.filter(workspace=request.workspace).select_related("location")
    if text := request.GET.get("q", "").strip()[:60]:
        rows = rows.filter(name__icontains=text)
    rows, answer = begin_list(request, PICKUPS, rows, _BY_TIME)
    if answer:
        return answer
    return render(
        request,
        "fulfilment/pickups.html",
        {
            "page": page_of(rows, _BY_TIME, request.GET.get("after", "")),
            "q": text,
            "settings": ShippingSettings.objects.filter(workspace=request.workspace).first(),
            "locations": locations(request.workspace),
            "weekdays": WEEKDAYS,
        },
    )


@act(Permission.CHANNELS_EDIT)
def write_pickup(request: WorkspaceRequest) -> HttpResponse:
    form = PickupForm(request.POST)
    try:
        if not form.is_valid():
            raise services.PickupError("Name the carrier, and write the time as 16:00.")
        data = form.cleaned_data
        location = locations(request.workspace).filter(pk=data["location"] or 0).first()
        if data["location"] and location is None:
            raise services.PickupError("That location is not in this workspace. Choose another.")
        services.write_pickup(
            request.workspace, data["name"].strip(), data["at"], data["days"], data["option"].strip(), location
        )
        messages.success(request, "Today and the orders count what has to be ready by then.")
    except services.PickupError as error:
        messages.error(request, str(error))
    return redirect("pickups", workspace=request.workspace.slug)


@act(Permission.CHANNELS_EDIT)
def remove_pickup(request: WorkspaceRequest, pickup_id: int) -> HttpResponse:
    get_object_or_404(Pickup, pk=pickup_id, workspace=request.workspace).delete()
    messages.success(request, "The visit is removed.")
    return redirect("pickups", workspace=request.workspace.slug)
