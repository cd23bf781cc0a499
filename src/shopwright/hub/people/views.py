"""Pages of members: who they are, invitations, roles, the second factor that a role needs."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from shopwright.hub.access import queries, services
from shopwright.hub.access.guard import WorkspaceRequest, act, page
from shopwright.hub.access.models import Member
from shopwright.hub.access.reauth import sensitive
from shopwright.hub.access.roles import MEANINGS, Permission, Role
from shopwright.hub.core.lists import Sorting, page_of
from shopwright.hub.lists.pages import begin_list

from .lists import MEMBERS
from .two_persons import TwoPersonsError, check_role

_BY_ADDRESS = Sorting(("email", "pk"), is_falling=False)


class InviteForm(forms.Form):
    email = forms.EmailField(label="E-mail address")
    role = forms.ChoiceField(label="Role", choices=[(role.value, role.value.capitalize()) for role in Role])


@page(Permission.MEMBERS_VIEW)
def list_members(request: WorkspaceRequest) -> HttpResponseBase:
    role, text = request.GET.get("role", ""), request.GET.get("q", "").strip()[:100]
    rows = queries.members(request.workspace)
    if role in list(Role):
        rows = rows.filter(role=role)
    if text:
        rows = rows.filter(user__email__icontains=text)
    rows, answer = begin_list(request, MEMBERS, rows, _BY_ADDRESS)
    if answer:
        return answer
    return render(
        request,
        "people/members.html",
        {
            "page": page_of(rows, _BY_ADDRESS, request.GET.get("after", "")),
            "role": role,
            "q": text,
            "invitations": queries.open_invitations(request.workspace),
            "form": InviteForm(),
            "roles": [(item, MEANINGS[item]) for item in Role],
            "invitation_link": request.session.pop("invitation_link", None),
        },
    )


@act(Permission.MEMBERS_EDIT)
@sensitive()
def invite_member(request: WorkspaceRequest) -> HttpResponse:
    form = InviteForm(request.POST)
    if not form.is_valid():
        messages.error(request, "The invitation needs an e-mail address and a role.")
        return redirect("members", workspace=request.workspace.slug)
    try:
        token = services.invite(
            request.workspace, form.cleaned_data["email"], Role(form.cleaned_data["role"]), request.user
        )
    except services.AccessError as error:
        messages.error(request, str(error))
    else:
        request.session["invitation_link"] = request.build_absolute_uri(reverse("invitation", args=[token]))
    return redirect("members", workspace=request.workspace.slug)


@act(Permission.MEMBERS_EDIT)
@sensitive()
def change_member(request: WorkspaceRequest, member_id: int) -> HttpResponse:
    """Change a member's role, or remove the member."""
    member = get_object_or_404(Member, pk=member_id, workspace=request.workspace)
    try:
        role = None if "remove" in request.POST else Role(request.POST.get("role", member.role))
        check_role(member, role)
        if role is None:
            services.remove_member(member)
            messages.success(request, f"{member.user.email} is no member any more.")
        else:
            services.change_role(member, role)
            messages.success(request, f"{member.user.email} is {role} now.")
    except (services.AccessError, TwoPersonsError, ValueError) as error:
        messages.error(request, str(error))
    return redirect("members", workspace=request.workspace.slug)


@act(Permission.MEMBERS_EDIT)
@sensitive()
def set_mfa_roles(request: WorkspaceRequest) -> HttpResponse:
    """Say which roles need a second factor."""
    services.require_mfa(request.workspace, [role for role in Role if role in request.POST.getlist("roles")])
    messages.success(request, "Saved. Who has no second factor yet is asked for it at the next page.")
    return redirect("members", workspace=request.workspace.slug)
