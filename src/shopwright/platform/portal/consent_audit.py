"""What of an app's authorisations and tokens is stale, or was never used, for the self-audit."""

from __future__ import annotations

from collections.abc import Iterator

from shopwright.platform.accounts.authorizations_store import Authorizations
from shopwright.platform.accounts.grants import CODE_LIFE_MS, WARN_BEFORE_MS
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.accounts.tokens_store import ACCESS, REFRESH, Tokens
from shopwright.platform.core.durations import DAY_MS
from shopwright.platform.core.identity import App, Authorization
from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.database.transaction import Tx
from shopwright.platform.developers.self_audits import Finding
from shopwright.platform.gateway.request_log_store import LoggedRequest

#: After how many days an authorisation that no call used is named.
UNUSED_DAYS = 30


def of_authorizations(tx: Tx, app: App, calls: list[LoggedRequest]) -> Iterator[Finding]:
    """What is to be done about the consents to an app that were not withdrawn. ``calls``: the app's, of the log."""
    callers = {call.doc.account_id for call in calls}
    for authorization in tx[Authorizations].of_app(app.app_key):
        if authorization.ended_at is None:
            for look, words in _of(tx, authorization, is_used=authorization.account_id in callers):
                yield Finding(look, app.doc.name, f"{words}: {_name(tx, authorization)}.", _url(app))


def _of(tx: Tx, authorization: Authorization, *, is_used: bool) -> Iterator[tuple[str, str]]:
    now = tx.now_ms()
    if authorization.ends_at <= now:
        yield "late", "An authorisation has ended, and its user must consent anew"
        return
    if authorization.ends_at - now <= WARN_BEFORE_MS:
        yield "soon", f"An authorisation ends within {WARN_BEFORE_MS // DAY_MS} days"
    if stale := _stale_tokens(tx, authorization):
        yield stale
    elif not is_used and authorization.granted_at + UNUSED_DAYS * DAY_MS <= now:
        yield "soon", f"No call of the log used an authorisation that is {UNUSED_DAYS} days old or older"


def _stale_tokens(tx: Tx, authorization: Authorization) -> tuple[str, str] | None:
    """What is wrong with the newest tokens of a consent, where something is."""
    now, wall_now = tx.now_ms(), wall_ms()
    pair = tx[Tokens].newest_pair(authorization.app_key, authorization.account_id)
    if not pair:
        is_overdue = authorization.granted_at + CODE_LIFE_MS <= now
        return ("soon", "The code of a consent was never traded for tokens") if is_overdue else None
    if not pair[ACCESS].is_expired(now, wall_now):
        return None
    if pair[REFRESH].is_expired(now, wall_now):
        return "late", "All tokens have ended, while the authorisation stands"
    return "soon", "The access token has ended, and was not refreshed"


def _name(tx: Tx, authorization: Authorization) -> str:
    account = tx[Accounts].get(authorization.account_id)
    assert account is not None, "an account is never deleted"
    return account.doc.name


def _url(app: App) -> str:
    return f"/portal/apps/{app.app_key}/shops"
