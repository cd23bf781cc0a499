"""Pages of routing: where each order is sent from, and the rules that say so."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.models import Workspace
from shopwright.hub.access.roles import Permission
from shopwright.hub.background.views import to_run
from shopwright.hub.channels.models import Connection, ConnectionState
from shopwright.hub.core.ids import id_of, ids_of
from shopwright.hub.core.lists import Sorting, page_of
from shopwright.hub.fulfilment.lists import ROUTES, ROUTING_RULES
from shopwright.hub.fulfilment.requests import numbers_of
from shopwright.hub.lists.pages import RULE_STATES, begin_list, rules_in
from shopwright.hub.orders.models import Order
from shopwright.hub.stock.queries import locations

from . import queries, route_previews, route_runs, services
from .models import RoutingRule
from .rules import words_of

_BY_TIME = Sorting(("placed_at", "pk"))
_BY_POSITION = Sorting(("position", "pk"), is_falling=False)
_COUNTRIES = re.compile(r"[A-Za-z]{2}")


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """``countries``: codes of two letters, whatever stands between them."""

    countries = forms.CharField(
        required=False,
        max_length=200,
        label="Buyer's countries",
        help_text="Two letters each, such as GB, IE. Where a channel hides the address, the shop's country counts.",
    )
    min_grams = forms.IntegerField(required=False, min_value=0, max_value=10_000_000, label="From grams")
    max_grams = forms.IntegerField(required=False, min_value=0, max_value=10_000_000, label="To grams")

    class Meta:
        model = RoutingRule
        fields = ("location", "connection", "countries", "tag", "min_grams", "max_grams", "needs_stock")
        labels = {  # noqa: RUF012  Django's own way
            "location": "Send from",
            "connection": "Orders of",
            "tag": "With the tag, of order or product",
            "needs_stock": "Only while everything is there",
        }

    def __init__(self, workspace: Workspace, *args: object, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        self.fields["location"].queryset = locations(workspace)  # type: ignore[attr-defined]
        shops = Connection.objects.filter(workspace=workspace).exclude(state=ConnectionState.GONE).order_by("name")
        self.fields["connection"].queryset = shops  # type: ignore[attr-defined]
        self.fields["connection"].empty_label = "every shop"  # type: ignore[attr-defined]

    def clean_countries(self) -> list[str]:
        words = re.split(r"[\s,;]+", self.cleaned_data["countries"].strip()) if self.cleaned_data["countries"] else []
        if wrong := [word for word in words if word and not _COUNTRIES.fullmatch(word)]:
            raise forms.ValidationError(f"{', '.join(wrong[:5])}: a country has two letters.")
        return sorted({word.upper() for word in words if word})


@page(Permission.ORDERS_VIEW)
def list_routes(request: WorkspaceRequest) -> HttpResponseBase:
    """Orders that wait, with where they are sent from and why. ``orders``: those alone that another list chose."""
    rows = queries.to_route(request.workspace)
    place = request.GET.get("place", "")
    if place:
        rows = rows.filter(route__location=id_of(place))
    chosen = ids_of(request.GET.getlist("orders"))
    if chosen:
        rows = rows.filter(pk__in=chosen)
    if text := request.GET.get("q", "").strip():
        rows = rows.filter(number__startswith=text)
    rows, answer = begin_list(request, ROUTES, rows.prefetch_related("lines"), _BY_TIME)
    if answer:
        return answer
    return render(
        request,
        "fulfilment/routes.html",
        {
            "page": page_of(rows, _BY_TIME, request.GET.get("after", "")),
            "place": place,
            "q": text,
            "chosen": chosen,
            "locations": locations(request.workspace),
            "rules": RoutingRule.objects.filter(workspace=request.workspace, is_on=True).count(),
        },
    )


@act(Permission.ORDERS_EDIT)
def change_routes(request: WorkspaceRequest) -> HttpResponse:
    """Send orders from another location, or apply the rules to them again; a result for each.

    Another list sends the orders that it chose here to ``choose`` what to do with them.
    """
    if request.POST.get("do") == "choose":
        query = urlencode([("orders", number) for number in numbers_of(request, "orders")])
        return redirect(f"{reverse('routes', args=[request.workspace.slug])}?{query}")
    orders = Order.objects.filter(workspace=request.workspace, pk__in=numbers_of(request, "orders")).order_by("pk")
    if request.POST.get("all"):
        orders = queries.to_route(request.workspace).order_by("ship_by", "pk")
    place = None
    if request.POST.get("do") != "again":
        place = get_object_or_404(locations(request.workspace).filter(pk=id_of(request.POST.get("location", ""))))
    ids = list(orders.values_list("pk", flat=True)[: route_runs.MOST_IN_RUN])
    if len(ids) > services.MOST_AT_ONCE:
        return to_run(request, route_runs.begin(request.workspace, request.user, ids, place))
    chosen = list(orders.select_related("connection", "workspace"))
    if place is None:
        results = services.route_again(chosen, request.user)
    else:
        results = services.send_from(chosen, place, request.user)
    if request.POST.get("back") == "order" and results:
        (messages.success if results[0].is_done else messages.error)(request, results[0].words)
        return redirect("order", workspace=request.workspace.slug, order_id=chosen[0].pk)
    if not results:
        messages.error(request, "Choose at least one order.")
        return redirect("routes", workspace=request.workspace.slug)
    done = sum(row.is_done for row in results)
    return render(request, "fulfilment/route_results.html", {"results": results, "done": done})


@page(Permission.ORDERS_VIEW)
def list_rules(request: WorkspaceRequest) -> HttpResponseBase:
    """The rules, in the order in which they are asked."""
    return _show_rules(request, RuleForm(request.workspace))


@act(Permission.CHANNELS_EDIT)
def write_rule(request: WorkspaceRequest) -> HttpResponseBase:
    """Keep a new rule, switched off, and show what it would change."""
    form = RuleForm(request.workspace, request.POST, instance=RoutingRule(workspace=request.workspace))
    if form.is_valid():
        try:
            rule = services.write_rule(form.save(commit=False))
            return redirect("routing-rule", workspace=request.workspace.slug, rule_id=rule.pk)
        except services.RouteError as error:
            messages.error(request, str(error))
    return _show_rules(request, form)


def _show_rules(request: WorkspaceRequest, form: RuleForm) -> HttpResponseBase:
    state, text = request.GET.get("state", ""), request.GET.get("q", "").strip()[:80]
    rules = RoutingRule.objects.filter(workspace=request.workspace).select_related("location", "connection")
    rules = rules_in(rules, state)
    if text:
        rules = rules.filter(Q(location__name__icontains=text) | Q(tag__icontains=text))
    rules, answer = begin_list(request, ROUTING_RULES, rules, _BY_POSITION)
    if answer:
        return answer
    # The first one that fits decides, so that they are shown whole, each beside those that it stands between.
    rows = [(rule, words_of(rule)) for rule in rules.order_by("position", "pk")]
    facts = {"rules": rows, "form": form, "states": RULE_STATES, "state": state, "q": text}
    return render(request, "fulfilment/routing_rules.html", facts)


@page(Permission.ORDERS_VIEW)
def show_rule(request: WorkspaceRequest, rule_id: int) -> HttpResponse:
    """What would change if a rule were switched on or off."""
    rule = _rule(request, rule_id)
    facts = {"rule": rule, "words": words_of(rule), "preview": queries.preview(rule), "run": route_previews.last(rule)}
    return render(request, "fulfilment/routing_rule.html", facts)


@act(Permission.CHANNELS_EDIT)
def preview_rule(request: WorkspaceRequest, rule_id: int) -> HttpResponse:
    """Have worked out what a rule would change of very many orders."""
    return to_run(request, route_previews.begin(_rule(request, rule_id), request.user))


@act(Permission.CHANNELS_EDIT)
def change_rule(request: WorkspaceRequest, rule_id: int) -> HttpResponse:
    """Switch a rule on or off, move it up or down, or remove it."""
    rule = _rule(request, rule_id)
    match request.POST.get("do", ""):
        case "on" | "off" as state:
            services.switch_rule(rule, is_on=state == "on")
            messages.success(request, f"The rule is {state}. It holds for new orders; apply it to those that wait.")
        case "up" | "down" as way:
            services.move_rule(rule, is_up=way == "up")
        case "remove":
            services.remove_rule(rule)
            messages.success(request, "The rule is removed. Orders stay where it sent them.")
    return redirect("routing-rules", workspace=request.workspace.slug)


def _rule(request: WorkspaceRequest, rule_id: int) -> RoutingRule:
    rules = RoutingRule.objects.select_related("location", "connection", "workspace")
    return get_object_or_404(rules, pk=rule_id, workspace=request.workspace)
