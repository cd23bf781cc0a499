"""Checks a client's settings and builds its engine from them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Required, TypedDict

import msgspec
from msgspec.structs import replace

from shopwright.client.errors import HIDE_FRAMES, ArgumentError

from .auth.oauth import TokenService, auth_url_of
from .auth.token_refresher import TokenRefresher
from .auth.tokens import MemoryTokenStore, Token, TokenStore
from .core.breaker import CircuitBreaker
from .core.build import App
from .core.engine import Engine
from .core.limiter import MemoryRateLimiter, RateLimiter
from .core.options import Clock, Options, SystemClock
from .core.records import Observer
from .observe.guard import Guarded
from .observe.logs import LogObserver
from .observe.usage import Usage

if TYPE_CHECKING:
    from .auth.vault.connection import Vault

__tracebackhide__ = HIDE_FRAMES


class CheckedSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The checked settings of a shop, with their defaults."""

    app: App
    base_url: str
    auth_url: str | None
    tokens: TokenStore
    account: str
    options: Options
    clock: Clock
    limiter: RateLimiter | None
    breaker: CircuitBreaker | None
    observers: Sequence[Observer]
    refresh_ahead: float

    def __post_init__(self) -> None:
        if not self.base_url:
            raise ArgumentError("Shop", ["base_url is missing: give shopwright.TIKTOK, or the address of a platform"])
        if not self.base_url.startswith(("http://", "https://")):
            raise ArgumentError("Shop", [f"base_url must begin with http:// or https://, not {self.base_url[:20]!r}"])
        if not self.app.key or not self.app.secret:
            raise ArgumentError("Shop", ["app_key and app_secret must not be empty"])

    def service(self) -> TokenService:
        """The token service of this address."""
        return TokenService(self.app, self.auth_url or auth_url_of(self.base_url), self.options.retry)

    def engine(self) -> Engine:
        """The state that all calls of one client share."""
        service = self.service()
        return Engine(
            self.app,
            self.base_url,
            clock=self.clock,
            token_refresher=TokenRefresher(
                self.tokens, self.account, service.refresh, self.clock, ahead=self.refresh_ahead
            ),
            limiter=self.limiter,
            breaker=self.breaker,
            observers=[Usage(self.clock), Guarded(LogObserver()), *map(Guarded, self.observers)],
        )


class Settings(TypedDict, total=False):
    """The settings of a shop besides its app.

    ``base_url``: where the shop is (``shopwright.TIKTOK`` is the real one). ``access_token``: a token, if it is not in
    ``tokens`` yet: a ``Token`` is refreshed, a text is used as it is. ``tokens`` and ``account``: where tokens are
    kept, and whose to use. ``shop_cipher``: which of the seller's shops; needless when there is one only. ``auth_url``:
    the token service, if it is at an unusual address. ``limiter``, ``breaker``: ``None`` switches them off.
    ``observers`` receive a record of every call. ``refresh_ahead``: seconds before a token's end at which
    it is refreshed.
    """

    base_url: Required[str]
    access_token: str | Token | None
    tokens: TokenStore | None
    account: str
    shop_cipher: str | None
    auth_url: str | None
    options: Options | None
    limiter: RateLimiter | None
    breaker: CircuitBreaker | None
    observers: Sequence[Observer]
    refresh_ahead: float
    clock: Clock | None


def gathered(app_key: str, app_secret: str, settings: Settings) -> CheckedSettings:
    """Check a shop's settings and fill in the defaults."""
    account = settings.get("account", "default")
    options, cipher = settings.get("options") or Options(), settings.get("shop_cipher")
    return CheckedSettings(
        app=App(app_key, app_secret),
        base_url=settings.get("base_url") or "",
        auth_url=settings.get("auth_url"),
        tokens=_store(settings.get("access_token"), settings.get("tokens"), account),
        account=account,
        options=replace(options, shop_cipher=cipher) if cipher else options,
        clock=settings.get("clock") or SystemClock(),
        limiter=settings["limiter"] if "limiter" in settings else MemoryRateLimiter(),
        breaker=settings["breaker"] if "breaker" in settings else CircuitBreaker(),
        observers=settings.get("observers", ()),
        refresh_ahead=settings.get("refresh_ahead", 600.0),
    )


def _store(access_token: str | Token | None, tokens: TokenStore | None, account: str) -> TokenStore:
    """The store to use. A given token is saved in it, unless it already has one of the account."""
    store = MemoryTokenStore() if tokens is None else tokens
    text = access_token.access_token if isinstance(access_token, Token) else access_token
    if text is not None and not (text and text.isascii() and text.isprintable() and " " not in text):
        raise ArgumentError("Shop", ["access_token is empty, or holds characters that no header may: trim it"])
    if access_token is not None and (tokens is None or store.load(account) is None):
        store.save(account, access_token if isinstance(access_token, Token) else Token(access_token=access_token))
    return store


class AppSettings(Settings):
    """All arguments of a shop."""

    app_key: Required[str]
    app_secret: Required[str]


def in_vault(vault: Vault | None, path: str, settings: Settings) -> AppSettings:
    """The arguments of a shop whose app and tokens are kept in Vault; what ``settings`` names goes first."""
    from .auth.vault.connection import Vault, app_path
    from .auth.vault.token_store import VaultTokenStore

    connection = vault or Vault.from_env()
    app = connection.app_credentials(app_path(path))
    tokens = settings.get("tokens") or VaultTokenStore(connection, path)
    return {**settings, "app_key": app.app_key, "app_secret": app.app_secret, "tokens": tokens}


#: Environment variables that ``from_env`` reads, and the argument that each is for.
ENVIRONMENT = {
    "SHOPWRIGHT_BASE_URL": "base_url",
    "SHOPWRIGHT_APP_KEY": "app_key",
    "SHOPWRIGHT_APP_SECRET": "app_secret",
    "SHOPWRIGHT_ACCESS_TOKEN": "access_token",
    "SHOPWRIGHT_SHOP_CIPHER": "shop_cipher",
}
_NEEDED = ("base_url", "app_key", "app_secret")


def from_environment() -> dict[str, str]:
    """The arguments that the environment gives; ``ArgumentError`` names what it misses."""
    values = {argument: os.environ.get(name, "").strip() for name, argument in ENVIRONMENT.items()}
    settings = {argument: text for argument, text in values.items() if text}
    missing = [name for name, argument in ENVIRONMENT.items() if argument in _NEEDED and argument not in settings]
    if missing:
        raise ArgumentError("from_env", [f"the environment misses {', '.join(missing)}"])
    return settings
