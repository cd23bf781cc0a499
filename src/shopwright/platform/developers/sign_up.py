"""How people get an account: a new partner's owner signs up, others are invited; both confirm by a mailed code."""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Iterator

import msgspec

from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.database.transaction import Tx
from shopwright.platform.market.regions import all_regions
from shopwright.wire.errors import ApiError

from .audit import record
from .developer import (
    Developer,
    DeveloperDocument,
    DeveloperSecrets,
    Mail,
    Partner,
    PartnerDocument,
    PersonStatus,
    Role,
)
from .errors import CODE_WRONG, FIELD_WRONG
from .passwords import check_password
from .self_audits import ensure_planned
from .store import Developers, Mails, Partners, Sessions
from .totp import hash_code, new_mail_code

#: How long a mailed code works, and how many wrong ones end it.
CODE_LIFE_MS, MOST_TRIES = 24 * 3_600_000, 5

_EMAIL = re.compile(r"[^@\s<>\"',;]{1,64}@[^@\s<>\"',;]{1,180}\.[^@\s<>\"',;.]{2,60}")
_WEBSITE = re.compile(r"https?://[^\s<>\"]{3,200}")


class SignUp(msgspec.Struct, frozen=True):
    """What the sign-up page asks."""

    email: str
    name: str
    company: str
    region: str
    website: str = ""


def email_of(text: str) -> str:
    """An address in the one spelling that is kept."""
    email = text.strip().lower()
    if not _EMAIL.fullmatch(email):
        raise FIELD_WRONG(reason="That is no e-mail address - at `$.email`.")
    return email


def check_sign_up(body: SignUp, password: str) -> Iterator[ApiError]:
    """Everything that is wrong with a sign-up, in the order of its form: each field with its own message."""
    try:
        email_of(body.email)
    except ApiError as error:
        yield error
    try:
        check_password(password, body.email)
    except ApiError as error:
        yield error
    for field, value in (("name", body.name), ("company", body.company)):
        if not 1 <= len(value) <= 100:
            yield FIELD_WRONG(reason=f"It has 1 to 100 characters - at `$.{field}`.")
    if body.region not in {region.code for region in all_regions()}:
        yield FIELD_WRONG(reason="Choose a region of the list - at `$.region`.")
    if body.website and not _WEBSITE.fullmatch(body.website):
        yield FIELD_WRONG(reason="A website begins with https:// or http:// - at `$.website`.")


def sign_up(tx: Tx, body: SignUp, password_hash: str) -> None:
    """Open a partner account and mail its owner a code. An address that is known gets a mail that says so, and the
    page answers the same."""
    known = tx[Developers].by_email(body.email, for_change=True)
    is_invited = known is not None and not known.secrets.password_hash
    if known is not None and (known.doc.status is not PersonStatus.UNCONFIRMED or is_invited):
        text = "Somebody signed up with this address, which has an account or an invitation already. Use that instead."
        send_mail(tx, body.email, "You have an account", text)
        return
    if known is None:
        doc = PartnerDocument(name=body.company, region=body.region, website=body.website)
        partner = Partner(new_id(), wall_ms(), doc)
        tx[Partners].add(partner)
        owner = DeveloperDocument(name=body.name, role=Role.OWNER)
        known = Developer(new_id(), partner.partner_id, body.email, owner, DeveloperSecrets())
        tx[Developers].add(known)
        record(tx, partner.partner_id, body.email, "Signed up", body.company)
        ensure_planned(tx, partner.partner_id)
    # Of several sign-ups the newest counts. To confirm takes its password too, so nobody confirms another's.
    mail_code(tx, known, password_hash, "Confirm your e-mail address")


def mail_code(tx: Tx, developer: Developer, password_hash: str, subject: str) -> None:
    """Give a person a fresh code, and mail it."""
    code = new_mail_code()
    fresh = DeveloperSecrets(
        password_hash=password_hash, code_hash=hash_code(code), code_ends_ms=wall_ms() + CODE_LIFE_MS
    )
    tx[Developers].save(msgspec.structs.replace(developer, secrets=fresh))
    text = f"Your code: {code}\n\nEnter it in the portal within 24 hours. If you did not ask for it, do nothing."
    send_mail(tx, developer.email, subject, text)


def confirm(tx: Tx, email: str, code: str, signed_up_hash: str) -> Developer | None:
    """Take a mailed code, once: the account is active from now on. ``signed_up_hash`` is of the password that was
    given with the code.

    ``None`` for a wrong code. It is counted, so the transaction must be kept.
    """
    return _take_code(tx, email, code, signed_up_hash, "", signed_up_hash)


def join(tx: Tx, email: str, code: str, name: str, password_hash: str) -> Developer | None:
    """As :func:`confirm`, for an invited person, who brings name and password."""
    return _take_code(tx, email, code, "", name, password_hash)


def _take_code(tx: Tx, email: str, code: str, kept_hash: str, name: str, password_hash: str) -> Developer | None:
    developer = tx[Developers].by_email(email, for_change=True)
    if developer is None or developer.doc.status is not PersonStatus.UNCONFIRMED:
        return None
    kept = developer.secrets
    is_open = kept.code_tries < MOST_TRIES and kept.code_ends_ms > wall_ms() and bool(kept.code_hash)
    fits = hmac.compare_digest(kept.code_hash, hash_code(code)) and kept.password_hash == kept_hash
    if not is_open or not fits:
        counted = msgspec.structs.replace(kept, code_tries=kept.code_tries + 1)
        tx[Developers].save(msgspec.structs.replace(developer, secrets=counted))
        return None
    doc = msgspec.structs.replace(developer.doc, status=PersonStatus.ACTIVE, name=name or developer.doc.name)
    active = msgspec.structs.replace(developer, doc=doc, secrets=DeveloperSecrets(password_hash=password_hash))
    tx[Developers].save(active)
    record(tx, active.partner_id, active.email, "Confirmed the e-mail address")
    return active


def invite(tx: Tx, partner_id: str, email: str, role: Role, by: str) -> None:
    """Invite a person by mail; the code works on the page to join."""
    known = tx[Developers].by_email(email, for_change=True)
    if known is not None and known.partner_id != partner_id:
        raise FIELD_WRONG(reason="This address cannot be invited - at `$.email`.")
    if known is not None and known.doc.status is PersonStatus.ACTIVE:
        raise FIELD_WRONG(reason="This person is here already - at `$.email`.")
    doc = DeveloperDocument(name="", role=role)
    if known is None:
        known = Developer(new_id(), partner_id, email, doc, DeveloperSecrets())
        tx[Developers].add(known)
    mail_code(tx, msgspec.structs.replace(known, doc=doc), "", "You are invited: join at /portal/join")
    tx[Sessions].drop_of(known.developer_id)
    record(tx, partner_id, by, "Invited a person", f"{email} as {role.lower()}")


def expect_code(developer: Developer | None) -> Developer:
    if developer is None:
        raise CODE_WRONG()
    return developer


def send_mail(tx: Tx, recipient: str, subject: str, text: str) -> None:
    """Put a mail into the local mailbox. Nothing leaves the machine."""
    tx[Mails].add(Mail(new_id(), wall_ms(), recipient, subject, text))


def new_id() -> str:
    return secrets.token_hex(8)
