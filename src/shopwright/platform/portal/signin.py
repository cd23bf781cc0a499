"""The sign-in page, and the answers to requests that the guard refuses."""

from __future__ import annotations

import hmac
import time
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from shopwright.platform.core.control.replies import FOREIGN_ORIGIN, KEY_NEEDED, failure
from shopwright.platform.core.pages.forms import Form
from shopwright.platform.core.pages.page import KEY_COOKIE, Ask, Portal, local_path
from shopwright.platform.developers.access import OPEN_PATHS as DEVELOPERS_OPEN_PATHS
from shopwright.platform.sandbox.guard import SESSION_SECONDS, is_session, session_value
from shopwright.wire.errors import ApiError

SIGN_IN = "/portal/sign-in"

#: Paths that need no key: the page that asks for it, and those that people log in on.
OPEN_PATHS = frozenset({SIGN_IN}) | DEVELOPERS_OPEN_PATHS


async def sign_in(ask: Ask) -> Response:
    """Ask for the key; the right one sets a session cookie that is HttpOnly and SameSite."""
    key, onwards = ask.services.config.sandbox_key, local_path(ask.query("next") or "/")
    if key is None or is_session(key, ask.request.cookies.get(KEY_COOKIE), time.time()):
        return ask.go(onwards)
    if ask.request.method != "POST":
        # A link on another site comes without our cookie. Loading the page once more from here brings it.
        again = ask.request.headers.get("sec-fetch-site") == "cross-site"
        return ask.page("sign_in.html", 401, again=again, problem="")
    text = ask.form.text("sandbox_key")
    if not hmac.compare_digest(text.encode(), key.encode()):
        return ask.page("sign_in.html", 401, again=False, problem="That is not the sandbox key of this platform.")
    reply = ask.go(onwards)
    value = session_value(key, time.time())
    reply.set_cookie(KEY_COOKIE, value, max_age=SESSION_SECONDS, httponly=True, samesite="strict", secure=ask.is_https)
    return reply


async def sign_out(ask: Ask) -> Response:
    """Delete the session cookie."""
    reply = ask.go(SIGN_IN)
    reply.delete_cookie(KEY_COOKIE)
    return reply


def refuse(portal: Portal, scope: MutableMapping[str, Any], error: ApiError) -> Response:
    """How the guard answers: people are led to the sign-in page, or read why they may not; programs get the control
    API's envelope, and so does whoever comes from another site."""
    request = Request(scope)
    path = request.url.path
    if path.startswith("/sandbox") or error.error is FOREIGN_ORIGIN:
        return failure(error.error, error.message)
    is_part = "x-fragment" in request.headers
    if error.error is not KEY_NEEDED or request.method not in {"GET", "HEAD"} or is_part:
        is_read = is_part or "text/html" in request.headers.get("accept", "")
        ask = Ask(portal, request, Form([]))
        return ask.refusal(error, "Not allowed") if is_read else failure(error.error, error.message)
    onwards = f"{path}?{request.url.query}" if request.url.query else path
    return RedirectResponse(f"{SIGN_IN}?next={quote(onwards)}", 303, headers={"cache-control": "no-store"})
