"""Parts of an app: its secret, its API packages, and the users who authorised it."""

from __future__ import annotations

import msgspec
from starlette.responses import Response

from shopwright.contract.load import api_packages
from shopwright.platform.accounts.app_secrets import AppSecrets
from shopwright.platform.accounts.apps_store import Apps
from shopwright.platform.accounts.authorizations_store import Authorizations
from shopwright.platform.accounts.pages.scopes import SCOPES
from shopwright.platform.accounts.sandbox.apps import AppChange, change_app
from shopwright.platform.accounts.sandbox.find import find_app
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.core.control.replies import NOT_FOUND
from shopwright.platform.core.identity import Account, App, Authorization, Shop
from shopwright.platform.core.pages.page import Ask
from shopwright.platform.database.transaction import Tx
from shopwright.platform.developers import approvals, steps
from shopwright.platform.developers.access import Visitor
from shopwright.platform.developers.developer import Role
from shopwright.platform.developers.errors import FIELD_WRONG

from .who import go_and_prove, must_prove, visitor_of

#: How long a replaced secret is accepted, in hours, by what the page offers.
GRACES = {"0": "at once", "1": "after an hour", "24": "after a day", "168": "after a week"}

_HOUR_MS = 3_600_000


class PackageRow(msgspec.Struct, frozen=True):
    """An API package as a switch: its documented name, its scopes in words, and how many operations it opens."""

    number: int
    name: str
    words: list[str]
    scopes: tuple[str, ...]
    operations: int
    is_on: bool


class AuthorizedRow(msgspec.Struct, frozen=True):
    """Somebody who authorised the app. ``look`` and ``state`` say how the consent stands."""

    authorization: Authorization
    account: Account
    shops: list[Shop]
    look: str
    state: str


def own_app(tx: Tx, visitor: Visitor, app_key: str) -> App:
    """An app that the visitor may see; others' are not found."""
    app = find_app(tx, app_key)
    if not visitor.owns(app):
        raise NOT_FOUND(what=f"The app {app_key[:60]}")
    return app


async def api_page(ask: Ask) -> Response:
    """``/portal/apps/{app_key}/api``: Manage API. POST switches packages on and off; calls feel it at once."""
    app_key, visitor = ask.path("app_key"), visitor_of(ask)
    app = await ask.read(lambda tx: own_app(tx, visitor, app_key))
    if ask.request.method != "POST":
        return ask.page("app_api.html", app=app, packages=package_rows(app), first=steps.FIRST_PACKAGES)
    wanted = {int(number) for number in ask.form.many("packages") if number.isascii() and number.isdigit()}
    rows = package_rows(app)
    scopes = sorted({scope for row in rows if row.number in wanted for scope in row.scopes})
    turned = [
        f"{'+' if row.number in wanted else '−'} {row.name}" for row in rows if row.is_on != (row.number in wanted)
    ]

    def change(tx: Tx) -> None:
        own_app(tx, visitor, app_key)
        change_app(tx, ask.services, app_key, AppChange(scopes=scopes))
        steps.tick(tx, visitor, steps.MANAGE_API)
        visitor.note(tx, "Switched API packages", f"{app.doc.name}: {', '.join(turned) or 'nothing'}"[:500])

    await ask.write(change)
    return ask.go(f"/portal/apps/{app_key}/api", "Saved. It holds from the next call on.")


def package_rows(app: App) -> list[PackageRow]:
    """Every API package; one whose scopes are on in part counts as on."""
    rows = []
    for number, package in enumerate(api_packages()):
        words = [SCOPES.get(scope, scope) for scope in package.scopes]
        is_on = any(scope in app.doc.scopes for scope in package.scopes)
        rows.append(
            PackageRow(number, package.name.strip(), words, tuple(package.scopes), len(package.operations), is_on)
        )
    return rows


async def secret_page(ask: Ask) -> Response:
    """``/portal/apps/{app_key}/secret``, after the password was given: POST reveals the secret, which the audit trail
    notes, or replaces it."""
    app_key, visitor = ask.path("app_key"), visitor_of(ask)
    here = f"/portal/apps/{app_key}/secret"
    app = await ask.read(lambda tx: own_app(tx, visitor, app_key))
    if not visitor.may(Role.DEVELOPER):
        return ask.go(f"/portal/apps/{app_key}", "A viewer sees no secret.")
    if must_prove(ask):
        return go_and_prove(ask, here)
    reveals = ask.form.text("act") == "reveal"
    if reveals:
        await ask.write(lambda tx: visitor.note(tx, "Looked at the app secret", app.doc.name))
    if reveals or ask.request.method != "POST":
        return ask.page("app_secret.html", app=app, graces=GRACES, secret=app.secret if reveals else "")
    grace = ask.form.text("grace")
    if grace not in GRACES:
        raise FIELD_WRONG(reason="Choose when the old secret ends.")
    detail = str(int(grace) * _HOUR_MS)
    about = f"{app.doc.name}, the old one ends {GRACES[grace]}"
    doc = approvals.asked_by(visitor, approvals.ROTATE, app_key=app_key, about=about, detail=detail)
    done = await ask.write(lambda tx: approvals.do_or_ask(tx, visitor, doc, app.doc.partner_id))
    ask.services[AppSecrets].forget(app_key)
    return ask.go(here, _outcome(f"The secret is replaced; the old one ends {GRACES[grace]}.", done=done))


async def shops_page(ask: Ask) -> Response:
    """``/portal/apps/{app_key}/shops``: who authorised the app. POST withdraws a consent, as the seller could."""
    app_key, visitor = ask.path("app_key"), visitor_of(ask)
    here = f"/portal/apps/{app_key}/shops"
    if ask.request.method != "POST":
        app, rows = await ask.read(lambda tx: (own_app(tx, visitor, app_key), authorized_rows(tx, app_key)))
        return ask.page("app_shops.html", app=app, rows=rows)
    if must_prove(ask):
        return go_and_prove(ask, here)
    account_id = ask.form.text("account_id")

    def withdraw(tx: Tx) -> bool:
        app, account = own_app(tx, visitor, app_key), tx[Accounts].get(account_id)
        if account is None:
            raise NOT_FOUND(what="The authorisation")
        about = f"{app.doc.name}, {account.doc.name}"
        doc = approvals.asked_by(visitor, approvals.WITHDRAW, app_key=app_key, about=about, detail=account_id)
        return approvals.do_or_ask(tx, visitor, doc, app.doc.partner_id)

    done = await ask.write(withdraw)
    return ask.go(here, _outcome("Withdrawn. Its tokens have ended, and the app is told.", done=done))


def authorized_rows(tx: Tx, app_key: str) -> list[AuthorizedRow]:
    """Everybody who ever authorised an app, the newest first."""
    now, rows = tx.now_ms(), []
    for authorization in tx[Authorizations].of_app(app_key):
        account = tx[Accounts].get(authorization.account_id)
        assert account is not None, "an account is never deleted"
        look, state = "done", "Authorised"
        if authorization.ended_at is not None:
            look, state = "info", "Withdrawn"
        elif authorization.ends_at <= now:
            look, state = "late", "Ended"
        rows.append(AuthorizedRow(authorization, account, tx[Accounts].shops_of(account.account_id), look, state))
    return rows


def _outcome(words: str, *, done: bool) -> str:
    return words if done else "Asked. A second owner approves it on the partner page; until then nothing changes."


def own(tx: Tx, visitor: Visitor, app_key: str) -> None:
    """Give a fresh app to the partner of who made it; without a log-in it stays the platform's."""
    app = find_app(tx, app_key, for_change=True)
    doc = msgspec.structs.replace(app.doc, partner_id=visitor.partner_id)
    tx[Apps].save(msgspec.structs.replace(app, doc=doc))
