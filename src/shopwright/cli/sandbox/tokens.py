"""``shopwright sandbox tokens``, ``auth-code`` and ``deauthorize``: consent without a browser, and its end."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from shopwright.cli.connection import SWITCH, Connection, shop_of
from shopwright.cli.control import Control
from shopwright.cli.output import print_view
from shopwright.cli.sandbox.choices import words_of
from shopwright.cli.secret_input import secret_of

ACCESS_VARIABLE, REFRESH_VARIABLE = "SHOPWRIGHT_ACCESS_TOKEN", "SHOPWRIGHT_REFRESH_TOKEN"

AppKey = Annotated[str | None, Parameter(help="Which app; the demo app unless named.")]
Shop = Annotated[
    str | None, Parameter(help="The shop whose seller is meant, by id or cipher; the demo shop unless named.")
]
AccountId = Annotated[str | None, Parameter(help="The user who is meant, where it is no seller with a shop.")]
Scopes = Annotated[str | None, Parameter(help="Scopes, joined by commas; all of the app's unless named.")]


def create(
    *,
    connection: Connection | None = None,
    app_key: AppKey = None,
    shop: Shop = None,
    account_id: AccountId = None,
    scopes: Scopes = None,
) -> int:
    """Make tokens for an app, consent included.

    For example:
        shopwright sandbox tokens create --shop 7495000000000000002 --json
    """
    platform = connection or Connection()
    control = platform.open()
    body = {**_consent(control, app_key, shop, account_id), "scopes": words_of(scopes)}
    print_view(control.post("tokens", body), as_json=platform.as_json)
    return 0


def expire(
    *,
    connection: Connection | None = None,
    refresh: Annotated[bool, Parameter(help="The refresh token, not the access token."), SWITCH] = False,
    token_file: Annotated[Path | None, Parameter(help="A file with the token; - is standard input.")] = None,
) -> int:
    """End a token at once.

    The token comes from a file, from SHOPWRIGHT_ACCESS_TOKEN or SHOPWRIGHT_REFRESH_TOKEN, or is that of the demo
    shop's seller. It is never an argument, which other programs could see.

    For example:
        shopwright sandbox tokens expire
        shopwright sandbox tokens expire --refresh --token-file token.txt
    """
    platform = connection or Connection()
    control = platform.open()
    kind, variable = ("refresh_token", REFRESH_VARIABLE) if refresh else ("access_token", ACCESS_VARIABLE)
    token = secret_of(token_file, "token") if token_file is not None else os.environ.get(variable)
    body = {kind: token or control.get("keys")["seller"][kind]}
    print_view(control.post("tokens/expire", body), as_json=platform.as_json)
    return 0


def auth_code(
    *,
    connection: Connection | None = None,
    app_key: AppKey = None,
    shop: Shop = None,
    account_id: AccountId = None,
    scopes: Scopes = None,
    days: Annotated[int | None, Parameter(help="How long the consent lasts.")] = None,
    state: Annotated[str | None, Parameter(help="What the app's redirect gets back.")] = None,
) -> int:
    """Consent to an app, as on the consent page.

    For example:
        shopwright sandbox auth-code --state xyz --json
    """
    platform = connection or Connection()
    control = platform.open()
    consent = _consent(control, app_key, shop, account_id)
    body = {**consent, "scopes": words_of(scopes), "days": days, "state": state}
    print_view(control.post("auth_codes", body), as_json=platform.as_json)
    return 0


def deauthorize(
    *, connection: Connection | None = None, app_key: AppKey = None, shop: Shop = None, account_id: AccountId = None
) -> int:
    """Withdraw a consent.

    Its tokens end, and the app is notified (topic 6; 20 for a creator).

    For example:
        shopwright sandbox deauthorize
    """
    platform = connection or Connection()
    control = platform.open()
    print_view(control.post("deauthorize", _consent(control, app_key, shop, account_id)), as_json=platform.as_json)
    return 0


def _consent(control: Control, app_key: str | None, shop: str | None, account_id: str | None) -> dict[str, object]:
    """Which app and which user."""
    key = app_key or control.get("keys")["app_key"]
    if account_id is not None:
        return {"app_key": key, "account_id": account_id}
    return {"app_key": key, "shop_cipher": shop_of(control, shop)["cipher"]}
