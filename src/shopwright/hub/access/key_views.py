"""Pages of API keys."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from . import keys, queries
from .guard import WorkspaceRequest, act, page
from .models import ApiKey
from .reauth import sensitive
from .roles import Permission
from .services import AccessError

_LIVES = [(30, "30 days"), (90, "90 days"), (365, "a year")]


class KeyForm(forms.Form):
    name = forms.CharField(label="What it is for", max_length=80)
    scopes = forms.MultipleChoiceField(label="May", widget=forms.CheckboxSelectMultiple)
    days = forms.TypedChoiceField(label="Ends after", choices=_LIVES, coerce=int, initial=90)

    def __init__(self, request: WorkspaceRequest, *, is_new: bool = False) -> None:
        """What the member may give is offered, and reading is chosen unless something else is."""
        allowed = keys.grantable(request.member)
        reading = [scope for scope in allowed if scope.endswith(".view") and scope != Permission.BUYERS_VIEW]
        super().__init__(request.POST if request.method == "POST" and not is_new else None, initial={"scopes": reading})
        self.fields["scopes"].choices = [(scope.value, scope.value) for scope in allowed]  # type: ignore[attr-defined]


@page(Permission.KEYS_EDIT)
def list_keys(request: WorkspaceRequest) -> HttpResponse:
    return _list(request, KeyForm(request))


@act(Permission.KEYS_EDIT)
@sensitive()
def make_key(request: WorkspaceRequest) -> HttpResponse:
    """Make a key. The answer is the only page that ever has it."""
    form = KeyForm(request)
    if not form.is_valid():
        return _list(request, form, status=422)
    data = form.cleaned_data
    try:
        key = keys.make_key(request.member, data["name"], data["scopes"], timedelta(days=data["days"]))
    except AccessError as error:
        form.add_error(None, str(error))
        return _list(request, form, status=422)
    return _list(request, KeyForm(request, is_new=True), key=key, status=201)


@act(Permission.KEYS_EDIT)
@sensitive()
def revoke_key(request: WorkspaceRequest, key_id: int) -> HttpResponse:
    key = get_object_or_404(ApiKey, pk=key_id, workspace=request.workspace)
    keys.revoke(key)
    messages.success(request, f"{key.name} opens nothing any more.")
    return redirect("keys", workspace=request.workspace.slug)


def _list(request: WorkspaceRequest, form: KeyForm, *, key: str = "", status: int = 200) -> HttpResponse:
    context = {"keys": queries.keys(request.workspace), "form": form, "key": key, "here": settings.CANONICAL_URL}
    reply = render(request, "access/keys.html", context, status=status)
    reply.headers["Cache-Control"] = "no-store"
    return reply
