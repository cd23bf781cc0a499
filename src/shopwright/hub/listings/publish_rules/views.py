"""Pages of rules that publish: what one would do, and what it did."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.roles import Permission
from shopwright.hub.channels.models import Connection, ConnectionState
from shopwright.hub.core.lists import Sorting, page_of
from shopwright.hub.listings.lists import FIRINGS, PUBLISH_RULES
from shopwright.hub.listings.models import PublishRule
from shopwright.hub.lists.pages import RULE_STATES, begin_list, rules_in

from . import services

if TYPE_CHECKING:
    RuleFields = forms.ModelForm[PublishRule]
else:
    RuleFields = forms.ModelForm

_CONDITIONS = ("new_days", "tag", "brand", "kind", "stock_least", "stock_most", "price_least", "price_most")


class PublishRuleForm(RuleFields):
    class Meta:
        model = PublishRule
        fields = ("name", "connection", "act", *_CONDITIONS, "per_day")
        help_texts: ClassVar[dict[str, str]] = {
            "tag": "What is left empty does not count; all that is filled in has to fit.",
            "kind": "The attribute “type” of a product.",
        }

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        shops = Connection.objects.filter(workspace_id=self.instance.workspace_id).exclude(state=ConnectionState.GONE)
        self.fields["connection"].queryset = shops.order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> None:
        if not any(self.cleaned_data.get(name) not in (None, "") for name in _CONDITIONS):
            raise forms.ValidationError("Fill in at least one condition: a rule for everything is too much.")


@page(Permission.LISTINGS_VIEW)
def list_publish_rules(request: WorkspaceRequest) -> HttpResponseBase:
    state, text = request.GET.get("state", ""), request.GET.get("q", "").strip()[:100]
    rules = PublishRule.objects.filter(workspace=request.workspace).select_related("connection")
    rules = rules_in(rules, state)
    if text:
        rules = rules.filter(name__icontains=text)
    rules, answer = begin_list(request, PUBLISH_RULES, rules, Sorting())
    if answer:
        return answer
    shown = page_of(rules, Sorting(), request.GET.get("after", ""))
    facts = {"page": shown, "states": RULE_STATES, "state": state, "q": text}
    return render(request, "listings/publish_rules.html", facts)


@page(Permission.LISTINGS_EDIT, methods=("GET", "POST"))
def write_publish_rule(request: WorkspaceRequest, rule_id: int | None = None) -> HttpResponse:
    """Make or change a rule; it is off afterwards, until its dry run was looked at."""
    rule = PublishRule(workspace=request.workspace) if rule_id is None else _rule(request, rule_id)
    form = PublishRuleForm(request.POST or None, instance=rule)
    if request.method == "POST" and form.is_valid():
        services.write_rule(form.save(commit=False))
        return redirect("publish-rule", workspace=request.workspace.slug, rule_id=rule.pk)
    status = 422 if form.errors else 200
    return render(request, "listings/publish_rule_edit.html", {"form": form, "rule": rule}, status=status)


@page(Permission.LISTINGS_VIEW)
def show_publish_rule(request: WorkspaceRequest, rule_id: int) -> HttpResponseBase:
    """The dry run: which products it would publish, pause or end now. And what it did."""
    rule = _rule(request, rule_id)
    firings, answer = begin_list(request, FIRINGS, rule.firings.select_related("product", "listing"), Sorting())
    if answer:
        return answer
    dry_run = services.try_rule(rule)
    if request.member.may(Permission.LISTINGS_EDIT):
        services.note_trial(rule)
    done = page_of(firings, Sorting(), request.GET.get("after", ""))
    return render(request, "listings/publish_rule.html", {"rule": rule, "dry_run": dry_run, "page": done})


@act(Permission.LISTINGS_EDIT)
def switch_publish_rule(request: WorkspaceRequest, rule_id: int) -> HttpResponse:
    """Switch a rule on or off, or remove it."""
    rule = _rule(request, rule_id)
    if "remove" in request.POST:
        rule.delete()
        messages.success(request, f"{rule.name} is removed. What it did stays.")
        return redirect("publish-rules", workspace=request.workspace.slug)
    try:
        services.switch(rule, is_on="on" in request.POST)
        messages.success(request, f"{rule.name} is {'on' if rule.is_on else 'off'}.")
    except services.PublishRuleError as error:
        messages.error(request, str(error))
    return redirect("publish-rule", workspace=request.workspace.slug, rule_id=rule.pk)


def _rule(request: WorkspaceRequest, rule_id: int) -> PublishRule:
    return get_object_or_404(PublishRule.objects.select_related("connection"), pk=rule_id, workspace=request.workspace)
