"""How accounts come about, by invitation only, and how people say who they are once more."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from .models import User
from .reauth import is_fresh


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closes public sign-up, and lets a log-in of the last minutes count as said again."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **_: object) -> bool:
        return not is_fresh(self.request)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, object]]:
        """The ways that a person has; who has neither a password nor a second factor needs a fresh link."""
        methods: list[dict[str, object]] = super().get_reauthentication_methods(user)
        return methods or [{"id": "link", "description": "By a log-in link", "url": reverse("login-again")}]
