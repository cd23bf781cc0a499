"""Pages for people who are in no workspace yet: log-in by link, invitations, the choice of one."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.password_validation import validate_password
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from . import queries, services
from .guard import signed_in
from .models import User

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


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the system has it."""
    theme = request.POST.get("theme", "auto")
    request.session["theme"] = theme if theme in ("light", "dark") else "auto"
    return redirect(request.headers.get("referer", "/"))
