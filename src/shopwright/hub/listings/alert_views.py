"""Pages of what is withheld from shops until somebody agrees, and the panic button."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.background.views import to_run
from shopwright.hub.stock import alerts
from shopwright.hub.stock.models import Withholding

from . import halts


@page(Permission.STOCK_VIEW)
def list_withheld(request: WorkspaceRequest) -> HttpResponse:
    """What sources said that is hardly true, with the first SKUs of each."""
    own = Withholding.objects.filter(workspace=request.workspace)
    waiting = own.filter(decided_at=None).annotate(skus=Count("doubts__variant", distinct=True)).order_by("pk")
    return render(
        request,
        "listings/withheld.html",
        {
            "waiting": [
                (item, item.doubts.select_related("variant__product", "location", "movement").order_by("pk")[:200])
                for item in waiting
            ],
            "decided": own.exclude(decided_at=None).select_related("decided_by").order_by("-pk")[:20],
        },
    )


@act(Permission.LISTINGS_EDIT)
def decide_withheld(request: WorkspaceRequest, withholding_id: int) -> HttpResponse:
    """Believe a source, or take what it said back out of the ledger."""
    withholding = get_object_or_404(Withholding, pk=withholding_id, workspace=request.workspace)
    believe = request.POST.get("do") == "believe"
    count = alerts.decide(withholding, request.user, believe=believe)
    words = "are sent to the shops" if believe else "are as they were before"
    messages.success(request, f"The numbers of {count} SKUs {words}." if count else "Somebody has decided already.")
    return redirect("withheld", workspace=request.workspace.slug)


@act(Permission.LISTINGS_EDIT)
def halt_channels(request: WorkspaceRequest) -> HttpResponse:
    """Want 0 on every channel, or what there is again."""
    if request.POST.get("do") == "resume":
        run = halts.resume(request.workspace, request.user)
        messages.success(request, "The shops get the numbers that there are.")
        if run:
            return to_run(request, run)
    elif request.POST.get("do") == "halt":
        left_out = halts.halt(request.workspace, request.user)
        messages.success(request, "Every shop goes to 0. Offer again puts the numbers back.")
        if left_out:
            names = ", ".join(connection.name for connection in left_out)
            messages.warning(request, f"Not reached, since nothing is sent there: {names}. Set them to 0 in the shop.")
    return redirect("stock", workspace=request.workspace.slug)
