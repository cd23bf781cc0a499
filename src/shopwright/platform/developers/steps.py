"""The eleven steps from nothing to an app that can be authorised, as the guide for developers counts them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from shopwright.contract.load import api_packages
from shopwright.platform.core.identity import App
from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.database.transaction import Tx

from .access import Visitor
from .store import Partners

#: Steps that nothing but a tick tells of.
GUIDE, MANAGE_API, VAULT = "guide", "manage_api", "vault"

#: The packages that the guide begins with.
FIRST_PACKAGES = ("Shop Authorized Information", "Product Basic", "Order Information")


class Step(msgspec.Struct, frozen=True):
    """One step: what is done, what it is for, where, and whether it is done."""

    number: int
    words: str
    about: str
    url: str
    is_done: bool


def read_steps(visitor: Visitor, apps: Sequence[App]) -> list[Step]:
    """The steps as they stand: for somebody who is logged in, those of their partner's account and newest app."""
    ticked = visitor.person.partner.doc.steps if visitor.person else {}
    is_in, app = visitor.person is not None, newest(apps)
    url = f"/portal/apps/{app.app_key}" if app else "/portal/apps/new"
    account = "/portal/security" if is_in else "/portal/sign-up"
    first = all(scope in app.doc.scopes for scope in first_scopes()) if app else False
    steps = (
        ("Create a partner account", "An e-mail address and a password.", account, is_in),
        ("Enter your details", "Who you are; confirm the address by the code in the mailbox.", account, is_in),
        ("Read the onboarding guide", "It stands below.", "#guide", GUIDE in ticked),
        ("Open App & Service", "The list of your apps.", "/portal/apps", app is not None),
        ("Pick Custom App or Public App", "Custom for shops you know, public for the store.", url, app is not None),
        ("Set the redirect URL", "Where sellers return to with their code.", url, bool(app and app.doc.redirect_url)),
        ("Create App", "Name it, and press Create App.", url, app is not None),
        ("Find your keys", "App Key, App Secret and Service Id, under Basic info.", url, app is not None),
        ("Open Manage API", "One switch for each API package.", f"{url}/api" if app else url, MANAGE_API in ticked),
        ("Switch packages on", f"{', '.join(FIRST_PACKAGES)}.", f"{url}/api" if app else url, first),
        ("Put the keys into your vault", "Where your program reads them from.", "#vault", VAULT in ticked),
    )
    return [Step(number, *step) for number, step in enumerate(steps, 1)]


def newest(apps: Sequence[App]) -> App | None:
    """The app that was made last: the steps are about it."""
    return max(apps, key=lambda app: app.doc.wall_created_ms, default=None)


def first_scopes() -> list[str]:
    """The scopes of the packages that the guide begins with."""
    return [scope for package in api_packages() if package.name in FIRST_PACKAGES for scope in package.scopes]


def tick(tx: Tx, visitor: Visitor, step: str) -> None:
    """Note that a step was done; without a log-in there is nothing to note it on."""
    partner = tx[Partners].get(visitor.partner_id, for_change=True) if visitor.person else None
    if partner is not None and step not in partner.doc.steps:
        doc = msgspec.structs.replace(partner.doc, steps={**partner.doc.steps, step: wall_ms()})
        tx[Partners].save(msgspec.structs.replace(partner, doc=doc))
