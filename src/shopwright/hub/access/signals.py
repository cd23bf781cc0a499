"""What is kept of every log-in."""

from __future__ import annotations

import time

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from .models import SignIn, User
from .reauth import SIGNED_IN_AT


def register() -> None:
    user_logged_in.connect(_note_sign_in, dispatch_uid="access.sign-in")


def _note_sign_in(request: HttpRequest, user: User, **_: object) -> None:
    request.session[SIGNED_IN_AT] = time.time()
    records = get_authentication_records(request, user)
    ways = [str(record.get("type") or record["method"]) for record in records] or ["link"]
    SignIn.objects.create(
        user=user, ways=", ".join(dict.fromkeys(ways))[:60], address=get_adapter().get_client_ip(request)
    )
