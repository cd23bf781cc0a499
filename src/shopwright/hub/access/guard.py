"""Guards every page of a workspace: who is no member finds nothing, who may not is told so."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from .models import Member, User, Workspace
from .programs import answer_program, is_program
from .roles import Permission, Role
from .second_person import SecondPersonNeededError, keep

P = ParamSpec("P")


class WorkspaceRequest(HttpRequest):
    """A request that passed the guard: ``workspace`` and the ``member`` whom it comes from."""

    user: User
    workspace: Workspace
    member: Member


def signed_in(request: HttpRequest) -> User:
    """The person of a request that passed log-in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


View = Callable[Concatenate[WorkspaceRequest, P], HttpResponseBase]


def page(
    permission: Permission, *, methods: tuple[str, ...] = ("GET",), has_json: bool = False
) -> Callable[[View[P]], Callable[..., Any]]:
    """Make a function the page of a workspace, for members whose role has the permission.

    A stranger gets 404, as if the workspace were not there; a member without the permission 403; a member whose role
    needs a second factor is sent to set it up. A program with an API key gets the page where it ``has_json``, and acts
    within the key's scopes.
    """

    def guard(view: View[P]) -> Callable[..., Any]:
        is_sensitive = getattr(view, "is_sensitive", lambda _: False)

        def answer_or_keep(request: WorkspaceRequest, *args: P.args, **named: P.kwargs) -> HttpResponseBase:
            try:
                return view(request, *args, **named)
            except SecondPersonNeededError as need:
                return keep(request, need)

        @login_required
        def answer_person(
            request: WorkspaceRequest, workspace: str, *args: P.args, **named: P.kwargs
        ) -> HttpResponseBase:
            member = _member(request, workspace)
            if not member.may(permission):
                raise PermissionDenied(f"Your role, {Role(member.role)}, may not do this.")
            if member.role in member.workspace.mfa_roles and not is_mfa_enabled(request.user):
                return _to_second_factor(request)
            return answer_or_keep(request, *args, **named)

        @require_http_methods([*methods, "HEAD"] if "GET" in methods else list(methods))
        @wraps(view)
        def answer(request: WorkspaceRequest, workspace: str, *args: P.args, **named: P.kwargs) -> HttpResponseBase:
            def answer_member(member: Member) -> HttpResponseBase:
                request.workspace, request.member, request.user = member.workspace, member, member.user
                return answer_or_keep(request, *args, **named)

            if _has_nul(request):
                return HttpResponseBadRequest("A text has a NUL character in it, which no text may have.")
            if not is_program(request):
                return answer_person(request, workspace, *args, **named)
            return answer_program(
                request,
                workspace,
                permission,
                answer_member,
                has_json=has_json,
                is_sensitive=is_sensitive(request),
            )

        answer.permission = permission  # type: ignore[attr-defined]
        answer.methods = methods  # type: ignore[attr-defined]
        answer.has_json = has_json  # type: ignore[attr-defined]
        return answer

    return guard


def _has_nul(request: HttpRequest) -> bool:
    """Whether a text that was sent has the one character that the database takes in no text."""
    sent = [request.GET, request.POST] if request.method == "POST" else [request.GET]
    return any("\0" in text for form in sent for name, texts in form.lists() for text in (name, *texts))


def _member(request: WorkspaceRequest, workspace: str) -> Member:
    member = (
        Member.objects.select_related("workspace").filter(workspace__slug=workspace, user_id=request.user.pk).first()
    )
    if member is None:
        raise Http404
    request.workspace, request.member = member.workspace, member
    member.user = request.user
    return member


def act(permission: Permission) -> Callable[[View[P]], Callable[..., Any]]:
    """A function that changes something: ``page`` for POST."""
    return page(permission, methods=("POST",))


def _to_second_factor(request: WorkspaceRequest) -> HttpResponse:
    messages.warning(request, f"Your role in {request.workspace} needs a second factor. Set one up here to go on.")
    return redirect("mfa_index")
