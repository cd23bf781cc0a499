"""Pages of what is held back from shops, and of what happens there once nothing is left."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.models import Workspace
from shopwright.hub.access.roles import Permission
from shopwright.hub.background.views import to_run
from shopwright.hub.catalog.models import Variant
from shopwright.hub.catalog.queries import variant_by_sku
from shopwright.hub.channels.models import Connection, ConnectionState
from shopwright.hub.channels.registry import channels
from shopwright.hub.core.ids import id_of
from shopwright.hub.lists.pages import RULE_STATES, begin_gathered
from shopwright.hub.stock import buffers
from shopwright.hub.stock.models import BufferKind, BufferRule, SoldOutAct, SoldOutRule
from shopwright.hub.stock.services import StockError

from . import number_runs, rule_switch, rules
from .lists import STOCK_RULES
from .stock_rules import stock_rules


class BufferForm(forms.Form):
    """``subject`` and ``place``: whom the rule is for; a place is ``all``, ``channel:<name>`` or ``shop:<id>``."""

    subject = forms.ChoiceField(choices=[("all", "All SKUs"), ("tag", "SKUs with a tag"), ("sku", "One SKU")])
    tag = forms.CharField(max_length=60, required=False)
    sku = forms.CharField(max_length=80, required=False)
    place = forms.CharField(max_length=60)
    kind = forms.ChoiceField(choices=BufferKind.choices)
    amount = forms.IntegerField(min_value=0, max_value=999_999)


class SoldOutForm(forms.Form):
    """An empty ``connection`` means all shops, an empty ``sku`` all SKUs."""

    connection = forms.IntegerField(required=False)
    sku = forms.CharField(max_length=80, required=False)
    act = forms.ChoiceField(choices=SoldOutAct.choices)
    ships_on = forms.DateField(required=False)
    pieces = forms.IntegerField(required=False, min_value=1, max_value=99_999)


@page(Permission.LISTINGS_VIEW)
def list_rules(request: WorkspaceRequest) -> HttpResponseBase:
    state, text = request.GET.get("state", ""), request.GET.get("q", "").strip()[:100]
    rules = stock_rules(request.workspace, text, state)
    if answer := begin_gathered(request, STOCK_RULES, lambda _: rules):
        return answer
    return render(
        request,
        "listings/rules.html",
        {
            "buffers": [rule for rule in rules if rule.is_buffer],
            "sold_out": [rule for rule in rules if not rule.is_buffer],
            "states": RULE_STATES,
            "state": state,
            "q": text,
            "narrowest_first": buffers.NARROWEST_FIRST.values(),
            "connections": Connection.objects.filter(workspace=request.workspace)
            .exclude(state=ConnectionState.GONE)
            .order_by("name", "pk"),
            "channels": channels().values(),
            "kinds": BufferKind.choices,
            "acts": SoldOutAct.choices,
        },
    )


@page(Permission.LISTINGS_VIEW)
def show_buffer(request: WorkspaceRequest, rule_id: int) -> HttpResponse:
    """What would change if a rule were switched on or off."""
    rule = _buffer(request, rule_id)
    return render(
        request,
        "listings/buffer.html",
        {
            "rule": rule,
            "words": buffers.words_of(rule),
            "preview": None if number_runs.is_large(rule) else rules.preview(rule),
            "run": number_runs.last_preview(rule),
        },
    )


@act(Permission.LISTINGS_EDIT)
def preview_buffer(request: WorkspaceRequest, rule_id: int) -> HttpResponse:
    """Have worked out what a rule for very many offers would change."""
    return to_run(request, number_runs.begin_preview(_buffer(request, rule_id), request.user))


@act(Permission.LISTINGS_EDIT)
def write_buffer(request: WorkspaceRequest) -> HttpResponse:
    """Keep a new rule, switched off, and show what it would change."""
    form = BufferForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Say what the rule is for, and a whole number of pieces or percent.")
        return redirect("rules", workspace=request.workspace.slug)
    data = form.cleaned_data
    kind, _, name = data["place"].partition(":")
    try:
        rule = buffers.write_rule(
            request.workspace.pk,
            BufferKind(data["kind"]),
            data["amount"],
            connection=_connection(request.workspace, name) if kind == "shop" else None,
            channel=name if kind == "channel" and name in channels() else "",
            tag=_tag(data["tag"]) if data["subject"] == "tag" else "",
            variant=_variant(request.workspace, data["sku"]) if data["subject"] == "sku" else None,
        )
    except StockError as error:
        messages.error(request, str(error))
        return redirect("rules", workspace=request.workspace.slug)
    return redirect("buffer", workspace=request.workspace.slug, rule_id=rule.pk)


@act(Permission.LISTINGS_EDIT)
def switch_buffer(request: WorkspaceRequest, rule_id: int) -> HttpResponse:
    """Switch a rule on or off, or remove it."""
    rule = _buffer(request, rule_id)
    if "remove" in request.POST:
        run = rule_switch.remove(rule, request.user)
        messages.success(request, "The rule is removed.")
    else:
        run = rule_switch.switch(rule, request.user, is_on="on" in request.POST)
        messages.success(request, f"The rule for {buffers.words_of(rule)} is {'on' if rule.is_on else 'off'}.")
    return to_run(request, run) if run else redirect("rules", workspace=request.workspace.slug)


@act(Permission.LISTINGS_EDIT)
def write_sold_out(request: WorkspaceRequest) -> HttpResponse:
    form = SoldOutForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose what happens, write the day as 2027-01-31, and at most 99,999 pieces.")
        return redirect("rules", workspace=request.workspace.slug)
    data = form.cleaned_data
    try:
        rule = buffers.write_sold_out_rule(
            request.workspace.pk,
            SoldOutAct(data["act"]),
            connection=_connection(request.workspace, str(data["connection"])) if data["connection"] else None,
            variant=_variant(request.workspace, data["sku"]) if data["sku"] else None,
            ships_on=data["ships_on"],
            pieces=data["pieces"],
        )
    except StockError as error:
        messages.error(request, str(error))
    else:
        run = rule_switch.apply_sold_out(rule, request.user)
        messages.success(request, "The rule holds from now on.")
        if run:
            return to_run(request, run)
    return redirect("rules", workspace=request.workspace.slug)


@act(Permission.LISTINGS_EDIT)
def remove_sold_out(request: WorkspaceRequest, rule_id: int) -> HttpResponse:
    rule = get_object_or_404(SoldOutRule, pk=rule_id, workspace=request.workspace)
    run = rule_switch.remove_sold_out(rule, request.user)
    messages.success(request, "The rule is removed.")
    return to_run(request, run) if run else redirect("rules", workspace=request.workspace.slug)


def _buffer(request: WorkspaceRequest, rule_id: int) -> BufferRule:
    own = BufferRule.objects.filter(workspace=request.workspace).select_related("connection", "variant")
    return get_object_or_404(own, pk=rule_id)


def _connection(workspace: Workspace, number: str) -> Connection:
    own = Connection.objects.filter(workspace=workspace)
    connection = own.filter(pk=id_of(number)).first() if number else None
    if connection is None:
        raise StockError("That shop is not in this workspace. Choose another.")
    return connection


def _variant(workspace: Workspace, sku: str) -> Variant:
    variant = variant_by_sku(workspace.pk, sku.strip())
    if variant is None:
        raise StockError(f"No SKU {sku.strip()}. Look it up under Products.")
    return variant


def _tag(tag: str) -> str:
    if not tag.strip():
        raise StockError("Write the tag that the rule is for.")
    return tag.strip()
