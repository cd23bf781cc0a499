"""Consents of users to apps, and their codes and tokens (docs/reference/authorization.md)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import msgspec

from shopwright.platform.clock.scheduler import declare, due, plan
from shopwright.platform.clock.state import PlatformState
from shopwright.platform.clock.store import DueAction, DueActions
from shopwright.platform.core.durations import DAY_MS
from shopwright.platform.core.identity import Account, App, Authorization, Token, UserType
from shopwright.platform.core.wall_clock import wall_ms
from shopwright.platform.database.transaction import Tx
from shopwright.platform.webhooks.emit import emit, emit_to_account
from shopwright.wire.gateway_codes import AUTH_CODE_INVALID, NO_AUTHORIZATION, REFRESH_TOKEN_EXPIRED
from shopwright.wire.ids import data_zone, open_id_of

from .authorizations_store import AuthCode, Authorizations, hash_secret
from .store import Accounts
from .tokens_store import ACCESS, REFRESH, Tokens

SECOND = 1_000
CODE_LIFE_MS = 30 * 60 * SECOND
ACCESS_LIFE_MS = 7 * DAY_MS
WARN_BEFORE_MS = 30 * DAY_MS
DEFAULT_DAYS = 365

#: Name of the due action that warns of the end of an authorisation, daily from 30 days before.
EXPIRY_WARNING = declare("authorization_expiring")


class TokenSet(msgspec.Struct, kw_only=True):
    """The token service's data. The ``*_expire_in`` are absolute unix seconds, despite their names."""

    access_token: str
    access_token_expire_in: int
    refresh_token: str
    refresh_token_expire_in: int
    open_id: str
    seller_name: str
    seller_base_region: str
    user_type: int
    granted_scopes: list[str]


def authorize(
    tx: Tx, app: App, account: Account, *, days: int | None = None, scopes: Sequence[str] | None = None
) -> str:
    """Record a consent and answer its code, which can be used once within 30 minutes.

    ``scopes`` defaults to all that the app has and the kind of user can give.
    """
    now = tx.now_ms()
    ends = now + (days or default_days(tx, account)) * DAY_MS
    granted = [s for s in app.doc.scopes if gives(account.kind, s) and (scopes is None or s in scopes)]
    known = tx[Authorizations].get(account.account_id, app.app_key)
    if known is not None and known.ended_at is not None:
        tx[Tokens].revoke_all(app.app_key, account.account_id, now)
    open_id = open_id_of(app.app_key, account.account_id)
    tx[Authorizations].put(Authorization(account.account_id, app.app_key, open_id, granted, now, ends))
    _plan_warning(tx, app.app_key, account.account_id, ends)
    code = f"{data_zone(account.region)}_{secrets.token_urlsafe(48)}"
    tx[Authorizations].add_code(AuthCode(hash_secret(code), app.app_key, account.account_id, now + CODE_LIFE_MS))
    return code


def default_days(tx: Tx, account: Account) -> int:
    """How long an authorisation lasts unless the user chooses otherwise: the first shop's setting."""
    shops = tx[Accounts].shops_of(account.account_id)
    return shops[0].doc.authorization_days if shops else DEFAULT_DAYS


def gives(kind: UserType, scope: str) -> bool:
    """Whether a kind of user can give a scope: creators ``creator.``, partners ``partner.``, sellers the rest.

    Business accounts give none: the Business API asks for none.
    """
    if kind is UserType.BUSINESS:
        return False
    owner = scope.split(".", 1)[0]
    return owner == {UserType.CREATOR: "creator", UserType.PARTNER: "partner"}.get(kind, owner) and (
        kind is not UserType.SELLER or owner not in {"creator", "partner"}
    )


def callback_url(app: App, parameters: Mapping[str, str]) -> str | None:
    """The app's redirect URL with parameters added to its own; ``None`` where the app has none."""
    url = app.doc.redirect_url
    if not url:
        return None
    between = "" if url.endswith(("?", "&")) else "&" if "?" in url else "?"
    return f"{url}{between}{urlencode(parameters)}"


def exchange(tx: Tx, app: App, code: str) -> TokenSet:
    """A pair of tokens for a code: 36004004 when it is wrong, used, or expired."""
    spent = tx[Authorizations].use_code(code, app.app_key, tx.now_ms())
    if spent is None:
        raise AUTH_CODE_INVALID()
    return mint(tx, app, spent.account_id)


def refresh(tx: Tx, app: App, refresh_token: str) -> TokenSet:
    """A new pair of tokens. The old access token works for a short time more, the old refresh token does not."""
    now = tx.now_ms()
    token = tx[Tokens].find(refresh_token, for_change=True)  # of two callers at once, one gets a pair
    if token is None or token.kind != REFRESH or token.app_key != app.app_key or token.revoked_at is not None:
        raise NO_AUTHORIZATION()
    authorization = tx[Authorizations].get(token.account_id, app.app_key)
    if authorization is None or authorization.ended_at is not None:
        raise NO_AUTHORIZATION()
    if token.is_expired(now, wall_ms()) or authorization.ends_at <= now:
        raise REFRESH_TOKEN_EXPIRED()
    tx[Tokens].retire(token.pair_id, now, now + tx[PlatformState].settings.refresh_grace_seconds * SECOND)
    return mint(tx, app, token.account_id)


def mint(
    tx: Tx, app: App, account_id: str, *, wall_clock: bool = False, texts: tuple[str, str] | None = None
) -> TokenSet:
    """A new pair of tokens for a consent that is in force.

    ``wall_clock`` pairs expire by the machine's time; ``texts`` fixes access and refresh token.
    """
    authorization = tx[Authorizations].get(account_id, app.app_key, for_change=True)
    account = tx[Accounts].get(account_id)
    if authorization is None or authorization.ended_at is not None or account is None:
        raise NO_AUTHORIZATION()
    zone = data_zone(account.region)
    access, refresh_text = texts or (f"{zone}_{secrets.token_urlsafe(60)}", f"{zone}_{secrets.token_urlsafe(48)}")
    now = tx.now_ms()
    base = wall_ms() if wall_clock else now
    access_ends = min(base + ACCESS_LIFE_MS, base + authorization.ends_at - now)
    refresh_ends = base + authorization.ends_at - now
    pair_id = hash_secret(access)[:24]
    for kind, text, ends in ((ACCESS, access, access_ends), (REFRESH, refresh_text, refresh_ends)):
        token = Token(
            hash_secret(text), kind, app.app_key, account_id, pair_id, now, ends, None, wall_clock, authorization.scopes
        )
        tx[Tokens].add(text, token)
    return TokenSet(
        access_token=access,
        access_token_expire_in=access_ends // SECOND,
        refresh_token=refresh_text,
        refresh_token_expire_in=refresh_ends // SECOND,
        open_id=authorization.open_id,
        seller_name=account.doc.name,
        seller_base_region=account.region,
        user_type=int(account.kind),
        granted_scopes=authorization.scopes,
    )


def deauthorize(tx: Tx, app_key: str, account: Account) -> bool:
    """Withdraw a consent: end its tokens and notify the app. Answers whether there was a consent."""
    authorization = tx[Authorizations].get(account.account_id, app_key, for_change=True)
    if authorization is None or authorization.ended_at is not None:
        return False
    now = tx.now_ms()
    if account.kind is UserType.CREATOR:
        emit_to_account(tx, account, authorization, 20, {"cancel_time": str(now // SECOND)})
    for shop in tx[Accounts].shops_of(account.account_id):
        emit(tx, shop, 6, {"message": f"The seller of shop {shop.shop_id} has removed the app."}, only_app=app_key)
    tx[Authorizations].put(msgspec.structs.replace(authorization, ended_at=now))
    tx[Tokens].revoke_all(app_key, account.account_id, now)
    tx[DueActions].drop(EXPIRY_WARNING, f"{account.account_id}:{app_key}")
    return True


def _plan_warning(tx: Tx, app_key: str, account_id: str, ends_ms: int) -> None:
    """The first warning: at midnight UTC, 30 days before the end or as soon as that."""
    earliest = max(ends_ms - WARN_BEFORE_MS, tx.now_ms())
    midnight = -(-earliest // DAY_MS) * DAY_MS
    if midnight < ends_ms:
        plan(tx, EXPIRY_WARNING, f"{account_id}:{app_key}", "", midnight)


@due(EXPIRY_WARNING)
def warn_of_expiry(tx: Tx, action: DueAction) -> None:
    """Webhook 7 for every shop of the seller, again every midnight until the end or a renewal."""
    account_id, app_key = action.subject.split(":")
    authorization = tx[Authorizations].get(account_id, app_key)
    if authorization is None or authorization.ended_at is not None or authorization.ends_at <= action.due_at:
        return
    data = {
        "message": "The authorization ends soon. Ask the seller to authorize the app again.",
        "expiration_time": str(authorization.ends_at // SECOND),
    }
    for shop in tx[Accounts].shops_of(account_id):
        emit(tx, shop, 7, data, only_app=app_key)
    if action.due_at + DAY_MS < authorization.ends_at:
        plan(tx, EXPIRY_WARNING, action.subject, "", action.due_at + DAY_MS)
