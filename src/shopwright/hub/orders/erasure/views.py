"""The page of buyers' data: erase somebody who asks for it, and say how long buyers are kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.reauth import sensitive
from shopwright.hub.access.roles import Permission
from shopwright.hub.background.models import BackgroundRun
from shopwright.hub.background.views import to_run
from shopwright.hub.core.ids import ids_of

from . import queries, services

#: The longest time that can be set, in days.
_LONGEST = 3_650


class RetentionForm(forms.Form):
    days = forms.IntegerField(
        label="Keep buyers for",
        required=False,
        min_value=1,
        max_value=_LONGEST,
        help_text="Days from when the order was placed; empty to keep them.",
    )


@page(Permission.BUYERS_EDIT)
def show_buyers_data(request: WorkspaceRequest) -> HttpResponse:
    """What is kept for how long, and the last erasures."""
    return _show(request, RetentionForm(initial={"days": queries.retention_of(request.workspace).days}))


def _show(request: WorkspaceRequest, form: RetentionForm, status: int = 200, **facts: Any) -> HttpResponse:
    runs = BackgroundRun.objects.filter(workspace=request.workspace, kind=services.RUN).select_related("by")
    context = {
        "form": form,
        "days": queries.retention_of(request.workspace).days,
        "runs": runs.order_by("-pk")[:20],
        "waiting": queries.asked(request.workspace.pk).count(),
        **facts,
    }
    return render(request, "orders/buyers_data.html", context, status=status)


@act(Permission.BUYERS_EDIT)
def look_for_buyer(request: WorkspaceRequest) -> HttpResponse:
    """The orders of a buyer, to choose from. What was typed travels in no address."""
    text = request.POST.get("buyer", "").strip()[:200]
    rows = list(queries.of_person(request.workspace, text)[: queries.MOST + 1])
    why = queries.reasons(rows)
    return render(
        request,
        "orders/buyer_orders.html",
        {
            "rows": [(order, why.get(order.pk, "")) for order in rows[: queries.MOST]],
            "is_more": len(rows) > queries.MOST,
            "most": queries.MOST,
            "text": text,
        },
    )


@act(Permission.BUYERS_EDIT)
@sensitive()
def erase_buyer(request: WorkspaceRequest) -> HttpResponse:
    """Erase the buyer of the chosen orders; of those that still need one, as soon as they do not."""
    run = services.ask(request.workspace, ids_of(request.POST.getlist("orders")), request.user)
    if run is None:
        messages.error(request, "Choose at least one order whose buyer is still there.")
        return redirect("buyers-data", workspace=request.workspace.slug)
    return to_run(request, run)


@act(Permission.BUYERS_EDIT)
@sensitive(lambda request: request.POST.get("do") == "save")
def set_retention(request: WorkspaceRequest) -> HttpResponse:
    """Say how long buyers are kept, or see first whom it would erase."""
    form = RetentionForm(request.POST)
    if not form.is_valid():
        return _show(request, form, status=422)
    days = form.cleaned_data["days"]
    if request.POST.get("do") != "save":
        return _show(request, form, preview=queries.count_older_than(request.workspace.pk, days), is_preview=True)
    services.set_days(request.workspace, days)
    messages.success(request, f"Buyers are kept for {days} days." if days else "Buyers are kept until you erase them.")
    return redirect("buyers-data", workspace=request.workspace.slug)
