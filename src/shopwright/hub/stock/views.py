"""Pages of stock."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.db.models import F, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.catalog.models import Variant
from shopwright.hub.core.lists import Sorting, page_of

from . import queries, services
from .models import Location, Reason

#: Reasons that a person can give, and whether the pieces come or go.
_BY_HAND = {Reason.RECEIVED: 1, Reason.DAMAGED: -1, Reason.RETURNED: 1}


class MoveForm(forms.Form):
    """``act``: a count, or pieces that come or go. ``token`` makes a double click one movement."""

    act = forms.ChoiceField(
        label="What happened", choices=[("count", "Counted"), *((reason.value, reason.label) for reason in _BY_HAND)]
    )
    quantity = forms.IntegerField(label="Pieces", min_value=0, max_value=999_999)
    location = forms.IntegerField()
    token = forms.UUIDField()


@page(Permission.STOCK_VIEW)
def list_stock(request: WorkspaceRequest) -> HttpResponse:
    rows = queries.balances(request.workspace)
    text, only = request.GET.get("q", "").strip(), request.GET.get("only", "")
    if text:
        rows = rows.filter(Q(variant__sku__icontains=text) | Q(variant__product__title__icontains=text))
    if only == "oversold":
        rows = rows.filter(reserved__gt=F("on_hand"))
    elif only == "out":
        rows = rows.filter(reserved__gte=F("on_hand"))
    shown = page_of(rows, Sorting(("pk",)), request.GET.get("after", ""))
    return render(request, "stock/stock.html", {"page": shown, "q": text, "only": only})


@page(Permission.STOCK_VIEW)
def show_variant(request: WorkspaceRequest, variant_id: int) -> HttpResponse:
    """What there is of a SKU, what it is held for, and its ledger."""
    variant = get_object_or_404(Variant.objects.select_related("product"), pk=variant_id, workspace=request.workspace)
    services.default_location(request.workspace)
    return render(
        request,
        "stock/variant.html",
        {
            "variant": variant,
            "balances": variant.balances.select_related("location").order_by("location__name"),
            "movements": queries.movements(variant)[:100],
            "held": variant.reservations.filter(state="held").select_related("connection").order_by("-pk")[:100],
            "offers": variant.offers.select_related("connection", "listing").order_by("connection__name"),
            "locations": Location.objects.filter(workspace=request.workspace).order_by("-is_default", "name"),
            "acts": MoveForm.base_fields["act"].choices,  # type: ignore[attr-defined]
            "token": uuid.uuid4(),
        },
    )


@act(Permission.STOCK_EDIT)
def move_stock(request: WorkspaceRequest, variant_id: int) -> HttpResponse:
    """Book what a person says that happened."""
    variant = get_object_or_404(Variant, pk=variant_id, workspace=request.workspace)
    form = MoveForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Give a whole number of pieces from 0 to 999,999.")
        return redirect("variant-stock", workspace=request.workspace.slug, variant_id=variant.pk)
    data = form.cleaned_data
    location = get_object_or_404(Location, pk=data["location"], workspace=request.workspace)
    cause = f"hand:{data['token']}"
    try:
        if data["act"] == "count":
            difference = services.count(variant, location, data["quantity"], cause, by=request.user)
            messages.success(request, f"{variant.sku}: {data['quantity']} counted, {difference:+} to what was known.")
        elif data["quantity"]:
            reason = Reason(data["act"])
            services.move(variant, location, _BY_HAND[reason] * data["quantity"], reason, cause, by=request.user)
            messages.success(request, f"{variant.sku}: {data['quantity']} {reason.label.lower()}.")
    except services.StockError as error:
        messages.error(request, str(error))
    return redirect("variant-stock", workspace=request.workspace.slug, variant_id=variant.pk)


@act(Permission.STOCK_EDIT)
def set_bin(request: WorkspaceRequest, variant_id: int) -> HttpResponse:
    """Say in which bin a SKU lies: pick lists are sorted by it."""
    variant = get_object_or_404(Variant, pk=variant_id, workspace=request.workspace)
    for location in Location.objects.filter(workspace=request.workspace):
        if (text := request.POST.get(f"bin-{location.pk}")) is not None:
            services.set_bin(variant, location, text)
    messages.success(request, f"{variant.sku}: the bins are saved.")
    return redirect("variant-stock", workspace=request.workspace.slug, variant_id=variant.pk)
