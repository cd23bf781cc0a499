"""A partner's page: the eleven steps, people and rules, acts that wait, and the audit trail."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec
from starlette.responses import Response

from shopwright.platform.accounts.app_secrets import AppSecrets
from shopwright.platform.accounts.apps_store import Apps
from shopwright.platform.core.identity import App
from shopwright.platform.core.pages.exports import Batch, export, utc_text
from shopwright.platform.core.pages.forms import problem_of
from shopwright.platform.core.pages.page import Ask
from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.database.transaction import Tx
from shopwright.platform.developers import approvals, people, sign_up, steps
from shopwright.platform.developers.access import Visitor
from shopwright.platform.developers.developer import ROLE_WORDS, Approval, AuditEntry, Developer, Role
from shopwright.platform.developers.errors import FIELD_WRONG
from shopwright.platform.developers.store import Approvals, AuditTrail, Developers
from shopwright.wire.errors import ApiError

from .who import LOG_IN, PARTNER, go_and_prove, must_prove, visitor_of

PEOPLE = f"{PARTNER}/people"

#: Entries of the audit trail on its page, and in a file.
SHOWN, IN_FILE = 100, 10_000


class PartnerFrame(msgspec.Struct, frozen=True):
    """What one transaction reads for a partner's page."""

    steps: list[steps.Step]
    apps: list[App]
    waiting: list[Approval]
    people: list[Developer]


async def partner_page(ask: Ask) -> Response:
    """``/portal/partner``: the eleven steps."""
    visitor = visitor_of(ask)
    frame = await ask.read(lambda tx: _frame(tx, visitor))
    base_url = ask.services.address_for(str(ask.request.base_url))
    words = approvals.ACT_WORDS
    app = steps.newest(frame.apps)
    return ask.page("partner.html", frame=frame, app=app, act_words=words, roles=ROLE_WORDS, base_url=base_url)


def _frame(tx: Tx, visitor: Visitor) -> PartnerFrame:
    mine = visitor.partner_id
    apps = [app for app in tx[Apps].all() if mine and app.doc.partner_id == mine]
    waiting = [approval for approval in tx[Approvals].open_of(mine) if _waits(approval)] if mine else []
    return PartnerFrame(steps.read_steps(visitor, apps), apps, waiting, tx[Developers].of(mine) if mine else [])


def _waits(approval: Approval) -> bool:
    return approval.wall_asked_ms + approvals.WAITS_MS > wall_ms()


async def tick(ask: Ask) -> Response:
    """Note that a step was done."""
    step, visitor = ask.path("step"), visitor_of(ask)
    if step not in (steps.GUIDE, steps.VAULT):
        raise FIELD_WRONG(reason="There is no such step.")
    visitor.logged_in()
    await ask.write(lambda tx: steps.tick(tx, visitor, step))
    return ask.go(PARTNER, "Done. Go on with the next step.")


async def people_page(ask: Ask) -> Response:
    """``/portal/partner/people``: who belongs to the partner, and its rules; POST invites somebody."""
    if visitor_of(ask).person is None:
        return ask.go(f"{LOG_IN}?next={PEOPLE}")
    person = visitor_of(ask).logged_in()
    if ask.request.method != "POST":
        return await _people(ask)
    if must_prove(ask):
        return go_and_prove(ask, PEOPLE)
    try:
        email, role = sign_up.email_of(ask.form.text("email")), _role(ask)
        await ask.write(lambda tx: sign_up.invite(tx, person.partner.partner_id, email, role, person.developer.email))
    except ApiError as error:
        return await _people(ask, error)
    return ask.go(PEOPLE, f"{email} is invited. The code is in the mailbox.")


async def _people(ask: Ask, error: ApiError | None = None) -> Response:
    person = visitor_of(ask).logged_in()
    everybody = await ask.read(lambda tx: tx[Developers].of(person.partner.partner_id))
    field, problem = problem_of(error) if error else ("", "")
    status = error.error.http_status if error else 200
    return ask.page(
        "people.html", status, people=everybody, person=person, roles=ROLE_WORDS, field=field, problem=problem
    )


async def change_person(ask: Ask) -> Response:
    """Another role for a person, or none: then the person is removed."""
    if must_prove(ask):
        return go_and_prove(ask, PEOPLE)
    visitor, developer_id = visitor_of(ask), ask.path("developer_id")
    if ask.form.text("act") == "remove":
        await ask.write(lambda tx: people.remove(tx, visitor, developer_id))
        return ask.go(PEOPLE, "The person is removed; all their sessions have ended.")
    role = _role(ask)
    await ask.write(lambda tx: people.change_role(tx, visitor, developer_id, role))
    return ask.go(PEOPLE, "The role is changed.")


def _role(ask: Ask) -> Role:
    try:
        return Role(ask.form.text("role"))
    except ValueError as error:
        raise FIELD_WRONG(reason="Choose a role - at `$.role`.") from error


async def set_rules(ask: Ask) -> Response:
    """Whether sensitive acts need two owners. To give that up needs two as well."""
    if must_prove(ask):
        return go_and_prove(ask, PEOPLE)
    visitor = visitor_of(ask)
    person = visitor.logged_in()
    if ask.form.text("needs_two"):
        await ask.write(lambda tx: approvals.need_two(tx, visitor))
        return ask.go(PEOPLE, "From now on a second owner approves sensitive acts.")
    doc = approvals.asked_by(visitor, approvals.ONE_IS_ENOUGH, about=person.partner.doc.name)
    done = await ask.write(lambda tx: approvals.do_or_ask(tx, visitor, doc, person.partner.partner_id))
    return ask.go(
        PEOPLE, "One person is enough now." if done else "Asked. Another owner approves it on the partner page."
    )


async def decide(ask: Ask) -> Response:
    """Approve an act of somebody else, or refuse it."""
    if must_prove(ask):
        return go_and_prove(ask, PARTNER)
    visitor, approval_id, approve = visitor_of(ask), ask.path("approval_id"), ask.form.text("decision") == "approve"
    doc = await ask.write(lambda tx: approvals.decide(tx, visitor, approval_id, approve=approve))
    ask.services[AppSecrets].forget(doc.app_key)
    return ask.go(PARTNER, "Approved and done." if approve else "Refused. Nothing was changed.")


async def audit_page(ask: Ask) -> Response:
    """``/portal/audit``: what was done, the newest first; the operator sees everybody's. ``export=csv`` is a file."""
    visitor, kind = visitor_of(ask), ask.query("export")
    mine = None if visitor.is_operator else visitor.partner_id
    entries = await ask.read(lambda tx: tx[AuditTrail].newest(mine, IN_FILE if kind else SHOWN))
    if kind in ("csv", "xlsx"):
        return await export("audit-trail", kind, ("time (UTC)", "who", "what", "about"), _rows(entries))
    return ask.page("audit.html", entries=entries, shown=SHOWN)


async def _rows(entries: list[AuditEntry]) -> AsyncIterator[Batch]:
    yield [(utc_text(entry.wall_at_ms), entry.by, entry.act, entry.about) for entry in entries]
