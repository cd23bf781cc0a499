"""Asks people who they are once more before they do what can harm an account or a shop."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

P = ParamSpec("P")
RequestT = TypeVar("RequestT", bound=HttpRequest)
#: When the session began, in seconds since 1970.
SIGNED_IN_AT = "signed_in_at"


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person logged in or said who they are within the last minutes."""
    signed_in = request.session.get(SIGNED_IN_AT, 0)
    is_new = time.time() - signed_in < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return is_new or bool(did_recently_reauthenticate(request))


def sensitive(
    when: Callable[[HttpRequest], bool] = lambda _: True,
) -> Callable[
    [Callable[Concatenate[RequestT, P], HttpResponseBase]], Callable[Concatenate[RequestT, P], HttpResponseBase]
]:
    """Let a page or act through for people who said lately who they are, and for no API key.

    It stands below ``guard.page`` or ``guard.act``. Others are asked, and what they sent is done after that.
    ``when`` tells which requests of a page with several acts are meant.
    """

    def guard(
        view: Callable[Concatenate[RequestT, P], HttpResponseBase],
    ) -> Callable[Concatenate[RequestT, P], HttpResponseBase]:
        @wraps(view)
        def answer(request: RequestT, /, *args: P.args, **named: P.kwargs) -> HttpResponseBase:
            if when(request) and not is_fresh(request):
                raise ReauthenticationRequired
            return view(request, *args, **named)

        answer.is_sensitive = when  # type: ignore[attr-defined]
        return answer

    return guard


def ask_who(request: HttpRequest) -> None:
    """Ask a person who they are before an act that turned out to be sensitive; it is done after that."""
    if not is_fresh(request):
        raise ReauthenticationRequired
