"""``shopwright login``: authorise this machine for a shop, and remember it."""

from __future__ import annotations

import secrets
import sys
import webbrowser
from contextlib import nullcontext
from typing import Annotated

from cyclopts import Parameter

from shopwright.client.auth.oauth import TIKTOK, authorization_url, read_callback
from shopwright.client.auth.tokens import Token
from shopwright.client.auth.vault.connection import AppCredentials, app_path
from shopwright.client.errors import ShopwrightError
from shopwright.client.shop import Shop
from shopwright.extras import require

from .connection import AsJson, KeyFile
from .control import Control
from .keys import ask_keys
from .output import print_json
from .profiles import Profile, chosen_name, profiles, save, tokens_of, vault_told
from .redirect import landing
from .refusal import RefusedError
from .secret_input import app_secret, sandbox_key
from .table import print_table
from .text import console, visible

_Switch = Parameter(negative="", show_default=False)

#: Seconds that a user has for consent; the code behind it lives for 30 minutes.
_CONSENT_SECONDS = 600.0


def login(
    *,
    local: Annotated[str | None, Parameter(help="A Shopwright platform: take keys and token of its demo shop.")] = None,
    tiktok: Annotated[
        bool, Parameter(help="TikTok itself: everything that is sent acts on real shops."), _Switch
    ] = False,
    base_url: Annotated[str | None, Parameter(help="Another address, authorised as TikTok is.")] = None,
    app_key: Annotated[str | None, Parameter(env_var="SHOPWRIGHT_APP_KEY", help="The app's key.")] = None,
    service_id: Annotated[str | None, Parameter(help="The app's service id, from Partner Center.")] = None,
    region: Annotated[str, Parameter(help="The shop's market, as two letters.")] = "GB",
    shop: Annotated[str | None, Parameter(help="The cipher of the shop to use, where there are several.")] = None,
    profile: Annotated[str | None, Parameter(help="The name to remember it under.")] = None,
    browser: Annotated[bool, Parameter(help="Open the link in a browser."), _Switch] = False,
    redirect: Annotated[
        str | None, Parameter(help="The app's redirect URL, if on this machine: the code is then taken from there.")
    ] = None,
    vault: Annotated[
        str | None,
        Parameter(help="A path in HashiCorp Vault: PATH/app holds the app, tokens go below PATH. See VAULT_ADDR."),
    ] = None,
    show: Annotated[bool, Parameter(help="List what is remembered."), _Switch] = False,
    remove: Annotated[bool, Parameter(help="Forget a profile and its token."), _Switch] = False,
    sandbox_key_file: KeyFile = None,
    as_json: AsJson = False,
) -> int:
    """Authorise this machine for a shop, and remember it.

    For example:
        shopwright login --local http://127.0.0.1:8600
        shopwright login --tiktok --app-key 6abc --service-id 7123 --region GB
        shopwright login --tiktok --vault shopwright --region US
        shopwright login --show --json
    """
    if vault is None:
        require("shopwright login", "vault")
    name = chosen_name(profile)
    if show:
        return _show(as_json=as_json)
    if remove:
        return _remove(name, as_json=as_json)
    if vault is not None and local is not None:
        raise RefusedError("--local takes the platform's own app, not one in Vault", "use --base-url with --vault")
    if local is not None:
        profile_and_token = _local(Control(local, sandbox_key(sandbox_key_file), "--local"), shop)
        return _remember(name, *profile_and_token, as_json=as_json)
    url = TIKTOK if tiktok else base_url
    if url is None:
        raise RefusedError("where to?", "say --local URL for a platform, or --tiktok for TikTok")
    app = _app(vault, app_key, service_id)
    saved, token = _by_consent(url, app, region, shop, browser=browser, redirect=redirect)
    if vault is not None:
        saved.vault, saved.app_secret = vault.strip("/"), ""
    return _remember(name, saved, token, as_json=as_json)


def _app(vault: str | None, app_key: str | None, service_id: str | None) -> AppCredentials:
    """The app to log in with: of Vault, else of the arguments and the environment."""
    if vault is not None:
        with vault_told() as connection:
            app = connection.app_credentials(app_path(vault))
        if app.service_id:
            return app
        raise RefusedError("Vault's secret has no service id", "give it the field service_id, as Partner Center shows")
    if not app_key or not service_id:
        raise RefusedError("the app's key or service id is missing", "give --app-key and --service-id")
    return AppCredentials(app_key=app_key, app_secret=app_secret(), service_id=service_id)


def _local(control: Control, cipher: str | None) -> tuple[Profile, Token]:
    keys = ask_keys(control)
    seller = keys["seller"]
    token = Token(
        access_token=seller["access_token"],
        access_token_ends=seller["access_token_expire_in"],
        refresh_token=seller["refresh_token"],
        refresh_token_ends=seller["refresh_token_expire_in"],
        open_id=seller["open_id"],
        granted_scopes=tuple(seller.get("granted_scopes") or ()),
    )
    return _profile(control.url, keys["app_key"], keys["app_secret"], token, cipher or keys["shop_cipher"])


def _by_consent(
    url: str,
    app: AppCredentials,
    region: str,
    cipher: str | None,
    *,
    browser: bool,
    redirect: str | None,
) -> tuple[Profile, Token]:
    state = secrets.token_urlsafe(16)
    link = authorization_url(app.app_key, app.service_id, base_url=url, region=region, state=state)
    answer = _answer(link, state, browser=browser, redirect=redirect)
    with Shop(app.app_key, app.app_secret, base_url=url) as shop:
        try:
            code = read_callback(answer, state=state).code if "?" in answer else answer
            token = shop.authorize(code)
        except ShopwrightError as error:
            raise RefusedError(visible(error.message), visible(error.remedy)) from error
    return _profile(url, app.app_key, app.app_secret, token, cipher)


def _answer(link: str, state: str, *, browser: bool, redirect: str | None) -> str:
    """The URL of the redirect after consent, or its code: received on this machine, else pasted by the user."""
    with landing(redirect) if redirect else nullcontext() as landed:
        console(stderr=True).print("Open this link, and allow the app:\n", style="bold")
        print(link, file=sys.stderr)
        if browser:
            webbrowser.open(link)
        if landed is not None:
            print("\nWaiting for the browser to come back …", file=sys.stderr, flush=True)
            return landed.wait(state, _CONSENT_SECONDS)
    ask = "\nThen paste the address that the browser was sent to, or its code: "
    print(ask, end="", file=sys.stderr, flush=True)
    pasted = sys.stdin.readline().strip()
    if not pasted:
        raise RefusedError("nothing was pasted", "paste the whole address, from https:// on")
    return pasted


def _profile(url: str, app_key: str, secret: str, token: Token, cipher: str | None) -> tuple[Profile, Token]:
    """Make a profile after a call with the token has worked; the user chooses among several shops."""
    with Shop(app_key, secret, base_url=url, access_token=token) as shop:
        try:
            shops = shop.authorization.get_authorized_shops()["shops"]
        except ShopwrightError as error:
            raise RefusedError(visible(error.message), visible(error.remedy)) from error
    matching = [shop for shop in shops if cipher in (None, shop["cipher"])]
    if cipher is not None and not matching:
        raise RefusedError("the token does not cover that shop", "leave out --shop to see those that it covers")
    if len(matching) > 1:
        known = "; ".join(f"{shop['name']} ({shop['region']}): {shop['cipher']}" for shop in matching)
        raise RefusedError(f"the token covers several shops: {visible(known)}", "say which with --shop CIPHER")
    chosen = matching[0] if matching else None
    return (
        Profile(
            base_url=url,
            app_key=app_key,
            app_secret=secret,
            account="",
            shop_cipher=chosen["cipher"] if chosen else None,
            shop_name=f"{chosen['name']} ({chosen['region']})" if chosen else "",
        ),
        token,
    )


def _remember(name: str, profile: Profile, token: Token, *, as_json: bool) -> int:
    profile.account = name
    with tokens_of(profile) as tokens:
        tokens.save(name, token)
    save(name, profile)
    ends = token.authorization_ends
    if as_json:
        print_json({**_fields(name, profile), "authorization_ends": int(ends.timestamp()) if ends else None})
        return 0
    until = f", authorised until {ends:%Y-%m-%d}" if ends else ""
    console().print(f"Logged in to {visible(profile.shop_name) or 'no shop yet'} at {profile.base_url}{until}.")
    console().print("Try: shopwright call order.get_order_list --page-size 20", style="dim")
    return 0


def _show(*, as_json: bool) -> int:
    saved = profiles()
    if as_json:
        print_json([_fields(name, profile) for name, profile in sorted(saved.items())])
        return 0
    if not saved:
        raise RefusedError("nothing is remembered yet", "log in with --local URL or --tiktok")
    rows = [(name, profile.shop_name, profile.base_url, profile.app_key) for name, profile in sorted(saved.items())]
    print_table(("profile", "shop", "at", "app key"), rows, sentences={"shop"})
    return 0


def _fields(name: str, profile: Profile) -> dict[str, object]:
    return {"profile": name, "base_url": profile.base_url, "shop": profile.shop_name, "app_key": profile.app_key}


def _remove(name: str, *, as_json: bool) -> int:
    profile = profiles().get(name)
    if profile is None:
        raise RefusedError(f"there is no profile {name!r}", "see shopwright login --show")
    with tokens_of(profile) as tokens:
        tokens.delete(profile.account)
    save(name, None)
    if as_json:
        print_json(_fields(name, profile))
        return 0
    console().print(f"Forgot {name}. The seller's authorisation goes on: it is withdrawn in Seller Center.")
    return 0
