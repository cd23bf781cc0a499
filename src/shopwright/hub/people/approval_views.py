"""Pages of acts that wait for a second person, and of the rule that says which."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.reauth import sensitive
from shopwright.hub.access.roles import Permission
from shopwright.hub.core.lists import Sorting, page_of
from shopwright.hub.lists.pages import begin_list

from . import approvals, two_persons
from .lists import APPROVALS
from .models import Approval, ApprovalState, Kind, TwoPersons

_NEWEST = Sorting(("requested_at", "pk"))
STATES = (("", "All"), *ApprovalState.choices)


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = TwoPersons
        fields = ("prices", "refunds", "refund_limit")
        labels = {  # noqa: RUF012  as Django wants it
            "prices": "Deep drops of prices",
            "refunds": "Money that is given back",
            "refund_limit": "Above this amount",
        }
        help_texts = {"refund_limit": "In the currency of the order. 0: any amount."}  # noqa: RUF012

    refund_limit = forms.DecimalField(min_value=0, max_digits=12, decimal_places=2, label="Above this amount")


@page(Permission.APPROVALS_VIEW)
def list_approvals(request: WorkspaceRequest) -> HttpResponseBase:
    return _list(request, RuleForm(instance=two_persons.rule_of(request.workspace)))


def _list(request: WorkspaceRequest, form: RuleForm, status: int = 200) -> HttpResponseBase:
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    rows = approvals.seen_by(request.member)
    if state in ApprovalState:
        rows = rows.filter(state=state)
    if kind in Kind:
        rows = rows.filter(kind=kind)
    rows, answer = begin_list(request, APPROVALS, rows, _NEWEST)
    if answer:
        return answer
    facts = {
        "page": page_of(rows, _NEWEST, request.GET.get("after", "")),
        "states": STATES,
        "state": state,
        "kinds": approvals.kinds(),
        "kind": kind,
        "form": form,
        "rule": two_persons.rule_of(request.workspace),
    }
    return render(request, "people/approvals.html", facts, status=status)


@page(Permission.APPROVALS_VIEW)
def show_approval(request: WorkspaceRequest, approval_id: int) -> HttpResponse:
    """What would be done, who asked for it, and what was sent."""
    row = _approval(request, approval_id)
    return render(request, "people/approval.html", {"row": row, "sent": list(QueryDict(row.form).lists())})


@act(Permission.APPROVALS_EDIT)
@sensitive()
def approve(request: WorkspaceRequest, approval_id: int) -> HttpResponse:
    """Let it happen, and do it."""
    row = _approval(request, approval_id)
    try:
        approvals.perform(request, approvals.approve(row, request.member))
    except approvals.ApprovalError as error:
        messages.error(request, str(error))
    return redirect("approval", workspace=request.workspace.slug, approval_id=row.pk)


@act(Permission.APPROVALS_EDIT)
@sensitive()
def reject(request: WorkspaceRequest, approval_id: int) -> HttpResponse:
    """Let it not happen; whoever asked for it takes it back."""
    row = _approval(request, approval_id)
    try:
        approvals.reject(row, request.member, request.POST.get("reason", ""))
        messages.success(request, "It is rejected; nothing was done.")
    except approvals.ApprovalError as error:
        messages.error(request, str(error))
    return redirect("approval", workspace=request.workspace.slug, approval_id=row.pk)


@act(Permission.MEMBERS_EDIT)
@sensitive()
def set_rule(request: WorkspaceRequest) -> HttpResponseBase:
    """Say for what two people are needed. To need them for less takes two as well."""
    now = two_persons.rule_of(request.workspace)
    form = RuleForm(request.POST, instance=two_persons.rule_of(request.workspace))
    if not form.is_valid():
        return _list(request, form, status=422)
    then: TwoPersons = form.save(commit=False)
    words = f"Two people for less: {_words(now)} → {_words(then)}"
    two_persons.ask_before_weaker(request, now, then, request.user.pk, words)
    try:
        two_persons.check_rule(then, request.user.pk)
    except two_persons.TwoPersonsError as error:
        messages.error(request, str(error))
    else:
        then.save()
        messages.success(request, f"Two people are needed for: {_words(then)}.")
    return redirect("approvals", workspace=request.workspace.slug)


def _words(rule: TwoPersons) -> str:
    parts = ["deep drops of prices"] if rule.prices else []
    if rule.refunds:
        parts.append(f"refunds over {rule.refund_limit:.2f}")
    return ", ".join(parts) or "nothing"


def _approval(request: WorkspaceRequest, approval_id: int) -> Approval:
    return get_object_or_404(approvals.seen_by(request.member), pk=approval_id)
