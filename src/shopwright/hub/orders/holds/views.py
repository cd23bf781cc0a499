"""Pages of the rules that hold orders, and the release of many orders at once."""

from __future__ import annotations

import re
from decimal import Decimal

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.background.models import BackgroundRun
from shopwright.hub.background.views import to_run
from shopwright.hub.channels.models import Connection, ConnectionState
from shopwright.hub.core.ids import ids_of
from shopwright.hub.core.lists import Sorting, page_of
from shopwright.hub.lists.pages import RULE_STATES, begin_list, rules_in
from shopwright.hub.orders.lists import HOLD_RULES

from . import queries, rule_previews, rule_runs, services
from .models import HoldRule, RuleKind

_WITH_AMOUNT = frozenset({RuleKind.VALUE, RuleKind.PIECES, RuleKind.MANY_ORDERS, RuleKind.FIRST_ORDER})
_WITH_CURRENCY = frozenset({RuleKind.VALUE, RuleKind.FIRST_ORDER})
_COUNTRY = re.compile(r"[A-Z]{2}")


class RuleForm(forms.Form):
    """``words``: countries or shipping options, apart by commas. An empty ``connection`` means every shop."""

    kind = forms.ChoiceField(choices=RuleKind.choices)
    connection = forms.IntegerField(required=False)
    amount = forms.DecimalField(required=False, min_value=Decimal(0), max_digits=12, decimal_places=2)
    currency = forms.CharField(required=False, max_length=3)
    sku = forms.CharField(required=False, max_length=80)
    words = forms.CharField(required=False, max_length=600)

    def rule(self) -> HoldRule:
        """The rule with what its kind has. Raises HoldError for what is missing."""
        data, kind = self.cleaned_data, RuleKind(self.cleaned_data["kind"])
        words = [word.strip()[:60] for word in data["words"].split(",") if word.strip()]
        if kind in _WITH_AMOUNT and data["amount"] is None:
            raise services.HoldError("Say above what number an order is held.")
        if kind in _WITH_CURRENCY and not re.fullmatch(r"[A-Za-z]{3}", data["currency"]):
            raise services.HoldError("Give the currency of the amount in three letters, such as GBP.")
        if kind == RuleKind.COUNTRY:
            words = [word.upper() for word in words]
            if not words or not all(_COUNTRY.fullmatch(word) for word in words):
                raise services.HoldError("Name the countries that you ship to in two letters each, such as GB, IE.")
        return HoldRule(
            kind=kind,
            amount=data["amount"] if kind in _WITH_AMOUNT else None,
            currency=data["currency"].upper() if kind in _WITH_CURRENCY else "",
            sku=data["sku"].strip() if kind == RuleKind.PIECES else "",
            words=words if kind in (RuleKind.COUNTRY, RuleKind.PO_BOX) else [],
        )


@page(Permission.ORDERS_VIEW)
def list_rules(request: WorkspaceRequest) -> HttpResponseBase:
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    rows = rules_in(queries.rules(request.workspace), state)
    if kind in RuleKind:
        rows = rows.filter(kind=kind)
    rows, answer = begin_list(request, HOLD_RULES, rows, Sorting())
    if answer:
        return answer
    return render(
        request,
        "orders/hold_rules.html",
        {
            "page": page_of(rows, Sorting(), request.GET.get("after", "")),
            "states": RULE_STATES,
            "state": state,
            "kind": kind,
            "kinds": RuleKind.choices,
            "connections": _connections(request),
        },
    )


@page(Permission.ORDERS_VIEW)
def show_rule(request: WorkspaceRequest, rule_id: int) -> HttpResponse:
    """Which orders a rule would have held."""
    rule = _rule(request, rule_id)
    context = {"rule": rule, "preview": queries.preview(rule), "run": rule_previews.last(rule)}
    return render(request, "orders/hold_rule.html", context)


@act(Permission.CHANNELS_EDIT)
def preview_rule(request: WorkspaceRequest, rule_id: int) -> HttpResponse:
    """Have worked out which of very many orders a rule would have held."""
    return to_run(request, rule_previews.begin(_rule(request, rule_id), request.user))


@act(Permission.CHANNELS_EDIT)
def write_rule(request: WorkspaceRequest) -> HttpResponse:
    """Keep a new rule, switched off, and show what it would hold."""
    form = RuleForm(request.POST)
    try:
        if not form.is_valid():
            raise services.HoldError("Choose what the rule looks at, and write numbers like 250 or 250.00.")
        rule = form.rule()
    except services.HoldError as error:
        messages.error(request, str(error))
        return redirect("hold-rules", workspace=request.workspace.slug)
    rule.workspace = request.workspace
    rule.connection = _connections(request).filter(pk=form.cleaned_data["connection"] or 0).first()
    rule.save()
    return redirect("hold-rule", workspace=request.workspace.slug, rule_id=rule.pk)


@act(Permission.CHANNELS_EDIT)
def switch_rule(request: WorkspaceRequest, rule_id: int) -> HttpResponse:
    """Switch a rule on or off, or remove it."""
    rule = _rule(request, rule_id)
    if "remove" in request.POST:
        run = rule_runs.remove(rule, request.user)
        messages.success(request, "The rule is removed. What it held goes on.")
        return to_run(request, run) if run else redirect("hold-rules", workspace=request.workspace.slug)
    changed = rule_runs.switch(rule, request.user, is_on="on" in request.POST)
    if isinstance(changed, BackgroundRun):
        return to_run(request, changed)
    words = f"holds {changed} of the open orders" if rule.is_on else f"holds no more: {changed} orders go on"
    messages.success(request, f"“{rule}” {words}.")
    return redirect("hold-rules", workspace=request.workspace.slug)


@act(Permission.ORDERS_EDIT)
def release_orders(request: WorkspaceRequest) -> HttpResponse:
    """Release the orders that were chosen, and say of each what became of it."""
    ids = ids_of(request.POST.getlist("orders"))
    verdicts = services.release_many(request.workspace, ids, request.user)
    return render(
        request,
        "orders/released.html",
        {"verdicts": verdicts, "done": sum(not verdict.trouble for verdict in verdicts)},
    )


def _rule(request: WorkspaceRequest, rule_id: int) -> HoldRule:
    return get_object_or_404(queries.rules(request.workspace), pk=rule_id)


def _connections(request: WorkspaceRequest) -> QuerySet[Connection]:
    own = Connection.objects.filter(workspace=request.workspace).exclude(state=ConnectionState.GONE)
    return own.order_by("name", "pk")
