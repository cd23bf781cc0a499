"""Pages of stock: the list, a SKU with its ledger, and what people book there."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.catalog.models import Variant
from shopwright.hub.core.ids import id_of, ids_of
from shopwright.hub.core.json_pages import json_page, wants_json
from shopwright.hub.core.lists import Sorting, page_of
from shopwright.hub.lists.pages import begin_list

from . import bundles, queries, services
from .lists import LEDGER, STOCK
from .models import Balance, Location, Reason

#: Orders that the page of a SKU names, of those that it is held for.
MOST_HELD = 100
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


class TransferForm(forms.Form):
    quantity = forms.IntegerField(min_value=1, max_value=999_999)
    source = forms.IntegerField()
    target = forms.IntegerField()
    token = forms.UUIDField()


@page(Permission.STOCK_VIEW, has_json=True)
def list_stock(request: WorkspaceRequest) -> HttpResponseBase:
    rows, answer = begin_list(request, STOCK, _narrowed(request), Sorting())
    if answer:
        return answer
    seen = page_of(rows, Sorting(), request.GET.get("after", ""))
    if wants_json(request):
        return json_page(request, seen, queries.balance_as_json)
    return render(
        request,
        "stock/stock.html",
        {
            "page": seen,
            "q": request.GET.get("q", "").strip(),
            "only": request.GET.get("only", ""),
            "place": request.GET.get("place", ""),
            "locations": queries.locations(request.workspace),
            "is_halted": queries.is_halted(request.workspace.pk),
            "withheld": request.workspace.withholdings.filter(decided_at=None).count(),
            "token": uuid.uuid4(),
        },
    )


def _narrowed(request: WorkspaceRequest) -> QuerySet[Balance]:
    rows = queries.balances(request.workspace)
    text, only, place = (request.GET.get(name, "").strip() for name in ("q", "only", "place"))
    if text:
        rows = rows.filter(queries.matching(request.workspace, text))
    if place:
        rows = rows.filter(location_id=id_of(place))
    if only == "oversold":
        rows = rows.filter(reserved__gt=F("on_hand"))
    elif only == "out":
        rows = rows.filter(reserved__gte=F("on_hand"))
    return rows


@page(Permission.STOCK_VIEW)
def show_variant(request: WorkspaceRequest, variant_id: int) -> HttpResponseBase:
    """What there is of a SKU, what it is held for, and its ledger."""
    variant = get_object_or_404(Variant.objects.select_related("product"), pk=variant_id, workspace=request.workspace)
    ledger, answer = begin_list(request, LEDGER, queries.movements(variant), Sorting())
    if answer:
        return answer
    services.default_location(request.workspace)
    parts = variant.parts.select_related("part").order_by("part__sku")
    held = queries.held_of(variant).select_related("connection", "location", "bundle").reverse()[:MOST_HELD]
    things = queries.named_causes([row.cause for row in held])
    return render(
        request,
        "stock/variant.html",
        {
            "variant": variant,
            "balances": variant.balances.select_related("location").order_by("location__name"),
            "parts": parts,
            "made_of_parts": bundles.sellable_of(variant) if parts else [],
            "bundles": variant.bundles.select_related("bundle").order_by("bundle__sku"),
            "ledger": page_of(ledger, Sorting(), request.GET.get("after", "")),
            "held": [(row, things.get(row.cause)) for row in held],
            "offers": [line for explain in queries.explainers for line in explain(variant)],
            "locations": queries.locations(request.workspace),
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
    """Say in which bin of each location a SKU lies: pick lists are sorted by it."""
    variant = get_object_or_404(Variant, pk=variant_id, workspace=request.workspace)
    for balance in variant.balances.all():
        if (text := request.POST.get(f"bin-{balance.location_id}")) is not None:
            services.set_bin([balance], text)
    messages.success(request, f"{variant.sku}: the bins are saved.")
    return redirect("variant-stock", workspace=request.workspace.slug, variant_id=variant.pk)


@act(Permission.STOCK_EDIT)
def transfer_stock(request: WorkspaceRequest, variant_id: int) -> HttpResponse:
    """Move pieces of a SKU to another location."""
    variant = get_object_or_404(Variant, pk=variant_id, workspace=request.workspace)
    form = TransferForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Give a whole number of pieces from 1 to 999,999, and both locations.")
        return redirect("variant-stock", workspace=request.workspace.slug, variant_id=variant.pk)
    data = form.cleaned_data
    source, target = (
        get_object_or_404(Location, pk=data[end], workspace=request.workspace) for end in ("source", "target")
    )
    try:
        cause = f"hand:{data['token']}"
        services.transfer(variant, source, target, data["quantity"], cause, request.user)
        messages.success(request, f"{variant.sku}: {data['quantity']} moved from {source.name} to {target.name}.")
    except services.StockError as error:
        messages.error(request, str(error))
    return redirect("variant-stock", workspace=request.workspace.slug, variant_id=variant.pk)


@act(Permission.STOCK_EDIT)
def change_rows(request: WorkspaceRequest) -> HttpResponse:
    """Give the chosen rows of the list a bin, or move what is free of them to another location."""
    chosen = ids_of(request.POST.getlist("rows"))
    rows = list(queries.balances(request.workspace).filter(pk__in=chosen).order_by("variant_id", "location_id"))
    if not rows:
        messages.error(request, "Choose at least one row.")
    elif request.POST.get("do") == "bin":
        services.set_bin(rows, request.POST.get("bin", ""))
        messages.success(request, f"{len(rows)} rows are in bin {request.POST.get('bin', '').strip() or '–'}.")
    elif request.POST.get("do") == "transfer":
        _transfer_rows(request, rows)
    return redirect("stock", workspace=request.workspace.slug)


def _transfer_rows(request: WorkspaceRequest, rows: list[Balance]) -> None:
    number, token = request.POST.get("target", ""), request.POST.get("token", "")
    target = get_object_or_404(Location, pk=id_of(number), workspace=request.workspace)
    moved, troubles = 0, []
    for row in rows:
        if row.available <= 0 or row.location_id == target.pk:
            troubles.append(f"{row.variant.sku} has nothing free to move.")
            continue
        try:
            cause = f"rows:{token[:40]}:{row.pk}"
            services.transfer(row.variant, row.location, target, row.available, cause, request.user)
            moved += 1
        except services.StockError as error:
            troubles.append(str(error))
    messages.success(request, f"What was free of {moved} of {len(rows)} rows is at {target.name}.")
    for trouble in troubles[:5]:
        messages.error(request, trouble)


@act(Permission.STOCK_EDIT)
def write_parts(request: WorkspaceRequest, variant_id: int) -> HttpResponse:
    """Make a SKU a bundle of others, or an ordinary one again."""
    variant = get_object_or_404(Variant, pk=variant_id, workspace=request.workspace)
    try:
        parts = bundles.parts_from_text(variant, request.POST.get("parts", ""))
        bundles.set_parts(variant, parts)
        words = f"is made of {len(parts)} SKUs" if parts else "is a SKU of its own"
        messages.success(request, f"{variant.sku} {words}.")
    except services.StockError as error:
        messages.error(request, str(error))
    return redirect("variant-stock", workspace=request.workspace.slug, variant_id=variant.pk)
