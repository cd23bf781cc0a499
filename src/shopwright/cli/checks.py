"""The checks of ``shopwright doctor``, in order; checks that depend on a failed one are left out."""

from __future__ import annotations

import importlib.metadata
import socket
import ssl
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from http.client import HTTPException
from urllib.parse import urlsplit

from shopwright.client.core.methods import areas
from shopwright.client.core.parse_reply import RATE_CODES, server_time
from shopwright.client.core.records import CallRecord, TryRecord
from shopwright.client.errors import (
    ApiCallError,
    NotAuthorized,
    RateLimited,
    ScopeError,
    ShopwrightError,
    SignatureError,
    TokenError,
)
from shopwright.client.shop import Shop
from shopwright.contract.load import operations

from .check_result import CheckResult, Verdict
from .webhook_check import webhooks

#: Seconds that clocks may differ: the server takes timestamps up to 30 s ahead and 300 s behind.
_AHEAD, _BEHIND = 30, 300

#: Seconds for each call with its retries, and days before the authorisation's end from which it is worth a warning.
_SECONDS, _SOON = 30.0, 30


class _Rates:
    """Counts the tries that were refused for their rate."""

    def __init__(self) -> None:
        self.tries = self.refused = 0

    def on_try(self, record: TryRecord) -> None:
        self.tries += 1
        self.refused += record.code in RATE_CODES or record.status == 429

    def on_call(self, record: CallRecord) -> None:
        """Do nothing: each try is counted instead."""


def examine(shop: Shop, scopes_for: Sequence[str]) -> Iterator[CheckResult]:
    """Run the checks and yield their results."""
    python = ".".join(map(str, sys.version_info[:3]))
    version = importlib.metadata.version("shopwright")
    yield CheckResult("version", Verdict.FINE, f"shopwright {version} on Python {python}.")
    address = _address(shop)
    yield address
    if address.verdict is Verdict.WRONG:
        return
    yield _clock(shop)
    rates = _Rates()
    shop._engine.observers.append(rates)
    shop = shop.with_options(deadline=_SECONDS)
    calling = list(_calling(shop))
    yield from calling
    if not any(check_result.verdict is Verdict.WRONG for check_result in calling):
        yield from _scopes(shop, scopes_for)
        yield from webhooks(shop)
    yield _limits(rates)


def _address(shop: Shop) -> CheckResult:
    parts = urlsplit(shop._engine.base_url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        with socket.create_connection((host, port), timeout=10) as connection:
            if parts.scheme == "https":
                with ssl.create_default_context().wrap_socket(connection, server_hostname=host):
                    pass
    except socket.gaierror:
        return CheckResult(
            "address", Verdict.WRONG, f"{host} has no address.", "Check the base URL and the name servers."
        )
    except ssl.SSLError as error:
        remedy = "Check the system's certificates, its clock, and whether a proxy stands between."
        return CheckResult("address", Verdict.WRONG, f"{host} speaks no TLS that is trusted: {error.reason}.", remedy)
    except OSError as error:
        remedy = "Start the platform (shopwright platform serve), or check firewall, proxy and port."
        return CheckResult("address", Verdict.WRONG, f"{host}:{port} does not answer: {type(error).__name__}.", remedy)
    return CheckResult("address", Verdict.FINE, f"{host}:{port} answers.")


def _clock(shop: Shop) -> CheckResult:
    try:
        with urllib.request.urlopen(f"{shop._engine.base_url}/", timeout=10) as reply:
            headers = {name.lower(): value for name, value in reply.headers.items()}
    except urllib.error.HTTPError as error:
        headers = {name.lower(): value for name, value in error.headers.items()}
    except (OSError, HTTPException) as error:
        return CheckResult("clock", Verdict.WARNING, f"the server's time is not known: {type(error).__name__}.")
    theirs = server_time(headers)
    if theirs is None:
        return CheckResult("clock", Verdict.WARNING, "the server does not tell its time.")
    ahead = shop._engine.clock.now() - theirs
    if -_BEHIND < ahead < _AHEAD:
        return CheckResult("clock", Verdict.FINE, f"it differs from the server's by {abs(ahead):.0f} s.")
    way = "ahead of" if ahead > 0 else "behind"
    return CheckResult(
        "clock",
        Verdict.WARNING,
        f"this machine's is {abs(ahead):.0f} s {way} the server's; signatures carry the time.",
        "Set the clock (timedatectl set-ntp true). This client corrects it by itself, others do not.",
    )


def _calling(shop: Shop) -> Iterator[CheckResult]:
    """Check key, secret, token and shop by the error of the first signed call."""
    try:
        shops = shop.authorization.get_authorized_shops().get("shops", [])
    except SignatureError as error:
        yield CheckResult("signature", Verdict.WRONG, error.server_message, error.remedy or "Check the app secret.")
        return
    except (TokenError, NotAuthorized) as error:
        yield CheckResult("signature", Verdict.FINE, "app key and secret are accepted.")
        yield CheckResult("token", Verdict.WRONG, error.message, error.remedy)
        return
    except ScopeError as error:
        yield CheckResult("signature", Verdict.FINE, "app key and secret are accepted.")
        yield CheckResult("scopes", Verdict.WRONG, error.cause, error.remedy)
        return
    except RateLimited as error:
        yield CheckResult("first call", Verdict.WRONG, error.message, error.remedy)
        return
    except ApiCallError as error:
        what = "app key" if "app_key" in error.server_message.lower() else "first call"
        yield CheckResult(what, Verdict.WRONG, error.server_message, error.remedy)
        return
    except ShopwrightError as error:
        yield CheckResult("first call", Verdict.WRONG, error.message, error.remedy)
        return
    yield CheckResult("signature", Verdict.FINE, "app key and secret are accepted.")
    yield _token(shop)
    yield _shop(shop, [(shop["cipher"], f"{shop['name']} ({shop['region']})") for shop in shops])


def _token(shop: Shop) -> CheckResult:
    token = shop.token()
    now = shop._engine.now()
    if not token.access_token_ends:
        remedy = "Log in (shopwright login), or hand the client the refresh token too."
        return CheckResult(
            "token", Verdict.WARNING, "it works; when it ends is not known, and it refreshes never.", remedy
        )
    says = f"it holds until {datetime.fromtimestamp(token.access_token_ends, UTC):%Y-%m-%d %H:%M} UTC"
    if not token.refresh_token:
        remedy = "Log in (shopwright login), or hand the client the refresh token too."
        return CheckResult("token", Verdict.WARNING, f"{says}, and cannot be refreshed.", remedy)
    consent = token.authorization_ends
    if consent is not None and (days := (consent.timestamp() - now) / 86_400) < _SOON:
        remedy = "Have the seller open the authorisation link again."
        return CheckResult("token", Verdict.WARNING, f"the authorisation ends in {days:.0f} days.", remedy)
    until = f"; the authorisation lasts until {consent:%Y-%m-%d}" if consent else ""
    return CheckResult("token", Verdict.FINE, f"{says} and refreshes by itself{until}.")


def _shop(shop: Shop, covered: list[tuple[str, str]]) -> CheckResult:
    cipher = shop.options.shop_cipher
    text = "; ".join(f"{name}: {shop_cipher}" for shop_cipher, name in covered) or "none"
    if cipher is None and len(covered) != 1:
        remedy = "Name one: --shop CIPHER, SHOPWRIGHT_SHOP_CIPHER or with_shop(cipher)."
        return CheckResult("shop", Verdict.WRONG, f"the token covers {text}; which one is meant?", remedy)
    if cipher is not None and cipher not in dict(covered):
        return CheckResult("shop", Verdict.WRONG, "the cipher is not of a shop of this token.", f"Use one of: {text}.")
    return CheckResult("shop", Verdict.FINE, dict(covered)[cipher] if cipher else covered[0][1])


def _scopes(shop: Shop, wanted: Sequence[str]) -> Iterator[CheckResult]:
    token = shop.token()
    granted = set(token.granted_scopes)
    if not wanted:
        if granted:
            yield CheckResult(
                "scopes", Verdict.FINE, f"{len(granted)} are granted; --scopes-for order checks for calls."
            )
        return
    if not granted:
        remedy = "Log in (shopwright login): a token that is given as text does not tell them."
        if token.refresh_token:  # a login, at a server that tells none
            remedy = "See which are switched on under Manage API; the server does not tell them to apps."
        yield CheckResult("scopes", Verdict.WARNING, "the token does not tell its scopes.", remedy)
        return
    for name in wanted:
        area, _, rest = name.partition(".")
        chosen = [
            operation for operation in operations().values() if operation.area == area and rest in ("", operation.name)
        ]
        if not chosen:
            yield CheckResult("scopes", Verdict.WRONG, f"there is no {name}.", f"Areas are {', '.join(areas())}.")
            continue
        missing = sorted(
            {" or ".join(operation.scopes) for operation in chosen if not granted.intersection(operation.scopes)}
        )
        if missing:
            remedy = "Switch them on under Manage API, then have the seller authorise again."
            yield CheckResult("scopes", Verdict.WRONG, f"{name} misses {', '.join(missing)}.", remedy)
        else:
            yield CheckResult("scopes", Verdict.FINE, f"{name} is allowed.")


def _limits(rates: _Rates) -> CheckResult:
    """Check how many of this run's calls were refused for their rate, as TikTok tells its limits nowhere."""
    if rates.refused:
        remedy = "Call less often, or share one limiter among your processes (see the guide to limits)."
        says = f"{rates.refused} of {rates.tries} calls came too fast for the server."
        return CheckResult("limits", Verdict.WARNING, says, remedy)
    return CheckResult("limits", Verdict.FINE, f"none of {rates.tries} calls came too fast for the server.")
