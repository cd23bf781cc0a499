"""Requests of programs, which come with an API key in place of a session, and are answered with JSON."""

from __future__ import annotations

from collections.abc import Callable

import pghistory
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import constants, get_messages
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from .keys import KeyRefusedError, use
from .models import ApiKey, Member
from .roles import Permission

#: The files that lists go out as.
_FILES = ("csv", "xlsx")


class _RefusedError(Exception):
    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


def programs(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a request with a key comes from no person, whatever cookies it brings.

    Forms need no token then: a page of somebody else cannot make a browser send the header.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            request.api_token = token.strip()  # type: ignore[attr-defined]
            request.user = AnonymousUser()
            request.session = SessionStore()
            request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        return get_response(request)

    return answer


def is_program(request: HttpRequest) -> bool:
    return getattr(request, "api_token", None) is not None


def answer_program(
    request: HttpRequest,
    workspace: str,
    permission: Permission,
    view: Callable[[Member], HttpResponseBase],
    *,
    has_json: bool,
    is_sensitive: bool,
) -> HttpResponseBase:
    """What a page or act says to a program: JSON of the page, the file of a list, or what came of the act.

    An act that was refused answers 422 with its reasons. Every refusal is ``{"error": {"code", "message"}}``.
    """
    try:
        key, member = use(request.api_token)  # type: ignore[attr-defined]
        _check(request, key, member, workspace, permission, has_json=has_json, is_sensitive=is_sensitive)
        with pghistory.context(user=member.user_id, key=key.name):
            reply = view(member)
        if _asks_for_file(request) and not has_json and _is_page(reply):
            reply.close()
            raise _RefusedError(406, "no_json", "This page has no file of its rows.")
    except KeyRefusedError as error:
        return _refuse_key(error)
    except _RefusedError as error:
        return _refusal(error.status, error.code, str(error))
    except ReauthenticationRequired:
        return _refusal(403, "person_needed", "A person does this in the browser.")
    except PermissionDenied as error:
        return _refusal(403, "forbidden", str(error) or "This is not allowed.")
    except Http404:
        return _refusal(404, "not_found", "There is nothing here, or it is not yours to see.")
    return reply if request.method in ("GET", "HEAD") else _told(request, reply)


def _check(
    request: HttpRequest,
    key: ApiKey,
    member: Member,
    workspace: str,
    permission: Permission,
    *,
    has_json: bool,
    is_sensitive: bool,
) -> None:
    if key.workspace.slug != workspace:
        raise Http404
    if not member.may(permission):
        raise _RefusedError(403, "scope_missing", f"The key needs the scope {permission}, and its maker the right.")
    if member.role in member.workspace.mfa_roles and not is_mfa_enabled(member.user):
        raise _RefusedError(403, "second_factor_missing", "The maker of the key has to set up a second factor.")
    if is_sensitive:
        raise _RefusedError(403, "person_needed", "A person does this in the browser.")
    if request.method in ("GET", "HEAD") and not has_json and not _asks_for_file(request):
        raise _RefusedError(406, "no_json", "This page has no JSON form.")


def _asks_for_file(request: HttpRequest) -> bool:
    """Whether the rows of a list are wanted as a file."""
    return request.method in ("GET", "HEAD") and request.GET.get("format") in _FILES


def _is_page(reply: HttpResponseBase) -> bool:
    return reply.headers.get("Content-Type", "").startswith("text/html")


def _refuse_key(error: KeyRefusedError) -> HttpResponse:
    if error.wait:
        reply = _refusal(429, "too_often", str(error))
        reply.headers["Retry-After"] = str(error.wait)
        return reply
    reply = _refusal(401, "key_refused", str(error))
    reply.headers["WWW-Authenticate"] = "Bearer"
    return reply


def _told(request: HttpRequest, reply: HttpResponseBase) -> HttpResponseBase:
    """The messages of an act, which a person reads on the page after it; a file that it answers with stays one."""
    told = list(get_messages(request))
    if isinstance(reply, JsonResponse) or (reply.status_code == 200 and not _is_page(reply)):
        return reply
    is_done = reply.status_code < 400 and all(message.level < constants.ERROR for message in told)
    messages = [str(message) for message in told] or ([] if is_done else ["The form was not accepted."])
    return JsonResponse({"ok": is_done, "messages": messages}, status=200 if is_done else 422)


def _refusal(status: int, code: str, message: str) -> HttpResponse:
    return JsonResponse({"error": {"code": code, "message": message}}, status=status)
