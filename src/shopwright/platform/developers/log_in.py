"""Sessions: log in by password and second factor, prove once more who sits there, log out.

A session's token changes with each step, so one that was known before a log-in opens nothing after it. Only its hash
is kept.
"""

from __future__ import annotations

import secrets

import msgspec

from shopwright.platform.accounts.authorizations_store import hash_secret
from shopwright.platform.core.services import RateLimiter
from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.database.transaction import Tx

from .audit import record
from .developer import Developer, PersonStatus, Session, SessionDocument
from .errors import CODE_WRONG, FIELD_WRONG, NOT_LOGGED_IN, TOO_MANY_TRIES
from .self_audits import ensure_planned
from .store import Developers, Partners, Sessions
from .totp import hash_code, new_key, new_recovery_codes, step_of

SESSION_COOKIE = "shopwright_developer"

#: How long a session lasts, how long the second factor may take, and how long a proof of the password holds.
SESSION_MS, FACTOR_MS, PROOF_MS = 12 * 3_600_000, 10 * 60_000, 10 * 60_000

#: Tries at once, and how many more each second: of one account, and from one address of the network.
TRIES, TRIES_PER_SECOND = 8, 1 / 30
TRIES_FROM, TRIES_FROM_PER_SECOND = 60, 1 / 5


def limit_tries(limiter: RateLimiter, what: str, address: str) -> None:
    """429 after too many tries at an account or a code, right or wrong, or from one address."""
    wait = limiter.wait_us(f"portal:{hash_secret(what)}", TRIES_PER_SECOND, TRIES)
    wait = wait or limiter.wait_us(f"portal-from:{address}", TRIES_FROM_PER_SECOND, TRIES_FROM)
    if wait:
        raise TOO_MANY_TRIES(seconds=wait // 1_000_000 + 1)


def begin(tx: Tx, developer_id: str) -> str:
    """Begin a session after the password was right; answers its token."""
    developer = tx[Developers].get(developer_id, for_change=True)
    if developer is None or not developer.is_active:
        raise NOT_LOGGED_IN()
    tx[Sessions].drop_ended(wall_ms())
    if developer.doc.has_totp:
        return _add(tx, developer_id, awaits_code=True)
    return _enter(tx, developer)


def pass_code(tx: Tx, session: Session, code: str) -> str | None:
    """The second factor, or a recovery code in its place; answers the token of the session that replaces this one."""
    developer = tx[Developers].get(session.developer_id, for_change=True)
    if developer is None or not developer.is_active or not session.doc.awaits_code:
        raise NOT_LOGGED_IN()
    used = use_code(tx, developer, code)
    if used is None:
        return None
    tx[Sessions].drop(session.session_hash)
    return _enter(tx, used)


def use_code(tx: Tx, developer: Developer, code: str) -> Developer | None:
    """Use a code of the authenticator app or a recovery code up; ``None`` where it is neither."""
    step = step_of(developer.secrets.totp, code, wall_ms(), developer.doc.totp_step)
    if step is not None:
        doc = msgspec.structs.replace(developer.doc, totp_step=step)
        return _save(tx, msgspec.structs.replace(developer, doc=doc))
    hashed = hash_code(code)
    if hashed not in developer.secrets.recovery_hashes:
        return None
    left = [kept for kept in developer.secrets.recovery_hashes if kept != hashed]
    kept_secrets = msgspec.structs.replace(developer.secrets, recovery_hashes=left)
    record(tx, developer.partner_id, developer.email, "Used a recovery code", f"{len(left)} left")
    return _save(tx, msgspec.structs.replace(developer, secrets=kept_secrets))


def prove(tx: Tx, session: Session) -> str:
    """The password was given once more: a new session takes this one's place."""
    tx[Sessions].drop(session.session_hash)
    return _add(tx, session.developer_id)


def new_totp(tx: Tx, developer_id: str) -> str:
    """Begin to set up an authenticator app; answers the key, which stays the same until it is confirmed."""
    developer = _active(tx, developer_id)
    if not developer.secrets.new_totp:
        kept = msgspec.structs.replace(developer.secrets, new_totp=new_key())
        developer = _save(tx, msgspec.structs.replace(developer, secrets=kept))
    return developer.secrets.new_totp


def confirm_totp(tx: Tx, developer_id: str, code: str) -> list[str]:
    """Switch the second factor on by the first code of the app; answers fresh recovery codes, which are shown once."""
    developer = _active(tx, developer_id)
    key = developer.secrets.new_totp
    step = step_of(key, code, wall_ms(), 0) if key else None
    if step is None:
        raise FIELD_WRONG(reason="The code does not fit the key. Is the phone's time right? - at `$.code`.")
    doc = msgspec.structs.replace(developer.doc, has_totp=True, totp_step=step)
    kept = msgspec.structs.replace(developer.secrets, totp=key, new_totp="")
    record(tx, developer.partner_id, developer.email, "Switched the second factor on")
    return _new_codes(tx, msgspec.structs.replace(developer, doc=doc, secrets=kept))


def renew_recovery_codes(tx: Tx, developer_id: str) -> list[str]:
    """Fresh recovery codes; the old ones end."""
    developer = _active(tx, developer_id)
    if not developer.doc.has_totp:
        raise FIELD_WRONG(reason="Set up the authenticator app first - at `$.code`.")
    record(tx, developer.partner_id, developer.email, "Made new recovery codes")
    return _new_codes(tx, developer)


def change_password(tx: Tx, session: Session, password_hash: str) -> str:
    """A new password ends all sessions; answers the token of a new one."""
    developer = _active(tx, session.developer_id)
    kept = msgspec.structs.replace(developer.secrets, password_hash=password_hash)
    _save(tx, msgspec.structs.replace(developer, secrets=kept))
    tx[Sessions].drop_of(developer.developer_id)
    record(tx, developer.partner_id, developer.email, "Changed the password")
    return _add(tx, developer.developer_id)


def find_session(tx: Tx, token: str) -> tuple[Session, Developer] | None:
    """The session of a cookie, with its person; ``None`` where it ended or the person was removed."""
    session = tx[Sessions].get(hash_secret(token), wall_ms())
    developer = tx[Developers].get(session.developer_id) if session else None
    if session is None or developer is None or not developer.is_active:
        return None
    return session, developer


def expect_code(token: str | None) -> str:
    if token is None:
        raise CODE_WRONG()
    return token


def _enter(tx: Tx, developer: Developer) -> str:
    doc = msgspec.structs.replace(developer.doc, wall_logged_in_ms=wall_ms())
    _save(tx, msgspec.structs.replace(developer, doc=doc))
    record(tx, developer.partner_id, developer.email, "Logged in")
    ensure_planned(tx, developer.partner_id)
    return _add(tx, developer.developer_id)


def _add(tx: Tx, developer_id: str, *, awaits_code: bool = False) -> str:
    token, now = secrets.token_urlsafe(32), wall_ms()
    doc = SessionDocument(awaits_code=awaits_code, started_ms=now, proved_ms=now)
    ends = now + (FACTOR_MS if awaits_code else SESSION_MS)
    tx[Sessions].add(Session(hash_secret(token), developer_id, ends, doc))
    return token


def _active(tx: Tx, developer_id: str) -> Developer:
    developer = tx[Developers].get(developer_id, for_change=True)
    if developer is None or developer.doc.status is not PersonStatus.ACTIVE:
        raise NOT_LOGGED_IN()
    assert tx[Partners].get(developer.partner_id) is not None, "a person's partner is never deleted"
    return developer


def _new_codes(tx: Tx, developer: Developer) -> list[str]:
    codes = new_recovery_codes()
    kept = msgspec.structs.replace(developer.secrets, recovery_hashes=[hash_code(code) for code in codes])
    _save(tx, msgspec.structs.replace(developer, secrets=kept))
    return codes


def _save(tx: Tx, developer: Developer) -> Developer:
    tx[Developers].save(developer)
    return developer
