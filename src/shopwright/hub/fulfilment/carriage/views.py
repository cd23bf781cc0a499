"""Pages of shipping services: choose them for orders, and keep the rules."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.channels.models import Connection
from shopwright.hub.core.ids import id_of, ids_of
from shopwright.hub.fulfilment.lists import SERVICE_RULES
from shopwright.hub.lists.pages import begin_gathered
from shopwright.hub.orders.models import Order

from . import offers, queries, services
from .rules import LASTING, Rule

#: Rules that fill in a service for each of many orders.
_QUICK = (Rule.CHEAPEST, Rule.FASTEST, Rule.DEFAULT)


@page(Permission.SHIPMENTS_EDIT, methods=("GET", "POST"))
def choose_services(request: WorkspaceRequest) -> HttpResponse:
    """The services of the orders that were chosen, with price and time; ``do=ship`` ships with the chosen ones."""
    values = request.POST if request.method == "POST" else request.GET
    rows = Order.objects.select_related("connection__app", "connection__workspace").order_by("ship_by", "pk")
    rows = rows.filter(workspace=request.workspace, pk__in=ids_of(values.getlist("orders")))
    chosen = list(rows[: offers.MOST_AT_ONCE])
    if not chosen:
        messages.error(request, "Choose at least one order that is not shipped yet.")
        return redirect("orders", workspace=request.workspace.slug)
    if request.method == "POST" and values.get("do") == "ship":
        names = [name for name in values if name.startswith("service-")]
        wanted = {name.removeprefix("service-"): str(values[name]) for name in names}
        results = [offers.ship_chosen(order, request.user, wanted) for order in chosen]
        done = sum(row.is_done for row in results)
        return render(request, "fulfilment/service_results.html", {"results": results, "done": done})
    rule = values.get("rule", "")
    return render(
        request,
        "fulfilment/service_choice.html",
        {
            "offers": [offers.offers_of(order, rule if rule in _QUICK else "") for order in chosen],
            "left": rows.count() - len(chosen),
            "most": offers.MOST_AT_ONCE,
            "rules": [(value.value, value.label) for value in _QUICK],
            "rule": rule,
        },
    )


@page(Permission.CHANNELS_VIEW)
def list_service_rules(request: WorkspaceRequest) -> HttpResponseBase:
    """How parcels of each connection get their service."""
    text = request.GET.get("q", "").strip()[:100]
    rows = queries.service_choices(request.workspace, text)
    if answer := begin_gathered(request, SERVICE_RULES, lambda _: rows):
        return answer
    facts = {"rows": rows, "rules": [(value.value, value.label) for value in LASTING], "q": text}
    return render(request, "fulfilment/service_rules.html", facts)


@act(Permission.CHANNELS_EDIT)
def write_service_rule(request: WorkspaceRequest) -> HttpResponse:
    """Keep a connection's rule, or that of all others."""
    connection = None
    if number := request.POST.get("connection", ""):
        connection = get_object_or_404(Connection, pk=id_of(number) or 0, workspace=request.workspace)
    try:
        rule, name = request.POST.get("rule", ""), request.POST.get("name", "").strip()
        services.write_rule(request.workspace, connection, rule, name)
        messages.success(request, "Parcels that are shipped from now on get their service by this rule.")
    except services.ServiceRuleError as error:
        messages.error(request, str(error))
    return redirect("service-rules", workspace=request.workspace.slug)
