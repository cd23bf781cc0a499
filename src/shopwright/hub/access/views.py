"""Pages about people: log-in by link, invitations, members, history."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.password_validation import validate_password
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from . import queries, services
from .guard import WorkspaceRequest, act, page, signed_in
from .models import Member, User
from .reauth import sensitive
from .roles import MEANINGS, Permission, Role

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_required
def choose_workspace(request: HttpRequest) -> HttpResponse:
    """The only workspace of a person, or a choice among several."""
    members = list(queries.memberships(signed_in(request).pk))
    if len(members) == 1:
        return redirect("today", workspace=members[0].workspace.slug)
    return render(request, "access/choose_workspace.html", {"members": members})


@require_http_methods(["GET", "POST"])
def open_login_link(request: HttpRequest, token: str) -> HttpResponse:
    """Log in by a link from the terminal. The link is used up by the button, not by a preview that fetches it."""
    if request.method == "GET":
        return render(request, "access/login_link.html")
    user = services.use_login_link(token)
    if user is None:
        messages.error(request, "This link was used already or is too old. Make a new one with: shopwright hub link")
        return redirect("account_login")
    login(request, user, BACKEND)
    return redirect("home")


@login_required
def ask_for_link(request: HttpRequest) -> HttpResponse:
    """Tell a person without a password how to log in again."""
    return render(request, "access/login_again.html")


class JoinForm(forms.Form):
    password = forms.CharField(
        label="Choose a password", help_text="At least 10 characters.", widget=forms.PasswordInput, strip=False
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


@require_http_methods(["GET", "POST"])
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Join a workspace: with a new account, or with the one that the invitation was sent to."""
    invitation = services.find_invitation(token)
    if invitation is None:
        raise Http404("This invitation was used already or is too old. Ask for a new one.")
    has_account = User.objects.filter(email__iexact=invitation.email).exists()
    form = JoinForm(request.POST or None)
    if request.method == "POST":
        try:
            if has_account:
                if not isinstance(request.user, User):
                    return redirect(f"{reverse('account_login')}?next={request.path}")
                services.join_as(token, request.user)
                return redirect("home")
            if form.is_valid():
                member = services.join(token, form.cleaned_data["password"])
                login(request, member.user, BACKEND)
                return redirect("home")
        except services.AccessError as error:
            messages.error(request, str(error))
    return render(
        request, "access/invitation.html", {"invitation": invitation, "form": form, "has_account": has_account}
    )


class InviteForm(forms.Form):
    email = forms.EmailField(label="E-mail address")
    role = forms.ChoiceField(label="Role", choices=[(role.value, role.value.capitalize()) for role in Role])


@page(Permission.MEMBERS_VIEW)
def list_members(request: WorkspaceRequest) -> HttpResponse:
    return render(
        request,
        "access/members.html",
        {
            "members": queries.members(request.workspace),
            "invitations": queries.open_invitations(request.workspace),
            "form": InviteForm(),
            "roles": [(role, MEANINGS[role]) for role in Role],
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
        if "remove" in request.POST:
            services.remove_member(member)
            messages.success(request, f"{member.user.email} is no member any more.")
        else:
            role = Role(request.POST.get("role", member.role))
            services.change_role(member, role)
            messages.success(request, f"{member.user.email} is {role} now.")
    except (services.AccessError, ValueError) as error:
        messages.error(request, str(error))
    return redirect("members", workspace=request.workspace.slug)


@act(Permission.MEMBERS_EDIT)
@sensitive()
def set_mfa_roles(request: WorkspaceRequest) -> HttpResponse:
    """Say which roles need a second factor."""
    services.require_mfa(request.workspace, [role for role in Role if role in request.POST.getlist("roles")])
    messages.success(request, "Saved. Who has no second factor yet is asked for it at the next page.")
    return redirect("members", workspace=request.workspace.slug)


@page(Permission.HISTORY_VIEW)
def show_history(request: WorkspaceRequest) -> HttpResponse:
    return render(request, "access/history.html", {"changes": queries.changes(request.workspace)})


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the system has it."""
    theme = request.POST.get("theme", "auto")
    request.session["theme"] = theme if theme in ("light", "dark") else "auto"
    return redirect(request.headers.get("referer", "/"))
