"""Authorisation without the browser: codes, tokens, their end, and the withdrawal of a consent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from shopwright.platform.accounts import grants
from shopwright.platform.accounts.authorizations_store import Authorizations
from shopwright.platform.accounts.tokens_store import ACCESS, REFRESH, Tokens
from shopwright.platform.core.control.replies import BAD_REQUEST, NOT_FOUND, WRONG_STATE
from shopwright.platform.core.control.shapes import Body, Key, PlatformSeconds, View
from shopwright.platform.core.identity import Account, App
from shopwright.platform.database.transaction import Tx

from .find import find_app, find_user

Days = Annotated[int, Meta(ge=1, le=3_650, description="how long the authorisation lasts")]
Scopes = Annotated[list[str], Meta(max_length=500, description="those granted; all that the app has, if not given")]


class Consent(Body):
    """Who consents to which app: an account, the seller of a shop, or the demo's seller where neither is given."""

    app_key: Key
    account_id: Key | None = None
    shop_cipher: Key | None = None


class NewAuthCode(Consent):
    """``state`` comes back in the redirect."""

    days: Days | None = None
    scopes: Scopes | None = None
    state: Annotated[str, Meta(max_length=2_000)] = ""


class NewTokens(Consent):
    scopes: Scopes | None = None


class TokenToExpire(Body):
    """One of the two."""

    access_token: Key | None = None
    refresh_token: Key | None = None


class AuthCodeView(View):
    """The code, and where a browser would take it; null where the app has no redirect URL."""

    code: str
    expires_at: PlatformSeconds
    redirect_url: str | None


class TokenView(View):
    """As the token service answers. The ``*_expire_in`` are absolute unix seconds, despite their names."""

    app_key: str
    account_id: str
    access_token: str
    access_token_expire_in: int
    refresh_token: str
    refresh_token_expire_in: int
    open_id: str
    seller_name: str
    seller_base_region: str
    user_type: int
    granted_scopes: list[str]


class ExpiredToken(View):
    kind: str
    app_key: str
    account_id: str
    expired_at: PlatformSeconds


class Withdrawal(View):
    app_key: str
    account_id: str
    ended_at: PlatformSeconds


def create_auth_code(tx: Tx, body: NewAuthCode) -> AuthCodeView:
    """Consent to an app, as on the consent page; the code works once within 30 minutes."""
    app, account = _parties(tx, body)
    code = grant(tx, app, account, days=body.days, scopes=body.scopes)
    ends = tx.now_ms() + grants.CODE_LIFE_MS
    parameters = {"app_key": app.app_key, "code": code, **({"state": body.state} if body.state else {})}
    return AuthCodeView(code=code, expires_at=ends // 1000, redirect_url=grants.callback_url(app, parameters))


def create_tokens(tx: Tx, body: NewTokens) -> TokenView:
    """Make tokens that expire by the machine's clock, after a consent where there is none in force."""
    app, account = _parties(tx, body)
    known = tx[Authorizations].get(account.account_id, app.app_key)
    if body.scopes is not None or known is None or known.ended_at is not None or known.ends_at <= tx.now_ms():
        grant(tx, app, account, scopes=body.scopes)
    return mint_tokens(tx, app, account)


def expire_token(tx: Tx, body: TokenToExpire) -> ExpiredToken:
    """End a token at once: calls answer 105002, a refresh 36004001."""
    if (body.access_token is None) == (body.refresh_token is None):
        raise BAD_REQUEST(reason="Give `access_token` or `refresh_token`, one of them.")
    kind, text = (ACCESS, body.access_token) if body.access_token else (REFRESH, body.refresh_token)
    token = tx[Tokens].find(text or "")
    if token is None or token.kind != kind:
        raise NOT_FOUND(what=f"The {kind} token")
    now = tx.now_ms()
    tx[Tokens].expire(text or "", now)
    return ExpiredToken(kind=kind, app_key=token.app_key, account_id=token.account_id, expired_at=now // 1000)


def deauthorize(tx: Tx, body: Consent) -> Withdrawal:
    """Withdraw a consent: its tokens end and the app is notified (webhook 6, or 20 for a creator)."""
    app, account = _parties(tx, body)
    if not grants.deauthorize(tx, app.app_key, account):
        raise WRONG_STATE(reason=f"The account {account.account_id} has not authorised the app {app.app_key}.")
    return Withdrawal(app_key=app.app_key, account_id=account.account_id, ended_at=tx.now())


def grant(tx: Tx, app: App, account: Account, *, days: int | None = None, scopes: Sequence[str] | None = None) -> str:
    """Record a consent and answer its code; a scope that it cannot give is refused."""
    code = grants.authorize(tx, app, account, days=days, scopes=scopes)
    authorization = tx[Authorizations].get(account.account_id, app.app_key)
    missing = set(scopes or ()) - set(authorization.scopes if authorization else ())
    if missing:
        who = account.kind.name.lower()
        raise BAD_REQUEST(reason=f"A {who} cannot give `{min(missing)}` to the app {app.app_key} - at `$.scopes`.")
    return code


def mint_tokens(tx: Tx, app: App, account: Account) -> TokenView:
    """A pair that expires by the machine's clock."""
    fields = msgspec.structs.asdict(grants.mint(tx, app, account.account_id, wall_clock=True))
    return TokenView(app_key=app.app_key, account_id=account.account_id, **fields)


def _parties(tx: Tx, body: Consent) -> tuple[App, Account]:
    app, account = find_app(tx, body.app_key), find_user(tx, body.account_id, body.shop_cipher)
    if not app.is_active:
        raise WRONG_STATE(reason=f"The app {app.app_key} is disabled.")
    return app, account
