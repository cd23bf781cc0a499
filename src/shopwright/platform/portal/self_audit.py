"""The self-audit: what a careful developer would mend, with where to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import msgspec
from starlette.responses import Response

from shopwright.contract.load import operations
from shopwright.platform.accounts.apps_store import Apps
from shopwright.platform.accounts.replaced_secrets_store import ReplacedSecrets
from shopwright.platform.core.durations import DAY_MS
from shopwright.platform.core.identity import App
from shopwright.platform.core.pages.page import Ask
from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.database.transaction import Tx
from shopwright.platform.developers.access import Visitor
from shopwright.platform.developers.developer import Developer, Role
from shopwright.platform.developers.pages.app_parts import package_rows
from shopwright.platform.developers.pages.who import visitor_of
from shopwright.platform.developers.store import Developers
from shopwright.platform.gateway.request_log_store import RequestLog

#: When a secret is old, and when a person has been away for long, in days.
OLD_SECRET_DAYS, AWAY_DAYS = 90, 90

#: How many recovery codes are few, and how many calls of the log are looked at for packages that nothing uses.
FEW_CODES, LOOKED_AT = 3, 1_000

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_PEOPLE = "/portal/partner/people"


class Finding(msgspec.Struct, frozen=True):
    """Something to mend: how urgent (a colour), what about, what is wrong, and the page to mend it on."""

    look: str
    about: str
    words: str
    url: str


async def self_audit_page(ask: Ask) -> Response:
    """``/portal/self-audit``."""
    visitor = visitor_of(ask)
    findings, checked = await ask.read(lambda tx: _audit(tx, visitor))
    return ask.page("self_audit.html", findings=findings, checked=checked)


def _audit(tx: Tx, visitor: Visitor) -> tuple[list[Finding], str]:
    apps = [app for app in tx[Apps].all() if visitor.owns(app)]
    people = [one for one in tx[Developers].of(visitor.partner_id) if one.is_active] if visitor.partner_id else []
    findings = [finding for app in apps for finding in of_app(tx, app)]
    findings += [finding for person in people for finding in of_person(person)]
    if visitor.person is not None:
        findings += of_partner(visitor, people)
    order = {"late": 0, "soon": 1, "info": 2}
    checked = f"{len(apps)} apps and {len(people)} people"
    return sorted(findings, key=lambda finding: order[finding.look]), checked


def of_person(person: Developer) -> Iterator[Finding]:
    """What a person should do about their own account."""
    who, doc = person.email, person.doc
    if not doc.has_totp:
        yield Finding("late", who, "No second factor: the password alone opens the account.", "/portal/security")
    elif len(person.secrets.recovery_hashes) < FEW_CODES:
        left = len(person.secrets.recovery_hashes)
        yield Finding("soon", who, f"{left} recovery codes are left.", "/portal/security")
    if doc.wall_logged_in_ms and doc.wall_logged_in_ms + AWAY_DAYS * DAY_MS < wall_ms():
        yield Finding("soon", who, f"Has not logged in for {AWAY_DAYS} days, and still could.", _PEOPLE)


def of_partner(visitor: Visitor, people: list[Developer]) -> Iterator[Finding]:
    """What concerns a partner as a whole."""
    partner = visitor.logged_in().partner
    owners = [person for person in people if person.doc.role is Role.OWNER]
    if len(owners) == 1:
        yield Finding("soon", partner.doc.name, "One owner alone: nobody could stand in.", _PEOPLE)
    if not partner.doc.needs_two:
        words = "One person alone can replace secrets and withdraw authorisations."
        yield Finding("info", partner.doc.name, words, _PEOPLE)


def of_app(tx: Tx, app: App) -> Iterator[Finding]:
    """What is weak about an app."""
    url, name, now = f"/portal/apps/{app.app_key}", app.doc.name, wall_ms()
    born = app.doc.wall_secret_ms or app.doc.wall_created_ms
    if born and born + OLD_SECRET_DAYS * DAY_MS < now:
        yield Finding("late", name, f"The secret is older than {OLD_SECRET_DAYS} days.", f"{url}/secret")
    if tx[ReplacedSecrets].get(app.app_key, now):
        yield Finding("info", name, "The secret before the last one is still accepted.", f"{url}/secret")
    for what, address in (("redirect URL", app.doc.redirect_url), ("webhook URL", app.doc.webhook_url or "")):
        parts = urlsplit(address)
        if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
            yield Finding("late", name, f"The {what} is plain http: codes or orders travel in the open.", url)
    if not app.doc.redirect_url:
        yield Finding("info", name, "No redirect URL: codes show on a page, and are carried by hand.", url)
    unused = _unused_packages(tx, app)
    if unused:
        words = f"No call of the log used what is switched on: {', '.join(unused[:6])}{' …' if unused[6:] else ''}."
        yield Finding("soon", name, words, f"{url}/api")


def _unused_packages(tx: Tx, app: App) -> list[str]:
    """Packages that are on and that no call of the log needed; none where the app did not call at all."""
    known = operations()
    called = {one.operation for one in tx[RequestLog].page(size=LOOKED_AT, app_key=app.app_key) if one.operation}
    if not called:
        return []
    used = {scope for name in called if name in known for scope in known[name].scopes}
    return [row.name for row in package_rows(app) if row.is_on and not used.intersection(row.scopes)]
