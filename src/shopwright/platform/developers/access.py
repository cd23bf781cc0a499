"""Who asks for a page, and whether their role allows it.

Whoever runs the platform may do everything: from loopback without a key, or with the sandbox key. Everybody else is
logged in, and their role decides by :data:`RULES`.
"""

from __future__ import annotations

import re
from http.cookies import CookieError, SimpleCookie

import msgspec
from starlette.datastructures import Headers

from shopwright.platform.core.identity import App
from shopwright.platform.core.services import Services
from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.database.transaction import Tx

from .audit import NOBODY, record
from .developer import RANKS, Developer, Partner, Role, Session
from .errors import NOT_LOGGED_IN, OPERATOR_ONLY, ROLE_TOO_LOW
from .log_in import PROOF_MS, SESSION_COOKIE, find_session
from .store import Partners

#: Pages that need neither key nor session.
OPEN_PATHS = frozenset({"/portal/log-in", "/portal/log-in/code", "/portal/log-out", "/portal/join"})

#: Who is above all roles.
OPERATOR = "OPERATOR"

#: Method, path, and the least role that may: the first that fits decides. What none of them names is the operator's.
RULES = tuple(
    (method, re.compile(path), least)
    for method, path, least in (
        ("GET", r"/sandbox/events", Role.VIEWER),  # what pages follow
        ("*", r"/sandbox(/.*)?", OPERATOR),
        (
            "*",
            r"/portal/(sign-up|mailbox|tokens|reset|clock|faults|snapshots|cards|shops/new|business)(/.*)?",
            OPERATOR,
        ),
        ("GET", r"/", Role.VIEWER),  # leads on to the partner's page
        ("POST", r"/portal/(theme|log-out|prove|security)(/.*)?", Role.VIEWER),
        ("*", r"/portal/partner/(people|rules)(/.*)?", Role.OWNER),
        ("POST", r"/portal/partner/approvals/.*", Role.OWNER),
        ("GET", r"/portal/apps/new", Role.DEVELOPER),
        ("GET", r"/(portal/.*|reference(/.*)?)", Role.VIEWER),
        ("POST", r"/(portal|reference)/.*", Role.DEVELOPER),
    )
)


class Person(msgspec.Struct, frozen=True):
    """Somebody who is logged in."""

    developer: Developer
    partner: Partner
    session: Session

    @property
    def has_proved(self) -> bool:
        """Whether the password was given a short time ago."""
        return self.session.doc.proved_ms + PROOF_MS > wall_ms()


class Visitor(msgspec.Struct, frozen=True):
    """Who asks. ``is_operator``: no log-in was needed, or the sandbox key was given."""

    is_operator: bool = False
    person: Person | None = None

    @property
    def by(self) -> str:
        """How the audit trail names the one who asks."""
        if self.person is not None:
            return self.person.developer.email
        return NOBODY

    @property
    def partner_id(self) -> str:
        return self.person.partner.partner_id if self.person is not None else ""

    def may(self, least: Role) -> bool:
        """Whether a role is reached."""
        person = self.person
        return self.is_operator or (person is not None and RANKS[person.developer.doc.role] >= RANKS[least])

    def opens(self, path: str) -> bool:
        """Whether a page is open to the asker's role."""
        least = least_role("GET", path)
        return self.is_operator or (least != OPERATOR and self.may(Role(least)))

    def owns(self, app: App) -> bool:
        """Whether the app is the asker's to see: their partner's, or anybody's for the operator."""
        return self.is_operator or (bool(self.partner_id) and app.doc.partner_id == self.partner_id)

    def logged_in(self) -> Person:
        """The person; 401 where nobody is logged in."""
        if self.person is None:
            raise NOT_LOGGED_IN()
        return self.person

    def note(self, tx: Tx, act: str, about: str = "", *, partner_id: str | None = None) -> None:
        """Add to the audit trail."""
        record(tx, self.partner_id if partner_id is None else partner_id, self.by, act, about)


def least_role(method: str, path: str) -> str:
    """The role that a request needs."""
    asked = "GET" if method == "HEAD" else method
    for of_method, of_path, least in RULES:
        if of_method in ("*", asked) and of_path.fullmatch(path):
            return least
    return OPERATOR


def permit(person: Person, method: str, path: str) -> None:
    """403 unless the person's role allows the request."""
    least = least_role(method, path)
    if least == OPERATOR:
        raise OPERATOR_ONLY()
    if RANKS[person.developer.doc.role] < RANKS[Role(least)]:
        raise ROLE_TOO_LOW(role=person.developer.doc.role.lower())


async def find_person(services: Services, headers: Headers) -> Person | None:
    """Who is logged in, by the cookie of a request."""
    token = _cookie(headers)
    if not token:
        return None

    def read() -> Person | None:
        with services.store.read() as tx:
            login = find_session(tx, token)
            if login is None or login[0].doc.awaits_code:
                return None
            partner = tx[Partners].get(login[1].partner_id)
            return Person(login[1], partner, login[0]) if partner is not None else None

    return await services.run(read)


def _cookie(headers: Headers) -> str:
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(SESSION_COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel else ""
