"""Authorisation: the links that users open, and the token service behind them (docs/reference/authorization.md)."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

import msgspec

from shopwright import decoders
from shopwright.client.core.build import App
from shopwright.client.core.effects import Flow, send, sleep
from shopwright.client.core.http import HttpReply, HttpRequest, TransportFailure
from shopwright.client.core.options import RetryPolicy
from shopwright.client.core.parse_reply import error_of, parse_envelope
from shopwright.client.errors import (
    HIDE_FRAMES,
    ApiCallError,
    NoReply,
    NotAuthorized,
    RateLimited,
    ServerTrouble,
    ShopwrightError,
    UnreadableReply,
)

from .tokens import Token, UserType

__tracebackhide__ = HIDE_FRAMES

#: The Partner API of TikTok Shop itself, and its token service. Everything sent there acts on real shops.
TIKTOK = "https://open-api.tiktokglobalshop.com"
TIKTOK_AUTH = "https://auth.tiktok-shops.com"

#: Where users give their consent: the United States have hosts of their own.
_CONSENT = {
    (UserType.SELLER, True): "https://services.us.tiktokshop.com/open/authorize",
    (UserType.SELLER, False): "https://services.tiktokshop.com/open/authorize",
    (UserType.PARTNER, True): "https://partner.us.tiktokshop.com/open/authorize",
    (UserType.PARTNER, False): "https://partner.tiktokshop.com/open/authorize",
    (UserType.CREATOR, True): "https://shop.tiktok.com/alliance/creator/auth",
    (UserType.CREATOR, False): "https://shop.tiktok.com/alliance/creator/auth",
}


def auth_url_of(base_url: str) -> str:
    """The token service's URL for a Partner API URL; a Shopwright platform serves both at one address."""
    return TIKTOK_AUTH if base_url.rstrip("/") == TIKTOK else base_url.rstrip("/")


def authorization_url(
    app_key: str,
    service_id: str,
    *,
    base_url: str,
    region: str,
    user: UserType = UserType.SELLER,
    state: str | None = None,
) -> str:
    """The link that a seller, partner or creator opens to authorise an app.

    ``region`` is the shop's market as two letters (``"US"``, ``"GB"`` …). ``state`` comes back unchanged: make it
    unguessable, and compare it, so that nobody can slip you a code of theirs.
    """
    consent = _CONSENT[user, region.upper() == "US"]
    if base_url.rstrip("/") != TIKTOK:
        consent = base_url.rstrip("/") + urlsplit(consent).path
    query = {"app_key": app_key} if user is UserType.CREATOR else {"service_id": service_id}
    return f"{consent}?{urlencode({**query, **({'state': state} if state else {})})}"


class Callback(NamedTuple):
    """The parameters of the redirect after consent."""

    code: str
    state: str | None


def read_callback(url: str, *, state: str | None = None) -> Callback:
    """The code in a redirect; ``NotAuthorized`` where the user refused, or ``state`` is not the one expected."""
    query = {name: values[-1] for name, values in parse_qs(urlsplit(url).query).items()}
    if state is not None and query.get("state", "") != state:
        raise NotAuthorized(
            "The redirect's state is not the one that was sent.",
            cause="The link was opened in another session, or somebody made the redirect up.",
            remedy="Start the authorisation again and use the link once.",
        )
    code = query.get("code", "")
    if query.get("error") or code in ("", "null"):
        raise NotAuthorized(
            "The user did not authorise the app.",
            cause=f"The redirect says {query.get('error') or 'no code'}.",
            remedy="Ask the user to open the link again and to allow the app.",
        )
    return Callback(code, query.get("state"))


class _Data(msgspec.Struct):
    access_token: str
    refresh_token: str
    access_token_expire_in: int
    refresh_token_expire_in: int
    open_id: str = ""
    seller_name: str | None = None
    seller_base_region: str | None = None
    user_type: int = 0
    granted_scopes: list[str] | None = None


class TokenService:
    """Exchanges codes and refresh tokens. The secret travels in the query, as the documentation wants it."""

    def __init__(self, app: App, auth_url: str, retry: RetryPolicy, timeout: float = 30.0) -> None:
        self._app = app
        self._auth_url = auth_url.rstrip("/")
        self._retry = retry
        self._timeout = timeout

    def exchange(self, code: str) -> Flow[Token]:
        """Exchange a code, which works once and for 30 minutes, for a token."""
        grant = {"auth_code": code, "grant_type": "authorized_code"}
        return (yield from self._ask("get", grant, self._retry.attempts))

    def refresh(self, token: Token, is_urgent: bool = True) -> Flow[Token]:
        """Exchange a refresh token for a new token. One try without waiting, unless it is urgent."""
        grant = {"refresh_token": token.refresh_token, "grant_type": "refresh_token"}
        return (yield from self._ask("refresh", grant, self._retry.attempts if is_urgent else 1))

    def _ask(self, what: str, grant: dict[str, str], attempts: int) -> Flow[Token]:
        name = f"token/{what}"
        query = urlencode({"app_key": self._app.key, "app_secret": self._app.secret, **grant})
        url = f"{self._auth_url}/api/v2/token/{what}?{query}"
        request = HttpRequest("GET", url, {"accept": "application/json"}, None, self._timeout)
        failures = 0
        while True:
            try:
                return self._token(name, (yield from send(request)))
            except (TransportFailure, RateLimited, ServerTrouble, UnreadableReply) as error:
                failures += 1
                # A code works once: if the first try may have used it, the refusal of a second try would hide that.
                asked = error.retry_after if isinstance(error, ApiCallError) else None
                is_final = _is_final(error) or not self._retry.accepts(asked)
                if failures >= attempts or is_final or (what == "get" and _may_have_acted(error)):
                    raise self._given_up(name, error) from error
                yield from sleep(self._retry.wait(failures, asked))

    def _token(self, name: str, reply: HttpReply) -> Token:
        envelope = parse_envelope(reply, name)
        if envelope.code or reply.status >= 300:
            raise error_of(envelope, reply, None, name, self._auth_url)
        try:
            data = decoders.convert(envelope.data, _Data)
        except msgspec.ValidationError as error:
            raise UnreadableReply(f"{name}: the reply holds no token: {error}", was_sent=True) from error
        return Token(
            access_token=data.access_token,
            access_token_ends=data.access_token_expire_in,
            refresh_token=data.refresh_token,
            refresh_token_ends=data.refresh_token_expire_in,
            open_id=data.open_id,
            seller_name=data.seller_name or "",
            seller_base_region=data.seller_base_region or "",
            user_type=data.user_type,
            granted_scopes=tuple(data.granted_scopes or ()),
        )

    def _given_up(self, name: str, error: Exception) -> ShopwrightError:
        if isinstance(error, ShopwrightError):
            return error
        assert isinstance(error, TransportFailure)
        said = f"{error}." if error.remedy else f"{self._auth_url} gave no reply: {error}"
        return NoReply(
            f"{name}: {said}",
            was_sent=error.was_sent,
            cause="The token service, or the way to it, is down.",
            remedy=error.remedy or "Try again; a new authorisation code may be needed.",
        )


def _is_final(error: Exception) -> bool:
    """Whether another try would end in the same way."""
    if isinstance(error, TransportFailure):
        return bool(error.remedy)
    return isinstance(error, UnreadableReply) and error.is_refused


def _may_have_acted(error: Exception) -> bool:
    return error.was_sent if isinstance(error, TransportFailure) else not isinstance(error, RateLimited)
