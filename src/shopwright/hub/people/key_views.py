"""Pages of API keys."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from shopwright.hub.access import keys, queries
from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.models import ApiKey
from shopwright.hub.access.reauth import sensitive
from shopwright.hub.access.roles import Permission
from shopwright.hub.access.services import AccessError
from shopwright.hub.core.lists import Sorting, page_of
from shopwright.hub.core.vault import vault
from shopwright.hub.lists.pages import begin_list

from .lists import KEYS

STATES = (("", "All"), ("works", "Working"), ("ended", "Ended"), ("revoked", "Revoked"))
#: Where the session keeps a key until it is shown, encrypted.
_NEW = "new-key"
_LIVES = [(30, "30 days"), (90, "90 days"), (365, "a year")]


class KeyForm(forms.Form):
    name = forms.CharField(label="What it is for", max_length=80)
    scopes = forms.MultipleChoiceField(label="May", widget=forms.CheckboxSelectMultiple)
    days = forms.TypedChoiceField(label="Ends after", choices=_LIVES, coerce=int, initial=90)

    def __init__(self, request: WorkspaceRequest) -> None:
        """What the member may give is offered, and nothing of it chosen."""
        allowed = keys.grantable(request.member)
        super().__init__(request.POST if request.method == "POST" else None)
        self.fields["scopes"].choices = [(scope.value, scope.value) for scope in allowed]  # type: ignore[attr-defined]


@page(Permission.KEYS_EDIT)
def list_keys(request: WorkspaceRequest) -> HttpResponseBase:
    return _list(request, KeyForm(request))


def _new_key(request: WorkspaceRequest) -> str:
    """The key that was made just now, once, to the page that its maker was led to."""
    if "x-live" in request.headers:
        return ""
    sealed = request.session.pop(f"{_NEW}-{request.workspace.pk}", "")
    return vault().decrypt(_NEW, bytes.fromhex(sealed)) if sealed else ""


@page(Permission.KEYS_EDIT, methods=("GET", "POST"))
@sensitive(lambda request: request.method == "POST")
def make_key(request: WorkspaceRequest) -> HttpResponseBase:
    """Make a key. The list of keys shows it once."""
    if request.method != "POST":
        return redirect("keys", workspace=request.workspace.slug)
    form = KeyForm(request)
    if not form.is_valid():
        return _list(request, form, status=422)
    data = form.cleaned_data
    try:
        key = keys.make_key(request.member, data["name"], data["scopes"], timedelta(days=data["days"]))
    except AccessError as error:
        form.add_error(None, str(error))
        return _list(request, form, status=422)
    request.session[f"{_NEW}-{request.workspace.pk}"] = vault().encrypt(_NEW, key).hex()
    return redirect("keys", workspace=request.workspace.slug)


@act(Permission.KEYS_EDIT)
@sensitive()
def revoke_key(request: WorkspaceRequest, key_id: int) -> HttpResponse:
    key = get_object_or_404(ApiKey, pk=key_id, workspace=request.workspace)
    keys.revoke(key)
    messages.success(request, f"{key.name} opens nothing any more.")
    return redirect("keys", workspace=request.workspace.slug)


def _list(request: WorkspaceRequest, form: KeyForm, *, status: int = 200) -> HttpResponseBase:
    state, text = request.GET.get("state", ""), request.GET.get("q", "").strip()[:100]
    rows = queries.keys(request.workspace).filter(_in_state(state))
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(made_by__email__icontains=text))
    rows, answer = begin_list(request, KEYS, rows, Sorting())
    if answer:
        return answer
    context = {
        "page": page_of(rows, Sorting(), request.GET.get("after", "")),
        "states": STATES,
        "state": state,
        "q": text,
        "form": form,
        "key": _new_key(request),
        "here": settings.CANONICAL_URL,
    }
    reply = render(request, "people/keys.html", context, status=status)
    reply.headers["Cache-Control"] = "no-store"
    return reply


def _in_state(state: str) -> Q:
    now = timezone.now()
    return {
        "works": Q(revoked_at=None, expires_at__gt=now),
        "ended": Q(revoked_at=None, expires_at__lte=now),
        "revoked": Q(revoked_at__isnull=False),
    }.get(state, Q())
