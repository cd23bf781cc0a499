"""The self-audit: what a careful developer would mend, with where to mend it, now and every day."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from urllib.parse import urlsplit

from starlette.responses import Response

from shopwright.contract.load import operations
from shopwright.platform.accounts.apps_store import Apps
from shopwright.platform.accounts.replaced_secrets_store import ReplacedSecrets
from shopwright.platform.clock.scheduler import due
from shopwright.platform.clock.store import DueAction
from shopwright.platform.core.durations import DAY_MS
from shopwright.platform.core.identity import App
from shopwright.platform.core.pages.exports import Batch, export, utc_text
from shopwright.platform.core.pages.filters import many
from shopwright.platform.core.pages.page import Ask
from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.database.transaction import Tx
from shopwright.platform.developers.access import Visitor
from shopwright.platform.developers.developer import Developer, Partner, Role
from shopwright.platform.developers.pages.app_parts import package_rows
from shopwright.platform.developers.pages.who import visitor_of
from shopwright.platform.developers.self_audits import KEPT, SELF_AUDIT, Finding, SelfAudit, SelfAudits, keep, plan_next
from shopwright.platform.developers.store import Developers, Partners
from shopwright.platform.gateway.request_log_store import LoggedRequest, RequestLog

from .consent_audit import of_authorizations

#: When a secret is old, and when a person has been away for long, in days.
OLD_SECRET_DAYS, AWAY_DAYS = 90, 90

#: How many recovery codes are few, and how many calls of the log are looked at for what nothing uses.
FEW_CODES, LOOKED_AT = 3, 1_000

#: Days on the page; a file has all that are kept.
SHOWN = 30

_TITLES = ("time (UTC)", "mend", "look at", "know", "how urgent", "about", "what")
#: How urgent findings are, the most urgent first.
_ORDER = ("late", "soon", "info")
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_PEOPLE = "/portal/partner/people"


async def self_audit_page(ask: Ask) -> Response:
    """``/portal/self-audit``: what is weak now, and what was found day by day. ``export=csv`` is a file of the days."""
    visitor, kind = visitor_of(ask), ask.query("export")
    kept = await ask.read(lambda tx: tx[SelfAudits].newest(visitor.partner_id, KEPT if kind else SHOWN))
    if kind in ("csv", "xlsx"):
        return await export("self-audit", kind, _TITLES, _rows(kept))
    findings, checked = await ask.read(lambda tx: _audit(tx, visitor))
    fresh = set(findings) - set(kept[0].findings) if kept else set()
    return ask.page("self_audit.html", findings=findings, checked=checked, kept=kept, fresh=fresh)


@due(SELF_AUDIT)
def run_self_audit(tx: Tx, action: DueAction) -> None:
    """Look at a partner's apps and people, keep what is found, and plan the audit of tomorrow."""
    partner = tx[Partners].get(action.subject)
    if partner is not None:
        keep(tx, partner.partner_id, audit_of(tx, partner)[0])
        plan_next(tx, partner.partner_id)


async def _rows(kept: list[SelfAudit]) -> AsyncIterator[Batch]:
    for audit in kept:
        counts = [audit.count(look) for look in _ORDER]
        lines = audit.findings or [Finding("", "", "Nothing to mend.", "")]
        yield [(utc_text(audit.at_ms), *counts, finding.look, finding.about, finding.words) for finding in lines]


def _audit(tx: Tx, visitor: Visitor) -> tuple[list[Finding], str]:
    if visitor.person is not None:
        return audit_of(tx, visitor.person.partner)
    apps = [app for app in tx[Apps].all() if visitor.owns(app)]
    return _sorted(finding for app in apps for finding in of_app(tx, app)), _checked(apps, [])


def audit_of(tx: Tx, partner: Partner) -> tuple[list[Finding], str]:
    """What is weak about a partner, its people and apps, and how much was looked at."""
    apps = [app for app in tx[Apps].all() if app.doc.partner_id == partner.partner_id]
    people = [person for person in tx[Developers].of(partner.partner_id) if person.is_active]
    findings = [finding for app in apps for finding in of_app(tx, app)]
    findings += [finding for person in people for finding in of_person(person)]
    findings += of_partner(partner, people)
    return _sorted(findings), _checked(apps, people)


def _checked(apps: list[App], people: list[Developer]) -> str:
    return f"{many(len(apps), 'app')} and {many(len(people), 'person', 'people')}"


def _sorted(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: _ORDER.index(finding.look))


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


def of_partner(partner: Partner, people: list[Developer]) -> Iterator[Finding]:
    """What concerns a partner as a whole."""
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
    calls = tx[RequestLog].page(size=LOOKED_AT, app_key=app.app_key)
    yield from of_authorizations(tx, app, calls)
    unused = _unused_packages(app, calls)
    if unused:
        words = f"No call of the log used what is switched on: {', '.join(unused[:6])}{' …' if unused[6:] else ''}."
        yield Finding("soon", name, words, f"{url}/api")


def _unused_packages(app: App, calls: list[LoggedRequest]) -> list[str]:
    """Packages that are on and that no call of the log needed; none where the app did not call at all."""
    known = operations()
    called = {call.operation for call in calls if call.operation}
    if not called:
        return []
    used = {scope for name in called if name in known for scope in known[name].scopes}
    return [row.name for row in package_rows(app) if row.is_on and not used.intersection(row.scopes)]
