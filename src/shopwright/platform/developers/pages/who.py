"""Who asks for a page, and what pages of developers share."""

from __future__ import annotations

from starlette.responses import Response

from shopwright.platform.core.pages.page import KEY_COOKIE, VISITOR, Ask, local_path
from shopwright.platform.developers import log_in
from shopwright.platform.developers.access import Visitor
from shopwright.platform.developers.log_in import SESSION_COOKIE, SESSION_MS

PROVE, LOG_IN, PARTNER = "/portal/prove", "/portal/log-in", "/portal/partner"


def visitor_of(ask: Ask) -> Visitor:
    """Who the guard found."""
    visitor = ask.request.scope[VISITOR]
    assert isinstance(visitor, Visitor)
    return visitor


async def limit_tries(ask: Ask, what: str) -> None:
    """429 after too many tries at one thing, or from one address of the network."""
    address = ask.request.client.host if ask.request.client else ""
    await ask.run(lambda: log_in.limit_tries(ask.services.limiter, what, address))


def must_prove(ask: Ask) -> bool:
    """Whether the password is to be given once more before a sensitive act."""
    visitor = visitor_of(ask)
    return not visitor.is_operator and (visitor.person is None or not visitor.person.has_proved)


def go_and_prove(ask: Ask, onwards: str) -> Response:
    """To the page that asks for the password, and back to a page of ours."""
    return ask.go(f"{PROVE}?next={local_path(onwards)}", "Give your password once more for this.")


def set_session(ask: Ask, reply: Response, token: str) -> Response:
    """Let the browser keep a session. It takes the place of the sandbox key, which may do more."""
    reply.set_cookie(
        SESSION_COOKIE, token, max_age=SESSION_MS // 1000, httponly=True, samesite="strict", secure=ask.is_https
    )
    reply.delete_cookie(KEY_COOKIE)
    return reply
