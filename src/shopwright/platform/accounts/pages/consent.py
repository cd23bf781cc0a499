"""Consent pages: a user grants scopes to an app for some days, and returns to the app with a code."""

from __future__ import annotations

from urllib.parse import urlsplit

import msgspec
from starlette.responses import Response

from shopwright.platform.accounts.apps_store import Apps
from shopwright.platform.accounts.authorizations_store import Authorizations
from shopwright.platform.accounts.grants import callback_url, default_days, gives
from shopwright.platform.accounts.sandbox.tokens import NewAuthCode, create_auth_code
from shopwright.platform.accounts.store import Accounts
from shopwright.platform.core.identity import Account, App, Shop, UserType
from shopwright.platform.core.pages.page import Ask
from shopwright.platform.database.transaction import Tx
from shopwright.wire.errors import ApiError, ErrorCode

from .scopes import ScopeGroup, scope_groups

#: What a user may choose; the shop's own setting joins them.
DURATIONS = (30, 90, 365)

NO_APP_NAMED = ErrorCode(
    40002, "The link names no app.", 400, "Open it with app_key=… or service_id=…, as the app's page shows it."
)
APP_UNKNOWN = ErrorCode(
    40402,
    "There is no app with the {what} {value}.",
    404,
    "Compare it with the keys on the front page. A reset brings back the apps of the first start only.",
)
APP_DISABLED = ErrorCode(
    40303, "The app {name} is disabled, so nobody can authorise it.", 403, "Enable it on its page under Apps."
)
REDIRECT_WRONG = ErrorCode(
    40005,
    "The link's redirect_uri is not the redirect URL of the app {name}.",
    400,
    "Leave it out, or give exactly the URL that is set on the app's page.",
)
NOBODY = ErrorCode(
    40902,
    "This sandbox has no active {kinds} who could authorise the app.",
    409,
    "Make one with POST /sandbox/accounts (a seller's shop with POST /sandbox/shops), then load this page again.",
)
CHOICE_WRONG = ErrorCode(40003, "{reason}", 400, "Choose on the page, then send it again.")

_KIND_WORDS = {
    UserType.SELLER: ("seller", "sellers"),
    UserType.CREATOR: ("creator", "creators"),
    UserType.PARTNER: ("partner", "partners"),
}


class Party(msgspec.Struct, frozen=True):
    """Someone who can consent."""

    account: Account
    kind: str
    shops: list[Shop]
    days: int
    authorized_until: int | None


class Question(msgspec.Struct, frozen=True):
    """What a consent page asks. ``grants``: what each kind of user would grant."""

    app: App
    state: str
    parties: list[Party]
    durations: list[int]
    grants: dict[str, list[ScopeGroup]]

    @property
    def default_days(self) -> int | None:
        """The duration that is chosen at first: the shops' own setting, where they agree on one."""
        settings = {party.days for party in self.parties}
        return settings.pop() if len(settings) == 1 else None

    @property
    def kinds(self) -> str:
        return " or ".join(self.grants)

    @property
    def host(self) -> str:
        """Where the answer goes, as the page names it."""
        return urlsplit(self.app.doc.redirect_url).netloc


async def ask_seller(ask: Ask) -> Response:
    """``/oauth/authorize``: sellers."""
    return await _consent(ask, (UserType.SELLER,))


async def ask_user(ask: Ask) -> Response:
    """``/open/authorize``: sellers, and partners on the same path."""
    return await _consent(ask, (UserType.SELLER, UserType.PARTNER))


async def ask_creator(ask: Ask) -> Response:
    """``/alliance/creator/auth``: creators."""
    return await _consent(ask, (UserType.CREATOR,))


async def _consent(ask: Ask, kinds: tuple[UserType, ...]) -> Response:
    question = await ask.read(lambda tx: _question(tx, ask, kinds))
    if ask.request.method != "POST":
        return _page(ask, question)
    if ask.form.text("decision") != "allow":
        return _denied(ask, question)
    try:
        return await _allowed(ask, question)
    except ApiError as error:
        return _page(ask, question, error)


def _question(tx: Tx, ask: Ask, kinds: tuple[UserType, ...]) -> Question:
    app = _app(tx, ask)
    accounts = [account for account in tx[Accounts].all() if account.kind in kinds and account.is_active]
    if not accounts:
        raise NOBODY(kinds=" and no ".join(_KIND_WORDS[kind][1] for kind in kinds))
    parties = [_party(tx, app, account) for account in accounts]
    durations = sorted({*DURATIONS, *(party.days for party in parties)})
    grants = {
        _KIND_WORDS[kind][0]: scope_groups(scope for scope in app.doc.scopes if gives(kind, scope))
        for kind in kinds
        if any(party.account.kind is kind for party in parties)
    }
    return Question(app, ask.query("state"), parties, durations, grants)


def _app(tx: Tx, ask: Ask) -> App:
    app_key, service_id = ask.query("app_key"), ask.query("service_id")
    if not app_key and not service_id:
        raise NO_APP_NAMED()
    app = tx[Apps].get(app_key) if app_key else tx[Apps].by_service(service_id)
    if app is None:
        what, value = ("app_key", app_key) if app_key else ("service_id", service_id)
        raise APP_UNKNOWN(what=what, value=value[:60])
    if not app.is_active:
        raise APP_DISABLED(name=app.doc.name)
    if ask.query("redirect_uri") not in ("", app.doc.redirect_url):
        raise REDIRECT_WRONG(name=app.doc.name)
    return app


def _party(tx: Tx, app: App, account: Account) -> Party:
    shops = tx[Accounts].shops_of(account.account_id)
    known = tx[Authorizations].get(account.account_id, app.app_key)
    stands = known is not None and known.ended_at is None and known.ends_at > tx.now_ms()
    return Party(
        account=account,
        kind=_KIND_WORDS[account.kind][0],
        shops=shops,
        days=default_days(tx, account),
        authorized_until=known.ends_at if known is not None and stands else None,
    )


def _page(ask: Ask, question: Question, error: ApiError | None = None) -> Response:
    chosen = ask.form.text("account_id") or ask.query("account_id") or question.parties[0].account.account_id
    days = ask.form.text("days") if ask.form.has("days") else str(question.default_days or "")
    return ask.page(
        "consent.html",
        error.error.http_status if error else 200,
        leaves=True,
        ask_about=question,
        chosen=chosen,
        days=days,
        ticked=ask.form.many("scope") if ask.form.has("decision") else None,
        problem=error.message if error else "",
    )


async def _allowed(ask: Ask, question: Question) -> Response:
    party = next((party for party in question.parties if party.account.account_id == ask.form.text("account_id")), None)
    if party is None:
        raise CHOICE_WRONG(reason=f"Choose a {question.kinds}.")
    body = NewAuthCode(
        app_key=question.app.app_key,
        account_id=party.account.account_id,
        days=_days(ask, question),
        scopes=_scopes(ask, question, party),
        state=question.state,
    )
    granted = await ask.write(lambda tx: create_auth_code(tx, body))
    if granted.redirect_url:
        return ask.go(granted.redirect_url)
    return ask.page("consent_code.html", ask_about=question, party=party, code=granted.code, ends=granted.expires_at)


def _days(ask: Ask, question: Question) -> int | None:
    text = ask.form.text("days")
    if not text and question.default_days is None:
        return None
    if not text.isascii() or not text.isdigit() or int(text[:6]) not in question.durations:
        raise CHOICE_WRONG(reason="Choose how long the authorisation lasts.")
    return int(text)


def _scopes(ask: Ask, question: Question, party: Party) -> list[str] | None:
    """The scopes that are granted: those ticked by a creator; all that the app asks for by others."""
    if party.account.kind is not UserType.CREATOR:
        return None
    asked = {scope for group in question.grants[party.kind] for scope, _ in group.scopes}
    ticked = [scope for scope in ask.form.many("scope") if scope in asked]
    if asked and not ticked:
        raise CHOICE_WRONG(reason="Leave at least one permission ticked, or deny.")
    return ticked


def _denied(ask: Ask, question: Question) -> Response:
    parameters = {"code": "null", "error": "auth_denied", **({"state": question.state} if question.state else {})}
    url = callback_url(question.app, parameters)
    return ask.go(url) if url else ask.page("consent_code.html", ask_about=question, party=None, code="", ends=0)
